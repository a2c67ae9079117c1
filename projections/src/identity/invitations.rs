//! Links that make somebody a member: made, looked at, followed once.

use chrono::{DateTime, Utc};
use domain::Actor;
use sqlx::postgres::PgRow;
use sqlx::{FromRow, Row};

use super::keys::unreadable;
use super::{Identity, IdentityError, Secret};

/// An invitation that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    /// Who is invited, to which role.
    pub actor: Actor,
    /// Where the link is to be sent; none: it is handed over.
    pub address: Option<String>,
    pub made_at: DateTime<Utc>,
    pub made_by: Actor,
    /// The first instant at which the link is no longer good.
    pub expires_at: DateTime<Utc>,
}

/// An invitation whose link is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub actor: Actor,
    pub expires_at: DateTime<Utc>,
}

/// A name that belongs to another address is not given away.
const INVITE: &str = "
    insert into invitations
        (token_sha256, org, user_name, role, address, made_at, made_by, expires_at)
    select $1, $2, $3, $4, $5, $6, $7, $8
    where not exists (
        select
        from members
        where org = $2
        and user_name = $3
        and address <> $5
    )
    and not exists (
        select
        from invitations
        where org = $2
        and user_name = $3
        and address <> $5
        and used_at is null
        and expires_at > $6
    )";

const LOOK: &str = "
    select org, user_name, role, expires_at
    from invitations
    where token_sha256 = $1
    and used_at is null
    and expires_at > $2";

/// The link is used, the role given and the session begun all at once, or nothing is.
const FOLLOW: &str = "
    with followed as (
        update invitations
        set used_at = $2
        where token_sha256 = $1
        and used_at is null
        and expires_at > $2
        returning org, user_name, role, address, made_by, expires_at
    ), joined as (
        insert into members (org, user_name, role, address, given_at, given_by)
        select org, user_name, role, address, $2, made_by
        from followed
        on conflict do nothing
    ), begun as (
        insert into sessions
            (token_sha256, user_name, org, role, began_at, seen_at, ends_at)
        select $3, user_name, org, role, $2, $2, $4
        from followed
    )
    select org, user_name, role, expires_at
    from followed";

impl Identity {
    /// Makes a link; none if the name is another's in this organisation.
    pub async fn invite(&self, new: &NewInvitation) -> Result<Option<Secret>, IdentityError> {
        let token = Secret::random();
        let made = sqlx::query(INVITE)
            .bind(token.sha256())
            .bind(new.actor.org.as_str())
            .bind(new.actor.user.as_str())
            .bind(new.actor.role.as_str())
            .bind(new.address.as_deref())
            .bind(new.made_at)
            .bind(new.made_by.to_string())
            .bind(new.expires_at)
            .execute(&self.pool)
            .await?;
        Ok((made.rows_affected() > 0).then_some(token))
    }

    /// Looks at a link without using it; none if it is not good.
    pub async fn look_at_invitation(
        &self,
        token: &Secret,
        at: DateTime<Utc>,
    ) -> Result<Option<Invitation>, IdentityError> {
        let found = sqlx::query_as(LOOK).bind(token.sha256()).bind(at);
        Ok(found.fetch_optional(&self.pool).await?)
    }

    /// Follows a link: makes the person a member and signs them in; none if it is not good.
    pub async fn follow_invitation(
        &self,
        token: &Secret,
        at: DateTime<Utc>,
        session_ends_at: DateTime<Utc>,
    ) -> Result<Option<(Invitation, Secret)>, IdentityError> {
        let session = Secret::random();
        let followed: Option<Invitation> = sqlx::query_as(FOLLOW)
            .bind(token.sha256())
            .bind(at)
            .bind(session.sha256())
            .bind(session_ends_at)
            .fetch_optional(&self.pool)
            .await?;
        Ok(followed.map(|invitation| (invitation, session)))
    }
}

impl FromRow<'_, PgRow> for Invitation {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let name = |column| row.try_get::<&str, _>(column);
        Ok(Self {
            actor: Actor {
                user: name("user_name")?.parse().map_err(unreadable)?,
                org: name("org")?.parse().map_err(unreadable)?,
                role: name("role")?.parse().map_err(unreadable)?,
            },
            expires_at: row.try_get("expires_at")?,
        })
    }
}
