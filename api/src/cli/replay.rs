//! `claims replay`: a claim's state after each of its events.

use domain::aggregate::ClaimStream;
use domain::event::Named;
use domain::{Claim, ClaimId, claim};
use projections::log::{Replayed, replay};
use serde_json::{Value, json};

use super::args::Replay;
use super::exit::{Exit, Failure};
use super::history::no_such_claim;
use super::output::{Output, Rows};
use super::session::on_database;
use super::settings::Settings;

/// Folds a claim's events one by one, up to a position or to the end.
pub fn run(settings: &Settings, asked: &Replay, output: Output) -> Result<Exit, Failure> {
    let (id, until) = (asked.claim, asked.at_position);
    on_database(settings, async |session| {
        let events = replay::<ClaimStream>(&session.pool, &id.to_string())
            .await
            .map_err(|error| Failure::new(Exit::FoundAProblem, error))?;
        if events.is_empty() {
            return Err(no_such_claim(id));
        }
        let events: Vec<_> = events
            .into_iter()
            .filter(|event| until.is_none_or(|until| event.position <= until))
            .collect();
        if events.is_empty() {
            let until = until.unwrap_or_default();
            return Err(Failure::new(
                Exit::FoundAProblem,
                format!("claim {id} did not exist yet at position {until}"),
            ));
        }
        show(id, &events, output);
        Ok(Exit::Ok)
    })
}

type Event = Replayed<ClaimStream>;

fn show(id: ClaimId, events: &[Event], output: Output) {
    let mut folded: Option<Claim> = None;
    let mut states = vec![];
    for event in events {
        claim::evolve(&mut folded, &event.event);
        states.push(folded.clone());
    }
    let json: Vec<Value> = events
        .iter()
        .zip(&states)
        .map(|(event, state)| {
            json!({
                "claim": id,
                "sequence": event.sequence,
                "position": event.position,
                "recorded_at": event.recorded_at,
                "at": event.event.at,
                "by": event.event.by,
                "event_type": event.event.event.name(),
                "state": state,
            })
        })
        .collect();
    output.data(&json, || {
        let mut rows = Rows::new(&[
            "no#",
            "position#",
            "at (UTC)",
            "event",
            "status",
            "round#",
            "declared#",
            "requested#",
            "approved#",
            "paid#",
            "documents#",
        ]);
        for (event, state) in events.iter().zip(&states) {
            if let Some(claim) = state {
                rows.push(row(event, claim));
            }
        }
        rows
    });
}

fn row(event: &Event, claim: &Claim) -> Vec<String> {
    let amount = |money: Option<domain::Money>| money.map(|m| m.amount()).unwrap_or_default();
    vec![
        event.sequence.to_string(),
        event.position.to_string(),
        event.event.at.format("%Y-%m-%d %H:%M").to_string(),
        event.event.event.name().to_owned(),
        claim.status.to_string(),
        claim.round.to_string(),
        claim.declared.amount(),
        amount(claim.requested),
        amount(claim.approval.as_ref().map(|approval| approval.approved)),
        claim.paid().amount(),
        claim.documents.len().to_string(),
    ]
}
