//! Some events in a row, each with what happened and whose it is.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use domain::aggregate::{ClaimStream, FundStream, ProgrammeStream};
use domain::event::Named;
use domain::{Claim, ClaimEvent, ClaimId, FundEvent, FundId, ProgrammeEvent, ProgrammeId, Stamped};
use sqlx::PgPool;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::owner::{Owner, Owners};
use crate::log::scan::{PageSize, StoredEvent, after};
use crate::log::{LogError, NotAnEvent, StreamKind};
use crate::stream::scan::each;
use crate::stream::{FoldedClaim, Place};

/// How long what was read of claims is good enough: as long as a key that was revoked may be.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// Claims by their ids.
pub type Claims = HashMap<ClaimId, Claim>;

/// Some events in a row, by position.
#[derive(Debug)]
pub struct FeedPage {
    /// The position before the first event.
    pub after: u64,
    /// The position of the last event.
    pub until: u64,
    pub events: Vec<FeedEvent>,
    /// How many bytes their payloads have.
    pub(super) bytes: usize,
    pool: PgPool,
    claims: Mutex<Option<(Instant, Arc<Claims>)>>,
}

/// An event as it was recorded.
#[derive(Debug)]
pub struct FeedEvent {
    pub position: u64,
    /// When the ledger recorded it.
    pub recorded_at: DateTime<Utc>,
    pub happened: Happened,
    pub owner: Arc<Owner>,
    /// What it reads like to whoever may see it: written once, by the first who shows it.
    pub shown: OnceLock<Arc<str>>,
}

/// What happened, and to what.
#[derive(Debug)]
pub enum Happened {
    Claim(ClaimId, Stamped<ClaimEvent>),
    Fund(FundId, Stamped<FundEvent>),
    Programme(ProgrammeId, Stamped<ProgrammeEvent>),
}

impl FeedPage {
    /// Reads the page after a position; none: there is nothing yet.
    ///
    /// It ends before the first event that is not what or where it must be; one that would begin
    /// with such an event is an error.
    pub(super) async fn read(
        pool: &PgPool,
        owners: &Owners,
        from: u64,
        size: PageSize,
    ) -> Result<Option<Self>, LogError> {
        let mut connection = pool.acquire().await?;
        let read = after(&mut connection, from, i64::MAX.unsigned_abs(), size).await?;
        drop(connection);
        let (stored, mut fault) = read;
        let mut happened = Vec::with_capacity(stored.len());
        for (place, event) in stored.iter().enumerate() {
            match in_order(&stored, place).and_then(|()| Happened::read(event)) {
                Ok(what) => happened.push(what),
                Err(why) => {
                    fault = Some(why);
                    break;
                }
            }
        }
        if let (true, Some(fault)) = (happened.is_empty(), fault) {
            return Err(fault);
        }
        let Some(last) = happened.len().checked_sub(1).map(|last| &stored[last]) else {
            return Ok(None);
        };
        let owned = owners.of(&stored[..happened.len()]).await?;
        let bytes = stored.iter().map(|event| event.payload.len()).sum();
        let events = stored.iter().zip(happened).zip(owned);
        Ok(Some(Self {
            after: from,
            until: last.position,
            bytes,
            events: events
                .map(|((stored, happened), owner)| FeedEvent {
                    position: stored.position,
                    recorded_at: stored.recorded_at,
                    happened,
                    owner,
                    shown: OnceLock::new(),
                })
                .collect(),
            pool: pool.clone(),
            claims: Mutex::default(),
        }))
    }

    /// Gives the claims that the page tells of, as they were within the last second: for whom what
    /// they may see depends on it.
    pub async fn claims(&self) -> Result<Arc<Claims>, LogError> {
        let mut claims = self.claims.lock().await;
        if let Some((read, known)) = claims.as_ref()
            && read.elapsed() < GOOD_FOR
        {
            return Ok(Arc::clone(known));
        }
        let reading = Instant::now();
        let read = Arc::new(self.read_claims().await?);
        *claims = Some((reading, Arc::clone(&read)));
        Ok(read)
    }

    async fn read_claims(&self) -> Result<Claims, LogError> {
        let mut ids: Vec<ClaimId> = self.events.iter().filter_map(FeedEvent::claim).collect();
        ids.sort_unstable();
        ids.dedup();
        let named: Vec<String> = ids.iter().map(ClaimId::to_string).collect();
        let mut folded: HashMap<String, Option<FoldedClaim>> = HashMap::new();
        let streams = (StreamKind::Claim, named.as_slice());
        each::<ClaimStream>(&self.pool, streams, u64::MAX, |stored, event| {
            let claim = folded.entry(stored.aggregate_id.clone()).or_default();
            FoldedClaim::fold(claim, &event, Place::of(stored));
        })
        .await?;
        let claims = ids.into_iter().zip(named);
        let claims = claims.filter_map(|(id, name)| {
            let folded = folded.remove(&name).flatten()?;
            Some((id, folded.claim().clone()))
        });
        Ok(claims.collect())
    }
}

impl FeedEvent {
    /// Gives the claim it is about, if it is about one.
    pub fn claim(&self) -> Option<ClaimId> {
        match self.happened {
            Happened::Claim(id, _) => Some(id),
            Happened::Fund(..) | Happened::Programme(..) => None,
        }
    }
}

/// Requires that an event was not recorded before the one before it.
fn in_order(stored: &[StoredEvent], place: usize) -> Result<(), LogError> {
    let before = place.checked_sub(1).map(|before| &stored[before]);
    match before.is_some_and(|before| stored[place].recorded_at < before.recorded_at) {
        true => Err(LogError::OutOfOrder {
            position: stored[place].position,
        }),
        false => Ok(()),
    }
}

impl Happened {
    /// Gives the name of the event: `ClaimSubmitted`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Claim(_, stamped) => stamped.event.name(),
            Self::Fund(_, stamped) => stamped.event.name(),
            Self::Programme(_, stamped) => stamped.event.name(),
        }
    }

    /// Reads what happened from an event that is proven.
    pub(super) fn read(stored: &StoredEvent) -> Result<Self, LogError> {
        match stored.aggregate_type.as_str() {
            ClaimStream::TYPE => Ok(Self::Claim(
                named(stored)?,
                stored.read_as::<ClaimStream>()?,
            )),
            FundStream::TYPE => Ok(Self::Fund(named(stored)?, stored.read_as::<FundStream>()?)),
            ProgrammeStream::TYPE => {
                let event = stored.read_as::<ProgrammeStream>()?;
                Ok(Self::Programme(named(stored)?, event))
            }
            _ => Err(unknown(stored)),
        }
    }
}

fn named<I: FromStr>(stored: &StoredEvent) -> Result<I, LogError> {
    stored.aggregate_id.parse().map_err(|_| unknown(stored))
}

/// Says that an event is of a stream that this program does not know.
fn unknown(stored: &StoredEvent) -> LogError {
    LogError::NotAnEvent {
        position: stored.position,
        source: NotAnEvent::UnknownVersion {
            event_type: stored.event_type.clone(),
            version: stored.event_version.clone(),
        },
    }
}
