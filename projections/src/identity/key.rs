//! A key: whom it stands for, and whether it is good.

use chrono::{DateTime, Utc};
use domain::{Actor, KeyId, OrgId, Role};

use super::Secret;

/// A key that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    pub id: KeyId,
    /// Whom it acts as.
    pub actor: Actor,
    pub made_at: DateTime<Utc>,
    /// Who makes it; none: somebody at the terminal.
    pub made_by: Option<Actor>,
    /// The first instant at which it is no longer good.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key as it is shown: all but its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub id: KeyId,
    /// Whom it acts as.
    pub actor: Actor,
    pub made_at: DateTime<Utc>,
    /// Who made it, as `user@org role`; none: somebody at the terminal.
    pub made_by: Option<String>,
    /// The first instant at which it is no longer good.
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// To about a minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// Whether a key is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    Active,
    Expired,
    Revoked,
}

/// A key with what is kept of its secret.
#[derive(Clone, Debug)]
pub struct KnownKey {
    pub key: Key,
    pub(super) secret_sha256: [u8; 32],
}

/// Why somebody does not come in with a key.
///
/// That a key has expired or was revoked is told to those alone who know its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    #[error("the secret is another")]
    WrongSecret,
    #[error("the key has expired")]
    Expired,
    #[error("the key was revoked")]
    Revoked,
}

/// Which keys are meant: those of an organisation, in some roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFilter {
    /// None: of every organisation.
    pub org: Option<OrgId>,
    pub roles: &'static [Role],
}

impl KeyFilter {
    /// All there are.
    pub const ALL: Self = Self {
        org: None,
        roles: &Role::ALL,
    };
}

impl KeyState {
    /// Gives the word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl Key {
    /// Tells whether the key is good at an instant.
    pub fn state(&self, at: DateTime<Utc>) -> KeyState {
        if self.revoked_at.is_some() {
            KeyState::Revoked
        } else if self.expires_at.is_some_and(|expires_at| expires_at <= at) {
            KeyState::Expired
        } else {
            KeyState::Active
        }
    }
}

impl KnownKey {
    /// Lets the holder of the secret in while the key is good.
    ///
    /// # Errors
    /// The secret is another, or the key is no longer good.
    pub fn admit(&self, secret: &Secret, at: DateTime<Utc>) -> Result<&Key, KeyRefusal> {
        if !secret.has(&self.secret_sha256) {
            return Err(KeyRefusal::WrongSecret);
        }
        match self.key.state(at) {
            KeyState::Active => Ok(&self.key),
            KeyState::Expired => Err(KeyRefusal::Expired),
            KeyState::Revoked => Err(KeyRefusal::Revoked),
        }
    }
}
