//! Folded streams kept warm: one slot a stream, its lock held while a command is decided.

use std::fmt::Display;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Instant;

use cqrs_es::Aggregate;
use moka::sync::Cache;
use sqlx::PgPool;
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::log::{Lineage, NewEvent, StreamAppend, StreamKind};
use crate::stream::{ReadError, load_events};

/// The folded streams of one kind.
pub(super) struct Slots<K, A> {
    kind: StreamKind,
    slots: Cache<K, Arc<Mutex<Slot<A>>>>,
}

/// A stream as far as this process knows it; nothing before it is read.
#[derive(Debug)]
pub(super) struct Slot<A>(Option<Folded<A>>);

/// A folded stream, appends on their way to the log included.
#[derive(Debug)]
pub(super) struct Folded<A> {
    pub aggregate: A,
    pub version: u64,
    pub id: Arc<str>,
    pub lineage: Lineage,
    pub read_at: Instant,
    kind: StreamKind,
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
pub(super) struct Held<A>(OwnedMutexGuard<Slot<A>>);

impl<A> std::ops::Deref for Held<A> {
    type Target = Folded<A>;
    fn deref(&self) -> &Folded<A> {
        self.0.0.as_ref().expect("a held stream was read")
    }
}

impl<A> std::ops::DerefMut for Held<A> {
    fn deref_mut(&mut self) -> &mut Folded<A> {
        self.0.0.as_mut().expect("a held stream was read")
    }
}

impl<K, A> Slots<K, A>
where
    K: Display + Hash + Eq + Clone + Send + Sync + 'static,
    A: Aggregate + 'static,
{
    pub fn new(kind: StreamKind, capacity: u64) -> Self {
        Self {
            kind,
            slots: Cache::new(capacity),
        }
    }

    /// Locks a stream and reads it unless it is warm.
    pub async fn hold(&self, pool: &PgPool, key: &K) -> Result<Held<A>, ReadError> {
        let mut slot = self.lock(key).await;
        if !slot.is_warm() {
            slot.0 = None;
            slot.0 = Some(Folded::read(pool, self.kind, key.to_string().into()).await?);
        }
        Ok(Held(slot))
    }

    /// Locks a stream that is about to begin, and takes it as empty unless it was met before.
    ///
    /// That spares each new stream a question to the store: if it is there after all, the append
    /// or the look before a refusal finds out, and the next attempt reads it.
    pub async fn hold_new(&self, pool: &PgPool, key: &K) -> Result<Held<A>, ReadError> {
        let mut slot = self.lock(key).await;
        if slot.0.is_none() {
            slot.0 = Some(Folded::empty(self.kind, key.to_string().into()));
            return Ok(Held(slot));
        }
        drop(slot);
        self.hold(pool, key).await
    }

    async fn lock(&self, key: &K) -> OwnedMutexGuard<Slot<A>> {
        let slot = self
            .slots
            .get_with_by_ref(key, || Arc::new(Mutex::new(Slot(None))));
        slot.lock_owned().await
    }
}

impl<A> Slot<A> {
    fn is_warm(&self) -> bool {
        self.0
            .as_ref()
            .is_some_and(|folded| !folded.lineage.is_broken())
    }
}

impl<A: Aggregate> Folded<A> {
    fn empty(kind: StreamKind, id: Arc<str>) -> Self {
        let (aggregate, lineage, read_at) = (A::default(), Lineage::at(0), Instant::now());
        Self {
            aggregate,
            version: 0,
            id,
            lineage,
            read_at,
            kind,
        }
    }

    async fn read(pool: &PgPool, kind: StreamKind, id: Arc<str>) -> Result<Self, ReadError> {
        let read_at = Instant::now();
        let mut aggregate = A::default();
        let mut version = 0;
        for envelope in load_events::<A>(pool, &id).await? {
            version = envelope.sequence as u64;
            aggregate.apply(envelope.payload);
        }
        Ok(Self {
            aggregate,
            version,
            id,
            lineage: Lineage::at(version),
            read_at,
            kind,
        })
    }

    /// Tells what a command saw.
    pub fn seen(&self) -> Seen {
        Seen {
            kind: self.kind,
            id: Arc::clone(&self.id),
            version: self.version,
            lineage: self.lineage.clone(),
        }
    }

    /// Applies events that are about to be handed to the log, and gives the append of them.
    ///
    /// Without events the append still says what was seen: it fails with what it was decided upon.
    pub fn advance(&mut self, events: Vec<A::Event>, written: Vec<NewEvent>) -> StreamAppend {
        let append = StreamAppend {
            kind: self.kind,
            id: Arc::clone(&self.id),
            expected: self.version,
            events: written,
            lineage: self.lineage.clone(),
        };
        self.version = append.version_after();
        events
            .into_iter()
            .for_each(|event| self.aggregate.apply(event));
        append
    }
}
