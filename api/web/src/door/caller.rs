//! Who asks, under which key, for which version: what the headers say.

use application::ask::Asker;
use application::wire::Ids;
use application::wire::form::{CommandKeyText, VersionTag};
use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use axum::http::request::Parts;
use domain::access::{self, Operation};
use domain::{Actor, Refusal};
use projections::{Command, CommandKey};
use sha2::{Digest, Sha256};

use super::envelope::RequestId;
use super::identify::CameIn;
use crate::State;
use crate::failure::{Failure, HeaderError, told};
use crate::openapi::{Content, Input, IsFor, Said, problems};

/// How many bytes of a body's SHA-256 are in its tag.
const BODY_DIGEST: usize = 8;

/// Names a command, so that asking again does nothing again.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Who asks, and under which key.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) by: Actor,
    pub(crate) key: Option<CommandKey>,
    pub(crate) request_id: String,
}

impl Caller {
    /// Says who asks.
    pub(crate) fn asker(&self) -> Asker<'_> {
        Asker::Actor(&self.by)
    }

    /// Says where the ids of this request come from.
    pub(crate) fn ids(&self) -> Ids {
        match &self.key {
            None => Ids::Fresh,
            Some(key) => Ids::Derived(format!("{}:{key}", self.by.person())),
        }
    }

    /// Refuses who may do this nowhere, before anything is looked up.
    pub(crate) fn must_be_allowed_somewhere(&self, operation: Operation) -> Result<(), Refusal> {
        match access::may_somewhere(self.by.role, operation) {
            true => Ok(()),
            false => Err(Refusal::ActorMustBeAllowed),
        }
    }

    /// Refuses who sees nowhere what a command is on, before anything is looked up.
    pub(crate) fn must_see_what(&self, command: &Command) -> Result<(), Refusal> {
        match command {
            // Who runs the system sees no claim.
            Command::Claim(..) => self.must_be_allowed_somewhere(Operation::ReadClaim),
            // A fund's id can be derived: only the vendor's side may learn whether there is one.
            Command::Fund(..) => self.must_be_allowed_somewhere(Operation::ReadVendorOnlyComments),
            Command::Programme(..) => Ok(()),
        }
    }

    /// Requires a key: what moves money must not happen twice.
    pub(crate) fn must_have_key(&self) -> Result<(), HeaderError> {
        self.key.is_some().then_some(()).ok_or(HeaderError::NoKey)
    }
}

impl FromRequestParts<State> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        let by = CameIn::from_request_parts(parts, state).await?.actor;
        let key = once(&parts.headers, &IDEMPOTENCY_KEY).map_err(|_| HeaderError::BadKey)?;
        let key = key
            .map(str::parse)
            .transpose()
            .map_err(|_| HeaderError::BadKey)?;
        let request_id = parts.extensions.get::<RequestId>().map(|id| id.0.clone());
        Ok(Self {
            by,
            key,
            request_id: request_id.unwrap_or_default(),
        })
    }
}

impl Input for Caller {
    fn tell(said: &mut Said) {
        said.is_for = IsFor::Callers;
        problems::of_callers(said);
        said.may_send::<CommandKeyText>(&IDEMPOTENCY_KEY);
        said.may_fail(HeaderError::BadKey);
    }
}

/// The version a command on a claim is for, none for whatever there is (`If-Match: *`); one that
/// does not say is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IfMatch(pub(crate) Option<u64>);

impl FromRequestParts<State> for IfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        let expected = if_match(&parts.headers)?;
        Ok(Self(expected.ok_or(HeaderError::NoPrecondition)?))
    }
}

impl Input for IfMatch {
    fn tell(said: &mut Said) {
        said.must_send::<VersionTag>(&IF_MATCH);
        said.may_fail(HeaderError::NoPrecondition);
        said.may_fail(HeaderError::BadPrecondition);
        said.problems.insert(told::of_another_version());
    }
}

/// The version a command on a fund or a programme is for, if the caller says one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OptionalIfMatch(pub(crate) Option<u64>);

impl FromRequestParts<State> for OptionalIfMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        Ok(Self(if_match(&parts.headers)?.flatten()))
    }
}

impl Input for OptionalIfMatch {
    fn tell(said: &mut Said) {
        said.may_send::<VersionTag>(&IF_MATCH);
        said.may_fail(HeaderError::BadPrecondition);
        said.problems.insert(told::of_another_version());
    }
}

fn if_match(headers: &HeaderMap) -> Result<Option<Option<u64>>, HeaderError> {
    let given = once(headers, &IF_MATCH).map_err(|_| HeaderError::BadPrecondition)?;
    let expected = given.map(|text| match text.trim() {
        "*" => Ok(None),
        tag => version_in(tag)
            .map(Some)
            .ok_or(HeaderError::BadPrecondition),
    });
    expected.transpose()
}

/// The versions a reader has already (`If-None-Match`).
#[derive(Clone, Debug, Default)]
pub(crate) struct IfNoneMatch(Vec<String>);

impl IfNoneMatch {
    /// Tells whether the reader has what carries this tag; weak tags count (RFC 9110, 13.1.2).
    pub(crate) fn has(&self, tag: &str) -> bool {
        self.0
            .iter()
            .any(|known| known == "*" || known.trim_start_matches("W/") == tag)
    }
}

impl FromRequestParts<State> for IfNoneMatch {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        let values = parts
            .headers
            .get_all(IF_NONE_MATCH)
            .iter()
            .filter_map(|v| v.to_str().ok());
        let tags = values.flat_map(|value| value.split(','));
        Ok(Self(tags.map(|tag| tag.trim().to_owned()).collect()))
    }
}

impl Input for IfNoneMatch {
    fn tell(said: &mut Said) {
        said.may_send::<String>(&IF_NONE_MATCH);
        said.answer(304, Content::Nothing, &["etag"]);
    }
}

/// Writes a version as an entity tag.
pub(crate) fn etag(version: u64) -> String {
    format!("\"v{version}\"")
}

/// Writes the version of something with what is shown of it as an entity tag.
///
/// A body may show more than a version covers, such as what other claims have to do with this one:
/// it is another tag for each other body. A command takes it as the version alone.
pub(crate) fn etag_of_body(version: u64, body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let short = digest[..BODY_DIGEST].iter();
    let short: String = short.map(|byte| format!("{byte:02x}")).collect();
    format!("\"v{version}-{short}\"")
}

/// Writes the version something had at a position as an entity tag.
///
/// It is never the tag of the present: no command takes it as the version it is for.
pub(crate) fn etag_as_of(version: u64, position: u64) -> String {
    format!("\"v{version}@{position}\"")
}

fn version_in(tag: &str) -> Option<u64> {
    let tag = tag.strip_prefix("\"v")?.strip_suffix('"')?;
    let (digits, of_body) = match tag.split_once('-') {
        Some((digits, of_body)) => (digits, Some(of_body)),
        None => (tag, None),
    };
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    let is_digest = |text: &str| text.len() == 2 * BODY_DIGEST && text.bytes().all(is_hex);
    if !of_body.is_none_or(is_digest) {
        return None;
    }
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| digits.parse().ok())?
}

/// Says that a header is there twice, or is not text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unusable;

/// Gives a header that may be there once.
pub(crate) fn once<'a>(
    headers: &'a HeaderMap,
    name: &HeaderName,
) -> Result<Option<&'a str>, Unusable> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(only), None) => only.to_str().map(Some).map_err(|_| Unusable),
        (Some(_), Some(_)) => Err(Unusable),
    }
}
