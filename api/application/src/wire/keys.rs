//! Keys and who comes in with them, as they are shown.

use chrono::{DateTime, Utc};
use domain::Actor;
use projections::identity::Key;
use serde::Serialize;

use super::text;
use crate::act::keys::MadeKey;
use crate::ask::InList;
use crate::ask::moment::shown;

/// A key, without its secret.
#[derive(Clone, Debug, Serialize)]
pub struct KeyView {
    id: String,
    org: String,
    user: String,
    role: &'static str,
    state: &'static str,
    expires: Option<String>,
    made_at: String,
    /// None: somebody at the terminal.
    made_by: Option<String>,
    revoked_at: Option<String>,
    last_used_at: Option<String>,
}

/// A key that was just made, with its text.
#[derive(Serialize)]
pub struct MadeKeyView {
    /// To be kept by who asked: it is shown this once.
    key: String,
    #[serde(flatten)]
    view: KeyView,
}

/// Who somebody is here.
#[derive(Clone, Debug, Serialize)]
pub struct ActorView {
    user: String,
    org: String,
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
