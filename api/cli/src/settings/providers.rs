//! Whom other programs vouch for: people who sign in at a provider, machines with its tokens.

use std::str::FromStr;

use domain::{OrgId, Role};
use serde::Deserialize;
use serde_json::{Value, json};
use web::{
    Algorithm, ClaimName, ClientSecret, Mapping, OidcOptions, ProviderAddress, RoleRule,
    TokenOptions,
};

use super::{Chooser, Exit, Failure, Setting};

/// The environment's name for the secret of the table `[oidc]`.
const CLIENT_SECRET_ENV: &str = "CLAIMS_OIDC_CLIENT_SECRET";

/// What is asked for beside `openid`, unless something else is.
const SCOPES: [&str; 2] = ["profile", "email"];

/// By which a provider signs unless the settings say otherwise (OpenID Connect Core 1.0, 3.1.3.7).
const ALGORITHM: &str = "RS256";

/// The one claim that never means another person (OpenID Connect Core 1.0, 5.7).
const USER_CLAIM: &str = "sub";

const GROUPS_CLAIM: &str = "groups";

/// The table `[oidc]` of a settings file: where people sign in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenOidc {
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    name: Option<String>,
    scopes: Option<Vec<String>>,
    algorithms: Option<Vec<String>>,
    user_claim: Option<String>,
    org_claim: Option<String>,
    groups_claim: Option<String>,
    #[serde(default)]
    role: Vec<WrittenRole>,
}

/// The table `[jwt]` of a settings file: whose tokens machines bring.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenJwt {
    issuer: String,
    audience: String,
    jwks: String,
    algorithms: Option<Vec<String>>,
    user_claim: Option<String>,
    org_claim: Option<String>,
    groups_claim: Option<String>,
    #[serde(default)]
    role: Vec<WrittenRole>,
}

/// Who is in a group has a role.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRole {
    group: String,
    role: String,
    org: Option<String>,
}

/// Settings that hold together, and how each is shown; a secret is not.
#[derive(Clone, Debug)]
pub struct Provided<T> {
    pub options: T,
    pub shown: Vec<(String, Value, String)>,
}

/// One table, as it is read.
struct Table<'a> {
    name: &'static str,
    chosen: &'a Chooser<'a>,
    shown: Vec<(String, Value, String)>,
}

impl WrittenOidc {
    /// Reads the table.
    pub(super) fn read(self, chosen: &Chooser<'_>) -> Result<Provided<OidcOptions>, Failure> {
        let mut table = Table::new("oidc", chosen);
        let issuer: ProviderAddress = table.text("issuer", self.issuer)?;
        let host = issuer.host().to_owned();
        let options = OidcOptions {
            issuer,
            name: table.text_or("name", self.name, &host)?,
            client_id: table.word("client_id", self.client_id)?,
            client_secret: table.secret(self.client_secret),
            scopes: table.scopes(self.scopes)?,
            algorithms: table.algorithms(self.algorithms)?,
            mapping: table.mapping(
                (self.user_claim, self.org_claim, self.groups_claim),
                self.role,
            )?,
        };
        Ok(Provided {
            options,
            shown: table.shown,
        })
    }
}

impl WrittenJwt {
    /// Reads the table.
    pub(super) fn read(self, chosen: &Chooser<'_>) -> Result<Provided<TokenOptions>, Failure> {
        let mut table = Table::new("jwt", chosen);
        if self.role.is_empty() {
            return Err(table.wrong("role", "without a [[jwt.role]] no token lets anybody in"));
        }
        let options = TokenOptions {
            issuer: table.text("issuer", self.issuer)?,
            audience: table.word("audience", self.audience)?,
            jwks: table.text("jwks", self.jwks)?,
            algorithms: table.algorithms(self.algorithms)?,
            mapping: table.mapping(
                (self.user_claim, self.org_claim, self.groups_claim),
                self.role,
            )?,
        };
        Ok(Provided {
            options,
            shown: table.shown,
        })
    }
}

impl<'a> Table<'a> {
    fn new(name: &'static str, chosen: &'a Chooser<'a>) -> Self {
        Self {
            name,
            chosen,
            shown: vec![],
        }
    }

    /// Says what is wrong with a setting.
    fn wrong(&self, setting: &str, error: impl std::fmt::Display) -> Failure {
        let (file, table) = (&self.chosen.file, self.name);
        Failure::new(Exit::Usage, format!("{file}: {table}.{setting}: {error}"))
    }

    fn show(&mut self, setting: &str, value: Value, source: &str) {
        let name = format!("{}.{setting}", self.name);
        self.shown.push((name, value, source.to_owned()));
    }

    fn text<T>(&mut self, setting: &str, written: String) -> Result<T, Failure>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        let read = written
            .parse()
            .map_err(|error| self.wrong(setting, error))?;
        let file = self.chosen.file.clone();
        self.show(setting, json!(written), &file);
        Ok(read)
    }

    fn text_or<T>(
        &mut self,
        setting: &str,
        written: Option<String>,
        default: &str,
    ) -> Result<T, Failure>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        let Setting { value, source } = self.chosen.of(setting, None, written, default.to_owned());
        let read = value.parse().map_err(|error| self.wrong(setting, error))?;
        self.show(setting, json!(value), &source);
        Ok(read)
    }

    /// Reads what a provider knows somebody or something by.
    fn word(&mut self, setting: &str, written: String) -> Result<String, Failure> {
        match written.is_empty() || written.chars().any(char::is_control) {
            true => Err(self.wrong(setting, "it is a word that the provider knows")),
            false => self.text(setting, written),
        }
    }

    fn list_or<T>(
        &mut self,
        setting: &str,
        written: Option<Vec<String>>,
        default: &[&str],
        shown: impl Fn(&T) -> String,
    ) -> Result<Vec<T>, Failure>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        let default = default.iter().map(|&text| text.to_owned()).collect();
        let Setting { value, source } = self.chosen.of(setting, None, written, default);
        let read = value.iter().map(|text| text.parse());
        let read: Vec<T> = read
            .collect::<Result<_, _>>()
            .map_err(|error| self.wrong(setting, error))?;
        let texts: Vec<String> = read.iter().map(shown).collect();
        self.show(setting, json!(texts), &source);
        Ok(read)
    }

    fn algorithms(&mut self, written: Option<Vec<String>>) -> Result<Vec<Algorithm>, Failure> {
        let shown = |algorithm: &Algorithm| algorithm.to_string();
        let read = self.list_or("algorithms", written, &[ALGORITHM], shown)?;
        match read.is_empty() {
            true => Err(self.wrong("algorithms", "name at least one")),
            false => Ok(read),
        }
    }

    fn scopes(&mut self, written: Option<Vec<String>>) -> Result<Vec<String>, Failure> {
        let shown = |Scope(scope): &Scope| scope.clone();
        let read = self.list_or("scopes", written, &SCOPES, shown)?;
        Ok(read.into_iter().map(|Scope(scope)| scope).collect())
    }

    /// Takes the secret, which the environment says before the file; it is never shown.
    fn secret(&mut self, written: Option<String>) -> Option<ClientSecret> {
        let said = std::env::var(CLIENT_SECRET_ENV).ok();
        let said = said.filter(|secret| !secret.is_empty());
        let source = match (&said, &written) {
            (Some(_), _) => "environment",
            (None, Some(_)) => &self.chosen.file,
            (None, None) => "default",
        };
        let source = source.to_owned();
        let secret = said.or(written);
        self.show(
            "client_secret",
            json!(secret.as_ref().map(|_| "(hidden)")),
            &source,
        );
        secret.map(ClientSecret::new)
    }

    /// Reads what the claims mean: those of user, organisation and groups, and a role for each group.
    fn mapping(
        &mut self,
        (user, org, groups): (Option<String>, Option<String>, Option<String>),
        written: Vec<WrittenRole>,
    ) -> Result<Mapping, Failure> {
        let user: ClaimName = self.text_or("user_claim", user, USER_CLAIM)?;
        let groups: ClaimName = self.text_or("groups_claim", groups, GROUPS_CLAIM)?;
        let org: Option<ClaimName> = org.map(|org| self.text("org_claim", org)).transpose()?;
        let rules = written.into_iter().map(|role| self.rule(role));
        let rules: Vec<RoleRule> = rules.collect::<Result<_, _>>()?;
        let shown = rules.iter().map(
            |rule| json!({ "group": rule.group, "role": rule.role.as_str(), "org": rule.org }),
        );
        let (shown, file) = (shown.collect(), self.chosen.file.clone());
        self.show("role", Value::Array(shown), &file);
        Mapping::new(user, org, groups, rules).map_err(|error| self.wrong("role", error))
    }

    fn rule(&self, written: WrittenRole) -> Result<RoleRule, Failure> {
        let WrittenRole { group, role, org } = written;
        let org: Option<Result<OrgId, _>> = org.map(|org| org.parse());
        let no_such = || self.wrong("role", format_args!("there is no role {role:?}"));
        Ok(RoleRule {
            role: Role::written(&role).ok_or_else(no_such)?,
            org: org.transpose().map_err(|error| self.wrong("role", error))?,
            group,
        })
    }
}

/// A scope (RFC 6749, 3.3).
struct Scope(String);

impl FromStr for Scope {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"\\".contains(&byte);
        match !text.is_empty() && text.bytes().all(is_plain) {
            true => Ok(Self(text.to_owned())),
            false => Err("a scope is one word"),
        }
    }
}
