//! `claims history`: every event of a claim, in order, as sentences.

use application::ask::reading::Reading;
use application::words::sentence;
use domain::ClaimId;
use projections::log::Moment;
use projections::stream::HistoryLine;
use projections::views::{Limit, Page, ViewName, Viewer, Views};
use serde_json::{Value, json};

use super::args::History;
use super::as_of;
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{on_database, unread};
use super::settings::Settings;

/// Shows the history of a claim.
pub fn run(settings: &Settings, history: &History, output: Output) -> Result<Exit, Failure> {
    let claim = history.claim;
    history.as_of.must_have_come()?;
    on_database(settings, async |session| {
        let running = session.running().await?;
        let lines = session
            .until_stopped("broken off", async {
                let views = [ViewName::Claim];
                let shown = running.shown(history.as_of, &views, &views).await?;
                let lines = read_as(&shown.reading, claim).await?;
                Ok((shown, lines))
            })
            .await;
        running.stop().await;
        let (shown, lines) = lines?;
        match (lines.is_empty(), shown.moment) {
            (true, None) => return Err(no_such_claim(claim)),
            (true, Some(moment)) => return Err(no_such_claim_yet(claim, moment)),
            (false, moment) => {
                shown.banner(output);
                show(&lines, moment, output);
            }
        }
        Ok(Exit::Ok)
    })
}

/// Says that there is no such claim.
pub fn no_such_claim(claim: ClaimId) -> Failure {
    Failure::new(Exit::Precondition, format!("there is no claim {claim}"))
}

/// Says that there was no such claim at a moment.
pub fn no_such_claim_yet(claim: ClaimId, moment: Moment) -> Failure {
    let at = as_of::sentence("at", moment);
    Failure::new(
        Exit::Precondition,
        format!("there was no claim {claim} {at}"),
    )
}

/// Reads a history to its end.
pub async fn read(views: &Views, claim: ClaimId) -> Result<Vec<HistoryLine>, Failure> {
    read_as(&Reading::Now(views.clone()), claim).await
}

async fn read_as(reading: &Reading, claim: ClaimId) -> Result<Vec<HistoryLine>, Failure> {
    let mut lines = vec![];
    let mut page = Page {
        after: None,
        limit: Limit::MAX,
    };
    loop {
        let listed = reading
            .history(&Viewer::Inside, claim, &page)
            .await
            .map_err(unread)?;
        let Some(listed) = listed else {
            return Ok(lines);
        };
        lines.extend(listed.rows);
        match listed.next {
            Some(next) => page.after = Some(next),
            None => return Ok(lines),
        }
    }
}

/// Writes a history, of now or of a moment.
pub fn show(lines: &[HistoryLine], moment: Option<Moment>, output: Output) {
    let rows = lines.iter().map(as_json).collect();
    let json = as_of::json_of(moment, "history", rows);
    output.data(&json, || table(lines));
}

fn table(lines: &[HistoryLine]) -> Rows {
    let mut rows = Rows::new(&["no#", "when (UTC)", "who", "what"]);
    for line in lines {
        rows.push(vec![
            line.sequence.to_string(),
            line.at().format("%Y-%m-%d %H:%M").to_string(),
            line.event.by.to_string(),
            sentence::of_claim(&line.event.event),
        ]);
    }
    rows
}

fn as_json(line: &HistoryLine) -> Value {
    json!({
        "sequence": line.sequence,
        "position": line.position,
        "at": line.at(),
        "recorded_at": line.recorded_at,
        "by": line.event.by,
        "event_type": line.event_type,
        "vendor_only": line.is_vendor_only,
        "sentence": sentence::of_claim(&line.event.event),
        "event": line.event.event,
    })
}
