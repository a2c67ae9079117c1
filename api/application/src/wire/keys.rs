//! Keys and who comes in with them, as they are shown.

use chrono::{DateTime, Utc};
use domain::{Actor, KeyId, Role};
use projections::identity::Key;
use schemars::JsonSchema;
use serde::Serialize;

use super::form::{Id, Instant, KeyStatus, Name, Word};
use super::text;
use crate::act::keys::MadeKey;
use crate::ask::InList;
use crate::ask::moment::shown;

/// A key, without its secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct KeyView {
    #[schemars(with = "Id<KeyId>")]
    id: String,
    #[schemars(with = "Name")]
    org: String,
    #[schemars(with = "Name")]
    user: String,
    #[schemars(with = "Word<Role>")]
    role: &'static str,
    #[schemars(with = "Word<KeyStatus>")]
    state: &'static str,
    #[schemars(with = "Option<Instant>")]
    expires: Option<String>,
    #[schemars(with = "Instant")]
    made_at: String,
    /// None: somebody at the terminal.
    made_by: Option<String>,
    #[schemars(with = "Option<Instant>")]
    revoked_at: Option<String>,
    #[schemars(with = "Option<Instant>")]
    last_used_at: Option<String>,
}

/// A key that was just made, with its text.
#[derive(Serialize, JsonSchema)]
pub struct MadeKeyView {
    /// To be kept by who asked: it is shown this once.
    key: String,
    #[serde(flatten)]
    view: KeyView,
}

/// Who somebody is here.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ActorView {
    #[schemars(with = "Name")]
    user: String,
    #[schemars(with = "Name")]
    org: String,
    #[schemars(with = "Word<Role>")]
    role: &'static str,
}

impl InList for KeyView {
    const LIST: &'static str = "keys";
}

impl KeyView {
    /// Shows a key as it stands at an instant.
    pub fn new(key: &Key, at: DateTime<Utc>) -> Self {
        Self {
            id: text(key.id),
            org: text(&key.actor.org),
            user: text(&key.actor.user),
            role: key.actor.role.as_str(),
            state: key.state(at).as_str(),
            expires: key.expires_at.map(shown),
            made_at: shown(key.made_at),
            made_by: key.made_by.clone(),
            revoked_at: key.revoked_at.map(shown),
            last_used_at: key.last_used_at.map(shown),
        }
    }
}

impl MadeKeyView {
    /// Shows a key with its text.
    pub fn new(made: &MadeKey, at: DateTime<Utc>) -> Self {
        Self {
            key: made.text.reveal(),
            view: KeyView::new(&made.key, at),
        }
    }
}

impl From<&Actor> for ActorView {
    fn from(actor: &Actor) -> Self {
        Self {
            user: text(&actor.user),
            org: text(&actor.org),
            role: actor.role.as_str(),
        }
    }
}
