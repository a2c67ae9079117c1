//! Documents on the wire: what they are and what they say; their files come as uploads or in forms.

use std::borrow::Cow;

use domain::document::{Cost, File};
use domain::{ContributionId, Document, DocumentId, DocumentKind, MetricCode, Money, UploadId};
use projections::uploads::Upload;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::choice::{Case, choice};
use super::form::{
    Day, Digest, DocumentType, Id, Instant, Line, MediaType, Name, NewLine, NewText, Text, Word,
};
use super::{MoneyBody, Reader, Wire, day, text};
use crate::ask::moment::shown;

/// The file behind a document: its digest and what it is called.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FileBody {
    #[schemars(with = "Digest")]
    sha256: String,
    size: u64,
    #[schemars(with = "MediaType")]
    media_type: String,
    name: String,
}

impl From<&File> for FileBody {
    fn from(file: &File) -> Self {
        Self {
            sha256: text(file.sha256),
            size: file.size,
            media_type: file.media_type.clone(),
            name: file.name.clone(),
        }
    }
}

/// A file that was taken, and until when a document may name it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UploadView {
    #[schemars(with = "Id<UploadId>")]
    id: String,
    #[serde(flatten)]
    file: FileBody,
    #[schemars(with = "Instant")]
    expires_at: String,
}

impl From<&Upload> for UploadView {
    fn from(upload: &Upload) -> Self {
        Self {
            id: text(upload.id),
            file: (&upload.file).into(),
            expires_at: shown(upload.expires_at),
        }
    }
}

/// The upload that brought a document's file: `{ "upload": "upl_…" }`.
///
/// What a file is is not the caller's to say: its digest, size and type were found when it came.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct UploadBody {
    #[schemars(with = "Id<UploadId>")]
    upload: Option<String>,
    #[schemars(skip)]
    sha256: Option<IgnoredAny>,
    #[schemars(skip)]
    size: Option<IgnoredAny>,
    #[schemars(skip)]
    media_type: Option<IgnoredAny>,
    #[schemars(skip)]
    name: Option<IgnoredAny>,
}

/// What a document says, before its file is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFacts {
    id: DocumentId,
    kind: DocumentKind,
    note: Option<String>,
    answers: Option<MetricCode>,
}

impl DocumentFacts {
    /// Gives the document whose file this is.
    pub fn with(self, file: File) -> Document {
        Document {
            id: self.id,
            kind: self.kind,
            file,
            note: self.note,
            answers: self.answers,
        }
    }
}

/// A document as it is described: a cost document says more than a proof.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Described {
    #[schemars(with = "Option<Id<DocumentId>>")]
    id: Option<String>,
    #[schemars(with = "Word<DocumentType>")]
    kind: String,
    file: Option<UploadBody>,
    #[schemars(with = "Option<NewText>")]
    note: Option<String>,
    /// Which of the proofs that the activity asks for a proof is.
    #[schemars(with = "Option<Name>")]
    answers: Option<String>,
    #[schemars(with = "Option<NewLine>")]
    supplier: Option<String>,
    #[schemars(with = "Option<NewLine>")]
    number: Option<String>,
    #[schemars(with = "Option<Day>")]
    dated: Option<String>,
    total: Option<MoneyBody>,
    claimed: Option<MoneyBody>,
    /// The request for a contribution that an attached document answers.
    #[schemars(with = "Option<Id<ContributionId>>")]
    contribution: Option<String>,
}

/// What a document says, with the request for a contribution it answers, if it may answer one.
pub type FactsOfDocument = (DocumentFacts, Option<ContributionId>);

/// The same with the upload that is its file.
pub type UploadedDocument = (FactsOfDocument, UploadId);

/// Defines the shapes that a document has: whether it may answer a request for a contribution, and
/// where its file is; and as which types a schema names a cost document and a proof of that shape.
macro_rules! shapes {
    ($($(#[$doc:meta])* $shape:ident: $into:ty = $contribution:ident, $file:ident
        as $cost:literal [$($and:literal),*], $proof:literal [$($there:literal),*];)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(transparent)]
        pub struct $shape(Described);

        impl Wire for $shape {
            type Into = $into;

            fn read(mut self, at: &mut Reader) -> Option<Self::Into> {
                let contribution = self.0.$contribution(at);
                let file = self.0.$file(at);
                let facts = self.0.facts(at);
                let facts = (facts?, contribution?);
                Some(file?.beside(facts))
            }
        }

        impl JsonSchema for $shape {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($shape).into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let cost = Case {
                    name: $cost,
                    words: &["invoice", "csr"],
                    required: &["number", "dated", "total", "claimed", $($there),*],
                    optional: &["id", "note", "answers", "supplier", $($and),*],
                };
                let proof = Case {
                    name: $proof,
                    words: &["proof"],
                    required: &[$($there),*],
                    optional: &["id", "note", "answers", $($and),*],
                };
                let flat = Described::json_schema(generator);
                choice(generator, &flat, "kind", &[cost, proof])
            }
        }
    )*};
}

shapes! {
    /// A document that is attached: an upload is its file.
    AttachmentBody: UploadedDocument = may_answer, upload
        as "CostAttachment" ["contribution"], "ProofAttachment" ["file"];
    /// A document that is attached: its file is another part of the form.
    AttachmentForm: FactsOfDocument = may_answer, no_file
        as "CostAttachmentFacts" ["contribution"], "ProofAttachmentFacts" [];
    /// A document that stands for itself: an upload is its file.
    DocumentBody: UploadedDocument = answers_nothing, upload
        as "CostDocument" [], "ProofDocument" ["file"];
    /// A document that stands for itself: its file is another part of the form.
    DocumentForm: FactsOfDocument = answers_nothing, no_file
        as "CostDocumentFacts" [], "ProofDocumentFacts" [];
}

/// Where a document's file is said to be.
trait FileSaid {
    type Whole;

    fn beside(self, facts: FactsOfDocument) -> Self::Whole;
}

impl FileSaid for UploadId {
    type Whole = UploadedDocument;

    fn beside(self, facts: FactsOfDocument) -> UploadedDocument {
        (facts, self)
    }
}

impl FileSaid for () {
    type Whole = FactsOfDocument;

    fn beside(self, facts: FactsOfDocument) -> FactsOfDocument {
        facts
    }
}

impl Described {
    fn may_answer(&mut self, at: &mut Reader) -> Option<Option<ContributionId>> {
        at.maybe(self.contribution.take(), |at, id| {
            at.id("contribution", &id)
        })
    }

    fn answers_nothing(&mut self, at: &mut Reader) -> Option<Option<ContributionId>> {
        if self.contribution.is_none() {
            return Some(None);
        }
        let detail = "only an attached document answers one";
        at.refuse("contribution", "unknown_field", detail);
        None
    }

    fn upload(&mut self, at: &mut Reader) -> Option<UploadId> {
        let file = at.required("file", self.file.take())?;
        at.within("file", |at| {
            let UploadBody {
                upload,
                sha256,
                size,
                media_type,
                name,
            } = file;
            let said = [sha256, size, media_type, name];
            if said.iter().any(Option::is_some) {
                let detail = "a file is named by the upload that brought it: \
                              { \"upload\": \"upl_…\" }";
                at.refuse_here("file_must_be_uploaded", detail);
                return None;
            }
            let upload = at.required("upload", upload)?;
            at.id("upload", &upload)
        })
    }

    fn no_file(&mut self, at: &mut Reader) -> Option<()> {
        if self.file.is_none() {
            return Some(());
        }
        at.refuse("file", "unknown_field", "the file is a part of the form");
        None
    }

    fn facts(self, at: &mut Reader) -> Option<DocumentFacts> {
        let id = at.id_or_new("id", self.id);
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
        Some(DocumentFacts {
            id: id?,
            kind: kind?,
            note: note?,
            answers: answers?,
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
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DocumentView {
    #[schemars(with = "Id<DocumentId>")]
    id: String,
    #[schemars(with = "Word<DocumentType>")]
    kind: &'static str,
    file: FileBody,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Text>")]
    note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Name>")]
    answers: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Line>")]
    supplier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Line>")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
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
        Self {
            id: text(document.id),
            kind,
            file: (&document.file).into(),
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
