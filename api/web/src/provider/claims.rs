//! Claims of a token by their names (RFC 7519, 4).

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

/// The longest name of a claim, in bytes.
const NAME_BYTES_MAX: usize = 200;

/// Names a claim: `groups`, or by a pointer one inside of another, such as `/realm_access/roles`
/// (RFC 6901).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimName(String);

/// Says that a text is no name of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a claim is named such as `groups`, or by a pointer such as `/realm_access/roles`")]
pub struct InvalidClaimName;

impl ClaimName {
    /// Gives what a token says under this name.
    pub(super) fn of<'a>(&self, claims: &'a Value) -> Option<&'a Value> {
        match self.0.starts_with('/') {
            true => claims.pointer(&self.0),
            false => claims.get(&self.0),
        }
    }
}

impl FromStr for ClaimName {
    type Err = InvalidClaimName;

    fn from_str(text: &str) -> Result<Self, InvalidClaimName> {
        let is_bounded = (1..=NAME_BYTES_MAX).contains(&text.len()) && text != "/";
        match is_bounded && !text.chars().any(char::is_control) {
            true => Ok(Self(text.to_owned())),
            false => Err(InvalidClaimName),
        }
    }
}

impl fmt::Display for ClaimName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
