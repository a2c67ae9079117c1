//! Secrets that are given out once and kept nowhere: only their digests are.

use std::fmt;
use std::str::FromStr;

use rand::TryRngCore;
use rand::distr::{Alphanumeric, SampleString};
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// So many letters and digits hold 256 bits of the system's randomness.
const LENGTH: usize = 43;

/// What proves who somebody is: 43 letters and digits. Never logged, never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Says that a text has not the form of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret has {LENGTH} letters and digits")]
pub struct InvalidSecret;

impl Secret {
    /// Makes a secret that nobody can guess.
    ///
    /// # Panics
    /// If the operating system has no randomness to give: then nothing is safe.
    pub fn random() -> Self {
        Self(Alphanumeric.sample_string(&mut OsRng.unwrap_err(), LENGTH))
    }

    /// Gives the text, for the one time that it is shown.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Gives what is kept of it.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }

    /// Tells whether a digest is this secret's, in the same time whether it is or not.
    pub fn has(&self, sha256: &[u8; 32]) -> bool {
        self.sha256().ct_eq(sha256).into()
    }
}

impl FromStr for Secret {
    type Err = InvalidSecret;
    fn from_str(text: &str) -> Result<Self, InvalidSecret> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_secret = is_plain && text.len() == LENGTH;
        is_secret
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidSecret)
    }
}

/// Whatever prints it by mistake prints nothing of it.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_secrets_are_the_same_and_each_knows_its_digest_alone() {
        let (one, other) = (Secret::random(), Secret::random());
        assert_ne!(one, other);
        assert!(one.has(&one.sha256()) && !one.has(&other.sha256()));
        assert_eq!(one.reveal().parse(), Ok(one));
    }

    #[test]
    fn a_secret_is_never_printed() {
        let secret = Secret::random();
        assert!(!format!("{secret:?}").contains(secret.reveal()));
    }

    #[test]
    fn a_text_of_another_form_is_no_secret() {
        let plain = "a".repeat(LENGTH);
        assert!(plain.parse::<Secret>().is_ok());
        for odd in [
            "",
            &plain[1..],
            &format!("{plain}a"),
            &plain.replacen('a', "é", 1),
            &plain.replacen('a', "_", 1),
            &plain.replacen('a', " ", 1),
        ] {
            assert_eq!(odd.parse::<Secret>(), Err(InvalidSecret), "{odd}");
        }
    }
}
