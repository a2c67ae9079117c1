//! The people of the story, each with a key for as long as the demonstration is served.

use application::act::keys::{self, KeyError, KeyRequest, MadeKey};
use application::ask::{Asker, Pages};
use application::story::Story;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{KeyId, access};
use projections::Pool;
use projections::identity::Identity;
use uuid::Uuid;
use web::Persona;

use crate::exit::Failure;
use crate::session::CLOCK;

/// How long a key is good if nobody is left to revoke it.
const GOOD_FOR: TimeDelta = TimeDelta::hours(12);

/// So many keys are looked through at the end, newest first.
const KEYS_MAX: usize = 10_000;

/// The people of the story, with the keys that were made for them.
pub struct People {
    identity: Identity,
    came_at: DateTime<Utc>,
    /// The name that the story has for each.
    keys: Vec<(String, MadeKey)>,
}

impl People {
    /// Makes a key for each who may come through a door.
    pub async fn come_in(story: &Story, pool: Pool) -> Result<Self, Failure> {
        let identity = Identity::new(pool);
        let came_at = CLOCK();
        let mut keys = vec![];
        for (name, actor) in story.names.actors() {
            if !access::may_come_through_a_door(actor.role) {
                continue;
            }
            let at = CLOCK();
            let request = KeyRequest {
                id: KeyId::from_uuid(Uuid::now_v7()),
                role: actor.role,
                user: Some(actor.user.clone()),
                expires_at: Some(at + GOOD_FOR),
            };
            let org = actor.org.clone();
            let made = keys::make(&identity, Asker::Inside, org, request, at).await?;
            keys.push((name.to_owned(), made));
        }
        Ok(Self {
            identity,
            came_at,
            keys,
        })
    }

    /// Gives those whom whoever opens the page for signing in may be.
    pub fn personas(&self) -> Vec<Persona> {
        let persona = |(name, made): &(String, MadeKey)| Persona {
            name: name.clone(),
            actor: made.key.actor.clone(),
        };
        self.keys.iter().map(persona).collect()
    }

    /// Says who is there, and with which key each comes in.
    pub fn introduce(&self, address: &str) {
        eprintln!("\nSign in as one of them on http://{address}/sign-in");
        eprintln!("\nThe people of the story, each with a key until this ends:\n");
        for (name, made) in &self.keys {
            let actor = &made.key.actor;
            let (role, org) = (actor.role, actor.org.as_str());
            eprintln!("  {name:<8} {role:<16} {org:<16} {}", made.text.reveal());
        }
        if let Some((name, made)) = self.keys.first() {
            let key = made.text.reveal();
            eprintln!("\nWhat {name} sees:\n");
            eprintln!("  curl -s http://{address}/v1/overview -H 'Authorization: Bearer {key}'\n");
        }
    }

    /// Revokes the keys, also those that they made meanwhile, and signs everybody out: whoever came
    /// by could be any of them.
    pub async fn leave(self) -> Result<(), Failure> {
        let all = Pages::All { most: KEYS_MAX };
        let known = keys::list(&self.identity, Asker::Inside, &all).await?;
        for key in known.rows {
            if key.made_at >= self.came_at {
                keys::revoke(&self.identity, Asker::Inside, key.id, CLOCK()).await?;
            }
        }
        for (_, made) in self.keys {
            let person = made.key.actor.person();
            let ended = self.identity.end_sessions(&person, None).await;
            ended.map_err(KeyError::Identity)?;
        }
        Ok(())
    }
}
