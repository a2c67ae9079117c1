//! Keys to come in with: who makes, lists and revokes which.
//!
//! The terminal does it for everybody; over HTTP an organisation's admin does it for the roles of
//! their own side. What they may not touch answers like what is not there.

use chrono::{DateTime, Utc};
use domain::access::{self, Operation};
use domain::{Actor, KeyId, OrgId, Refusal, Role, UserId};
use projections::identity::{Identity, IdentityError, Key, KeyCursor, KeyFilter, KeyText, NewKey};

use crate::ask::{Asker, ListOf, Pages, read_pages};

/// A key that somebody asks for.
#[derive(Clone, Debug)]
pub struct KeyRequest {
    pub id: KeyId,
    pub role: Role,
    /// Whom it is to act as; none: a person of its own, whose name is the key's id.
    pub user: Option<UserId>,
    /// The first instant at which it is no longer good; none: it does not expire.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key that was made, with its text, which is shown this once.
#[derive(Debug)]
pub struct MadeKey {
    pub key: Key,
    pub text: KeyText,
}

/// Why nothing was done with a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Who asks may do this nowhere.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the role {0} is not yours to hand out")]
    RoleIsNotYours(Role),
    #[error("nobody comes in as the system: it acts from inside alone")]
    RoleIsInside,
    #[error("the key would expire before it is made")]
    ExpiryHasPassed,
    #[error("a key's id is no name for a person")]
    UserIsAKey,
    #[error("this key was made before, and its text is shown only once")]
    MadeBefore,
    #[error("there is no such key")]
    NotThere,
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

impl KeyError {
    /// Gives the stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::RoleIsNotYours(_) => "role_not_yours",
            Self::RoleIsInside => "role_is_inside",
            Self::ExpiryHasPassed => "expiry_has_passed",
            Self::UserIsAKey => "user_is_a_key",
            Self::MadeBefore => "key_made_before",
            Self::NotThere => "key_not_found",
            Self::Identity(_) => "store_unavailable",
        }
    }

    /// Says what to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.hint(),
            Self::RoleIsNotYours(_) => {
                "choose a role of your own side; the operator's is handed out at the terminal alone"
            }
            Self::RoleIsInside => "choose another role",
            Self::ExpiryHasPassed => "choose a later day, or leave it out",
            Self::UserIsAKey => "name a person, or leave it out and the key acts as itself",
            Self::MadeBefore => "revoke it and make another if its text is lost",
            Self::NotThere => "check the key's id",
            Self::Identity(_) => "ask again in a moment",
        }
    }
}

/// Makes a key for an organisation.
pub async fn make(
    identity: &Identity,
    by: Asker<'_>,
    org: OrgId,
    asked: KeyRequest,
    at: DateTime<Utc>,
) -> Result<MadeKey, KeyError> {
    must_hand_out(by, asked.role)?;
    if asked.expires_at.is_some_and(|expires_at| expires_at <= at) {
        return Err(KeyError::ExpiryHasPassed);
    }
    let is_a_key = |user: &UserId| user.as_str().parse::<KeyId>().is_ok();
    if asked.user.as_ref().is_some_and(is_a_key) {
        return Err(KeyError::UserIsAKey);
    }
    let itself = || asked.id.to_string().parse().expect("a key's id is a name");
    let new = NewKey {
        id: asked.id,
        actor: Actor {
            user: asked.user.unwrap_or_else(itself),
            org,
            role: asked.role,
        },
        made_at: at,
        made_by: match by {
            Asker::Inside => None,
            Asker::Actor(actor) => Some(actor.clone()),
        },
        expires_at: asked.expires_at,
    };
    let made = identity.make_key(&new).await?;
    let (key, text) = made.ok_or(KeyError::MadeBefore)?;
    Ok(MadeKey { key, text })
}

/// Lists the keys that who asks may hand out, newest first.
pub async fn list(
    identity: &Identity,
    by: Asker<'_>,
    pages: &Pages<KeyCursor>,
) -> Result<ListOf<Key>, KeyError> {
    let theirs = theirs(by)?;
    let (keys, _) = read_pages(pages, async |page| identity.keys(&theirs, &page).await).await?;
    Ok(keys)
}

/// Revokes a key for good; one that was revoked before stays as it was.
pub async fn revoke(
    identity: &Identity,
    by: Asker<'_>,
    id: KeyId,
    at: DateTime<Utc>,
) -> Result<Key, KeyError> {
    let theirs = theirs(by)?;
    let revoked = identity.revoke_key(id, &theirs, at).await?;
    revoked.ok_or(KeyError::NotThere)
}

/// Gives the keys that somebody may see and revoke.
fn theirs(by: Asker<'_>) -> Result<KeyFilter, Refusal> {
    by.must_be_allowed_somewhere(Operation::ManageKeys)?;
    Ok(match by {
        Asker::Inside => KeyFilter::ALL,
        Asker::Actor(actor) => KeyFilter {
            org: Some(actor.org.clone()),
            roles: access::handed_out_by(actor.role),
        },
    })
}

fn must_hand_out(by: Asker<'_>, role: Role) -> Result<(), KeyError> {
    by.must_be_allowed_somewhere(Operation::ManageKeys)?;
    if !access::may_come_through_a_door(role) {
        return Err(KeyError::RoleIsInside);
    }
    match by {
        Asker::Actor(actor) if !access::handed_out_by(actor.role).contains(&role) => {
            Err(KeyError::RoleIsNotYours(role))
        }
        Asker::Inside | Asker::Actor(_) => Ok(()),
    }
}
