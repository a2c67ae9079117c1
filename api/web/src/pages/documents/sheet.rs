//! What is typed about one file: its kind, what it costs, what it shows.

use domain::document::{Cost, File};
use domain::refusal::Law;
use domain::{Currency, Document, DocumentId, DocumentKind, MetricCode, Money, Refusal};
use projections::uploads::Upload;

use crate::pages::fields::{Errors, Fields, Reading};
use crate::pages::say::{Html, Say, amount};

/// The codes of what a document may be, in the order of the choice.
pub(in crate::pages) const KINDS: [&str; 3] = ["invoice", "csr", "proof"];

/// The names of the fields of one file; a form may have many such files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pages) struct Names {
    pub(in crate::pages) kind: String,
    pub(in crate::pages) supplier: String,
    pub(in crate::pages) number: String,
    pub(in crate::pages) dated: String,
    pub(in crate::pages) total: String,
    pub(in crate::pages) claimed: String,
    pub(in crate::pages) answers: String,
    pub(in crate::pages) note: String,
}

impl Names {
    /// Gives the names that end in what a form calls the file by.
    pub(in crate::pages) fn of(file: &str) -> Self {
        let name = |field: &str| format!("{field}-{file}");
        Self {
            kind: name("kind"),
            supplier: name("supplier"),
            number: name("number"),
            dated: name("dated"),
            total: name("total"),
            claimed: name("claimed"),
            answers: name("answers"),
            note: name("note"),
        }
    }

    /// Tells whether a field is one of these.
    pub(in crate::pages) fn have(&self, field: &str) -> bool {
        let all = [
            &self.kind,
            &self.supplier,
            &self.number,
            &self.dated,
            &self.total,
            &self.claimed,
            &self.answers,
            &self.note,
        ];
        all.into_iter().any(|name| name == field)
    }

    /// Reads the document that the fields describe.
    pub(in crate::pages) fn read(
        &self,
        reading: &mut Reading<'_>,
        id: DocumentId,
        file: &File,
        currency: Currency,
    ) -> Option<Document> {
        let kind = match reading.fields().get(&self.kind) {
            "invoice" => {
                let supplier = reading.maybe_line(&self.supplier);
                let cost = self.cost(reading, currency);
                let (supplier, cost) = (supplier?, cost?);
                Some(DocumentKind::Invoice(Cost { supplier, ..cost }))
            }
            "csr" => self.cost(reading, currency).map(DocumentKind::Csr),
            "proof" => Some(DocumentKind::Proof),
            _ => {
                reading.refuse(&self.kind, "documents-kind-missing");
                None
            }
        };
        let (note, answers) = match kind {
            Some(DocumentKind::Proof) => self.proof(reading),
            Some(DocumentKind::Invoice(_) | DocumentKind::Csr(_)) | None => {
                (reading.maybe_text(&self.note), Some(None))
            }
        };
        Some(Document {
            id,
            kind: kind?,
            file: file.clone(),
            note: note?,
            answers: answers?,
        })
    }

    /// Reads what a proof says: its note, which must be there, and which proof it is.
    pub(in crate::pages) fn proof(
        &self,
        reading: &mut Reading<'_>,
    ) -> (Option<Option<String>>, Option<Option<MetricCode>>) {
        let answers = self.answers(reading);
        if reading.fields().get(&self.note).trim().is_empty() {
            reading.refuse(&self.note, "documents-note-missing");
            return (None, answers);
        }
        (reading.maybe_text(&self.note), answers)
    }

    fn cost(&self, reading: &mut Reading<'_>, currency: Currency) -> Option<Cost> {
        let number = reading.line(&self.number);
        let dated = reading.date(&self.dated);
        let total = reading.money(&self.total, currency);
        let claimed = reading.money(&self.claimed, currency);
        Some(Cost {
            supplier: None,
            number: number?,
            dated: dated?,
            total: total?,
            claimed: claimed?,
        })
    }

    fn answers(&self, reading: &mut Reading<'_>) -> Option<Option<MetricCode>> {
        match reading.fields().get(&self.answers) {
            "" => Some(None),
            _ => reading.choice(&self.answers).map(Some),
        }
    }

    /// Gives the field that a law is about.
    pub(in crate::pages) fn about(&self, refusal: &Refusal) -> &str {
        let fields = [
            (Law::ClaimedMustNotExceedTotal, &self.claimed),
            (Law::AmountMustBePositive, &self.claimed),
            (Law::CurrencyMustMatch, &self.total),
            (Law::AmountMustFit, &self.total),
            (Law::ProofMustHaveANote, &self.note),
            (Law::ProofMustBeAskedFor, &self.answers),
            (Law::TextMustNotBeEmpty, &self.number),
        ];
        let found = fields.into_iter().find(|(law, _)| *law == refusal.law());
        found.map_or(&self.kind, |(_, field)| field)
    }

    /// Gives what is claimed by what is typed, as far as it is an amount.
    pub(in crate::pages) fn claims(
        &self,
        fields: &Fields,
        currency: Currency,
        say: Say,
    ) -> Option<Money> {
        let is_cost = matches!(fields.get(&self.kind), "invoice" | "csr");
        let typed = fields.get(&self.claimed);
        let claimed = is_cost.then(|| amount(typed, currency, say.language).ok());
        claimed.flatten()
    }

    /// Fills the fields with what a document says.
    pub(in crate::pages) fn fill(&self, fields: &mut Fields, document: &Document, say: Say) {
        let (kind, cost) = match &document.kind {
            DocumentKind::Invoice(cost) => ("invoice", Some(cost)),
            DocumentKind::Csr(cost) => ("csr", Some(cost)),
            DocumentKind::Proof => ("proof", None),
        };
        fields.set(&self.kind, kind);
        if let Some(cost) = cost {
            fields.set(&self.supplier, cost.supplier.clone().unwrap_or_default());
            fields.set(&self.number, cost.number.clone());
            fields.set(&self.dated, say.day_text(cost.dated));
            fields.set(&self.total, say.amount_text(cost.total));
            fields.set(&self.claimed, say.amount_text(cost.claimed));
        }
        let answers = document.answers.as_ref().map(ToString::to_string);
        fields.set(&self.answers, answers.unwrap_or_default());
        fields.set(&self.note, document.note.clone().unwrap_or_default());
    }
}

/// A file with the fields that describe it.
pub(in crate::pages) struct Sheet {
    /// The id of what brought it, as the form has it.
    pub(in crate::pages) upload: String,
    pub(in crate::pages) name: String,
    pub(in crate::pages) size: u64,
    /// The beginning and the end of its digest.
    pub(in crate::pages) digest: String,
    /// Who brought it, if it was somebody else.
    pub(in crate::pages) by: Option<String>,
    pub(in crate::pages) names: Names,
}

impl Sheet {
    pub(in crate::pages) fn of(upload: &Upload, by: Option<String>) -> Self {
        let id = upload.id.to_string();
        Self {
            name: upload.file.name.clone(),
            size: upload.file.size,
            digest: short(upload.file.sha256),
            by,
            names: Names::of(&id),
            upload: id,
        }
    }

    /// Guesses what a file is, where nobody has said it yet: pictures show something.
    pub(in crate::pages) fn guess(&self, fields: &mut Fields, media_type: &str, is_helper: bool) {
        if fields.get(&self.names.kind).is_empty() {
            let is_proof = is_helper || media_type.starts_with("image/");
            fields.set(&self.names.kind, if is_proof { "proof" } else { "invoice" });
        }
    }

    /// Says what is wrong with it, for the summary: the file's name comes first.
    pub(in crate::pages) fn told(&self, say: Say, errors: &Errors) -> Vec<(String, Html)> {
        let mine = errors.all().filter(|told| self.names.have(told.field));
        let told = mine.map(|told| {
            let sentence = say.say("documents-about-file");
            let sentence = sentence.text("file", &self.name).html("why", told.why);
            (told.field.to_owned(), sentence.into_html())
        });
        told.collect()
    }
}

/// Gives the beginning and the end of a digest.
pub(in crate::pages) fn short(sha256: domain::document::Sha256) -> String {
    let text = sha256.to_string();
    format!("{}…{}", &text[..8], &text[60..])
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::pages::language::Language;

    fn say() -> Say {
        Say {
            language: Language::French,
            zone: Tz::UTC,
        }
    }

    fn file() -> File {
        File {
            sha256: domain::document::Sha256::from_bytes([7; 32]),
            size: 7,
            media_type: "application/pdf".to_owned(),
            name: "facture.pdf".to_owned(),
        }
    }

    fn read(pairs: &[(&str, &str)]) -> Result<Document, Vec<String>> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (format!("{name}-x"), *value));
        let fields = Fields::filled(pairs);
        let mut reading = fields.read(say());
        let id = reading.new_id("document");
        let document = Names::of("x").read(&mut reading, id, &file(), Currency::EUR);
        let read = reading.finish(document);
        read.map_err(|errors| errors.all().map(|told| told.field.to_owned()).collect())
    }

    #[test]
    fn what_was_typed_of_another_kind_is_left_out() {
        let typed = [
            ("kind", "proof"),
            ("total", "abc"),
            ("supplier", "Ouest Expo"),
            ("note", "le stand"),
        ];
        let document = read(&typed).expect("a proof");
        assert_eq!(document.kind, DocumentKind::Proof);
        assert_eq!(document.note.as_deref(), Some("le stand"));
    }

    #[test]
    fn everything_that_is_missing_is_said_at_once() {
        let missing = read(&[("kind", "invoice")]).expect_err("nothing was typed");
        assert_eq!(missing, ["number-x", "dated-x", "total-x", "claimed-x"]);
        assert_eq!(read(&[("kind", "proof")]).expect_err("no note"), ["note-x"]);
        assert_eq!(read(&[]).expect_err("no kind"), ["kind-x"]);
    }

    #[test]
    fn what_a_document_says_fills_the_fields_that_it_is_read_from() {
        let typed = [
            ("kind", "invoice"),
            ("supplier", "Ouest Expo"),
            ("number", "F-2024-118"),
            ("dated", "14/03/2024"),
            ("total", "6 200,00"),
            ("claimed", "6 000,00"),
        ];
        let document = read(&typed).expect("an invoice");
        let mut fields = Fields::default();
        Names::of("y").fill(&mut fields, &document, say());
        let mut reading = fields.read(say());
        let again = Names::of("y").read(&mut reading, document.id, &file(), Currency::EUR);
        assert_eq!(reading.finish(again).expect("the same"), document);
    }
}
