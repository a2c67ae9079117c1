//! Exports: whole or not there at all, proven, the same each time, and readable by others.

mod corrupt;
mod folder;
mod hledger;
mod moments;
mod nasty;
mod parquet;
mod tables;
mod tampered;
mod trip;
mod xes;

use std::path::PathBuf;

use application::export::{ExportError, Format, Manifest, What, Wish, export};
use application::story::{run, the_story};
use domain::aggregate::ClaimStream;
use domain::{
    ClaimCommand, ClaimEvent, ClaimId, CommentId, FundCommand, LotId, Money, OrgId, Stamped, claim,
    fund, fund_id, named_uuid,
};
use projections::log::scan::StoredEvent;
use projections::log::{AsOf, Moment, StreamKind};
use projections::stream::scan::stream_until;
use projections::{Command, Ledger, Request};
use sqlx::PgPool;
use tests::database::Scratch;
use tests::stage::{actor, clock, noon};

/// A folder of one test alone, gone afterwards.
struct Place(PathBuf);

impl Place {
    fn new() -> Self {
        let name = format!("export-{}", uuid::Uuid::now_v7().simple());
        Self(std::env::temp_dir().join(name))
    }

    fn read(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.0.join(name)).unwrap()
    }

    /// The names of what is there, in order; none if the folder is not even there.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).into_iter().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A ledger that knows the whole story.
async fn told() -> (Scratch, Ledger) {
    let scratch = Scratch::migrated().await;
    let ledger = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    run(&the_story(), &ledger, |_, _| {}).await.unwrap();
    (scratch, ledger)
}

/// The same, and a second partner with a claim of texts that are hard to write down.
async fn told_of_two() -> (Scratch, Ledger) {
    let (scratch, ledger) = told().await;
    let programme = "helio-coop".parse().unwrap();
    let partner: OrgId = "studio-lyon".parse().unwrap();
    let period = "2024-H1".parse().unwrap();
    let fund = fund_id(&programme, &period, &partner, domain::Currency::EUR);
    let open = FundCommand::Open(fund::Open {
        programme,
        period,
        partner,
        currency: domain::Currency::EUR,
    });
    let earn = FundCommand::RecordEarning(fund::RecordEarning {
        lot: LotId::from_uuid(named_uuid("lyon")),
        amount: Money::from_minor(500_050, domain::Currency::EUR),
        earned_on: "2023-09-30".parse().unwrap(),
        source: "=1+1".to_owned(),
    });
    let create = ClaimCommand::Create(claim::Create {
        fund,
        activity: "trade-show".parse().unwrap(),
        title: nasty::TITLE.to_owned(),
        executed_on: "2024-03-14".parse().unwrap(),
        declared: Money::from_minor(100_001, domain::Currency::EUR),
        location: Some("@SUM(A1)".to_owned()),
    });
    let comment = |text: String, visibility| {
        ClaimCommand::AddComment(claim::AddComment {
            id: CommentId::from_uuid(named_uuid(&text)),
            text,
            document: None,
            in_reply_to: None,
            visibility,
        })
    };
    let everyone = domain::claim::Visibility::Everyone;
    let vendor = domain::claim::Visibility::VendorOnly;
    let (lea, ines) = ("lea@studio-lyon partner_user", "ines@helio-cloud reviewer");
    for (command, by) in [
        (Command::Fund(fund, open), "ada@helio-cloud programme_admin"),
        (Command::Fund(fund, earn), "fay@helio-cloud finance"),
        (Command::Claim(lyon(), create), lea),
        (
            Command::Claim(lyon(), comment(nasty::text(), everyone)),
            lea,
        ),
        (Command::Claim(lyon(), comment(nasty::long(), vendor)), ines),
    ] {
        let request = Request::new(command, actor(by), noon());
        ledger.execute(request).await.unwrap();
    }
    (scratch, ledger)
}

/// The claim of the second partner.
fn lyon() -> ClaimId {
    ClaimId::from_uuid(named_uuid("lyon"))
}

/// A wish for all there is now.
async fn wish(pool: &PgPool, format: Format, what: What, place: &Place) -> Wish {
    Wish {
        format,
        what,
        moment: Moment::head(pool).await.unwrap(),
        partner: None,
        folder: place.0.clone(),
        documents: None,
    }
}

async fn export_of(pool: &PgPool, wish: &Wish) -> Result<Manifest, ExportError> {
    export(pool, wish, Box::new(|_| {})).await
}

/// Exports all there is now into a new folder.
async fn exported(pool: &PgPool, format: Format, what: What) -> (Place, Manifest) {
    let place = Place::new();
    let wish = wish(pool, format, what, &place).await;
    let manifest = export_of(pool, &wish).await.unwrap();
    (place, manifest)
}

/// Exports as of a position into a new folder.
async fn exported_at(pool: &PgPool, format: Format, what: What, position: u64) -> Place {
    let place = Place::new();
    let moment = AsOf::Position(position).find(pool).await.unwrap();
    let wish = Wish {
        moment,
        ..wish(pool, format, what, &place).await
    };
    export_of(pool, &wish).await.unwrap();
    place
}

/// Reads a table in CSV: header and rows.
fn table(place: &Place, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let bytes = place.bytes(name);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = texts(reader.headers().unwrap());
    let rows = reader.records().map(|row| texts(&row.unwrap())).collect();
    (header, rows)
}

/// One column of a table in CSV.
fn column(place: &Place, name: &str, column: &str) -> Vec<String> {
    let (header, rows) = table(place, name);
    let at = header.iter().position(|it| it == column).unwrap();
    rows.into_iter().map(|mut row| row.remove(at)).collect()
}

/// Changes the log behind the ledger's back, as only an administrator can.
async fn tamper(pool: &PgPool, statement: &str) {
    let mut transaction = pool.begin().await.unwrap();
    for statement in ["set local session_replication_role = replica", statement] {
        sqlx::query(statement)
            .execute(&mut *transaction)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
}

/// Every pair that makes sense.
fn pairs() -> impl Iterator<Item = (Format, What)> {
    let offered = |format: Format| format.offers().iter().map(move |what| (format, *what));
    Format::ALL.into_iter().flat_map(offered)
}

/// The events of a claim with their places, as the log has them.
async fn events_of(pool: &PgPool, claim: &str) -> Vec<(StoredEvent, Stamped<ClaimEvent>)> {
    let stored = stream_until(pool, StreamKind::Claim, claim, u64::MAX)
        .await
        .unwrap();
    let decoded = stored.into_iter().map(|stored| {
        let event = stored.decode::<ClaimStream>().unwrap();
        (stored, event)
    });
    decoded.collect()
}
