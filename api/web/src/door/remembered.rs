//! What the database said lately, so that who asks often costs no statement.
//!
//! What is remembered is good for a second: what another process changes is known here by then,
//! what this process changes at once. Callers who ask for the same thing share one statement.

use std::error::Error;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use moka::future::Cache;
use projections::identity::IdentityError;

use crate::failure::Unidentified;

/// How long what is remembered is good.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// How many things are remembered.
const REMEMBERED_MAX: u64 = 10_000;

/// What the database said lately of things with a name; cheap to clone.
#[derive(Clone)]
pub(super) struct Remembered<K, V> {
    found: Cache<K, Arc<Found<V>>>,
    /// How often this process changed something: whatever was read before is read anew.
    changes: Arc<AtomicU64>,
}

/// What the database said of one thing.
pub(super) struct Found<V> {
    asked: Instant,
    changes: u64,
    /// Nothing: there is no such thing, or the database did not say.
    said: Result<Option<V>, StoreAway>,
    is_noted: AtomicBool,
}

/// The database did not say; why is logged.
#[derive(Clone, Copy, Debug)]
struct StoreAway;

impl<K, V> Remembered<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Send + Sync + 'static,
{
    pub(super) fn new() -> Self {
        Self {
            found: Cache::builder()
                .max_capacity(REMEMBERED_MAX)
                .time_to_live(GOOD_FOR)
                .build(),
            changes: Arc::default(),
        }
    }

    /// Gives what the database says; it is asked only if that was not done within a second.
    pub(super) async fn find(
        &self,
        name: K,
        ask: impl Future<Output = Result<Option<V>, IdentityError>>,
    ) -> Arc<Found<V>> {
        let is_stale = |found: &Arc<Found<V>>| {
            let is_old = found.asked.elapsed() >= GOOD_FOR;
            is_old || found.changes != self.changes() || found.said.is_err()
        };
        let ask = async {
            // Both before the statement: what happens meanwhile may or may not be in its answer.
            let (asked, changes) = (Instant::now(), self.changes());
            let said = ask.await.map_err(|error| {
                let error = &error as &dyn Error;
                tracing::warn!(error, "who may come in could not be read");
                StoreAway
            });
            Arc::new(Found {
                asked,
                changes,
                said,
                is_noted: AtomicBool::new(false),
            })
        };
        let entry = self.found.entry(name).or_insert_with_if(ask, is_stale);
        entry.await.into_value()
    }

    /// Forgets everything: this process changed something.
    pub(super) fn forget(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }
}

impl<V> Found<V> {
    /// Gives the thing, if there is one.
    pub(super) fn thing(&self) -> Result<Option<&V>, Unidentified> {
        let said = self.said.as_ref().map(Option::as_ref);
        said.map_err(|StoreAway| Unidentified::StoreAway)
    }

    /// Tells whether this is the first time since the database was asked.
    pub(super) fn is_first_time(&self) -> bool {
        !self.is_noted.swap(true, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A store that counts how often it is asked.
    #[derive(Default)]
    struct Store(AtomicU64);

    impl Store {
        async fn ask(&self) -> Result<Option<u8>, IdentityError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(Some(7))
        }

        fn was_asked(&self) -> u64 {
            self.0.load(Ordering::Relaxed)
        }
    }

    #[tokio::test]
    async fn callers_at_once_and_soon_after_share_one_statement() {
        let (store, remembered) = (Store::default(), Remembered::new());
        let find = || remembered.find("a", store.ask());
        let found = tokio::join!(find(), find(), find(), find());
        assert!(matches!(found.3.thing(), Ok(Some(7))));
        find().await;
        assert_eq!(store.was_asked(), 1);
        remembered.find("b", store.ask()).await;
        assert_eq!(store.was_asked(), 2, "another thing");
    }

    #[tokio::test]
    async fn what_was_read_before_a_change_is_read_anew() {
        let (store, remembered) = (Store::default(), Remembered::new());
        let changing = async {
            let said = store.ask().await;
            // Whether the statement saw the change nobody knows.
            remembered.forget();
            said
        };
        remembered.find("a", changing).await;
        remembered.find("a", store.ask()).await;
        assert_eq!(store.was_asked(), 2);
        remembered.find("a", store.ask()).await;
        assert_eq!(store.was_asked(), 2, "nothing changed since");
    }

    #[tokio::test]
    async fn that_the_store_did_not_answer_is_not_remembered() {
        let (store, remembered) = (Store::default(), Remembered::new());
        let away = async { Err::<Option<u8>, _>(IdentityError::Unreadable("away".into())) };
        let found = remembered.find("a", away).await;
        assert!(matches!(found.thing(), Err(Unidentified::StoreAway)));
        let found = remembered.find("a", store.ask()).await;
        assert!(matches!(found.thing(), Ok(Some(7))));
    }

    #[tokio::test]
    async fn of_what_is_remembered_the_first_use_is_known() {
        let (store, remembered) = (Store::default(), Remembered::new());
        let found = remembered.find("a", store.ask()).await;
        assert!(found.is_first_time());
        let again = remembered.find("a", store.ask()).await;
        assert!(!again.is_first_time());
    }
}
