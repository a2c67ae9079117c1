//! `claims history`: every event of a claim, in order, as sentences.

use domain::ClaimId;
use projections::views::{HistoryLine, Limit, Page, ViewName, Viewer, Views};
use serde_json::{Value, json};

use super::args::History;
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{on_database, unread};
use super::settings::Settings;
use crate::sentence;

/// Shows the history of a claim.
pub fn run(settings: &Settings, history: &History, output: Output) -> Result<Exit, Failure> {
    let claim = history.claim;
    on_database(settings, async |session| {
        let running = session.running().await?;
        let lines = session
            .until_stopped("broken off", async {
                running.caught_up(&[ViewName::History]).await?;
                read(&running.views, claim).await
            })
            .await;
        running.stop().await;
        let lines = lines?;
        if lines.is_empty() {
            return Err(no_such_claim(claim));
        }
        show(&lines, output);
        Ok(Exit::Ok)
    })
}

/// Says that there is no such claim.
pub fn no_such_claim(claim: ClaimId) -> Failure {
    Failure::new(Exit::FoundAProblem, format!("there is no claim {claim}"))
}

/// Reads a history to its end.
pub async fn read(views: &Views, claim: ClaimId) -> Result<Vec<HistoryLine>, Failure> {
    let mut lines = vec![];
    let mut page = Page {
        after: None,
        limit: Limit::MAX,
    };
    loop {
        let listed = views
            .history(&Viewer::Vendor, claim, &page)
            .await
            .map_err(unread)?;
        lines.extend(listed.rows);
        match listed.next {
            Some(next) => page.after = Some(next),
            None => return Ok(lines),
        }
    }
}

/// Writes a history.
pub fn show(lines: &[HistoryLine], output: Output) {
    let json: Vec<Value> = lines.iter().map(as_json).collect();
    output.data(&json, || {
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
    });
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
