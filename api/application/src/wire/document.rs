//! Documents on the wire: what they are and what they say. Their bytes are not taken here yet.

use domain::document::{Cost, File, Sha256};
use domain::{ContributionId, Document, DocumentKind, Money};
use serde::{Deserialize, Serialize};

use super::{MoneyBody, Reader, Wire, day, text};

/// The largest size that programs in every language read exactly (2^53 − 1).
const SIZE_MAX: u64 = 9_007_199_254_740_991;

/// The file behind a document: its digest and what it is called.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FileBody {
    pub sha256: String,
    pub size: u64,
    pub media_type: String,
    pub name: String,
}

/// A document that is attached: a cost document says more than a proof.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentBody {
    id: Option<String>,
    kind: String,
    file: FileBody,
    note: Option<String>,
    /// Which of the proofs that the activity asks for a proof is.
    answers: Option<String>,
    supplier: Option<String>,
    number: Option<String>,
    dated: Option<String>,
    total: Option<MoneyBody>,
    claimed: Option<MoneyBody>,
    /// The request for a contribution that an attached document answers.
    contribution: Option<String>,
}

impl Wire for DocumentBody {
    type Into = Document;

    fn read(self, at: &mut Reader) -> Option<Document> {
        if self.contribution.is_some() {
            at.refuse(
                "contribution",
                "unknown_field",
                "only an attached document answers one",
            );
        }
        self.read_document(at)
    }
}

/// A document that is attached, and the request for a contribution it answers.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct AttachmentBody(DocumentBody);

impl Wire for AttachmentBody {
    type Into = (Document, Option<ContributionId>);

    fn read(mut self, at: &mut Reader) -> Option<Self::Into> {
        let contribution = at.maybe(self.0.contribution.take(), |at, id| {
            at.id("contribution", &id)
        });
        let document = self.0.read_document(at);
        Some((document?, contribution?))
    }
}

impl DocumentBody {
    fn read_document(self, at: &mut Reader) -> Option<Document> {
        let id = at.id_or_new("id", self.id);
        let file = self.file.read(at);
        let note = at.maybe(self.note, |at, note| at.text("note", note));
        let answers = at.maybe(self.answers, |at, code| at.name("answers", &code));
        let cost = CostFields {
            supplier: self.supplier,
            number: self.number,
            dated: self.dated,
            total: self.total,
            claimed: self.claimed,
        };
        let kind = match self.kind.as_str() {
            "invoice" => cost.read(at).map(DocumentKind::Invoice),
            "csr" => cost.read(at).map(DocumentKind::Csr),
            "proof" => cost.must_be_absent(at).then_some(DocumentKind::Proof),
            _ => {
                at.refuse(
                    "kind",
                    "unknown_choice",
                    "a document is an invoice, a csr or a proof",
                );
                None
            }
        };
        Some(Document {
            id: id?,
            kind: kind?,
            file: file?,
            note: note?,
            answers: answers?,
        })
    }
}

impl FileBody {
    fn read(self, at: &mut Reader) -> Option<File> {
        at.within("file", |at| {
            let sha256: Option<Sha256> = at.parsed("sha256", "bad_sha256", &self.sha256);
            let size = at.at_most("size", self.size, SIZE_MAX);
            let media_type = at.line("media_type", self.media_type);
            let name = at.line("name", self.name);
            Some(File {
                sha256: sha256?,
                size: size?,
                media_type: media_type?,
                name: name?,
            })
        })
    }
}

/// The fields that only a cost document has.
struct CostFields {
    supplier: Option<String>,
    number: Option<String>,
    dated: Option<String>,
    total: Option<MoneyBody>,
    claimed: Option<MoneyBody>,
}

impl CostFields {
    fn read(self, at: &mut Reader) -> Option<Cost> {
        let supplier = at.maybe(self.supplier, |at, supplier| at.line("supplier", supplier));
        let number = at.required("number", self.number);
        let number = number.and_then(|number| at.line("number", number));
        let dated = at.required("dated", self.dated);
        let dated = dated.and_then(|dated| at.date("dated", &dated));
        let total = read_money("total", self.total, at);
        let claimed = read_money("claimed", self.claimed, at);
        Some(Cost {
            supplier: supplier?,
            number: number?,
            dated: dated?,
            total: total?,
            claimed: claimed?,
        })
    }

    fn must_be_absent(&self, at: &mut Reader) -> bool {
        let given = [
            ("supplier", self.supplier.is_some()),
            ("number", self.number.is_some()),
            ("dated", self.dated.is_some()),
            ("total", self.total.is_some()),
            ("claimed", self.claimed.is_some()),
        ];
        for (field, _) in given.iter().filter(|(_, is_given)| *is_given) {
            at.refuse(field, "unknown_field", "a proof has no such field");
        }
        given.iter().all(|(_, is_given)| !is_given)
    }
}

fn read_money(field: &str, money: Option<MoneyBody>, at: &mut Reader) -> Option<Money> {
    at.required(field, money)
        .and_then(|money| at.money(field, &money))
}

/// A document as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentView {
    id: String,
    kind: &'static str,
    file: FileBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<MoneyBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claimed: Option<MoneyBody>,
}

impl From<&Document> for DocumentView {
    fn from(document: &Document) -> Self {
        let (kind, cost) = match &document.kind {
            DocumentKind::Invoice(cost) => ("invoice", Some(cost)),
            DocumentKind::Csr(cost) => ("csr", Some(cost)),
            DocumentKind::Proof => ("proof", None),
        };
        let file = &document.file;
        Self {
            id: text(document.id),
            kind,
            file: FileBody {
                sha256: text(file.sha256),
                size: file.size,
                media_type: file.media_type.clone(),
                name: file.name.clone(),
            },
            note: document.note.clone(),
            answers: document.answers.as_ref().map(text),
            supplier: cost.and_then(|cost| cost.supplier.clone()),
            number: cost.map(|cost| cost.number.clone()),
            dated: cost.map(|cost| day(cost.dated)),
            total: cost.map(|cost| cost.total.into()),
            claimed: cost.map(|cost| cost.claimed.into()),
        }
    }
}
