//! The lines of an approval: how much of each cost document, and why less.

use chrono::NaiveDate;
use domain::claim::{Approve, ApprovedLine, Claim};
use domain::document::Cost;
use domain::{ClaimCommand, DocumentId, DocumentKind, Money};

use crate::pages::fields::{Errors, Fields};
use crate::pages::on_claim::OnClaim;
use crate::pages::say::{Html, Say, amount};
use crate::pages::visitor::Visitor;

/// Why less is approved, as the page offers it; each is a word in both languages.
const REDUCED_FOR: [&str; 4] = [
    "not_covered",
    "not_proven",
    "outside_period",
    "claimed_twice",
];

/// One cost document, with what is approved of it.
pub(super) struct Line {
    pub(super) document: DocumentId,
    pub(super) name: String,
    /// Who wrote it.
    pub(super) supplier: Option<String>,
    pub(super) dated: NaiveDate,
    pub(super) comments: usize,
    pub(super) claimed: Money,
    /// What stands in the field, where it is an amount.
    pub(super) approved: Option<Money>,
    pub(super) reasons: Vec<(&'static str, bool)>,
    pub(super) explanation: String,
    /// Why less is approved, as it is recorded.
    pub(super) reason: Option<String>,
}

/// What the lines come to.
pub(super) struct Total {
    pub(super) claimed: Money,
    /// None: an amount cannot be read.
    pub(super) approved: Option<Money>,
}

impl Line {
    pub(super) fn all(on: &OnClaim, say: Say, fields: &Fields) -> Vec<Self> {
        let documents = on.details().documents.iter();
        let costs = documents.filter_map(|held| Some((&held.document, held.document.cost()?)));
        let comments = &on.details().comments;
        let lines = costs.map(|(document, cost)| {
            let id = document.id;
            let chosen = fields.get(&format!("reason-{id}")).to_owned();
            let explanation = fields.get(&format!("explanation-{id}"));
            let typed = fields.get(&format!("approved-{id}"));
            Self {
                document: id,
                name: named(say, &document.kind, cost),
                supplier: cost.supplier.clone(),
                dated: cost.dated,
                comments: comments
                    .iter()
                    .filter(|comment| comment.document == Some(id))
                    .count(),
                claimed: cost.claimed,
                approved: amount(typed, cost.claimed.currency(), say.language).ok(),
                reasons: REDUCED_FOR.map(|code| (code, code == chosen)).to_vec(),
                explanation: explanation.to_owned(),
                reason: reason(say, &chosen, explanation),
            }
        });
        lines.collect()
    }

    /// Gives how much less than claimed is approved; zero: nothing less.
    pub(super) fn taken_off(&self) -> Money {
        let approved = self.approved.unwrap_or(self.claimed);
        let less = self.claimed.minor() - approved.minor();
        Money::from_minor(less, self.claimed.currency())
    }

    /// Gives the id of a field of this line.
    pub(super) fn field(&self, name: &str) -> String {
        format!("{name}-{}", self.document)
    }
}

/// Names a cost document by what it is and the number on it.
fn named(say: Say, kind: &DocumentKind, cost: &Cost) -> String {
    let sentence = match kind {
        DocumentKind::Csr(_) => say.say("decision-csr"),
        DocumentKind::Invoice(_) | DocumentKind::Proof => say.say("decision-invoice"),
    };
    sentence.text("number", &cost.number).to_string()
}

/// Puts the reason that was chosen and its explanation into the one text that is recorded.
fn reason(say: Say, chosen: &str, explanation: &str) -> Option<String> {
    let explanation = explanation.trim();
    let chosen = REDUCED_FOR.iter().find(|code| **code == chosen);
    let chosen = chosen.map(|code| say.word("reduced-for", code));
    match (chosen, explanation.is_empty()) {
        (None, true) => None,
        (None, false) => Some(explanation.to_owned()),
        (Some(chosen), true) => Some(chosen.into_owned()),
        (Some(chosen), false) => Some(format!("{chosen}: {explanation}")),
    }
}

impl Total {
    pub(super) fn of(claim: &Claim, lines: &[Line]) -> Self {
        let currency = claim.declared.currency();
        let approved: Option<Vec<Money>> = lines.iter().map(|line| line.approved).collect();
        let sum = |amounts: Vec<Money>| Money::sum(currency, amounts).ok();
        let claimed = lines.iter().map(|line| line.claimed).collect();
        Self {
            claimed: sum(claimed).unwrap_or(Money::zero(currency)),
            approved: approved.and_then(sum),
        }
    }

    /// Gives what is taken off, as an amount below zero.
    pub(super) fn taken_off(&self) -> Option<Money> {
        let approved = self.approved?;
        let less = approved.minor() - self.claimed.minor();
        Some(Money::from_minor(less, approved.currency()))
    }
}

/// Fills the form with what is claimed.
pub(super) fn fill(fields: &mut Fields, on: &OnClaim, say: Say) {
    for held in &on.details().documents {
        if let Some(cost) = held.document.cost() {
            let field = format!("approved-{}", held.document.id);
            fields.set(&field, say.amount_text(cost.claimed));
        }
    }
}

/// Makes the command of the lines as they stand, to see what it would do; none: they are no
/// amounts.
pub(super) fn as_shown(lines: &[Line], approved: Option<Money>) -> Option<ClaimCommand> {
    let shown = lines.iter().map(|line| {
        Some(ApprovedLine {
            document: line.document,
            approved: line.approved?,
            // What it would do does not hang on why.
            reason: Some(line.reason.clone().unwrap_or_else(|| "-".to_owned())),
        })
    });
    Some(ClaimCommand::Approve(Approve {
        approved: approved?,
        lines: shown.collect::<Option<_>>()?,
    }))
}

/// Reads an approval; what is wrong with a line is said at its field.
pub(super) fn read_approval(
    visitor: &Visitor,
    on: &OnClaim,
    fields: &Fields,
) -> Result<ClaimCommand, Errors> {
    let say = visitor.say;
    let mut reading = fields.read(say);
    let lines = Line::all(on, say, fields);
    let told = |key: &'static str, line: &Line, amount: Money| -> Html {
        say.say(key)
            .text("document", &line.name)
            .money("amount", amount)
            .into_html()
    };
    let mut approved = vec![];
    for line in &lines {
        let field = line.field("approved");
        let Some(amount) = reading.money(&field, line.claimed.currency()) else {
            continue;
        };
        let less = line.taken_off();
        if less.minor() < 0 {
            reading.refuse_with(&field, told("decision-too-much", line, line.claimed));
        } else if !amount.is_positive() {
            reading.refuse_with(&field, told("decision-nothing", line, line.claimed));
        } else if less.is_positive() && line.reason.is_none() {
            let why = told("decision-why-less", line, less);
            reading.refuse_with(&line.field("reason"), why);
        }
        approved.push(ApprovedLine {
            document: line.document,
            approved: amount,
            reason: line.reason.clone().filter(|_| less.is_positive()),
        });
    }
    let total = Total::of(&on.details().claim, &lines).approved;
    let approve = total.map(|total| {
        ClaimCommand::Approve(Approve {
            approved: total,
            lines: approved,
        })
    });
    reading.finish(approve)
}
