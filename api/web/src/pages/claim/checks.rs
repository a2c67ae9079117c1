//! What a reviewer would look up first, looked up.

use domain::Status;
use domain::access::{self, Operation};

use super::opened::Opened;
use crate::pages::say::Html;
use crate::pages::visitor::Visitor;

/// Something that was looked at.
pub(in crate::pages) struct Check {
    pub(in crate::pages) is_good: bool,
    pub(in crate::pages) name: String,
    pub(in crate::pages) details: Html,
}

/// Checks a claim for who decides on it; for others, and for a claim that is being written, nothing.
pub(in crate::pages) fn of(visitor: &Visitor, opened: &Opened) -> Vec<Check> {
    let (actor, claim) = (visitor.actor(), opened.claim());
    let may = |operation| access::may(actor.role, operation, opened.relation);
    let decides = may(Operation::StartReview) || may(Operation::ApproveClaim);
    let is_with_vendor = matches!(
        claim.status,
        Status::Submitted | Status::UnderReview | Status::Disputed
    );
    if !decides || !is_with_vendor {
        return vec![];
    }
    let say = visitor.say;
    let check = |is_good: bool, key: &str, details: Html| Check {
        is_good,
        name: say.t(key).into_owned(),
        details,
    };
    let mut checks = vec![];
    if let Ok(claimed) = claim.claimed() {
        let documents = claim.documents.iter().filter(|it| it.cost().is_some());
        let details = say
            .say("claim-check-amounts-what")
            .count("documents", documents.count())
            .money("claimed", claimed)
            .money("declared", claim.declared);
        let is_good = claimed == claim.declared;
        checks.push(check(is_good, "claim-check-amounts", details.into_html()));
    }
    if let Some(period) = opened.policy.period(&claim.period) {
        let details = say
            .say("claim-check-spent-what")
            .day("day", claim.executed_on)
            .day("from", period.used.from)
            .day("to", period.used.to);
        let is_good = period.used.contains(claim.executed_on);
        checks.push(check(is_good, "claim-check-spent", details.into_html()));
    }
    let duplicates = opened.answer.body.duplicates.as_ref();
    if let Some(duplicates) = duplicates {
        let key = "claim-check-duplicates";
        let details = say
            .say("claim-check-duplicates-what")
            .count("duplicates", duplicates.len());
        checks.push(check(duplicates.is_empty(), key, details.into_html()));
    }
    let has_acted = claim.acted_for_partner.iter().any(|it| actor.is(it));
    let is_free = !has_acted && actor.org != claim.partner;
    let details = say
        .say("claim-check-impartial-what")
        .text("acted", if is_free { "no" } else { "yes" })
        .text("partner", say.org(&claim.partner));
    checks.push(check(is_free, "claim-check-impartial", details.into_html()));
    checks
}
