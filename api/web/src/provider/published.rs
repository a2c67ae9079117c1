//! What a provider publishes: fetched when it is needed, kept while it is good, asked for anew never
//! more often than every so often.

use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::url::Url;
use serde::de::DeserializeOwned;

use super::fetch::Fetch;

/// For how long what is published is taken as it is.
const FRESH_FOR: TimeDelta = TimeDelta::minutes(10);

/// For how long it counts while the provider is away.
const KNOWN_FOR: TimeDelta = TimeDelta::hours(12);

/// How long is waited between two requests, whatever strangers bring and however they fail.
const ASKED_EVERY: TimeDelta = TimeDelta::seconds(10);

/// The provider does not say, and what it said before is too old; why is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Away;

/// A document that a provider publishes.
#[derive(Debug)]
pub(super) struct Published<T> {
    fetch: Fetch,
    state: Mutex<State<T>>,
    /// Held by the one who asks.
    asking: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct State<T> {
    known: Option<Known<T>>,
    asked_at: Option<DateTime<Utc>>,
}

#[derive(Debug)]
struct Known<T> {
    document: Arc<T>,
    fetched_at: DateTime<Utc>,
}

impl<T: DeserializeOwned> Published<T> {
    pub(super) fn new(fetch: Fetch) -> Self {
        Self {
            fetch,
            state: Mutex::new(State {
                known: None,
                asked_at: None,
            }),
            asking: tokio::sync::Mutex::default(),
        }
    }

    /// Gives the document: what is known while it is fresh, else what the provider says, else what
    /// is known still.
    pub(super) async fn get(&self, url: &Url, at: DateTime<Utc>) -> Result<Arc<T>, Away> {
        if let Some(fresh) = self.known(at, FRESH_FOR) {
            return Ok(fresh);
        }
        self.ask(url, at).await;
        self.known(at, KNOWN_FOR).ok_or(Away)
    }

    /// Asks for a newer one; none if that was done just now, or in vain.
    pub(super) async fn newer(&self, url: &Url, at: DateTime<Utc>) -> Option<Arc<T>> {
        let before = self.fetched_at();
        self.ask(url, at).await;
        match self.fetched_at() > before {
            true => self.known(at, KNOWN_FOR),
            false => None,
        }
    }

    /// Asks the provider, unless that was done just now or somebody does it and there is something
    /// to go on with.
    async fn ask(&self, url: &Url, at: DateTime<Utc>) {
        let _asking = match self.known(at, KNOWN_FOR) {
            Some(_) => match self.asking.try_lock() {
                Ok(asking) => asking,
                Err(_) => return,
            },
            None => self.asking.lock().await,
        };
        {
            let mut state = self.state();
            let is_due = |last: DateTime<Utc>| (at - last).abs() >= ASKED_EVERY;
            if !state.asked_at.is_none_or(is_due) {
                return;
            }
            state.asked_at = Some(at);
        }
        match self.fetch.get(url).await {
            Ok(document) => {
                self.state().known = Some(Known {
                    document: Arc::new(document),
                    fetched_at: at,
                });
            }
            Err(error) => {
                let error = &error as &dyn Error;
                tracing::warn!(error, %url, "what a provider publishes could not be fetched");
            }
        }
    }

    fn known(&self, at: DateTime<Utc>, good_for: TimeDelta) -> Option<Arc<T>> {
        let state = self.state();
        let known = state.known.as_ref();
        let known = known.filter(|known| at - known.fetched_at < good_for)?;
        Some(Arc::clone(&known.document))
    }

    fn fetched_at(&self) -> Option<DateTime<Utc>> {
        let state = self.state();
        state.known.as_ref().map(|known| known.fetched_at)
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
