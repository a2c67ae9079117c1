//! What the claims of a provider mean here: which person, in which roles of which organisations.

use domain::{Actor, KeyId, OrgId, Role, UserId, access};
use serde_json::Value;

use super::ClaimName;

/// Says what claims mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    user: ClaimName,
    org: Option<ClaimName>,
    groups: ClaimName,
    rules: Vec<RoleRule>,
}

/// Who is in a group has a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleRule {
    pub group: String,
    pub role: Role,
    /// In which organisation; none: in the one that a claim names.
    pub org: Option<OrgId>,
}

/// Why claims cannot mean that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("the role {0} is not given from outside: it is handed out at the terminal, or nowhere")]
    RoleIsInside(Role),
    #[error("a role names an organisation by `org`, unless `org_claim` says which claim does")]
    OrgIsMissing,
    #[error("a role names the `group` whose members have it")]
    GroupIsMissing,
}

/// The claims name nobody whom the ledger could name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unnamed;

impl Mapping {
    /// Takes the claims that name person, organisation and groups, and what the groups mean.
    ///
    /// # Errors
    /// A role that is not given from outside, or a rule without a group or an organisation.
    pub fn new(
        user: ClaimName,
        org: Option<ClaimName>,
        groups: ClaimName,
        rules: Vec<RoleRule>,
    ) -> Result<Self, MappingError> {
        for rule in &rules {
            if !access::is_handed_out(rule.role) {
                return Err(MappingError::RoleIsInside(rule.role));
            }
            if rule.org.is_none() && org.is_none() {
                return Err(MappingError::OrgIsMissing);
            }
            if rule.group.is_empty() {
                return Err(MappingError::GroupIsMissing);
            }
        }
        Ok(Self {
            user,
            org,
            groups,
            rules,
        })
    }

    pub fn user(&self) -> &ClaimName {
        &self.user
    }

    pub fn org(&self) -> Option<&ClaimName> {
        self.org.as_ref()
    }

    pub fn groups(&self) -> &ClaimName {
        &self.groups
    }

    pub fn rules(&self) -> &[RoleRule] {
        &self.rules
    }

    /// Gives the roles that claims mean, in the order of the settings; none where no rule matches.
    pub(super) fn actors(&self, claims: &Value) -> Result<Vec<Actor>, Unnamed> {
        let matching = self.rules.iter().filter(|rule| self.matches(rule, claims));
        let matching: Vec<_> = matching.collect();
        if matching.is_empty() {
            return Ok(vec![]);
        }
        let user = self.user_in(claims)?;
        let named = self.org.as_ref().and_then(|claim| text(claim, claims));
        let named: Option<OrgId> = named.and_then(|name| name.parse().ok());
        let actors = matching.into_iter().filter_map(|rule| {
            Some(Actor {
                user: user.clone(),
                org: rule.org.clone().or_else(|| named.clone())?,
                role: rule.role,
            })
        });
        Ok(actors.collect())
    }

    /// A key that names nobody acts as its own id: nobody comes from outside as one.
    fn user_in(&self, claims: &Value) -> Result<UserId, Unnamed> {
        let name = text(&self.user, claims).ok_or(Unnamed)?;
        match name.parse::<KeyId>() {
            Ok(_) => Err(Unnamed),
            Err(_) => name.parse().map_err(|_| Unnamed),
        }
    }

    /// Groups are a list of texts, or one text: a group, or several between spaces, as `scope` is.
    fn matches(&self, rule: &RoleRule, claims: &Value) -> bool {
        let is_it = |said: &Value| said.as_str() == Some(rule.group.as_str());
        match self.groups.of(claims) {
            Some(Value::Array(groups)) => groups.iter().any(is_it),
            Some(Value::String(text)) => {
                *text == rule.group || text.split(' ').any(|word| word == rule.group)
            }
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) | None => {
                false
            }
        }
    }
}

fn text<'a>(name: &ClaimName, claims: &'a Value) -> Option<&'a str> {
    name.of(claims)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claim(name: &str) -> ClaimName {
        name.parse().expect("a claim's name")
    }

    fn rule(group: &str, role: Role, org: Option<&str>) -> RoleRule {
        RoleRule {
            group: group.to_owned(),
            role,
            org: org.map(|org| org.parse().expect("a name")),
        }
    }

    fn mapping() -> Mapping {
        let rules = vec![
            rule("approvers", Role::Approver, Some("helio-cloud")),
            rule("partners", Role::PartnerUser, None),
        ];
        let (user, org) = (claim("preferred_username"), claim("company"));
        Mapping::new(user, Some(org), claim("/realm/roles"), rules).expect("a mapping")
    }

    fn actors(claims: &Value) -> Result<Vec<String>, Unnamed> {
        let actors = mapping().actors(claims)?;
        Ok(actors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn groups_mean_roles_in_the_organisation_of_the_rule_or_of_the_token() {
        let token = |roles: Value| {
            json!({
                "preferred_username": "lea", "company": "atelier-breton", "realm": { "roles": roles },
            })
        };
        let (approver, partner) = (
            "lea@helio-cloud approver",
            "lea@atelier-breton partner_user",
        );
        for (roles, meant) in [
            (
                json!(["partners", "approvers", "more"]),
                vec![approver, partner],
            ),
            (json!("partners"), vec![partner]),
            (json!("openid partners"), vec![partner]),
            (json!(["openid partners"]), vec![]),
            (json!(["Partners", 7, null]), vec![]),
            (json!({ "partners": true }), vec![]),
            (json!(null), vec![]),
        ] {
            let meant = meant.into_iter().map(str::to_owned).collect();
            assert_eq!(actors(&token(roles.clone())), Ok(meant), "{roles}");
        }
    }

    #[test]
    fn a_role_in_no_organisation_is_none_and_a_person_without_a_name_nobody() {
        let token = |user: Value, company: Value| {
            json!({
                "preferred_username": user, "company": company, "realm": { "roles": "partners" },
            })
        };
        for company in [json!(null), json!(["a"]), json!("a b"), json!("<b>")] {
            assert_eq!(actors(&token(json!("lea"), company)), Ok(vec![]));
        }
        let key = KeyId::from_uuid(uuid::Uuid::now_v7()).to_string();
        for user in [
            json!(null),
            json!(7),
            json!("lea@helio.example"),
            json!(key),
        ] {
            assert_eq!(actors(&token(user, json!("a"))), Err(Unnamed));
        }
    }

    #[test]
    fn no_mapping_gives_a_role_that_is_not_given_from_outside() {
        for role in [Role::System, Role::Operator] {
            let rules = vec![rule("boss", role, Some("helio-cloud"))];
            let made = Mapping::new(claim("sub"), None, claim("groups"), rules);
            assert_eq!(made, Err(MappingError::RoleIsInside(role)));
        }
        let rules = vec![rule("partners", Role::PartnerUser, None)];
        let made = Mapping::new(claim("sub"), None, claim("groups"), rules);
        assert_eq!(made, Err(MappingError::OrgIsMissing));
    }
}
