//! Documents: what they are and what they say; their bytes live elsewhere, named by SHA-256.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::text::read_from_text;
use crate::writing::says_something;
use crate::{DocumentId, MetricCode, Money};

/// The SHA-256 of a file's bytes, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Sha256([u8; 32]);

/// Says that a text is not a SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 is 64 lower-case hexadecimal digits")]
pub struct InvalidSha256;

impl Sha256 {
    /// Takes the 32 bytes of a digest.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Gives the 32 bytes.
    pub const fn bytes(self) -> [u8; 32] {
        self.0
    }
}

impl FromStr for Sha256 {
    type Err = InvalidSha256;
    fn from_str(text: &str) -> Result<Self, InvalidSha256> {
        let digits: &[u8; 64] = text.as_bytes().try_into().map_err(|_| InvalidSha256)?;
        let (mut bytes, mut seen) = ([0; 32], 0);
        for (byte, pair) in bytes.iter_mut().zip(digits.as_chunks().0) {
            let [high, low] = pair.map(|digit| NIBBLES[usize::from(digit)]);
            seen |= high | low;
            *byte = high << 4 | low;
        }
        // Asked once for all digits: every document of every event has a digest to be read.
        if seen < 16 {
            Ok(Self(bytes))
        } else {
            Err(InvalidSha256)
        }
    }
}

/// What each byte is worth as a lower-case hexadecimal digit; 255: it is none.
const NIBBLES: [u8; 256] = {
    let mut values = [255; 256];
    let mut value = 0;
    while value < 16 {
        values[DIGITS[value] as usize] = value as u8;
        value += 1;
    }
    values
};

const DIGITS: &[u8; 16] = b"0123456789abcdef";

read_from_text!(Sha256, DocumentKey);

impl From<Sha256> for String {
    fn from(digest: Sha256) -> String {
        let mut text = String::with_capacity(64);
        for byte in digest.0 {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        text
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(*self))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The file behind a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub sha256: Sha256,
    /// Size in bytes.
    pub size: u64,
    pub media_type: String,
    pub name: String,
}

/// What a cost document says about the money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// The third party, for an invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supplier: Option<String>,
    /// The number printed on the document.
    pub number: String,
    pub dated: NaiveDate,
    /// What the document sums to.
    pub total: Money,
    /// The part of it that is claimed; never above the total.
    pub claimed: Money,
}

/// What a document is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A third party's invoice.
    Invoice(Cost),
    /// A certification statement and report: the partner's own certificate for in-house work.
    Csr(Cost),
    /// Shows that the activity took place.
    Proof,
}

/// A document on a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    pub id: DocumentId,
    pub kind: DocumentKind,
    pub file: File,
    /// Explains the document; a proof always has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Which of the proofs that the activity asks for a proof is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<MetricCode>,
}

impl Document {
    /// Gives what the document says about the money, if it is a cost document.
    pub fn cost(&self) -> Option<&Cost> {
        match &self.kind {
            DocumentKind::Invoice(cost) | DocumentKind::Csr(cost) => Some(cost),
            DocumentKind::Proof => None,
        }
    }

    /// Tells whether the document is a proof of execution.
    pub fn is_proof(&self) -> bool {
        matches!(self.kind, DocumentKind::Proof)
    }

    /// Tells whether somebody explained the document.
    pub fn has_note(&self) -> bool {
        self.note.as_deref().is_some_and(says_something)
    }

    /// Gives the keys by which the same document is known again on another claim.
    pub fn keys(&self) -> impl Iterator<Item = DocumentKey> {
        let file = DocumentKey::File(self.file.sha256);
        let number = match &self.kind {
            DocumentKind::Invoice(Cost {
                supplier: Some(supplier),
                number,
                ..
            }) => Some(DocumentKey::invoice(supplier, number)),
            DocumentKind::Invoice(_) | DocumentKind::Csr(_) | DocumentKind::Proof => None,
        };
        std::iter::once(file).chain(number)
    }
}

/// What makes two documents the same: the same file, or the same supplier and invoice number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub enum DocumentKey {
    File(Sha256),
    /// Supplier and number, folded: case and spacing do not make another invoice.
    Invoice(String),
}

impl DocumentKey {
    fn invoice(supplier: &str, number: &str) -> Self {
        Self::Invoice(format!("{}|{}", folded(supplier), folded(number)))
    }
}

fn folded(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

impl FromStr for DocumentKey {
    type Err = InvalidSha256;
    fn from_str(text: &str) -> Result<Self, InvalidSha256> {
        match text.strip_prefix("invoice:") {
            Some(invoice) => Ok(Self::Invoice(invoice.to_owned())),
            None => text
                .strip_prefix("sha256:")
                .ok_or(InvalidSha256)?
                .parse()
                .map(Self::File),
        }
    }
}

impl From<DocumentKey> for String {
    fn from(key: DocumentKey) -> String {
        match key {
            DocumentKey::File(sha256) => format!("sha256:{sha256}"),
            DocumentKey::Invoice(invoice) => format!("invoice:{invoice}"),
        }
    }
}
