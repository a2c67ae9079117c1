//! Lets the holders of keys in.

use chrono::{DateTime, Utc};
use projections::identity::{Identity, Key, KeyRefusal, KeyText, KnownKey};
use uuid::Uuid;

use super::remembered::Remembered;
use super::uses::{Uses, is_due};
use crate::failure::Unidentified;

/// The keys that were asked for lately; cheap to clone.
#[derive(Clone)]
pub(crate) struct KnownKeys {
    identity: Identity,
    remembered: Remembered<Uuid, KnownKey>,
    uses: Uses,
}

impl KnownKeys {
    /// Asks these tables.
    pub(crate) fn new(identity: Identity, uses: Uses) -> Self {
        Self {
            identity,
            remembered: Remembered::new(),
            uses,
        }
    }

    /// Lets the holder of a key in, and notes that it was used.
    pub(crate) async fn admit(
        &self,
        shown: &KeyText,
        at: DateTime<Utc>,
    ) -> Result<Key, Unidentified> {
        let ask = self.identity.find_key(shown.id);
        let found = self.remembered.find(shown.id.uuid(), ask).await;
        let Some(known) = found.thing()? else {
            // As much work as for a key that is there: time tells nothing either.
            let _ = shown.secret.has(&[0; 32]);
            return Err(Unidentified::Invalid);
        };
        let key = known.admit(&shown.secret, at)?;
        if key.last_used_at.is_none_or(|last| is_due(last, at)) && found.is_first_time() {
            self.uses.note_key(key.id, at);
        }
        Ok(key.clone())
    }

    /// Reads keys anew: one was revoked in this process.
    pub(crate) fn forget(&self) {
        self.remembered.forget();
    }
}

impl From<KeyRefusal> for Unidentified {
    fn from(refusal: KeyRefusal) -> Self {
        match refusal {
            KeyRefusal::WrongSecret => Self::Invalid,
            KeyRefusal::Expired => Self::KeyExpired,
            KeyRefusal::Revoked => Self::KeyRevoked,
        }
    }
}
