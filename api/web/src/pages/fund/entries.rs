//! A fund's double entries, as its page shows them.

use chrono::{DateTime, Utc};
use domain::{ClaimId, Money};
use projections::views::{Account, EntryLine};

use crate::pages::say::{Html, Say};
use crate::pages::shell::{Shell, as_of};

/// An entry: what happened, and which amount went from where to where.
pub(in crate::pages) struct Entry {
    pub(in crate::pages) position: u64,
    /// The fund as of this entry.
    pub(in crate::pages) then: String,
    pub(in crate::pages) at: DateTime<Utc>,
    pub(in crate::pages) what: Html,
    pub(in crate::pages) accounts: Option<(Account, Account)>,
    pub(in crate::pages) amount: Money,
    pub(in crate::pages) after: Money,
}

impl Entry {
    pub(in crate::pages) fn of(
        say: Say,
        shell: &Shell,
        fund: &str,
        line: &EntryLine,
        numbered: impl Fn(ClaimId) -> Option<String>,
    ) -> Self {
        Self {
            position: line.position,
            then: as_of(fund, line.position),
            at: line.at,
            what: what(say, shell, line, numbered),
            accounts: line.accounts,
            amount: line.amount,
            after: line.figures.available,
        }
    }
}

/// Says what happened, with the claim it was for.
fn what(
    say: Say,
    shell: &Shell,
    line: &EntryLine,
    numbered: impl Fn(ClaimId) -> Option<String>,
) -> Html {
    let claim = match line.claim.and_then(numbered) {
        None => Html::text(&say.t("fund-entry-a-claim")),
        Some(number) => Html::link(&shell.to(format!("/claims/{number}")), &number),
    };
    // The direction tells an earning taken back from one added.
    let key = match (line.event_type.as_str(), line.accounts) {
        ("FundAdjusted", Some((Account::Available, _))) => "fund-entry-taken-back",
        ("FundOpened", _) => "fund-entry-opened",
        ("FundEarned", _) => "fund-entry-earned",
        ("FundAdjusted", _) => "fund-entry-added",
        ("FundRolledOut", _) => "fund-entry-rolled-out",
        ("FundRolledIn", _) => "fund-entry-rolled-in",
        ("FundExpired", _) => "fund-entry-expired",
        ("FundReserved", _) => "fund-entry-reserved",
        ("ReservationReleased", _) => "fund-entry-released",
        ("FundCommitted", _) => "fund-entry-approved",
        ("CommitmentReversed", _) => "fund-entry-revoked",
        ("FundDisbursed", _) => "fund-entry-paid",
        ("DisbursementReversed", _) => "fund-entry-reversed",
        (_, _) => return Html::text(&line.event_type),
    };
    say.say(key).html("claim", claim).into_html()
}
