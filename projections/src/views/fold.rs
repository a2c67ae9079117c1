//! What a fold takes and how it fails; one file for each view.

pub(super) mod claim;
pub(super) mod history;
mod overview;
mod overview_claims;
mod overview_funds;
mod postings;
pub(super) mod queue;

use std::collections::HashSet;

use cqrs_es::{Aggregate, EventEnvelope};
use domain::ClaimEvent;
use domain::aggregate::{ClaimStream, FundStream};
use sqlx::PgConnection;
use uuid::Uuid;

use super::ViewName;
use super::log_page::{Event, Recorded, Stream};

pub use postings::Balances;

/// Why some events could not be folded into the tables of a view.
#[derive(Debug)]
pub(super) enum FoldError {
    /// This event cannot be folded, today or later.
    Poison { position: i64, why: String },
    /// The database refused a row that some of the events lead to.
    Refused(String),
    /// The database did not answer as it should; later it may.
    Database(sqlx::Error),
}

impl From<sqlx::Error> for FoldError {
    fn from(error: sqlx::Error) -> Self {
        /// Classes of SQLSTATE that speak of the data: out of range, against a constraint, or
        /// beyond a limit. Trying again changes nothing.
        const ABOUT_THE_DATA: [&str; 3] = ["22", "23", "54"];
        let is_about_data = error.as_database_error().and_then(|error| error.code());
        let is_about_data =
            is_about_data.is_some_and(|code| ABOUT_THE_DATA.contains(&&code[..2.min(code.len())]));
        match error {
            error if is_about_data => Self::Refused(error.to_string()),
            error => Self::Database(error),
        }
    }
}

/// Which way the tables are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// By position, as things happen: every row is right after every page.
    Live,
    /// By stream, beside the living version: what sums up many streams comes at the end.
    Bulk,
}

/// Folds events into the tables of one version of a view, inside the caller's transaction.
pub(super) async fn fold(
    view: ViewName,
    version: i32,
    fill: Fill,
    events: &[Recorded],
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    match view {
        ViewName::Claim => claim::fold(version, &claim_events(events)?, connection).await,
        ViewName::Queue => queue::fold(version, &claim_events(events)?, connection).await,
        ViewName::History => history::fold(version, &claim_events(events)?, connection).await,
        ViewName::Overview => {
            let (claims, funds) = (claim_events(events)?, fund_events(events)?);
            overview::fold(version, fill, &claims, &funds, connection).await
        }
        ViewName::Postings => postings::fold(version, &fund_events(events)?, connection).await,
    }
}

/// Writes what a bulk fill left to its end.
pub(super) async fn finish(
    view: ViewName,
    version: i32,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    match view {
        ViewName::Overview => overview::finish(version, connection).await,
        ViewName::Claim | ViewName::Queue | ViewName::History | ViewName::Postings => Ok(()),
    }
}

/// An event of one kind of stream.
#[derive(Debug)]
pub(super) struct Of<'a, A: Aggregate> {
    pub recorded: &'a Recorded,
    pub id: Uuid,
    pub envelope: &'a EventEnvelope<A>,
}

impl<A: Aggregate> Of<'_, A> {
    fn position(&self) -> i64 {
        self.recorded.position
    }

    fn sequence(&self) -> i64 {
        self.recorded.sequence
    }

    /// Says why this event cannot be folded.
    fn poison(&self, why: impl Into<String>) -> FoldError {
        FoldError::Poison {
            position: self.recorded.position,
            why: why.into(),
        }
    }

    /// Requires that the event is the next one of its stream.
    fn must_follow(&self, version: i64) -> Result<(), FoldError> {
        if version.checked_add(1) == Some(self.sequence()) {
            return Ok(());
        }
        let (kind, sequence) = (A::TYPE, self.sequence());
        Err(self.poison(format!(
            "event {sequence} of the {kind} does not follow event {version}"
        )))
    }
}

fn claim_events(events: &[Recorded]) -> Result<Vec<Of<'_, ClaimStream>>, FoldError> {
    let mut chosen = Vec::with_capacity(events.len());
    for recorded in events {
        match &recorded.event {
            Event::Claim(id, envelope) => {
                chosen.push(Of {
                    recorded,
                    id: id.uuid(),
                    envelope,
                });
            }
            Event::Fund(..) | Event::Programme => {}
            Event::Unreadable { stream, why } => match stream {
                Stream::Claim | Stream::Unknown => return Err(unreadable(recorded, why)),
                Stream::Fund => {}
            },
        }
    }
    Ok(chosen)
}

fn fund_events(events: &[Recorded]) -> Result<Vec<Of<'_, FundStream>>, FoldError> {
    let mut chosen = Vec::with_capacity(events.len());
    for recorded in events {
        match &recorded.event {
            Event::Fund(id, envelope) => chosen.push(Of {
                recorded,
                id: id.uuid(),
                envelope,
            }),
            Event::Claim(..) | Event::Programme => {}
            Event::Unreadable { stream, why } => match stream {
                Stream::Fund | Stream::Unknown => return Err(unreadable(recorded, why)),
                Stream::Claim => {}
            },
        }
    }
    Ok(chosen)
}

fn unreadable(recorded: &Recorded, why: &str) -> FoldError {
    FoldError::Poison {
        position: recorded.position,
        why: why.to_owned(),
    }
}

/// Reads what an earlier fold kept.
fn kept<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, FoldError> {
    serde_json::from_str(text).map_err(|error| {
        FoldError::Refused(format!("what was folded before cannot be read: {error}"))
    })
}

/// Deletes the rows of some streams, to put others in their place.
async fn delete(
    connection: &mut PgConnection,
    statement: &str,
    ids: Vec<Uuid>,
) -> Result<(), FoldError> {
    if !ids.is_empty() {
        sqlx::query(statement).bind(ids).execute(connection).await?;
    }
    Ok(())
}

/// Gives the claims of some events that were created before them.
fn earlier_claims<'a>(events: impl Iterator<Item = &'a Of<'a, ClaimStream>>) -> Vec<Uuid> {
    let mut created = HashSet::new();
    let mut earlier = HashSet::new();
    for event in events {
        if let ClaimEvent::ClaimCreated { .. } = event.envelope.payload.event {
            created.insert(event.id);
        } else if !created.contains(&event.id) {
            earlier.insert(event.id);
        }
    }
    earlier.into_iter().collect()
}
