//! Stand-ins for documents.

use domain::document::{Cost, File, Sha256};
use domain::{Currency, Document, DocumentId, DocumentKind, Money, named_uuid};

/// Makes an invoice over an amount of minor units, and a proof.
pub fn both(name: &str, minor: i64) -> [Document; 2] {
    let amount = Money::from_minor(minor, Currency::EUR);
    let invoice = DocumentKind::Invoice(Cost {
        supplier: Some("Salon Breton".to_owned()),
        number: name.to_owned(),
        dated: "2024-03-14".parse().expect("a day"),
        total: amount,
        claimed: amount,
    });
    [
        document(&format!("{name}/invoice"), invoice),
        document(name, DocumentKind::Proof),
    ]
}

fn document(name: &str, kind: DocumentKind) -> Document {
    let id = named_uuid(&format!("{name}/document"));
    let mut digest = [0; 32];
    digest[..16].copy_from_slice(id.as_bytes());
    Document {
        id: DocumentId::from_uuid(id),
        kind,
        file: File {
            sha256: Sha256::from_bytes(digest),
            size: 1_024,
            media_type: "application/pdf".to_owned(),
            name: format!("{}.pdf", name.replace('/', "-")),
        },
        note: Some("What it shows.".to_owned()),
        answers: None,
    }
}
