//! Documents of a story, and the bytes of their files.

use domain::document::{Cost, File, Sha256};
use domain::{Currency, Document, DocumentKind};
use sha2::Digest;

use super::names::Names;
use super::words::{ParseError, Words};

/// Takes a document:
///
/// ```text
/// invoice DOCUMENT "file" [from "supplier"] COST [note "…"]
/// csr     DOCUMENT "file" COST [note "…"]
/// proof   DOCUMENT "file" [answers CODE] [note "…"]
/// COST: number "…" dated DATE total AMOUNT claimed AMOUNT
/// ```
pub(super) fn document(
    words: &mut Words<'_>,
    names: &mut Names,
    currency: Currency,
) -> Result<Document, ParseError> {
    let kind = words.read("`invoice`, `csr` or `proof`", |word| match word {
        "invoice" => Some(Kind::Cost(DocumentKind::Invoice)),
        "csr" => Some(Kind::Cost(DocumentKind::Csr)),
        "proof" => Some(Kind::Proof),
        _ => None,
    })?;
    let id = names.introduce(words)?;
    let file = file(words)?;
    let kind = match kind {
        Kind::Cost(kind) => kind(cost(words, currency)?),
        Kind::Proof => DocumentKind::Proof,
    };
    Ok(Document {
        id,
        kind,
        file,
        answers: words.after("answers", |words| words.value("the code of a proof"))?,
        note: words.text_after("note")?,
    })
}

enum Kind {
    Cost(fn(Cost) -> DocumentKind),
    Proof,
}

fn cost(words: &mut Words<'_>, currency: Currency) -> Result<Cost, ParseError> {
    Ok(Cost {
        supplier: words.text_after("from")?,
        number: words.required_after("number", |words| words.text("a number"))?,
        dated: words.required_after("dated", Words::date)?,
        total: words.required_after("total", |words| words.amount(currency))?,
        claimed: words.required_after("claimed", |words| words.amount(currency))?,
    })
}

fn file(words: &mut Words<'_>) -> Result<File, ParseError> {
    let unknown = words.expected("a file name in quotes that ends in .pdf, .jpg or .png");
    let name = words.text("a file name")?;
    let (media_type, bytes) = content(&name).ok_or(unknown)?;
    let sha256 = Sha256::from_bytes(sha2::Sha256::digest(&bytes).into());
    Ok(File {
        sha256,
        size: bytes.len() as u64,
        media_type: media_type.to_owned(),
        name,
    })
}

/// Gives the bytes of a file in a story; the same name is the same file.
pub fn file_bytes(name: &str) -> Option<Vec<u8>> {
    content(name).map(|(_, bytes)| bytes)
}

/// A stand-in that begins as files of its type do.
fn content(name: &str) -> Option<(&'static str, Vec<u8>)> {
    const PDF: &[u8] = b"%PDF-1.7\n";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
    let (stem, extension) = name.rsplit_once('.')?;
    let (media_type, signature) = match extension {
        "pdf" => ("application/pdf", PDF),
        "jpg" => ("image/jpeg", JPEG),
        "png" => ("image/png", PNG),
        _ => return None,
    };
    Some((media_type, [signature, stem.as_bytes()].concat()))
}
