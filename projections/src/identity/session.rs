//! Sessions of people who signed in: begun, found, seen, ended.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{Actor, OrgId, Person, Role};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, Row};

use super::keys::unreadable;
use super::{Identity, IdentityError, Proven, Secret};

/// What is kept of a session's token, and found by.
pub type TokenDigest = [u8; 32];

/// Somebody who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub actor: Actor,
    pub began_at: DateTime<Utc>,
    /// To about a minute.
    pub seen_at: DateTime<Utc>,
    /// When they have to sign in again, however busy they are.
    pub ends_at: DateTime<Utc>,
}

/// A session that may still last, with what it is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSession {
    pub token: TokenDigest,
    pub session: Session,
}

/// Sessions that were over leave when somebody signs in.
const BEGIN: &str = "
    with over as (
        delete from sessions
        where ends_at <= $5
    )
    insert into sessions
        (token_sha256, user_name, org, role, began_at, seen_at, ends_at, address, roles)
    values ($1, $2, $3, $4, $5, $5, $6, $7, $8)";

const FIND: &str = "
    select user_name, org, role, began_at, seen_at, ends_at
    from sessions
    where token_sha256 = $1";

/// So many sessions of one person are listed at the most.
const OF_PERSON: &str = "
    select token_sha256, user_name, org, role, began_at, seen_at, ends_at
    from sessions
    where org = $1
    and user_name = $2
    and ends_at > $3
    and seen_at > $4
    order by seen_at desc
    limit 100";

const SEEN: &str = "
    update sessions
    set seen_at = seen.at
    from unnest($1::bytea[], $2::timestamptz[]) as seen (token, at)
    where token_sha256 = seen.token
    and seen_at < seen.at";

const END: &str = "
    delete from sessions
    where token_sha256 = $1";

const END_ALL: &str = "
    delete from sessions
    where org = $1
    and user_name = $2
    and ($3::text is null or role = $3)";

/// When people of an organisation last came in, by a session or a key that is still there.
const LAST_SEEN: &str = "
    select user_name, max(at) as at
    from (
        select user_name, seen_at as at
        from sessions
        where org = $1
        union all
        select user_name, last_used_at
        from api_keys
        where org = $1
        and last_used_at is not null
    ) as seen
    group by user_name";

const END_OTHERS: &str = "
    delete from sessions
    where org = $1
    and user_name = $2
    and token_sha256 <> $3";

impl Identity {
    /// Signs somebody in, whom a provider knows or not; gives the token that their cookie holds.
    pub async fn begin_session(
        &self,
        session: &Session,
        proven: Option<&Proven>,
    ) -> Result<Secret, IdentityError> {
        let token = Secret::random();
        let begun = sqlx::query(BEGIN)
            .bind(token.sha256())
            .bind(session.actor.user.as_str())
            .bind(session.actor.org.as_str())
            .bind(session.actor.role.as_str())
            .bind(session.began_at)
            .bind(session.ends_at)
            .bind(proven.and_then(|proven| proven.address.as_deref()))
            .bind(proven.map(Proven::written));
        begun.execute(&self.pool).await?;
        Ok(token)
    }

    /// Finds a session by the digest of its token, over or not.
    pub async fn find_session(
        &self,
        token: &TokenDigest,
    ) -> Result<Option<Session>, IdentityError> {
        let found = sqlx::query_as(FIND).bind(*token);
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// Lists the sessions of a person that are not over, and in which they were seen since.
    pub async fn sessions_of(
        &self,
        person: &Person,
        at: DateTime<Utc>,
        seen_since: DateTime<Utc>,
    ) -> Result<Vec<OpenSession>, IdentityError> {
        let listed = sqlx::query_as(OF_PERSON)
            .bind(person.org.as_str())
            .bind(person.user.as_str())
            .bind(at)
            .bind(seen_since);
        Ok(listed.fetch_all(&self.pool).await?)
    }

    /// Tells when the people of an organisation were last seen, to about a minute.
    pub async fn last_seen(
        &self,
        org: &OrgId,
    ) -> Result<HashMap<String, DateTime<Utc>>, IdentityError> {
        let seen: Vec<(String, DateTime<Utc>)> = sqlx::query_as(LAST_SEEN)
            .bind(org.as_str())
            .fetch_all(&self.pool)
            .await?;
        Ok(seen.into_iter().collect())
    }

    /// Signs a person out everywhere but in one session.
    pub async fn end_other_sessions(
        &self,
        person: &Person,
        but: &TokenDigest,
    ) -> Result<(), IdentityError> {
        let ended = sqlx::query(END_OTHERS)
            .bind(person.org.as_str())
            .bind(person.user.as_str())
            .bind(*but);
        ended.execute(&self.pool).await?;
        Ok(())
    }

    /// Notes when people were seen.
    pub async fn sessions_were_seen(
        &self,
        seen: &[(TokenDigest, DateTime<Utc>)],
    ) -> Result<(), IdentityError> {
        let (tokens, times): (Vec<&[u8]>, Vec<_>) = seen
            .iter()
            .map(|(token, at)| (token.as_slice(), *at))
            .unzip();
        let noted = sqlx::query(SEEN).bind(tokens).bind(times);
        noted.execute(&self.pool).await?;
        Ok(())
    }

    /// Signs somebody out.
    pub async fn end_session(&self, token: &TokenDigest) -> Result<(), IdentityError> {
        let ended = sqlx::query(END).bind(*token);
        ended.execute(&self.pool).await?;
        Ok(())
    }

    /// Signs a person out everywhere, in one role or in all; gives how many sessions that were.
    pub async fn end_sessions(
        &self,
        person: &Person,
        role: Option<Role>,
    ) -> Result<u64, IdentityError> {
        let ended = sqlx::query(END_ALL)
            .bind(person.org.as_str())
            .bind(person.user.as_str())
            .bind(role.map(Role::as_str));
        Ok(ended.execute(&self.pool).await?.rows_affected())
    }
}

impl FromRow<'_, PgRow> for OpenSession {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let token: &[u8] = row.try_get("token_sha256")?;
        Ok(Self {
            token: token.try_into().map_err(unreadable)?,
            session: Session::from_row(row)?,
        })
    }
}

impl FromRow<'_, PgRow> for Session {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let name = |column| row.try_get::<&str, _>(column);
        Ok(Self {
            actor: Actor {
                user: name("user_name")?.parse().map_err(unreadable)?,
                org: name("org")?.parse().map_err(unreadable)?,
                role: name("role")?.parse().map_err(unreadable)?,
            },
            began_at: row.try_get("began_at")?,
            seen_at: row.try_get("seen_at")?,
            ends_at: row.try_get("ends_at")?,
        })
    }
}
