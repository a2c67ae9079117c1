//! Members of an organisation: invited, given roles, withdrawn.
//!
//! An organisation's admin does it for the roles of their own side. Who they may not touch answers
//! like who is not there.

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{self, Operation};
use domain::{Actor, Person, Refusal, Role, UserId};
use projections::identity::{
    Identity, IdentityError, Membership, MembershipState, NewInvitation, Secret, Withdrawn,
};

/// How long a link is good.
const GOOD_FOR: TimeDelta = TimeDelta::days(7);

/// The longest address of a mailbox (RFC 5321, 4.5.3.1.3).
const ADDRESS_CHARS_MAX: usize = 254;

/// Somebody who is to become a member.
#[derive(Clone, Debug)]
pub struct InvitationRequest {
    pub address: String,
    pub role: Role,
    /// The name that events will know them by; none: it is made of the address.
    pub user: Option<UserId>,
}

/// Somebody who is invited, with the token of their link, which is shown this once.
#[derive(Debug)]
pub struct Invited {
    pub membership: Membership,
    pub token: Secret,
}

/// Why nothing was done about a member.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// Who asks may do this nowhere.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the role {0} is not yours to hand out")]
    RoleIsNotYours(Role),
    #[error("this is not an address of a mailbox")]
    AddressIsNone,
    #[error("no name can be made of this address")]
    NameIsNeeded,
    #[error("this name is somebody else's in your organisation")]
    NameIsTaken,
    #[error("there is no such member")]
    NotThere,
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

impl MemberError {
    /// Gives the stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::RoleIsNotYours(_) => "role_not_yours",
            Self::AddressIsNone => "bad_address",
            Self::NameIsNeeded => "user_needed",
            Self::NameIsTaken => "user_is_taken",
            Self::NotThere => "member_not_found",
            Self::Identity(_) => "store_unavailable",
        }
    }

    /// Says what to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.hint(),
            Self::RoleIsNotYours(_) => "choose a role of your own side",
            Self::AddressIsNone => "write it as name@example.com",
            Self::NameIsNeeded | Self::NameIsTaken => "say which user they are to be",
            Self::NotThere => "invite them first",
            Self::Identity(_) => "ask again in a moment",
        }
    }
}

/// Lists the members whose roles an admin hands out, and who is invited to one.
pub async fn list(
    identity: &Identity,
    by: &Actor,
    at: DateTime<Utc>,
) -> Result<Vec<Membership>, MemberError> {
    let theirs = handed_out_by(by)?;
    Ok(identity.members(&by.org, theirs, at).await?)
}

/// Invites a colleague to a role in an admin's organisation.
pub async fn invite(
    identity: &Identity,
    by: &Actor,
    asked: InvitationRequest,
    at: DateTime<Utc>,
) -> Result<Invited, MemberError> {
    must_hand_out(by, asked.role)?;
    must_be_an_address(&asked.address)?;
    let of_address = || name_of(&asked.address).ok_or(MemberError::NameIsNeeded);
    let actor = Actor {
        user: asked.user.map_or_else(of_address, Ok)?,
        org: by.org.clone(),
        role: asked.role,
    };
    invited(identity, by, actor, Some(asked.address), at).await
}

/// Gives the colleague who is meant by a name that somebody typed.
pub async fn colleague(
    identity: &Identity,
    named: Person,
    at: DateTime<Utc>,
) -> Result<Person, MemberError> {
    let known = identity.known_as(&named, at).await?;
    Ok(known.unwrap_or(named))
}

/// Gives the link for a colleague who is asked for a contribution and cannot come in yet.
///
/// Only for those of the caller's own organisation: a link makes whoever has it that person.
pub async fn invite_contributor(
    identity: &Identity,
    by: &Actor,
    colleague: Person,
    at: DateTime<Utc>,
) -> Result<Option<Invited>, MemberError> {
    let known = identity.known_as(&colleague, at).await?;
    if colleague.org != by.org || known.as_ref() == Some(&colleague) {
        return Ok(None);
    }
    let Person { user, org } = colleague;
    let role = Role::Contributor;
    let invited = invited(identity, by, Actor { user, org, role }, None, at).await?;
    Ok(Some(invited))
}

async fn invited(
    identity: &Identity,
    by: &Actor,
    actor: Actor,
    address: Option<String>,
    at: DateTime<Utc>,
) -> Result<Invited, MemberError> {
    let new = NewInvitation {
        actor: actor.clone(),
        address: address.clone(),
        made_at: at,
        made_by: by.clone(),
        expires_at: at + GOOD_FOR,
    };
    let token = identity.invite(&new).await?;
    let token = token.ok_or(MemberError::NameIsTaken)?;
    let membership = Membership {
        actor,
        address,
        state: MembershipState::Invited {
            until: new.expires_at,
        },
        given_by: Some(by.to_string()),
    };
    Ok(Invited { membership, token })
}

/// Gives a member a role.
pub async fn give(
    identity: &Identity,
    by: &Actor,
    user: UserId,
    role: Role,
    at: DateTime<Utc>,
) -> Result<Membership, MemberError> {
    must_hand_out(by, role)?;
    let org = by.org.clone();
    let given = identity
        .give_role(&Actor { user, org, role }, at, by)
        .await?;
    given.ok_or(MemberError::NotThere)
}

/// Withdraws a member from one role or from all that an admin hands out, and ends their sessions
/// and keys in these.
pub async fn withdraw(
    identity: &Identity,
    by: &Actor,
    user: UserId,
    role: Option<Role>,
    at: DateTime<Utc>,
) -> Result<Withdrawn, MemberError> {
    let theirs = handed_out_by(by)?;
    let roles = match role {
        Some(role) => {
            must_hand_out(by, role)?;
            vec![role]
        }
        None => theirs.to_vec(),
    };
    let org = by.org.clone();
    let withdrawn = identity.withdraw(&Person { user, org }, &roles, at).await?;
    withdrawn.ok_or(MemberError::NotThere)
}

fn handed_out_by(by: &Actor) -> Result<&'static [Role], Refusal> {
    match access::may_somewhere(by.role, Operation::ManageMembers) {
        true => Ok(access::handed_out_by(by.role)),
        false => Err(Refusal::ActorMustBeAllowed),
    }
}

fn must_hand_out(by: &Actor, role: Role) -> Result<(), MemberError> {
    match handed_out_by(by)?.contains(&role) {
        true => Ok(()),
        false => Err(MemberError::RoleIsNotYours(role)),
    }
}

/// Whether mail arrives there nobody knows before it is sent.
fn must_be_an_address(text: &str) -> Result<(), MemberError> {
    let is_sound = |part: &str| !part.is_empty() && !part.contains('@');
    let is_plain = text.chars().count() <= ADDRESS_CHARS_MAX
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c));
    match text.split_once('@') {
        Some((name, host)) if is_plain && is_sound(name) && is_sound(host) => Ok(()),
        Some(_) | None => Err(MemberError::AddressIsNone),
    }
}

/// Makes a name of what stands before the sign of an address.
fn name_of(address: &str) -> Option<UserId> {
    let (name, _) = address.split_once('@')?;
    let kept = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => c.to_ascii_lowercase(),
        _ => '-',
    };
    name.chars().map(kept).collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_the_address() {
        let name = |address| name_of(address).map(String::from);
        assert_eq!(
            name("Camille.Durand@atelier.example").as_deref(),
            Some("camille.durand")
        );
        assert_eq!(
            name("yann+co-op@atelier.example").as_deref(),
            Some("yann-co-op")
        );
        assert_eq!(
            name("élodie@atelier.example"),
            None,
            "it begins with no letter of ours"
        );
        assert_eq!(name(&format!("{}@x", "a".repeat(65))), None);
    }

    #[test]
    fn what_no_mail_is_sent_to_is_no_address() {
        for sound in [
            "a@b",
            "yann@atelier-breton.example",
            "élodie@atelier.example",
        ] {
            assert!(must_be_an_address(sound).is_ok(), "{sound}");
        }
        let long = format!("{}@x", "a".repeat(ADDRESS_CHARS_MAX));
        for odd in [
            "", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "<a@b>", "a@b,c@d", &long,
        ] {
            assert!(must_be_an_address(odd).is_err(), "{odd:?}");
        }
    }
}
