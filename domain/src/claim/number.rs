//! The number of a claim, which people say on the phone, and what else names a claim.

use std::fmt;
use std::str::FromStr;

use crate::ClaimId;

/// The number of a claim, written `C-48211`: the position in the log at which it was created.
///
/// Positions are dense and never given out twice, so it is unique for good and costs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimNumber(u64);

/// Says that a text is not the number of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a claim's number looks like C-48211")]
pub struct InvalidClaimNumber;

/// The last position that the log can count to.
const POSITION_MAX: u64 = i64::MAX as u64;

impl ClaimNumber {
    /// Numbers the claim that was created at a position.
    pub const fn of(position: u64) -> Self {
        Self(position)
    }

    /// Gives the position at which the claim was created.
    pub const fn position(self) -> u64 {
        self.0
    }
}

impl fmt::Display for ClaimNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("C-{}", self.0))
    }
}

/// Reads it as people write it: `C-48211`, `c 48211`, `c48211`; with a leading zero it is none.
impl FromStr for ClaimNumber {
    type Err = InvalidClaimNumber;
    fn from_str(text: &str) -> Result<Self, InvalidClaimNumber> {
        let rest = text.trim().strip_prefix(['C', 'c']);
        let digits = rest.ok_or(InvalidClaimNumber)?;
        let digits = digits.trim_start();
        let digits = digits.strip_prefix('-').unwrap_or(digits).trim_start();
        let is_plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
        let position = is_plain.then(|| digits.parse().ok()).flatten();
        let position = position.filter(|position| (1..=POSITION_MAX).contains(position));
        position.map(Self).ok_or(InvalidClaimNumber)
    }
}

/// What names a claim: its id, or its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimName {
    Id(ClaimId),
    Number(ClaimNumber),
}

/// Says that a text names no claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a claim is named by its number, such as C-48211, or by its id")]
pub struct InvalidClaimName;

impl FromStr for ClaimName {
    type Err = InvalidClaimName;
    fn from_str(text: &str) -> Result<Self, InvalidClaimName> {
        let number = text.parse().ok().map(Self::Number);
        let id = || text.parse().ok().map(Self::Id);
        number.or_else(id).ok_or(InvalidClaimName)
    }
}

impl fmt::Display for ClaimName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Number(number) => number.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for text in ["C-48211", "c-48211", "c 48211", "C48211", " c - 48211 "] {
            assert_eq!(text.parse(), Ok(ClaimNumber::of(48_211)), "{text:?}");
        }
        assert_eq!(ClaimNumber::of(48_211).to_string(), "C-48211");
        let last = ClaimNumber::of(POSITION_MAX);
        assert_eq!(last.to_string().parse(), Ok(last));
    }

    #[test]
    fn whatever_else_is_no_number() {
        for text in [
            "",
            "C",
            "C-",
            "C-0",
            "C-07",
            "c007",
            "48211",
            "C--1",
            "C-+1",
            "C-1.0",
            "C-1x",
            "D-1",
            "C-١",
            "C-9223372036854775808",
            "C-99999999999999999999",
        ] {
            assert_eq!(
                text.parse::<ClaimNumber>(),
                Err(InvalidClaimNumber),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_claim_is_named_by_its_number_or_its_id() {
        let id: ClaimId = ClaimId::from_uuid(uuid::Uuid::nil());
        assert_eq!(id.to_string().parse(), Ok(ClaimName::Id(id)));
        let number = ClaimNumber::of(7);
        assert_eq!("c-7".parse(), Ok(ClaimName::Number(number)));
        assert_eq!("fund-7".parse::<ClaimName>(), Err(InvalidClaimName));
    }
}
