//! Keys for the people that tests play, made once for each.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::DateTime;
use domain::{Actor, KeyId, Role};
use projections::identity::{Identity, KeyText, NewKey, Secret};
use sqlx::PgPool;
use uuid::Uuid;

/// The keys of those who come through one door.
pub struct Keys {
    identity: Identity,
    made: Mutex<HashMap<String, String>>,
}

impl Keys {
    /// Makes keys in this database.
    pub fn new(pool: PgPool) -> Self {
        Self {
            identity: Identity::new(pool),
            made: Mutex::default(),
        }
    }

    /// Gives what somebody written `user@org role` shows to come in.
    ///
    /// The system has no key: what it shows is nobody's.
    pub async fn shown_by(&self, actor: &str) -> String {
        if let Some(known) = self.made.lock().expect("no test panicked").get(actor) {
            return known.clone();
        }
        let shown = format!("Bearer {}", self.make(actor).await.reveal());
        let mut made = self.made.lock().expect("no test panicked");
        made.insert(actor.to_owned(), shown.clone());
        shown
    }

    async fn make(&self, actor: &str) -> KeyText {
        let id = KeyId::from_uuid(Uuid::now_v7());
        let actor: Actor = actor.parse().expect("an actor");
        if actor.role == Role::System {
            let secret = Secret::random();
            return KeyText { id, secret };
        }
        let new = NewKey {
            id,
            actor,
            made_at: DateTime::UNIX_EPOCH,
            made_by: None,
            expires_at: None,
        };
        let made = self.identity.make_key(&new).await.expect("a key is made");
        made.expect("its id is new").1
    }
}
