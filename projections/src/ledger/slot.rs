//! Folded streams kept warm: one slot a stream, its lock held while a command is decided.

use std::fmt::Display;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Instant;

use cqrs_es::Aggregate;
use moka::sync::Cache;
use sqlx::PgPool;
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

use super::CommandError;
use super::execute::unreadable;
use crate::log::{Begun, Era, Lineage, Log, NewEvent, StreamAppend, StreamKind};
use crate::stream::scan::folded;

/// The folded streams of one kind.
pub(super) struct Slots<K, A> {
    pool: PgPool,
    kind: StreamKind,
    era: Era,
    slots: Cache<K, Arc<Mutex<Slot<A>>>>,
}

/// A stream as far as this process knows it; nothing before it is read.
type Slot<A> = Option<Folded<A>>;

/// A folded stream, appends on their way to the log included.
#[derive(Debug)]
pub(super) struct Folded<A> {
    pub aggregate: A,
    pub seen: Seen,
    pub read_at: Instant,
}

/// What a command saw of a stream, to tell later whether that was the truth.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    pub kind: StreamKind,
    pub id: Arc<str>,
    pub version: u64,
    pub lineage: Lineage,
}

/// A stream that is locked and read.
pub(super) type Held<A> = OwnedMappedMutexGuard<Slot<A>, Folded<A>>;

impl<K, A> Slots<K, A>
where
    K: Display + Hash + Eq + Clone + Send + Sync + 'static,
    A: Aggregate + 'static,
{
    pub fn new(log: &Log, kind: StreamKind, capacity: u64) -> Self {
        Self {
            pool: log.pool().clone(),
            kind,
            era: log.era().clone(),
            slots: Cache::new(capacity),
        }
    }

    /// Locks a stream and reads it unless it is warm.
    pub async fn hold(&self, key: &K) -> Result<Held<A>, CommandError> {
        let mut slot = self.lock(key).await;
        if slot
            .as_ref()
            .is_none_or(|warm| warm.seen.lineage.is_broken())
        {
            *slot = None;
            let (read_at, id, era) = (Instant::now(), key.to_string(), self.era.begun());
            let read = folded::<A>(&self.pool, self.kind, &id, u64::MAX).await;
            let (aggregate, version) = read.map_err(|error| unreadable(key.to_string(), error))?;
            *slot = Some(self.folded(id, aggregate, (version, era), read_at));
        }
        Ok(held(slot))
    }

    /// Locks a stream that is about to begin, and takes it as empty unless it was met before.
    ///
    /// That spares each new stream a question to the store: if it is there after all, the append
    /// or the look before a refusal finds out, and the next attempt reads it.
    pub async fn hold_new(&self, key: &K) -> Result<Held<A>, CommandError> {
        let mut slot = self.lock(key).await;
        if slot.is_some() {
            drop(slot);
            return self.hold(key).await;
        }
        let begun = (0, self.era.begun());
        *slot = Some(self.folded(key.to_string(), A::default(), begun, Instant::now()));
        Ok(held(slot))
    }

    fn folded(
        &self,
        id: String,
        aggregate: A,
        (version, era): (u64, Begun),
        read_at: Instant,
    ) -> Folded<A> {
        let seen = Seen {
            kind: self.kind,
            id: id.into(),
            version,
            lineage: Lineage::at(version, era),
        };
        Folded {
            aggregate,
            seen,
            read_at,
        }
    }

    async fn lock(&self, key: &K) -> OwnedMutexGuard<Slot<A>> {
        let slot = self.slots.get_with_by_ref(key, Arc::default);
        slot.lock_owned().await
    }
}

fn held<A>(slot: OwnedMutexGuard<Slot<A>>) -> Held<A> {
    OwnedMutexGuard::map(slot, |slot| slot.as_mut().expect("a held stream was read"))
}

impl<A: Aggregate> Folded<A> {
    /// Applies events that are about to be handed to the log, and gives the append of them.
    ///
    /// Without events the append still says what was seen: it fails with what it was decided upon.
    pub fn advance(&mut self, events: Vec<A::Event>, written: Vec<NewEvent>) -> StreamAppend {
        let append = StreamAppend {
            kind: self.seen.kind,
            id: Arc::clone(&self.seen.id),
            expected: self.seen.version,
            events: written,
            lineage: self.seen.lineage.clone(),
        };
        self.seen.version = append.version_after();
        events
            .into_iter()
            .for_each(|event| self.aggregate.apply(event));
        append
    }
}
