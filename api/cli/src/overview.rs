//! `claims overview`: the totals of every fund, and the claims by status.

use application::ask::reading::Reading;
use clap::Args as ClapArgs;
use projections::log::Moment;
use projections::views::{OverviewFilter, OverviewLine, ViewName, Viewer};
use serde_json::{Value, json};

use super::args::Overview;
use super::as_of::{AsOfArgs, Shown, json_of};
use super::business::{By, ByArgs};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{Running, on_database, unread};
use super::settings::Settings;

/// As of which moment, and by which time.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub struct Past {
    #[command(flatten)]
    pub as_of: AsOfArgs,
    #[command(flatten)]
    pub by: ByArgs,
    /// Count the claims by status as of a moment too, which takes seconds on a large log.
    #[arg(long)]
    pub claims: bool,
}

/// Shows the overview, of all partners or of one, now or as of a moment.
pub fn run(settings: &Settings, overview: &Overview, output: Output) -> Result<Exit, Failure> {
    let Past { by, claims, .. } = overview.past;
    by.must_fit()?;
    overview.past.as_of.must_have_come()?;
    if by.by == By::Business && claims {
        let sentence = "claims are counted by the time they were recorded only";
        return Err(Failure::new(Exit::Usage, sentence));
    }
    on_database(settings, async |session| {
        let running = session.running().await?;
        let read = session
            .until_stopped("broken off", read(&running, overview))
            .await;
        running.stop().await;
        let (shown, lines, counted) = read?;
        write(&shown, &lines, (by, counted), output);
        Ok(Exit::Ok)
    })
}

/// Whether the claims by status were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claims {
    Counted,
    LeftOut,
}

async fn read(
    running: &Running,
    overview: &Overview,
) -> Result<(Shown, Vec<OverviewLine>, Claims), Failure> {
    let filter = OverviewFilter {
        partner: overview.partner.clone(),
        ..OverviewFilter::default()
    };
    let Past { as_of, by, claims } = overview.past;
    let (viewer, until) = (Viewer::Inside, by.business_until);
    let present = match by.by {
        By::Recorded => ViewName::Overview,
        By::Business => ViewName::Postings,
    };
    let past: &[ViewName] = match claims {
        true => &[ViewName::Postings, ViewName::Claim],
        false => &[ViewName::Postings],
    };
    let shown = running.shown(as_of, &[present], past).await?;
    let (lines, counted) = match (&shown.reading, by.by) {
        (Reading::Now(views), By::Recorded) => {
            let lines = views.overview(&viewer, &filter).await;
            (lines.map(|(lines, _)| lines), Claims::Counted)
        }
        (Reading::Now(views), By::Business) => {
            let past = views.as_of(u64::MAX);
            let lines = past.overview_by_business(&viewer, &filter, until).await;
            (lines, Claims::LeftOut)
        }
        (Reading::Then(past), By::Business) => {
            let lines = past.overview_by_business(&viewer, &filter, until).await;
            (lines, Claims::LeftOut)
        }
        (Reading::Then(past), By::Recorded) if claims => {
            let mut lines = past.overview(&viewer, &filter).await.map_err(unread)?;
            let counted = past.count_claims(&viewer, &filter, &mut lines).await;
            (counted.map(|()| lines), Claims::Counted)
        }
        (Reading::Then(past), By::Recorded) => {
            (past.overview(&viewer, &filter).await, Claims::LeftOut)
        }
    };
    Ok((shown, lines.map_err(unread)?, counted))
}

/// Writes an overview, and says of which moment and by which time it is.
fn write(shown: &Shown, lines: &[OverviewLine], (by, counted): (ByArgs, Claims), output: Output) {
    shown.banner(output);
    if shown.moment.is_some() || by.by == By::Business {
        output.heading(&by.sentence());
    }
    let json = whole(lines, shown.moment, (by, counted));
    output.data(&json, || table(lines, counted));
}

/// Writes the overview as it is.
pub fn show(lines: &[OverviewLine], output: Output) {
    let told = (ByArgs::default(), Claims::Counted);
    output.data(&whole(lines, None, told), || table(lines, told.1));
}

/// Gives the overview in one shape, of now or of a moment, by either time.
fn whole(lines: &[OverviewLine], moment: Option<Moment>, (by, counted): (ByArgs, Claims)) -> Value {
    let rows = lines.iter().map(|line| as_json(line, counted)).collect();
    let mut whole = json_of(moment, "overview", rows);
    whole["by"] = json!(by.by.as_str());
    whole["business_until"] = json!(by.business_until);
    whole
}

fn table(lines: &[OverviewLine], counted: Claims) -> Rows {
    let mut header = vec![
        "partner",
        "programme",
        "period",
        "currency",
        "earned#",
        "available#",
        "reserved#",
        "committed#",
        "paid#",
        "expired#",
        "claimed#",
    ];
    if counted == Claims::Counted {
        header.push("claims");
    }
    let mut rows = Rows::new(&header);
    for line in lines {
        let figures = &line.figures;
        let claims: Vec<String> = line
            .claims
            .iter()
            .map(|counted| {
                format!(
                    "{} {} ({})",
                    counted.claims,
                    counted.status,
                    counted.amount.amount()
                )
            })
            .collect();
        let mut row = vec![
            line.partner.to_string(),
            line.programme.to_string(),
            line.period.to_string(),
            line.currency.to_string(),
            figures.earned.amount(),
            figures.available.amount(),
            figures.reserved.amount(),
            figures.committed.amount(),
            figures.paid.amount(),
            figures.expired.amount(),
            line.claimed.amount(),
        ];
        if counted == Claims::Counted {
            row.push(claims.join(", "));
        }
        rows.push(row);
    }
    rows
}

/// Claims that were not counted are null: that is not the same as none.
fn as_json(line: &OverviewLine, counted: Claims) -> Value {
    let figures = &line.figures;
    let claims: Vec<Value> = line
        .claims
        .iter()
        .map(|counted| {
            json!({
                "status": counted.status,
                "count": counted.claims,
                "amount": counted.amount.amount(),
            })
        })
        .collect();
    json!({
        "fund": line.fund,
        "partner": line.partner,
        "programme": line.programme,
        "period": line.period,
        "currency": line.currency,
        "earned": figures.earned.amount(),
        "available": figures.available.amount(),
        "reserved": figures.reserved.amount(),
        "committed": figures.committed.amount(),
        "paid": figures.paid.amount(),
        "expired": figures.expired.amount(),
        "claimed": line.claimed.amount(),
        "claims": (counted == Claims::Counted).then_some(claims),
    })
}
