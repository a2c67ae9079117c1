//! The roles that somebody may act in: as a provider says, and as a member.

use domain::{Actor, Person, access};
use projections::identity::{Identity, IdentityError, Proven, TokenDigest};

/// Lists the roles of somebody whom a provider knows: those that its claims mean, and those of the
/// members with the mail address that it has verified.
pub async fn of_proven(identity: &Identity, proven: &Proven) -> Result<Vec<Actor>, IdentityError> {
    let mut roles = proven.actors.clone();
    if let Some(address) = &proven.address {
        roles.extend(identity.members_at(address).await?);
    }
    Ok(each_once(roles))
}

/// Lists the roles of somebody who is signed in: as a provider said then, or, where there was none,
/// those that they have as a member.
///
/// Members are looked for anew: a role that was given meanwhile is there, a withdrawn one is not.
pub async fn of_session(
    identity: &Identity,
    token: &TokenDigest,
    person: &Person,
) -> Result<Vec<Actor>, IdentityError> {
    match identity.proven_in_session(token).await? {
        Some(proven) => of_proven(identity, &proven).await,
        None => Ok(each_once(identity.roles_of(person).await?)),
    }
}

/// Whatever was said: nobody comes in with a role that nobody hands out.
fn each_once(roles: Vec<Actor>) -> Vec<Actor> {
    let mut listed: Vec<Actor> = vec![];
    for actor in roles {
        if access::is_handed_out(actor.role) && !listed.contains(&actor) {
            listed.push(actor);
        }
    }
    listed
}
