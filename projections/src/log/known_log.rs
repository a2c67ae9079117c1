//! A log that comes from elsewhere, checked event by event: is it one that this ledger wrote?

use std::collections::HashMap;
use std::fmt;

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use domain::aggregate::{ClaimStream, FundStream, ProgrammeStream};
use domain::event::Named;
use domain::{ClaimId, FundId, ProgrammeId, Stamped};
use sha2::{Digest, Sha256};

use super::append::StreamKind;
use super::scan::StoredEvent;
use super::upcast::{NotAnEvent, is_todays};

/// The SHA-256 over leaves in the order of their positions: one figure for a whole log.
#[derive(Clone, Debug, Default)]
pub struct LeavesDigest(Sha256);

impl LeavesDigest {
    /// Adds the next leaf.
    pub fn add(&mut self, leaf: &[u8; 32]) {
        self.0.update(leaf);
    }

    /// Gives the digest of the leaves so far.
    pub fn digest(&self) -> [u8; 32] {
        self.0.clone().finalize().into()
    }
}

/// Why an event cannot be the next one of a log.
#[derive(Debug, thiserror::Error)]
pub enum NotTheLog {
    #[error("its position is {found}, where {expected} is next")]
    Position { expected: u64, found: u64 },
    #[error("there is no kind of stream named {0:?}")]
    Kind(String),
    #[error("{0:?} is not the id of such a stream")]
    Id(String),
    #[error("its sequence in {stream} is {found}, where {expected} is next")]
    Sequence {
        stream: String,
        expected: u64,
        found: u64,
    },
    #[error("it was recorded before the event in front of it")]
    Time,
    #[error("it is not what was recorded: its digest does not fit")]
    Leaf,
    #[error(transparent)]
    Event(#[from] NotAnEvent),
    #[error("it is called {called}, but its payload is that of {is}")]
    Name { called: String, is: &'static str },
}

/// What is known of a log after its first events. Needs the memory of one entry a stream.
#[derive(Clone, Default)]
pub struct KnownLog {
    position: u64,
    recorded_at: Option<DateTime<Utc>>,
    sequences: HashMap<(StreamKind, Box<str>), u64>,
    leaves: LeavesDigest,
}

impl KnownLog {
    /// Takes the next event, if it is one: dense, in its stream's order, intact and readable.
    pub fn take(&mut self, event: &StoredEvent) -> Result<(), NotTheLog> {
        let expected = self.position + 1;
        if event.position != expected {
            let found = event.position;
            return Err(NotTheLog::Position { expected, found });
        }
        let kind = kind_of(event)?;
        if self
            .recorded_at
            .is_some_and(|last| event.recorded_at < last)
        {
            return Err(NotTheLog::Time);
        }
        if !event.is_intact() {
            return Err(NotTheLog::Leaf);
        }
        must_decode(kind, event)?;
        let last = self
            .sequences
            .entry((kind, event.aggregate_id.as_str().into()))
            .or_default();
        if event.sequence != *last + 1 {
            return Err(NotTheLog::Sequence {
                stream: event.aggregate_id.clone(),
                expected: *last + 1,
                found: event.sequence,
            });
        }
        *last = event.sequence;
        self.position = event.position;
        self.recorded_at = Some(event.recorded_at);
        self.leaves.add(&event.leaf);
        Ok(())
    }

    /// Gives the position of the last event; 0 before the first.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Gives when the last event was recorded.
    pub fn recorded_at(&self) -> Option<DateTime<Utc>> {
        self.recorded_at
    }

    /// Gives the digest over all leaves so far.
    pub fn leaves(&self) -> [u8; 32] {
        self.leaves.digest()
    }

    /// Gives the last sequence of a stream; 0 if there is none.
    pub fn sequence_of(&self, kind: &str, id: &str) -> u64 {
        let last =
            StreamKind::written(kind).and_then(|kind| self.sequences.get(&(kind, id.into())));
        last.copied().unwrap_or(0)
    }
}

impl fmt::Debug for KnownLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KnownLog")
            .field("position", &self.position)
            .field("streams", &self.sequences.len())
            .finish_non_exhaustive()
    }
}

fn kind_of(event: &StoredEvent) -> Result<StreamKind, NotTheLog> {
    let id = event.aggregate_id.as_str();
    let kind = StreamKind::written(&event.aggregate_type)
        .ok_or_else(|| NotTheLog::Kind(event.aggregate_type.clone()))?;
    // An id has one spelling: parsing alone would let others through.
    let spelt = match kind {
        StreamKind::Claim => id.parse::<ClaimId>().ok().map(|id| id.to_string()),
        StreamKind::Fund => id.parse::<FundId>().ok().map(|id| id.to_string()),
        StreamKind::Programme => id.parse::<ProgrammeId>().ok().map(String::from),
    };
    match spelt {
        Some(spelt) if spelt == id => Ok(kind),
        Some(_) | None => Err(NotTheLog::Id(id.to_owned())),
    }
}

fn must_decode(kind: StreamKind, event: &StoredEvent) -> Result<(), NotTheLog> {
    match kind {
        StreamKind::Claim => must_be_named::<ClaimStream, _>(event),
        StreamKind::Fund => must_be_named::<FundStream, _>(event),
        StreamKind::Programme => must_be_named::<ProgrammeStream, _>(event),
    }
}

/// An event of an older shape may have had another name.
fn must_be_named<A, E>(event: &StoredEvent) -> Result<(), NotTheLog>
where
    A: Aggregate<Event = Stamped<E>>,
    E: Named,
{
    let is = event.decode::<A>()?.event.name();
    if is_todays(&event.event_type, &event.event_version) && event.event_type != is {
        let called = event.event_type.clone();
        return Err(NotTheLog::Name { called, is });
    }
    Ok(())
}
