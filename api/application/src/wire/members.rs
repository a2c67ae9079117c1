//! Members of an organisation, as they are shown.

use std::collections::BTreeMap;

use domain::Role;
use projections::identity::{Membership, MembershipState, Withdrawn};
use schemars::JsonSchema;
use serde::Serialize;

use super::form::{Instant, Line, MembershipStatus, Name, Word};
use super::text;
use crate::ask::InList;
use crate::ask::moment::shown;

/// A member, or somebody who is invited.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MemberView {
    #[schemars(with = "Name")]
    org: String,
    #[schemars(with = "Name")]
    user: String,
    /// Where their invitation was sent.
    #[schemars(with = "Option<Line>")]
    address: Option<String>,
    roles: Vec<RoleView>,
}

/// A role that somebody has, or is invited to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "MembershipView")]
struct RoleView {
    #[schemars(with = "Word<Role>")]
    role: &'static str,
    #[schemars(with = "Word<MembershipStatus>")]
    state: &'static str,
    /// Since when they have it.
    #[schemars(with = "Option<Instant>")]
    since: Option<String>,
    /// Until when their link is good.
    #[schemars(with = "Option<Instant>")]
    until: Option<String>,
    given_by: Option<String>,
}

/// Somebody who was just invited, with their link.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct InvitedView {
    #[schemars(with = "Name")]
    org: String,
    #[schemars(with = "Name")]
    user: String,
    #[schemars(with = "Option<Line>")]
    address: Option<String>,
    #[schemars(with = "Word<Role>")]
    role: &'static str,
    /// To be sent to them: whoever follows it first is them. It is shown this once.
    link: String,
    #[schemars(with = "Option<Instant>")]
    expires: Option<String>,
}

/// What ended with a withdrawal.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct WithdrawnView {
    sessions_ended: u64,
    keys_revoked: u64,
}

impl InList for MemberView {
    const LIST: &'static str = "members";
}

impl MemberView {
    /// Shows each person once, with all their roles.
    pub fn list(memberships: &[Membership]) -> Vec<Self> {
        let mut members: BTreeMap<&str, Self> = BTreeMap::new();
        for membership in memberships {
            let actor = &membership.actor;
            let member = members.entry(actor.user.as_str()).or_insert_with(|| Self {
                org: text(&actor.org),
                user: text(&actor.user),
                address: None,
                roles: vec![],
            });
            member.address = member.address.take().or(membership.address.clone());
            member.roles.push(RoleView::from(membership));
        }
        members.into_values().collect()
    }
}

impl From<&Membership> for RoleView {
    fn from(membership: &Membership) -> Self {
        let (state, since, until) = match membership.state {
            MembershipState::Member { since } => ("member", Some(shown(since)), None),
            MembershipState::Invited { until } => ("invited", None, Some(shown(until))),
            MembershipState::HasKey { since } => ("has_key", Some(shown(since)), None),
        };
        Self {
            role: membership.actor.role.as_str(),
            state,
            since,
            until,
            given_by: membership.given_by.clone(),
        }
    }
}

impl InvitedView {
    /// Shows somebody who is invited, with the address of their link.
    pub fn new(membership: &Membership, link: String) -> Self {
        let RoleView { role, until, .. } = membership.into();
        Self {
            org: text(&membership.actor.org),
            user: text(&membership.actor.user),
            address: membership.address.clone(),
            role,
            link,
            expires: until,
        }
    }
}

impl From<Withdrawn> for WithdrawnView {
    fn from(withdrawn: Withdrawn) -> Self {
        Self {
            sessions_ended: withdrawn.sessions,
            keys_revoked: withdrawn.keys,
        }
    }
}
