//! What was decided and paid: approval, rejection, dispute, payments.

use chrono::{DateTime, NaiveDate, Utc};
use domain::Money;

use super::documents;
use super::opened::Opened;
use super::standing;
use crate::pages::visitor::Visitor;

/// What was decided and paid.
#[derive(Default)]
pub(in crate::pages) struct Outcome {
    pub(in crate::pages) approval: Option<Approval>,
    pub(in crate::pages) rejection: Option<Rejection>,
    pub(in crate::pages) dispute: Option<Dispute>,
    pub(in crate::pages) payments: Vec<Payment>,
}

/// Who approved how much of each document.
pub(in crate::pages) struct Approval {
    pub(in crate::pages) by: String,
    pub(in crate::pages) at: DateTime<Utc>,
    pub(in crate::pages) payment_due: NaiveDate,
    pub(in crate::pages) claimed: Option<Money>,
    pub(in crate::pages) approved: Money,
    pub(in crate::pages) lines: Vec<Line>,
}

/// One cost document of an approval.
pub(in crate::pages) struct Line {
    pub(in crate::pages) id: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) claimed: Option<Money>,
    pub(in crate::pages) approved: Money,
    pub(in crate::pages) reason: Option<String>,
}

/// Who rejected, and why.
pub(in crate::pages) struct Rejection {
    pub(in crate::pages) by: String,
    pub(in crate::pages) at: DateTime<Utc>,
    pub(in crate::pages) reasons: String,
    pub(in crate::pages) text: String,
    pub(in crate::pages) dispute_until: Option<NaiveDate>,
}

/// What the partner objects.
pub(in crate::pages) struct Dispute {
    pub(in crate::pages) by: String,
    pub(in crate::pages) at: DateTime<Utc>,
    pub(in crate::pages) text: String,
    pub(in crate::pages) review_due: NaiveDate,
    /// The documents it brought: where they are on the page, and their names.
    pub(in crate::pages) documents: Vec<(String, String)>,
}

/// A payment, and whether it came back.
pub(in crate::pages) struct Payment {
    pub(in crate::pages) id: String,
    pub(in crate::pages) amount: Money,
    pub(in crate::pages) reference: String,
    pub(in crate::pages) value_date: NaiveDate,
    pub(in crate::pages) by: String,
    pub(in crate::pages) at: DateTime<Utc>,
    pub(in crate::pages) reversal: Option<Reversal>,
}

/// Why a payment came back.
pub(in crate::pages) struct Reversal {
    pub(in crate::pages) why: String,
    pub(in crate::pages) by: String,
    pub(in crate::pages) at: DateTime<Utc>,
}

impl Outcome {
    pub(in crate::pages) fn of(visitor: &Visitor, opened: &Opened) -> Self {
        let (say, details) = (visitor.say, opened.details());
        let named = |id| opened.known_document(id);
        let approval = details.approval.as_ref().map(|given| Approval {
            by: say.person(&given.by.user),
            at: given.at,
            payment_due: given.payment_due,
            claimed: details.progress.standing.requested,
            approved: given.approved,
            lines: (given.lines.iter())
                .map(|line| {
                    let document = named(line.document);
                    let title = document.map(|it| documents::title(say, opened, it));
                    Line {
                        id: line.document.to_string(),
                        title: title.unwrap_or_else(|| line.document.to_string()),
                        claimed: document.and_then(|it| Some(it.cost()?.claimed)),
                        approved: line.approved,
                        reason: line.reason.clone(),
                    }
                })
                .collect(),
        });
        let rejection = details.rejection.as_ref().map(|given| Rejection {
            by: say.person(&given.by.user),
            at: given.at,
            reasons: standing::reasons(say, &given.reasons),
            text: given.text.clone(),
            // The claim's own day: it may have been extended.
            dispute_until: given.dispute_until.and(opened.claim().dispute_until),
        });
        let dispute = details.dispute.as_ref().map(|raised| Dispute {
            by: say.person(&raised.by.user),
            at: raised.at,
            text: raised.justification.clone(),
            review_due: raised.review_due,
            documents: (raised.documents.iter())
                .filter_map(|id| Some((id.to_string(), documents::title(say, opened, named(*id)?))))
                .collect(),
        });
        let payments = details.payments.iter().map(|paid| Payment {
            id: paid.id.to_string(),
            amount: paid.amount,
            reference: paid.reference.clone(),
            value_date: paid.value_date,
            by: say.person(&paid.by.user),
            at: paid.at,
            reversal: paid.reversal.as_ref().map(|reversal| Reversal {
                why: reversal.why.clone(),
                by: say.person(&reversal.by.user),
                at: reversal.at,
            }),
        });
        Self {
            approval,
            rejection,
            dispute,
            payments: payments.collect(),
        }
    }
}
