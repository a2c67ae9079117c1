//! The rows of the view `claim` are what a fold of each stream gives, after every event.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use domain::aggregate::ClaimStream;
use domain::claim::{ContributionState, Visibility};
use domain::document::{Cost, DocumentKey};
use domain::{ClaimEvent, ClaimId, Document, Money};
use projections::log::decode;
use projections::stream::{FoldedClaim, Place};
use projections::views::{Projector, Views};
use sha2::{Digest, Sha256};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};
use uuid::Uuid;

use super::given::{Logged, append, database_with, hasty, no_head, random_history, reach};
use super::rebuild::{options, run};

/// What the streams come to, folded here, beside the views.
#[derive(Default)]
struct Known {
    claims: BTreeMap<ClaimId, FoldedClaim>,
    keys: BTreeSet<(Uuid, ClaimId)>,
    position: u64,
}

impl Known {
    fn take(&mut self, logged: &Logged) {
        self.position += 1;
        if logged.kind != "claim" {
            return;
        }
        let id: ClaimId = logged.id.parse().unwrap();
        let event = decode::<ClaimStream>(&logged.name, &logged.version, &logged.payload).unwrap();
        let place = Place {
            sequence: logged.sequence.unsigned_abs(),
            position: self.position,
        };
        let documents: &[Document] = match &event.event {
            ClaimEvent::DocumentAttached { document, .. }
            | ClaimEvent::DocumentReplaced { document, .. } => std::slice::from_ref(document),
            ClaimEvent::ClaimDisputed { documents, .. } => documents,
            _ => &[],
        };
        for key in documents.iter().flat_map(Document::keys) {
            self.keys.insert((short(&key), id));
        }
        match self.claims.get_mut(&id) {
            Some(claim) => claim.apply(&event, place),
            None => drop(
                self.claims
                    .insert(id, FoldedClaim::begin(&event, place).unwrap()),
            ),
        }
    }

    /// Requires that all rows are these.
    async fn is_what_rows_say(&self, pool: &PgPool) {
        let rows = sqlx::query("select * from claim").fetch_all(pool).await;
        let rows = rows.unwrap();
        assert_eq!(rows.len(), self.claims.len(), "at {}", self.position);
        for row in rows {
            let id = ClaimId::from_uuid(row.get("claim_id"));
            is_row_of(&row, &self.claims[&id]);
        }
        let asked: Vec<Asked> = sqlx::query_as(
            "select claim_id, contribution_id, person, state, what, due, since, position
             from claim_contribution
             order by claim_id, contribution_id",
        )
        .fetch_all(pool)
        .await
        .unwrap();
        assert_eq!(asked, self.asked(), "at {}", self.position);
        let keys: Vec<(Uuid, Uuid)> =
            sqlx::query_as("select key, claim_id from claim_key order by key, claim_id")
                .fetch_all(pool)
                .await
                .unwrap();
        let paid: Vec<Paid> = sqlx::query_as(
            "select claim_id, payment_id, amount_minor, reference, value_date, position, reversed
             from claim_payment
             order by position",
        )
        .fetch_all(pool)
        .await
        .unwrap();
        assert_eq!(paid, self.paid(), "at {}", self.position);
        let known = self.keys.iter().map(|(key, claim)| (*key, claim.uuid()));
        assert_eq!(keys, known.collect::<Vec<_>>(), "at {}", self.position);
    }

    fn paid(&self) -> Vec<Paid> {
        let of_claim = |(id, folded): (&ClaimId, &FoldedClaim)| -> Vec<Paid> {
            let row = |paid: &projections::stream::MadePayment| {
                let back = paid.reversal.as_ref().map(|back| back.position as i64);
                let (claim, minor) = (id.uuid(), paid.amount.minor());
                let (reference, day) = (paid.reference.clone(), paid.value_date);
                let position = paid.position as i64;
                (claim, paid.id.uuid(), minor, reference, day, position, back)
            };
            folded.payments().iter().map(row).collect()
        };
        let mut paid: Vec<Paid> = self.claims.iter().flat_map(of_claim).collect();
        paid.sort_by_key(|paid| paid.5);
        paid
    }

    fn asked(&self) -> Vec<Asked> {
        let of_claim = |(id, folded): (&ClaimId, &FoldedClaim)| -> Vec<Asked> {
            let row = |asked: projections::stream::AskedFor| {
                let state = match asked.state {
                    ContributionState::Open => "open",
                    ContributionState::Fulfilled => "fulfilled",
                    ContributionState::Cancelled => "cancelled",
                };
                let (person, state) = (asked.to.to_string(), state.to_owned());
                let position = asked.position as i64;
                let (claim, id) = (id.uuid(), asked.id.uuid());
                (
                    claim, id, person, state, asked.what, asked.due, asked.at, position,
                )
            };
            folded.asked().map(row).collect()
        };
        let mut asked: Vec<Asked> = self.claims.iter().flat_map(of_claim).collect();
        asked.sort();
        asked
    }
}

/// Claim, contribution, person, state, what, due, since, position.
type Asked = (
    Uuid,
    Uuid,
    String,
    String,
    String,
    Option<NaiveDate>,
    DateTime<Utc>,
    i64,
);

/// Claim, payment, amount, reference, value date, position, that of its reversal.
type Paid = (Uuid, Uuid, i64, String, NaiveDate, i64, Option<i64>);

fn short(key: &DocumentKey) -> Uuid {
    let digest: [u8; 32] = match key {
        DocumentKey::File(sha256) => sha256.bytes(),
        DocumentKey::Invoice(invoice) => Sha256::digest(invoice).into(),
    };
    Uuid::from_slice(&digest[..16]).unwrap()
}

fn is_row_of(row: &PgRow, folded: &FoldedClaim) {
    let (claim, standing) = (folded.claim(), folded.standing());
    let text = |column: &str| row.get::<Option<String>, _>(column);
    let number = |column: &str| row.get::<Option<i64>, _>(column);
    let day = |column: &str| row.get::<Option<NaiveDate>, _>(column);
    let instant = |column: &str| row.get::<DateTime<Utc>, _>(column);
    let written = |it: &dyn ToString| Some(it.to_string());
    let minor = |money: Money| Some(money.minor());
    let person = claim.reviewer.as_ref();
    assert_eq!(row.get::<Uuid, _>("fund_id"), claim.fund.uuid());
    assert_eq!(text("partner"), written(&claim.partner));
    assert_eq!(text("programme"), written(&claim.programme));
    assert_eq!(
        row.get::<i32, _>("policy_version"),
        claim.policy_version as i32
    );
    assert_eq!(text("period"), written(&claim.period));
    assert_eq!(text("activity"), written(&claim.activity));
    assert_eq!(text("title"), written(&claim.title));
    assert_eq!(day("executed_on"), Some(claim.executed_on));
    assert_eq!(text("location"), claim.location);
    assert_eq!(text("status"), written(&claim.status.as_str()));
    assert_eq!(row.get::<i32, _>("round"), claim.round as i32);
    assert_eq!(text("currency"), written(&claim.declared.currency().code()));
    assert_eq!(number("declared_minor"), minor(claim.declared));
    assert_eq!(number("requested_minor"), claim.requested.and_then(minor));
    assert_eq!(number("approved_minor"), standing.approved.and_then(minor));
    assert_eq!(number("paid_minor"), minor(claim.paid()));
    assert_eq!(number("amount_minor"), minor(standing.amount()));
    assert_eq!(text("reviewer"), person.map(ToString::to_string));
    assert_eq!(instant("since"), folded.since);
    assert_eq!(number("since_position"), Some(folded.since_position as i64));
    assert_eq!(day("due"), folded.due());
    assert_eq!(day("claim_until"), Some(claim.claim_until));
    assert_eq!(instant("opened_at"), folded.opened_at);
    assert_eq!(text("opened_by"), written(&folded.opened_by));
    assert_eq!(instant("changed_at"), folded.changed_at);
    assert_eq!(number("opened"), Some(folded.opened as i64));
    assert_eq!(number("version"), Some(folded.last.sequence as i64));
    assert_eq!(number("position"), Some(folded.last.position as i64));
    let words = text("words").unwrap();
    let has = |word: &str| words.contains(&format!(" {}", word.to_ascii_lowercase()));
    assert!(
        claim.title.split(|c: char| !c.is_alphanumeric()).all(has),
        "{words:?}"
    );
    let costs = claim.documents.iter().filter_map(Document::cost);
    let is_print = |cost: &Cost| cost.supplier.as_deref() == Some("Print SA");
    assert_eq!(has("print"), costs.into_iter().any(is_print), "{words:?}");
    let hidden = claim.comments.values();
    let hidden = hidden.filter(|kept| **kept == Visibility::VendorOnly);
    let hidden = hidden.count() as i64;
    assert_eq!(
        number("partner_version"),
        Some(folded.last.sequence as i64 - hidden)
    );
    assert_eq!(instant("partner_changed_at"), folded.for_partner.changed_at);
}

/// Appends a history, some events at a time, and looks at the rows after each of them.
async fn grown(seed: u64, steps: u32, some: usize, keeps_warm: bool) {
    let world = random_history(seed, steps);
    let (scratch, views) = database_with(&[]).await;
    let pool = &scratch.pool;
    let start = || Projector::start_at(pool.clone(), no_head(), hasty(some));
    let mut projector = start();
    let mut known = Known::default();
    for events in world.log.chunks(some) {
        append(pool, events).await;
        events.iter().for_each(|event| known.take(event));
        reach(&views, known.position as usize).await;
        known.is_what_rows_say(pool).await;
        if !keeps_warm {
            projector.stop().await;
            projector = start();
        }
    }
    projector.stop().await;
    let states = known.claims.iter();
    let states = states.map(|(id, it)| (*id, it.claim().clone()));
    assert_eq!(states.collect::<BTreeMap<_, _>>(), world.claims);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_the_folds_of_their_streams_after_every_event() {
    grown(331, 260, 1, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_the_folds_of_their_streams_where_no_claim_is_warm() {
    grown(332, 160, 1, false).await;
    grown(333, 400, 9, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_the_folds_of_their_streams_page_by_page_and_rebuilt() {
    for some in [2, 7, 90] {
        grown(334, 500, some, true).await;
    }
    let world = random_history(335, 2_500);
    let (scratch, _) = database_with(&world.log).await;
    let pool = &scratch.pool;
    let projector = Projector::start(pool.clone(), no_head());
    reach(&Views::new(pool.clone()), world.log.len()).await;
    projector.stop().await;
    let mut known = Known::default();
    world.log.iter().for_each(|event| known.take(event));
    known.is_what_rows_say(pool).await;
    let purpose = projections::views::rebuild::Purpose::Rebuild;
    let wanted = options(purpose, &projections::views::ViewName::ALL);
    run(pool, &wanted).await.unwrap();
    known.is_what_rows_say(pool).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_is_damaged_before_a_page_parks_the_view_at_its_next_event() {
    let world = random_history(336, 600);
    let half = world.log.len() / 2;
    let (scratch, views) = super::given::folded(&world.log[..half]).await;
    let next = &world.log[half..];
    let is_cold = |event: &&Logged| event.kind == "claim" && event.sequence > 2;
    let first = next.iter().find(is_cold).unwrap();
    let position = half + 1 + next.iter().position(|it| it.id == first.id).unwrap();
    crate::proven::by_hand(
        &scratch.pool,
        &format!(
            "update events set payload = replace(payload::text, '2024-', '2023-')::json
             where aggregate_id = '{}' and sequence = 1",
            first.id
        ),
    )
    .await;
    append(&scratch.pool, next).await;
    let projector = Projector::start_at(scratch.pool.clone(), no_head(), hasty(20_000));
    let claim = [projections::views::ViewName::Claim];
    let patience = std::time::Duration::from_secs(20);
    let waited = views
        .wait_for(&claim, world.log.len() as u64, patience)
        .await;
    assert_eq!(
        waited.unwrap(),
        projections::views::Waited::Parked(projections::views::ViewName::Claim)
    );
    let statuses = views.status().await.unwrap();
    let claim = statuses
        .iter()
        .find(|it| it.view.as_str() == "claim")
        .unwrap();
    assert_eq!(claim.error_position, Some(position as u64));
    let error = claim.error.as_deref().unwrap();
    assert!(error.contains("is not what was recorded"), "{error}");
    projector.stop().await;
}
