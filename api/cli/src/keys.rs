//! `claims keys`: made, listed and revoked for any organisation.

use application::act::keys::{self, KeyError, KeyRequest};
use application::ask::moment::instant;
use application::ask::{Asker, Pages};
use application::wire::{KeyView, MadeKeyView};
use chrono::{DateTime, Utc};
use clap::{Args as ClapArgs, Subcommand};
use domain::{KeyId, OrgId, Role, UserId, access};
use projections::identity::{Identity, Key, KeyText};
use uuid::Uuid;

use super::exit::{Ending, Exit, Failure};
use super::output::{Output, Rows, minute};
use super::session::{CLOCK, on_database};
use super::settings::Settings;

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeysWhat {
    /// Make a key; its text is shown this once.
    Create(CreateKey),
    /// List the keys, newest first.
    List,
    /// Revoke a key for good: it stops everywhere within a second.
    Revoke {
        /// The key's id, such as key_01h455vb4pex5vsknk084sn02q, or the key itself.
        #[arg(value_parser = key_id, value_name = "ID")]
        key: KeyId,
    },
}

#[derive(Debug, ClapArgs)]
pub struct CreateKey {
    /// The organisation it acts for: a partner or a vendor.
    #[arg(long)]
    pub org: OrgId,
    /// What it may do: partner_admin, partner_user, contributor, reviewer, approver, finance,
    /// programme_admin, auditor or operator.
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// The person it acts as [default: a person of its own, named by the key's id].
    #[arg(long)]
    pub user: Option<UserId>,
    /// When it expires: an instant, or a day, which means its end in UTC [default: never].
    #[arg(long, value_parser = expiry, value_name = "WHEN")]
    pub expires: Option<DateTime<Utc>>,
}

/// Does what was asked with keys.
pub fn run(settings: &Settings, what: &KeysWhat, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let identity = Identity::new(session.pool.clone());
        match what {
            KeysWhat::Create(asked) => create(&identity, asked, output).await?,
            KeysWhat::List => list(&identity, output).await?,
            KeysWhat::Revoke { key } => revoke(&identity, *key, output).await?,
        }
        Ok(Exit::Ok)
    })
}

async fn create(identity: &Identity, asked: &CreateKey, output: Output) -> Result<(), Failure> {
    let request = KeyRequest {
        id: KeyId::from_uuid(Uuid::now_v7()),
        role: asked.role,
        user: asked.user.clone(),
        expires_at: asked.expires,
    };
    let at = CLOCK();
    let made = keys::make(identity, Asker::Inside, asked.org.clone(), request, at).await?;
    eprintln!("keep the key: its text is shown this once");
    output.data(&MadeKeyView::new(&made, at), || {
        let key = &made.key;
        let mut rows = Rows::new(&["id", "key", "org", "user", "role", "expires (UTC)"]);
        rows.push(vec![
            key.id.to_string(),
            made.text.reveal(),
            key.actor.org.to_string(),
            key.actor.user.to_string(),
            key.actor.role.to_string(),
            key.expires_at.map(minute).unwrap_or_default(),
        ]);
        rows
    });
    Ok(())
}

async fn list(identity: &Identity, output: Output) -> Result<(), Failure> {
    let keys = keys::list(identity, Asker::Inside, &Pages::ALL).await?;
    let at = CLOCK();
    let view = keys.map(|key| KeyView::new(key, at));
    output.data(&view, || table(&keys.rows, at));
    Ok(())
}

async fn revoke(identity: &Identity, key: KeyId, output: Output) -> Result<(), Failure> {
    let at = CLOCK();
    let key = keys::revoke(identity, Asker::Inside, key, at).await?;
    output.data(&KeyView::new(&key, at), || table(&[key], at));
    Ok(())
}

fn table(keys: &[Key], at: DateTime<Utc>) -> Rows {
    let mut rows = Rows::new(&[
        "id",
        "org",
        "user",
        "role",
        "state",
        "expires (UTC)",
        "made (UTC)",
        "made by",
        "last used (UTC)",
    ]);
    for key in keys {
        let made_by = key.made_by.as_deref().unwrap_or("the terminal");
        rows.push(vec![
            key.id.to_string(),
            key.actor.org.to_string(),
            key.actor.user.to_string(),
            key.actor.role.to_string(),
            key.state(at).as_str().to_owned(),
            key.expires_at.map(minute).unwrap_or_default(),
            minute(key.made_at),
            made_by.to_owned(),
            key.last_used_at.map(minute).unwrap_or_default(),
        ]);
    }
    rows
}

impl Ending for KeyError {
    fn exit(&self) -> Exit {
        match self {
            Self::RoleIsInside | Self::ExpiryHasPassed | Self::UserIsAKey => Exit::Usage,
            Self::Refused(_) | Self::RoleIsNotYours(_) => Exit::FoundAProblem,
            Self::NotThere => Exit::Precondition,
            Self::MadeBefore => Exit::Conflict,
            Self::Identity(_) => Exit::Unavailable,
        }
    }
}

/// Reads the id of a key; whoever has the key itself may name it by that.
fn key_id(text: &str) -> Result<KeyId, String> {
    let of_text = || text.parse::<KeyText>().ok().map(|key| key.id);
    let id = text.parse().ok().or_else(of_text);
    id.ok_or_else(|| "a key's id looks like key_01h455vb4pex5vsknk084sn02q".to_owned())
}

fn role(text: &str) -> Result<Role, String> {
    Role::written(text).ok_or_else(|| {
        let come_in = |role: &Role| access::may_come_through_a_door(*role);
        let roles = Role::ALL.into_iter().filter(come_in).map(Role::as_str);
        format!("a role is one of {}", roles.collect::<Vec<_>>().join(", "))
    })
}

fn expiry(text: &str) -> Result<DateTime<Utc>, String> {
    let sentence = "an instant is written 2026-12-31T12:00:00Z; a day, 2026-12-31, means its end";
    instant(text).ok_or_else(|| sentence.to_owned())
}
