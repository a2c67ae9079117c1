//! When keys were used and people seen: written in the background, never in a request's way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::KeyId;
use projections::identity::{Identity, IdentityError, TokenDigest};
use uuid::Uuid;

/// How often it is written down that somebody asks.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Tells whether what was written last is so old that it is time again.
pub(super) fn is_due(last: DateTime<Utc>, at: DateTime<Utc>) -> bool {
    at - last >= NOTED_EVERY
}

/// What is still to be written; cheap to clone.
#[derive(Clone)]
pub(crate) struct Uses {
    identity: Identity,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    noted: Noted,
    /// Whether a task writes what waits, one for all.
    is_written: bool,
}

#[derive(Default)]
struct Noted {
    keys: HashMap<Uuid, DateTime<Utc>>,
    sessions: HashMap<TokenDigest, DateTime<Utc>>,
}

impl Noted {
    fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.sessions.is_empty()
    }
}

impl Uses {
    pub(crate) fn new(identity: Identity) -> Self {
        Self {
            identity,
            waiting: Arc::default(),
        }
    }

    /// Notes that a key was used; must be called inside a runtime.
    pub(super) fn note_key(&self, id: KeyId, at: DateTime<Utc>) {
        let mut waiting = self.waiting();
        waiting.noted.keys.insert(id.uuid(), at);
        self.wake(&mut waiting);
    }

    /// Notes that somebody was seen; must be called inside a runtime.
    pub(super) fn note_session(&self, token: TokenDigest, at: DateTime<Utc>) {
        let mut waiting = self.waiting();
        waiting.noted.sessions.insert(token, at);
        self.wake(&mut waiting);
    }

    fn wake(&self, waiting: &mut Waiting) {
        if !std::mem::replace(&mut waiting.is_written, true) {
            tokio::spawn(self.clone().write_all());
        }
    }

    /// Writes until nothing waits. What cannot be written is forgotten: the next use says it again.
    async fn write_all(self) {
        while let Some(noted) = self.take() {
            if let Err(error) = self.write(noted).await {
                let error = &error as &dyn std::error::Error;
                tracing::warn!(error, "when keys were used could not be written");
            }
        }
    }

    async fn write(&self, noted: Noted) -> Result<(), IdentityError> {
        if !noted.keys.is_empty() {
            let keys = noted.keys.into_iter();
            let keys: Vec<_> = keys.map(|(id, at)| (KeyId::from_uuid(id), at)).collect();
            self.identity.keys_were_used(&keys).await?;
        }
        if !noted.sessions.is_empty() {
            let sessions: Vec<_> = noted.sessions.into_iter().collect();
            self.identity.sessions_were_seen(&sessions).await?;
        }
        Ok(())
    }

    fn take(&self) -> Option<Noted> {
        let mut waiting = self.waiting();
        let noted = std::mem::take(&mut waiting.noted);
        waiting.is_written = !noted.is_empty();
        waiting.is_written.then_some(noted)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
