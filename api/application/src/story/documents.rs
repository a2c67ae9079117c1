//! Documents of a story.

use domain::document::{Cost, File, Sha256};
use domain::{Currency, Document, DocumentKind};
use sha2::Digest;

use super::files::content;
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
    file_named(&name).ok_or(unknown)
}

/// Says what the file of a name in a story is.
fn file_named(name: &str) -> Option<File> {
    let (kind, bytes) = content(name)?;
    Some(File {
        sha256: Sha256::from_bytes(sha2::Sha256::digest(&bytes).into()),
        size: bytes.len() as u64,
        media_type: kind.media_type().to_owned(),
        name: name.to_owned(),
    })
}
