//! The table of keys: made, found, listed, revoked, marked as used.

use chrono::{DateTime, Utc};
use domain::{Actor, KeyId};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, Row};
use uuid::Uuid;

use super::{Identity, IdentityError, Key, KeyFilter, KeyText, KnownKey, NewKey, Secret};
use crate::views::{Listed, Page};

/// After a key in the list of keys, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyCursor {
    made_at: DateTime<Utc>,
    id: Uuid,
}

const INSERT: &str = "
    insert into api_keys
        (key_id, secret_sha256, user_name, org, role, made_at, made_by, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict do nothing
    returning key_id, secret_sha256, user_name, org, role, made_at, made_by, expires_at, revoked_at,
        last_used_at";

const FIND: &str = "
    select key_id, secret_sha256, user_name, org, role, made_at, made_by, expires_at, revoked_at,
        last_used_at
    from api_keys
    where key_id = $1";

const LIST: &str = "
    select key_id, secret_sha256, user_name, org, role, made_at, made_by, expires_at, revoked_at,
        last_used_at
    from api_keys
    where ($1::text is null or org = $1)
    and role = any($2)
    and ($3::timestamptz is null or (made_at, key_id) < ($3, $4))
    order by made_at desc, key_id desc
    limit $5";

/// A key that was revoked before stays as it was.
const REVOKE: &str = "
    update api_keys
    set revoked_at = coalesce(revoked_at, $4)
    where key_id = $1
    and ($2::text is null or org = $2)
    and role = any($3)
    returning key_id, secret_sha256, user_name, org, role, made_at, made_by, expires_at, revoked_at,
        last_used_at";

/// Several processes say that a key was used: the last one counts.
const USED: &str = "
    update api_keys
    set last_used_at = used.at
    from unnest($1::uuid[], $2::timestamptz[]) as used (key_id, at)
    where api_keys.key_id = used.key_id
    and (last_used_at is null or last_used_at < used.at)";

impl Identity {
    /// Makes a key and its secret; none if there is a key of this id.
    pub async fn make_key(&self, new: &NewKey) -> Result<Option<(Key, KeyText)>, IdentityError> {
        let secret = Secret::random();
        let made: Option<KnownKey> = sqlx::query_as(INSERT)
            .bind(new.id.uuid())
            .bind(secret.sha256())
            .bind(new.actor.user.as_str())
            .bind(new.actor.org.as_str())
            .bind(new.actor.role.as_str())
            .bind(new.made_at)
            .bind(new.made_by.as_ref().map(Actor::to_string))
            .bind(new.expires_at)
            .fetch_optional(&self.pool)
            .await?;
        Ok(made.map(|made| (made.key, KeyText { id: new.id, secret })))
    }

    /// Finds a key by its id, good or not.
    pub async fn find_key(&self, id: KeyId) -> Result<Option<KnownKey>, IdentityError> {
        let found = sqlx::query_as(FIND).bind(id.uuid());
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// Lists keys, newest first.
    pub async fn keys(
        &self,
        filter: &KeyFilter,
        page: &Page<KeyCursor>,
    ) -> Result<Listed<Key, KeyCursor>, IdentityError> {
        let rows: Vec<KnownKey> = sqlx::query_as(LIST)
            .bind(filter.org.as_ref().map(|org| org.as_str()))
            .bind(words(filter))
            .bind(page.after.map(|after| after.made_at))
            .bind(page.after.map(|after| after.id))
            .bind(page.limit.with_one_ahead())
            .fetch_all(&self.pool)
            .await?;
        let keys = rows.into_iter().map(|known| known.key).collect();
        Ok(Listed::cut(keys, page.limit, |key: &Key| KeyCursor {
            made_at: key.made_at,
            id: key.id.uuid(),
        }))
    }

    /// Revokes a key for good; gives it as it is then, or none if it is not among those meant.
    pub async fn revoke_key(
        &self,
        id: KeyId,
        among: &KeyFilter,
        at: DateTime<Utc>,
    ) -> Result<Option<Key>, IdentityError> {
        let revoked: Option<KnownKey> = sqlx::query_as(REVOKE)
            .bind(id.uuid())
            .bind(among.org.as_ref().map(|org| org.as_str()))
            .bind(words(among))
            .bind(at)
            .fetch_optional(&self.pool)
            .await?;
        Ok(revoked.map(|known| known.key))
    }

    /// Notes when keys were used.
    pub async fn keys_were_used(
        &self,
        used: &[(KeyId, DateTime<Utc>)],
    ) -> Result<(), IdentityError> {
        let (ids, times): (Vec<Uuid>, Vec<_>) =
            used.iter().map(|(id, at)| (id.uuid(), *at)).unzip();
        let noted = sqlx::query(USED).bind(ids).bind(times);
        noted.execute(&self.pool).await?;
        Ok(())
    }
}

fn words(filter: &KeyFilter) -> Vec<&'static str> {
    filter.roles.iter().map(|role| role.as_str()).collect()
}

impl FromRow<'_, PgRow> for KnownKey {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let name = |column| row.try_get::<&str, _>(column);
        let secret: &[u8] = row.try_get("secret_sha256")?;
        let actor = Actor {
            user: name("user_name")?.parse().map_err(unreadable)?,
            org: name("org")?.parse().map_err(unreadable)?,
            role: name("role")?.parse().map_err(unreadable)?,
        };
        Ok(Self {
            key: Key {
                id: KeyId::from_uuid(row.try_get("key_id")?),
                actor,
                made_at: row.try_get("made_at")?,
                made_by: row.try_get("made_by")?,
                expires_at: row.try_get("expires_at")?,
                revoked_at: row.try_get("revoked_at")?,
                last_used_at: row.try_get("last_used_at")?,
            },
            secret_sha256: secret.try_into().map_err(unreadable)?,
        })
    }
}

pub(super) fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}
