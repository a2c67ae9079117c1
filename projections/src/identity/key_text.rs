//! A key as its holder keeps it: `clk_`, the public part, `_`, the secret.

use std::fmt;
use std::str::FromStr;

use domain::KeyId;

use super::Secret;

/// What every key begins with, so that scanners of repositories and logs find it.
const PREFIX: &str = "clk_";

/// A key as its holder keeps it. It is shown once, when the key is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyText {
    pub id: KeyId,
    pub secret: Secret,
}

/// Says that a text is not a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key begins with {PREFIX} and is used whole")]
pub struct InvalidKeyText;

impl KeyText {
    /// Writes the key out, for the one time that it is shown.
    pub fn reveal(&self) -> String {
        let id = self.id.to_string();
        let public = id.trim_start_matches("key_");
        format!("{PREFIX}{public}_{}", self.secret.reveal())
    }
}

impl FromStr for KeyText {
    type Err = InvalidKeyText;
    fn from_str(text: &str) -> Result<Self, InvalidKeyText> {
        let rest = text.strip_prefix(PREFIX).ok_or(InvalidKeyText)?;
        let (public, secret) = rest.split_once('_').ok_or(InvalidKeyText)?;
        let id = format!("key_{public}").parse();
        Ok(Self {
            id: id.map_err(|_| InvalidKeyText)?,
            secret: secret.parse().map_err(|_| InvalidKeyText)?,
        })
    }
}

/// Names the key without its secret.
impl fmt::Display for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> KeyText {
        KeyText {
            id: KeyId::from_uuid(uuid::Uuid::now_v7()),
            secret: Secret::random(),
        }
    }

    #[test]
    fn a_key_is_read_as_it_was_written() {
        let key = key();
        let text = key.reveal();
        assert_eq!(text.parse(), Ok(key.clone()));
        assert_eq!(text.len(), 4 + 26 + 1 + 43);
        assert!(!key.to_string().contains(key.secret.reveal()));
    }

    #[test]
    fn whatever_is_not_whole_and_exact_is_no_key() {
        let text = key().reveal();
        for odd in [
            "",
            "clk_",
            "clk__",
            &text[1..],
            &text[4..],
            &text[..text.len() - 1],
            &format!("{text}a"),
            &format!("{text} "),
            &format!(" {text}"),
            &text.replacen("clk_", "CLK_", 1),
            &text.replacen("clk_", "key_", 1),
            &text.replacen("clk_", "clk_key_", 1),
            &format!("clk_{}", text[4..30].to_uppercase() + &text[30..]),
        ] {
            assert_eq!(odd.parse::<KeyText>(), Err(InvalidKeyText), "{odd}");
        }
    }
}
