//! Roles to choose among: what a provider and the members say of somebody, and what they choose.

use chrono::{DateTime, Utc};
use domain::{Actor, Person};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, Row};

use super::keys::unreadable;
use super::{Identity, IdentityError, Secret, TokenDigest};

/// What a provider says of somebody who proved to it who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proven {
    /// Their mail address, which the provider has verified.
    pub address: Option<String>,
    /// Their roles by its claims.
    pub actors: Vec<Actor>,
}

/// Choices that nobody made leave when somebody else is to choose.
const OFFER: &str = "
    with over as (
        delete from role_choices
        where ends_at <= $4
    )
    insert into role_choices (token_sha256, address, roles, ends_at)
    values ($1, $2, $3, $5)";

const OFFERED: &str = "
    select address, roles
    from role_choices
    where token_sha256 = $1
    and ends_at > $2";

/// The choice is made and the session begun at once, or neither.
const CHOOSE: &str = "
    with chosen as (
        delete from role_choices
        where token_sha256 = $1
        and ends_at > $2
        returning address, roles
    )
    insert into sessions
        (token_sha256, user_name, org, role, began_at, seen_at, ends_at, address, roles)
    select $3, $4, $5, $6, $2, $2, $7, address, roles
    from chosen";

const PROVEN: &str = "
    select address, roles
    from sessions
    where token_sha256 = $1
    and roles is not null";

/// The session goes on under another token; it ends when it would have.
const CHANGE: &str = "
    with before as (
        delete from sessions
        where token_sha256 = $1
        returning began_at, ends_at, address, roles
    )
    insert into sessions
        (token_sha256, user_name, org, role, began_at, seen_at, ends_at, address, roles)
    select $2, $3, $4, $5, began_at, $6, ends_at, address, roles
    from before
    returning ends_at";

const OF_ADDRESS: &str = "
    select user_name, org, role
    from members
    where lower(address) = lower($1)
    order by org, user_name, role";

const OF_PERSON: &str = "
    select user_name, org, role
    from members
    where org = $1
    and user_name = $2
    order by role";

impl Identity {
    /// Keeps what a provider says until somebody has chosen; gives the token for their cookie.
    pub async fn offer_roles(
        &self,
        proven: &Proven,
        at: DateTime<Utc>,
        ends_at: DateTime<Utc>,
    ) -> Result<Secret, IdentityError> {
        let token = Secret::random();
        let offered = sqlx::query(OFFER)
            .bind(token.sha256())
            .bind(proven.address.as_deref())
            .bind(proven.written())
            .bind(at)
            .bind(ends_at);
        offered.execute(&self.pool).await?;
        Ok(token)
    }

    /// Gives what a provider said of somebody who is to choose; none if that is over.
    pub async fn offered_roles(
        &self,
        token: &TokenDigest,
        at: DateTime<Utc>,
    ) -> Result<Option<Proven>, IdentityError> {
        let offered = sqlx::query_as(OFFERED).bind(*token).bind(at);
        Ok(offered.fetch_optional(&self.pool).await?)
    }

    /// Begins the session of somebody who chose; none if they chose before, or it is over.
    pub async fn choose_role(
        &self,
        token: &TokenDigest,
        actor: &Actor,
        at: DateTime<Utc>,
        session_ends_at: DateTime<Utc>,
    ) -> Result<Option<Secret>, IdentityError> {
        let session = Secret::random();
        let chosen = sqlx::query(CHOOSE)
            .bind(*token)
            .bind(at)
            .bind(session.sha256())
            .bind(actor.user.as_str())
            .bind(actor.org.as_str())
            .bind(actor.role.as_str())
            .bind(session_ends_at)
            .execute(&self.pool)
            .await?;
        Ok((chosen.rows_affected() > 0).then_some(session))
    }

    /// Gives what a provider said when a session began; none where there was no provider.
    pub async fn proven_in_session(
        &self,
        token: &TokenDigest,
    ) -> Result<Option<Proven>, IdentityError> {
        let proven = sqlx::query_as(PROVEN).bind(*token);
        Ok(proven.fetch_optional(&self.pool).await?)
    }

    /// Lets a session go on in another role, under another token; gives when it ends, or none if it
    /// ended meanwhile.
    pub async fn change_role(
        &self,
        token: &TokenDigest,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Option<(Secret, DateTime<Utc>)>, IdentityError> {
        let session = Secret::random();
        let ends_at: Option<DateTime<Utc>> = sqlx::query_scalar(CHANGE)
            .bind(*token)
            .bind(session.sha256())
            .bind(actor.user.as_str())
            .bind(actor.org.as_str())
            .bind(actor.role.as_str())
            .bind(at)
            .fetch_optional(&self.pool)
            .await?;
        Ok(ends_at.map(|ends_at| (session, ends_at)))
    }

    /// Lists the roles of the members with a mail address, in whatever organisation.
    pub async fn members_at(&self, address: &str) -> Result<Vec<Actor>, IdentityError> {
        let found = sqlx::query_as::<_, Member>(OF_ADDRESS).bind(address);
        let found = found.fetch_all(&self.pool).await?;
        Ok(found.into_iter().map(|Member(actor)| actor).collect())
    }

    /// Lists the roles that a person has as a member.
    pub async fn roles_of(&self, person: &Person) -> Result<Vec<Actor>, IdentityError> {
        let found = sqlx::query_as::<_, Member>(OF_PERSON)
            .bind(person.org.as_str())
            .bind(person.user.as_str())
            .fetch_all(&self.pool)
            .await?;
        Ok(found.into_iter().map(|Member(actor)| actor).collect())
    }
}

impl Proven {
    /// Gives the roles as they are kept.
    pub(super) fn written(&self) -> Vec<String> {
        self.actors.iter().map(ToString::to_string).collect()
    }
}

impl FromRow<'_, PgRow> for Proven {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let roles: Vec<String> = row.try_get("roles")?;
        let actors = roles.iter().map(|role| role.parse().map_err(unreadable));
        Ok(Self {
            address: row.try_get("address")?,
            actors: actors.collect::<Result<_, _>>()?,
        })
    }
}

/// A role that a member has.
struct Member(Actor);

impl FromRow<'_, PgRow> for Member {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let name = |column| row.try_get::<&str, _>(column);
        Ok(Self(Actor {
            user: name("user_name")?.parse().map_err(unreadable)?,
            org: name("org")?.parse().map_err(unreadable)?,
            role: name("role")?.parse().map_err(unreadable)?,
        }))
    }
}
