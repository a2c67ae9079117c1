//! The documents on a claim: what each says, who brought it, and what was said about it.

use chrono::{DateTime, Utc};
use domain::claim::Visibility;
use domain::{ClaimEvent, Document, DocumentId, DocumentKind, Money};
use projections::stream::{HeldDocument, HistoryLine, PostedComment};
use projections::views::DuplicateOf;

use super::opened::Opened;
use crate::pages::say::{Html, Say};
use crate::pages::shell::initials;
use crate::pages::visitor::Visitor;

/// From how many documents on each is a line that opens.
const MANY: usize = 11;

/// All documents, in their two kinds.
pub(in crate::pages) struct Documents {
    pub(in crate::pages) costs: Vec<ShownDocument>,
    pub(in crate::pages) proofs: Vec<ShownDocument>,
    pub(in crate::pages) claimed: Option<Money>,
    pub(in crate::pages) count: usize,
    /// How many came on since the last submission.
    pub(in crate::pages) fresh: usize,
    pub(in crate::pages) is_long: bool,
    pub(in crate::pages) choices: Vec<Choice>,
}

/// A choice of which documents are shown.
pub(in crate::pages) struct Choice {
    pub(in crate::pages) key: &'static str,
    pub(in crate::pages) href: String,
    pub(in crate::pages) count: usize,
    pub(in crate::pages) is_current: bool,
}

/// A document as the page shows it.
pub(in crate::pages) struct ShownDocument {
    pub(in crate::pages) id: DocumentId,
    pub(in crate::pages) title: String,
    /// The ending of its file, as people know it.
    pub(in crate::pages) ending: String,
    pub(in crate::pages) document: Document,
    pub(in crate::pages) added_at: DateTime<Utc>,
    pub(in crate::pages) added_by: String,
    pub(in crate::pages) is_cost: bool,
    /// It came on, or in the place of another, after the submission before.
    pub(in crate::pages) is_new: bool,
    pub(in crate::pages) replaces: Option<DocumentId>,
    /// What the one it replaced claimed, where that differs.
    pub(in crate::pages) claimed_before: Option<Money>,
    pub(in crate::pages) approved: Option<Money>,
    pub(in crate::pages) reduced_because: Option<String>,
    pub(in crate::pages) open_items: usize,
    pub(in crate::pages) answered_items: usize,
    pub(in crate::pages) comments: Vec<Comment>,
    /// On which other claims it is as well; for the vendor's side alone.
    pub(in crate::pages) duplicates: Vec<Html>,
}

/// A comment.
pub(in crate::pages) struct Comment {
    pub(in crate::pages) id: String,
    pub(in crate::pages) text: String,
    pub(in crate::pages) by: String,
    pub(in crate::pages) org: String,
    pub(in crate::pages) initials: String,
    pub(in crate::pages) is_of_vendor: bool,
    pub(in crate::pages) is_vendor_only: bool,
    pub(in crate::pages) is_reply: bool,
    pub(in crate::pages) at: DateTime<Utc>,
}

impl Comment {
    pub(in crate::pages) fn of(say: Say, opened: &Opened, posted: &PostedComment) -> Self {
        let by = say.person(&posted.by.user);
        Self {
            id: posted.id.to_string(),
            text: posted.text.clone(),
            initials: initials(&by),
            by,
            org: say.org(&posted.by.org),
            is_of_vendor: posted.by.org == *opened.vendor(),
            is_vendor_only: posted.visibility == Visibility::VendorOnly,
            is_reply: posted.in_reply_to.is_some(),
            at: posted.at,
        }
    }

    /// Lists the comments on a document, or on the claim as a whole: answers after what they answer.
    pub(in crate::pages) fn on(say: Say, opened: &Opened, on: Option<DocumentId>) -> Vec<Self> {
        let comments = &opened.details().comments;
        let here: Vec<&PostedComment> = comments.iter().filter(|it| it.document == on).collect();
        let is_here = |id| here.iter().any(|comment| comment.id == id);
        let mut shown: Vec<Self> = vec![];
        let first = (here.iter()).filter(|it| !it.in_reply_to.is_some_and(is_here));
        for comment in first {
            let mut waiting = vec![*comment];
            while let Some(next) = waiting.pop() {
                shown.push(Self::of(say, opened, next));
                let replies = here.iter().filter(|it| it.in_reply_to == Some(next.id));
                waiting.extend(replies.rev());
            }
        }
        shown
    }
}

/// Which documents are shown.
fn is_chosen(choice: &str, document: &ShownDocument) -> bool {
    match choice {
        "new" => document.is_new,
        "requested" => document.open_items + document.answered_items > 0,
        "comments" => !document.comments.is_empty(),
        "cost" => document.is_cost,
        "proofs" => !document.is_cost,
        _ => true,
    }
}

const CHOICES: [(&str, &str); 6] = [
    ("all", "claim-docs-all"),
    ("new", "claim-docs-new"),
    ("requested", "claim-docs-requested"),
    ("comments", "claim-docs-comments"),
    ("cost", "claim-docs-cost"),
    ("proofs", "claim-docs-proofs"),
];

impl Documents {
    pub(in crate::pages) fn of(visitor: &Visitor, opened: &Opened, asked: &str) -> Self {
        let held = &opened.details().documents;
        let all = held.iter().map(|it| ShownDocument::of(visitor, opened, it));
        let all: Vec<ShownDocument> = all.collect();
        let is_long = all.len() >= MANY;
        let asked = if is_long { asked } else { "all" };
        let is_known = CHOICES.iter().any(|(code, _)| *code == asked);
        let asked = if is_known { asked } else { "all" };
        let choices = CHOICES.iter().map(|(code, key)| Choice {
            key,
            href: format!("{}?docs={code}#docs", opened.href()),
            count: all.iter().filter(|it| is_chosen(code, it)).count(),
            is_current: *code == asked,
        });
        let choices = choices.filter(|choice| choice.count > 0 || choice.is_current);
        let choices = choices.collect();
        let (count, fresh) = (all.len(), all.iter().filter(|it| it.is_new).count());
        let shown = all.into_iter().filter(|it| is_chosen(asked, it));
        let (costs, proofs) = shown.partition(|document| document.is_cost);
        Self {
            costs,
            proofs,
            claimed: opened.claim().claimed().ok(),
            count,
            fresh,
            is_long,
            choices,
        }
    }
}

impl ShownDocument {
    fn of(visitor: &Visitor, opened: &Opened, held: &HeldDocument) -> Self {
        let (say, document) = (visitor.say, &held.document);
        let details = opened.details();
        let replaces = opened.history.iter().rev().find_map(|line| {
            let ClaimEvent::DocumentReplaced { old, document: new } = &line.event.event else {
                return None;
            };
            (new.id == document.id).then_some(*old)
        });
        let claimed = document.cost().map(|cost| cost.claimed);
        let before = replaces.and_then(|old| opened.known_document(old)?.cost());
        let before = before.map(|cost| cost.claimed);
        let line = details.approval.as_ref().and_then(|approval| {
            let mut lines = approval.lines.iter();
            lines.find(|line| line.document == document.id)
        });
        // An item points at what was there when it was asked.
        let about = |it: &DocumentId| *it == document.id || Some(*it) == replaces;
        let items = details.requests.iter().flat_map(|request| &request.items);
        let items = items.filter(|item| item.document.as_ref().is_some_and(about));
        let (answered, open): (Vec<_>, Vec<_>) = items.partition(|item| item.answer.is_some());
        Self {
            id: document.id,
            title: title(say, opened, document),
            ending: ending(&document.file.name),
            added_at: held.added_at,
            added_by: say.person(&held.added_by.user),
            is_cost: document.cost().is_some(),
            is_new: is_new(opened, held),
            replaces,
            claimed_before: before.filter(|before| Some(*before) != claimed),
            approved: line.map(|line| line.approved),
            reduced_because: line.and_then(|line| line.reason.clone()),
            open_items: open.len(),
            answered_items: answered.len(),
            comments: Comment::on(say, opened, Some(document.id)),
            duplicates: duplicates(visitor, opened, document.id),
            document: document.clone(),
        }
    }

    /// Gives the short form of its digest; the whole stands in the dossier.
    pub(in crate::pages) fn hash(&self) -> String {
        let whole = self.document.file.sha256.to_string();
        format!("{}…{}", &whole[..8], &whole[60..])
    }

    /// Gives the whole digest.
    pub(in crate::pages) fn whole_hash(&self) -> String {
        self.document.file.sha256.to_string()
    }

    pub(in crate::pages) fn note(&self) -> &str {
        self.document.note.as_deref().unwrap_or_default()
    }

    /// Says what it adds up to, where that is more than what is claimed of it.
    pub(in crate::pages) fn total(&self) -> Option<Money> {
        let cost = self.document.cost()?;
        (cost.total != cost.claimed).then_some(cost.total)
    }

    pub(in crate::pages) fn claimed(&self) -> Option<Money> {
        self.document.cost().map(|cost| cost.claimed)
    }

    pub(in crate::pages) fn dated(&self) -> Option<chrono::NaiveDate> {
        self.document.cost().map(|cost| cost.dated)
    }
}

/// Tells whether a document came on since the submission before the one that stands.
fn is_new(opened: &Opened, held: &HeldDocument) -> bool {
    let is_one =
        |line: &&HistoryLine| matches!(line.event.event, ClaimEvent::ClaimSubmitted { .. });
    let submissions: Vec<_> = opened.history.iter().filter(is_one).collect();
    let before = match opened.claim().status.is_editable() {
        true => submissions.last(),
        false => submissions.iter().rev().nth(1),
    };
    let added = (opened.history.iter().rev()).find(|line| {
        let mut documents = line.event.event.documents().iter();
        documents.any(|document| document.id == held.document.id)
    });
    match (before, added) {
        (Some(before), Some(added)) => added.sequence > before.sequence,
        (None, _) | (_, None) => false,
    }
}

/// Names a document: its kind, and what tells it from others of the kind.
pub(in crate::pages) fn title(say: Say, opened: &Opened, document: &Document) -> String {
    match &document.kind {
        DocumentKind::Invoice(cost) => match &cost.supplier {
            Some(supplier) => say.plain(
                "claim-doc-invoice-of",
                &[("number", &cost.number), ("supplier", supplier)],
            ),
            None => say.plain("claim-doc-invoice", &[("number", &cost.number)]),
        },
        DocumentKind::Csr(cost) => say.plain("claim-doc-csr", &[("number", &cost.number)]),
        DocumentKind::Proof => {
            let asked = opened.proof_name(say, document);
            let name = asked.as_deref().unwrap_or(&document.file.name);
            say.plain("claim-doc-proof", &[("name", name)])
        }
    }
}

/// Gives the ending of a file's name, as people know it.
fn ending(name: &str) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.filter(|it| (1..=4).contains(&it.chars().count()));
    ending.unwrap_or("?").to_uppercase()
}

/// Says on which other claims a document is as well.
fn duplicates(visitor: &Visitor, opened: &Opened, document: DocumentId) -> Vec<Html> {
    let say = visitor.say;
    let known = opened.answer.body.duplicates.iter().flatten();
    let here = known.filter(|duplicate| duplicate.document == document);
    let said = here.map(|duplicate| {
        let key = match duplicate.same {
            DuplicateOf::File => "claim-duplicate-file",
            DuplicateOf::Invoice => "claim-duplicate-invoice",
        };
        let number = duplicate.other_number.to_string();
        let link = Html::link(
            &format!("/claims/{number}#{}", duplicate.other_document),
            &number,
        );
        let status = say.word("status", duplicate.other_status.as_str());
        say.say(key)
            .html("claim", link)
            .text("title", &duplicate.other_title)
            .text("status", status)
            .into_html()
    });
    said.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_ending() {
        assert_eq!(ending("invoice.stand.pdf"), "PDF");
        assert_eq!(ending("photo"), "?");
        assert_eq!(ending("notes.of-the-day"), "?");
    }
}
