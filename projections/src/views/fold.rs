//! What a fold takes and how it fails; one file for each view.

mod claim;
mod claims;
mod overview;
mod overview_claims;
mod overview_funds;
mod postings;

use domain::{ClaimEvent, ClaimId, FundEvent, FundId, Stamped};
use sqlx::PgConnection;
use uuid::Uuid;

use super::ViewName;
use super::log_page::{Event, Recorded, Stream};

pub(super) use claim::{ClaimRows, key_of, new_keys};
pub(super) use claims::ClaimStates;
use claims::{Turn, turns};
pub(super) use overview_claims::Counts;
pub(super) use overview_funds::Funds;
pub use postings::Balances;
pub(super) use postings::PostingRows;

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

/// Folds a page of the log, by position, into the tables of one version of a view, inside the
/// caller's transaction: every row is right after every page.
pub(super) async fn fold(
    view: ViewName,
    version: i32,
    events: &[Recorded],
    states: &ClaimStates,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    match view {
        ViewName::Claim => claim::fold(version, &claim_events(events)?, states, connection).await,
        ViewName::Overview => {
            let (claims, funds) = (claim_events(events)?, fund_events(events)?);
            overview::fold(version, &claims, &funds, states, connection).await
        }
        ViewName::Postings => postings::fold(version, &fund_events(events)?, connection).await,
    }
}

/// Tells whether a bulk fill leaves something to its end: what sums up many streams.
pub(super) const fn is_summed_up(view: ViewName) -> bool {
    match view {
        ViewName::Overview => true,
        ViewName::Claim | ViewName::Postings => false,
    }
}

/// Adds up what the parts of a bulk fill have counted.
pub(super) async fn sum_up(
    view: ViewName,
    version: i32,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    match view {
        ViewName::Overview => overview_claims::sum_up(version, connection).await,
        ViewName::Claim | ViewName::Postings => Ok(()),
    }
}

/// An event of one kind of stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Of<'a, I, E> {
    pub recorded: &'a Recorded,
    pub id: I,
    pub event: &'a Stamped<E>,
}

pub(super) type OfClaim<'a> = Of<'a, ClaimId, ClaimEvent>;
pub(super) type OfFund<'a> = Of<'a, FundId, FundEvent>;

impl<I, E> Of<'_, I, E> {
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
        let sequence = self.sequence();
        Err(self.poison(format!(
            "event {sequence} of the stream does not follow event {version}"
        )))
    }
}

/// Chooses the events of claims.
pub(super) fn claim_events(events: &[Recorded]) -> Result<Vec<OfClaim<'_>>, FoldError> {
    let mut chosen = Vec::with_capacity(events.len());
    for recorded in events {
        match &recorded.event {
            Event::Claim(id, event) => chosen.push(Of {
                recorded,
                id: *id,
                event,
            }),
            Event::Fund(..) | Event::Programme => {}
            Event::Unreadable { stream, why } => match stream {
                Stream::Claim | Stream::Unknown => return Err(unreadable(recorded, why)),
                Stream::Fund => {}
            },
        }
    }
    Ok(chosen)
}

/// Chooses the events of funds.
pub(super) fn fund_events(events: &[Recorded]) -> Result<Vec<OfFund<'_>>, FoldError> {
    let mut chosen = Vec::with_capacity(events.len());
    for recorded in events {
        match &recorded.event {
            Event::Fund(id, event) => chosen.push(Of {
                recorded,
                id: *id,
                event,
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
