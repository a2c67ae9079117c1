//! Members of organisations: listed, given roles, and withdrawn from them.

use chrono::{DateTime, Utc};
use domain::{Actor, OrgId, Person, Role, UserId};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, Row};

use super::keys::unreadable;
use super::{Identity, IdentityError};

/// Somebody's role in an organisation, or an invitation to it that is still good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub actor: Actor,
    /// Where their invitation was sent.
    pub address: Option<String>,
    pub state: MembershipState,
    /// Who gave the role or invited to it, as `user@org role`.
    pub given_by: Option<String>,
}

/// Whether somebody has a role, is invited to it, or has no more than a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MembershipState {
    /// They have had it since.
    Member { since: DateTime<Utc> },
    /// They may take it until.
    Invited { until: DateTime<Utc> },
    /// They are no member, but have had a key to it since.
    HasKey { since: DateTime<Utc> },
}

/// What a withdrawal ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdrawn {
    pub sessions: u64,
    pub keys: u64,
}

/// Who has a key and is no member is listed as well: they are withdrawn like one. A key of nobody's
/// acts as its own id, and is no person.
const LIST: &str = "
    select user_name, org, role, address, given_by, given_at, null::timestamptz as expires_at,
        'member' as state
    from members
    where org = $1
    and role = any($2)
    union all
    select user_name, org, role, address, made_by, made_at, expires_at, 'invited'
    from invitations as invitation
    where org = $1
    and role = any($2)
    and used_at is null
    and expires_at > $3
    and not exists (
        select
        from members as member
        where (member.org, member.user_name, member.role)
            = (invitation.org, invitation.user_name, invitation.role)
    )
    union all
    select user_name, org, role, null, null, min(made_at), null, 'has_key'
    from api_keys as key
    where org = $1
    and role = any($2)
    and revoked_at is null
    and (expires_at is null or expires_at > $3)
    and user_name !~ '^key_[0-7][0-9a-hjkmnp-tv-z]{25}$'
    and not exists (
        select
        from members as member
        where (member.org, member.user_name, member.role)
            = (key.org, key.user_name, key.role)
    )
    group by user_name, org, role
    order by user_name, role, expires_at
    limit $4";

const GIVE: &str = "
    insert into members (org, user_name, role, address, given_at, given_by)
    select $1, $2, $3, min(address), $4, $5
    from members
    where org = $1
    and user_name = $2
    having count(*) > 0
    on conflict (org, user_name, role) do update
    set role = excluded.role
    returning org, user_name, role, address, given_by, given_at, null::timestamptz as expires_at,
        'member' as state";

/// All at once: who lost a role comes in with it by no road, whichever they came by.
const WITHDRAW: &str = "
    with left_role as (
        delete from members
        where org = $1
        and user_name = $2
        and role = any($3)
        returning 1
    ), left_link as (
        delete from invitations
        where org = $1
        and user_name = $2
        and role = any($3)
        and used_at is null
        returning 1
    ), ended as (
        delete from sessions
        where org = $1
        and user_name = $2
        and role = any($3)
        returning 1
    ), revoked as (
        update api_keys
        set revoked_at = $4
        where org = $1
        and user_name = $2
        and role = any($3)
        and revoked_at is null
        returning 1
    )
    select
        (select count(*) from left_role) + (select count(*) from left_link) as left_count,
        (select count(*) from ended) as ended_count,
        (select count(*) from revoked) as revoked_count";

const KNOWN: &str = "
    select user_name
    from (
        select user_name
        from members
        where org = $1
        union
        select user_name
        from api_keys
        where org = $1
        and revoked_at is null
        and (expires_at is null or expires_at > $3)
    ) as known
    where lower(user_name) = lower($2)
    order by user_name <> $2
    limit 2";

/// So many roles and invitations an organisation's list shows at the most.
const LISTED_MAX: i64 = 10_000;

impl Identity {
    /// Lists the members of an organisation with their roles, and who is invited to one.
    pub async fn members(
        &self,
        org: &OrgId,
        roles: &[Role],
        at: DateTime<Utc>,
    ) -> Result<Vec<Membership>, IdentityError> {
        let listed = sqlx::query_as(LIST)
            .bind(org.as_str())
            .bind(words(roles))
            .bind(at)
            .bind(LISTED_MAX);
        Ok(listed.fetch_all(&self.pool).await?)
    }

    /// Gives a member a role; none if there is no such member.
    pub async fn give_role(
        &self,
        actor: &Actor,
        at: DateTime<Utc>,
        by: &Actor,
    ) -> Result<Option<Membership>, IdentityError> {
        let given = sqlx::query_as(GIVE)
            .bind(actor.org.as_str())
            .bind(actor.user.as_str())
            .bind(actor.role.as_str())
            .bind(at)
            .bind(by.to_string());
        Ok(given.fetch_optional(&self.pool).await?)
    }

    /// Withdraws a person from roles, and ends what they came in with in these; none if they have
    /// none of them, are invited to none, and have neither key nor session.
    pub async fn withdraw(
        &self,
        person: &Person,
        roles: &[Role],
        at: DateTime<Utc>,
    ) -> Result<Option<Withdrawn>, IdentityError> {
        let (left, sessions, keys): (i64, i64, i64) = sqlx::query_as(WITHDRAW)
            .bind(person.org.as_str())
            .bind(person.user.as_str())
            .bind(words(roles))
            .bind(at)
            .fetch_one(&self.pool)
            .await?;
        Ok((left + sessions + keys > 0).then_some(Withdrawn {
            sessions: sessions.unsigned_abs(),
            keys: keys.unsigned_abs(),
        }))
    }

    /// Gives who can come in already by a name, as a member or with a key.
    ///
    /// Pages show names with a capital letter, so capitals do not matter where they leave one person.
    pub async fn known_as(
        &self,
        named: &Person,
        at: DateTime<Utc>,
    ) -> Result<Option<Person>, IdentityError> {
        let known = sqlx::query_scalar(KNOWN)
            .bind(named.org.as_str())
            .bind(named.user.as_str())
            .bind(at);
        let known: Vec<String> = known.fetch_all(&self.pool).await?;
        let user = match known.as_slice() {
            [user] => user,
            [user, _] if user == named.user.as_str() => user,
            _ => return Ok(None),
        };
        let user = user.parse().map_err(unreadable)?;
        let org = named.org.clone();
        Ok(Some(Person { user, org }))
    }
}

fn words(roles: &[Role]) -> Vec<&'static str> {
    roles.iter().map(|role| role.as_str()).collect()
}

impl FromRow<'_, PgRow> for Membership {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let name = |column| row.try_get::<&str, _>(column);
        let user: UserId = name("user_name")?.parse().map_err(unreadable)?;
        let state = match name("state")? {
            "member" => MembershipState::Member {
                since: row.try_get("given_at")?,
            },
            "invited" => MembershipState::Invited {
                until: row.try_get("expires_at")?,
            },
            _ => MembershipState::HasKey {
                since: row.try_get("given_at")?,
            },
        };
        Ok(Self {
            actor: Actor {
                user,
                org: name("org")?.parse().map_err(unreadable)?,
                role: name("role")?.parse().map_err(unreadable)?,
            },
            address: row.try_get("address")?,
            state,
            given_by: row.try_get("given_by")?,
        })
    }
}
