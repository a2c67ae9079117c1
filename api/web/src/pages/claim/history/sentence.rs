//! An event as a sentence: one message for each, with all that it says.

use domain::claim::{Change, Deadline, ExpiryCause, Visibility};
use domain::{
    ActivityCode, Actor, ClaimEvent, Document, DocumentId, DocumentKind, Money, Role, UserId,
};
use projections::stream::HistoryLine;

use crate::pages::claim::opened::Opened;
use crate::pages::claim::{metric_name, standing};
use crate::pages::say::{Html, Say, Sentence};

/// Tells what happened to a claim to one reader.
pub(in crate::pages) struct Teller<'a> {
    pub(in crate::pages) say: Say,
    pub(in crate::pages) opened: &'a Opened,
}

/// What is told of an event.
pub(in crate::pages) struct Told {
    pub(in crate::pages) sentence: Html,
    /// What was written with it.
    pub(in crate::pages) texts: Vec<String>,
}

impl<'a> Teller<'a> {
    pub(in crate::pages) const fn of(say: Say, opened: &'a Opened) -> Self {
        Self { say, opened }
    }

    /// Names who did something.
    pub(in crate::pages) fn name_of(&self, by: &Actor) -> String {
        match by.role {
            Role::System => self.say.t("claim-the-ledger").into_owned(),
            _ => self.say.person(&by.user),
        }
    }

    /// Names an activity.
    pub(super) fn activity(&self, code: &ActivityCode) -> String {
        let known = self.opened.policy.activity(code);
        known.map_or_else(
            || code.to_string(),
            |activity| self.say.of(&activity.name).to_owned(),
        )
    }

    /// Begins the sentence of an event.
    fn said(&self, key: &'static str, by: &Actor) -> Sentence {
        let who = Html::strong(&self.name_of(by));
        self.say.say(key).html("who", who)
    }

    /// Names a document in the middle of a sentence: the invoice F-2024-118.
    fn document(&self, document: &Document) -> Html {
        let said = match &document.kind {
            DocumentKind::Invoice(cost) => self
                .say
                .say("claim-the-invoice")
                .text("number", &cost.number),
            DocumentKind::Csr(cost) => self.say.say("claim-the-csr").text("number", &cost.number),
            DocumentKind::Proof => {
                let asked = self.opened.proof_name(self.say, document);
                let name = asked.as_deref().unwrap_or(&document.file.name);
                self.say.say("claim-the-proof").text("name", name)
            }
        };
        said.into_html()
    }

    fn document_of(&self, id: DocumentId) -> Html {
        match self.opened.known_document(id) {
            Some(document) => self.document(document),
            None => Html::text(&self.say.t("claim-the-document")),
        }
    }

    fn person(&self, user: &UserId) -> String {
        self.say.person(user)
    }

    /// Gives the code of a document's kind, by which a sentence chooses its form.
    fn kind(document: &Document) -> &'static str {
        match document.kind {
            DocumentKind::Invoice(_) => "invoice",
            DocumentKind::Csr(_) => "csr",
            DocumentKind::Proof => "proof",
        }
    }

    fn claimed(&self, document: &Document) -> Html {
        let claimed = document.cost().map(|cost| cost.claimed);
        claimed.map_or_else(Html::default, |claimed| self.say.money(claimed))
    }

    /// Tells an event.
    pub(in crate::pages) fn tell(&self, line: &HistoryLine) -> Told {
        let (say, by) = (self.say, &line.event.by);
        let mut texts: Vec<String> = vec![];
        let sentence = match &line.event.event {
            ClaimEvent::ClaimCreated {
                title, declared, ..
            } => self
                .said("claim-did-create", by)
                .text("title", title)
                .money("declared", *declared),
            ClaimEvent::DetailsEdited { changes } => {
                let names: Vec<_> = changes.iter().map(|it| say.t(the_field(it))).collect();
                let said = self.said("claim-did-edit", by);
                said.text("fields", names.join(", "))
            }
            ClaimEvent::DocumentAttached {
                document,
                contribution,
            } => {
                texts.extend(document.note.clone());
                let asked = if contribution.is_some() {
                    "asked"
                } else {
                    "own"
                };
                self.said("claim-did-attach", by)
                    .text("kind", Self::kind(document))
                    .text("asked", asked)
                    .html("document", self.document(document))
                    .html("claimed", self.claimed(document))
            }
            ClaimEvent::DocumentReplaced { old, document } => {
                texts.extend(document.note.clone());
                self.said("claim-did-replace", by)
                    .text("kind", Self::kind(document))
                    .html("old", self.document_of(*old))
                    .text("file", &document.file.name)
                    .html("claimed", self.claimed(document))
            }
            ClaimEvent::DocumentRemoved { id, why } => {
                texts.push(why.clone());
                let said = self.said("claim-did-remove", by);
                said.html("document", self.document_of(*id))
            }
            ClaimEvent::DocumentAnnotated { id, note } => {
                texts.push(note.clone());
                let said = self.said("claim-did-annotate", by);
                said.html("document", self.document_of(*id))
            }
            ClaimEvent::MetricRecorded { code, value, unit } => self
                .said("claim-did-record-metric", by)
                .text("value", standing::metric(say, value))
                .text("unit", unit)
                .text("metric", metric_name(say, self.opened, code)),
            ClaimEvent::ContributionRequested { to, what, due, .. } => {
                texts.push(what.clone());
                let said = self.said("claim-did-ask-colleague", by);
                let said = said.text("person", self.person(&to.user));
                match due {
                    Some(due) => said.text("dated", "by").weekday("due", *due),
                    None => said.text("dated", "open").text("due", ""),
                }
            }
            ClaimEvent::ContributionCancelled { id } => {
                let asked = &self.opened.details().contributions;
                let asked = asked.iter().find(|asked| asked.id == *id);
                let person = asked.map(|asked| self.person(&asked.to.user));
                let said = self.said("claim-did-withdraw-colleague", by);
                said.text("person", person.unwrap_or_default())
            }
            ClaimEvent::CommentAdded {
                text,
                document,
                in_reply_to,
                visibility,
                ..
            } => {
                texts.push(text.clone());
                let about = document.map(|id| self.document_of(id));
                let how = if in_reply_to.is_some() {
                    "reply"
                } else {
                    "first"
                };
                let read_by = match visibility {
                    Visibility::Everyone => "everyone",
                    Visibility::VendorOnly => "vendor",
                };
                self.said("claim-did-comment", by)
                    .text("how", how)
                    .text("readers", read_by)
                    .text("on", if about.is_some() { "document" } else { "claim" })
                    .html("document", about.unwrap_or_default())
            }
            ClaimEvent::ClaimSubmitted {
                round,
                requested,
                answers,
                duplicates,
                review_due,
                ..
            } => {
                texts.extend(answers.iter().map(|answer| answer.text.clone()));
                texts.extend(duplicates.iter().map(|reason| reason.why.clone()));
                self.said("claim-did-submit", by)
                    .count("round", i64::from(*round))
                    .count("answers", answers.len())
                    .money("requested", *requested)
                    .weekday("due", *review_due)
            }
            ClaimEvent::ClaimRecalled { why } => {
                texts.push(why.clone());
                self.said("claim-did-recall", by)
            }
            ClaimEvent::ClaimCancelled { why } => {
                texts.push(why.clone());
                self.said("claim-did-cancel", by)
            }
            ClaimEvent::ReviewStarted { reviewer, round } => self
                .said("claim-did-start-review", by)
                .text("reviewer", self.person(&reviewer.user))
                .count("round", i64::from(*round)),
            ClaimEvent::InfoRequested { items, due_on, .. } => {
                texts.extend(items.iter().map(|item| item.text.clone()));
                self.said("claim-did-request-info", by)
                    .count("items", items.len())
                    .weekday("due", *due_on)
            }
            ClaimEvent::ClaimApproved {
                requested,
                approved,
                lines,
                payment_due,
            } => {
                texts.extend(lines.iter().filter_map(|line| line.reason.clone()));
                let less = requested.minor() - approved.minor();
                self.said("claim-did-approve", by)
                    .text("whole", if less == 0 { "whole" } else { "part" })
                    .money("approved", *approved)
                    .money("requested", *requested)
                    .money("less", Money::from_minor(less, approved.currency()))
                    .weekday("due", *payment_due)
            }
            ClaimEvent::ClaimRejected {
                reasons,
                text,
                dispute_until,
            } => {
                texts.push(text.clone());
                let said = self.said("claim-did-reject", by);
                let said = said.text("reasons", standing::reasons(say, reasons));
                match dispute_until {
                    Some(until) => said.text("final", "no").weekday("until", *until),
                    None => said.text("final", "yes").text("until", ""),
                }
            }
            ClaimEvent::ApprovalRevoked { why } => {
                texts.push(why.clone());
                self.said("claim-did-revoke", by)
            }
            ClaimEvent::ClaimDisputed {
                justification,
                documents,
                review_due,
            } => {
                texts.push(justification.clone());
                self.said("claim-did-dispute", by)
                    .count("documents", documents.len())
                    .weekday("due", *review_due)
            }
            ClaimEvent::RejectionClosed {} => {
                let how = if by.role.is_partner() {
                    "accepted"
                } else {
                    "over"
                };
                self.said("claim-did-close-rejection", by).text("how", how)
            }
            ClaimEvent::PaymentRecorded {
                amount,
                reference,
                value_date,
                ..
            } => self
                .said("claim-did-pay", by)
                .money("amount", *amount)
                .text("reference", reference)
                .day("value_date", *value_date),
            ClaimEvent::PaymentReversed { id, why } => {
                texts.push(why.clone());
                let payments = &self.opened.details().payments;
                let paid = payments.iter().find(|payment| payment.id == *id);
                let amount = paid.map(|payment| say.money(payment.amount));
                let said = self.said("claim-did-reverse", by);
                said.html("amount", amount.unwrap_or_default())
                    .text("reference", paid.map_or("", |it| it.reference.as_str()))
            }
            ClaimEvent::ClaimExpired { cause, deadline } => {
                let cause = match cause {
                    ExpiryCause::NotSubmitted => "not-submitted",
                    ExpiryCause::NoAnswer => "no-answer",
                };
                self.said("claim-did-expire", by)
                    .text("cause", cause)
                    .weekday("deadline", *deadline)
            }
            ClaimEvent::DeadlineExtended {
                which,
                from,
                to,
                why,
            } => {
                texts.push(why.clone());
                let which = match which {
                    Deadline::Claiming => "claiming",
                    Deadline::Answer => "answer",
                    Deadline::Dispute => "dispute",
                };
                self.said("claim-did-extend", by)
                    .text("which", which)
                    .day("from", *from)
                    .weekday("to", *to)
            }
        };
        Told {
            sentence: sentence.into_html(),
            texts,
        }
    }

    /// Tells what somebody did to several documents at once.
    pub(super) fn tell_several(&self, lines: &[&HistoryLine]) -> Told {
        let (mut by, mut key) = (None, "attached");
        let mut names = vec![];
        for line in lines {
            by = Some(&line.event.by);
            let name = match &line.event.event {
                ClaimEvent::DocumentReplaced { document, .. } => {
                    key = "replaced";
                    self.document(document)
                }
                ClaimEvent::DocumentRemoved { id, .. } => {
                    key = "removed";
                    self.document_of(*id)
                }
                ClaimEvent::DocumentAnnotated { id, .. } => {
                    key = "annotated";
                    self.document_of(*id)
                }
                event => {
                    let documents = event.documents().iter();
                    let documents = documents.map(|it| self.document(it).to_string());
                    Html::made(documents.collect::<Vec<_>>().join(", "))
                }
            };
            names.push(name.to_string());
        }
        let who = by.map_or_else(Html::default, |by| Html::strong(&self.name_of(by)));
        let sentence = self.say.say("claim-did-several").text("how", key);
        Told {
            sentence: sentence
                .html("who", who)
                .count("documents", lines.len())
                .html("names", Html::made(names.join(", ")))
                .into_html(),
            texts: vec![],
        }
    }
}

/// Names a detail, as a table has it.
pub(super) const fn field(change: &Change) -> &'static str {
    match change {
        Change::Title { .. } => "claim-fact-title",
        Change::Activity { .. } => "claim-fact-activity",
        Change::ExecutedOn { .. } => "claim-fact-executed-on",
        Change::Declared { .. } => "claim-fact-declared",
        Change::Location { .. } => "claim-fact-location",
    }
}

/// Names a detail in the middle of a sentence.
const fn the_field(change: &Change) -> &'static str {
    match change {
        Change::Title { .. } => "claim-the-title",
        Change::Activity { .. } => "claim-the-activity",
        Change::ExecutedOn { .. } => "claim-the-day",
        Change::Declared { .. } => "claim-the-declared",
        Change::Location { .. } => "claim-the-location",
    }
}
