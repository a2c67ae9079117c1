//! A fund's double entries, as its page shows them.

use chrono::{DateTime, Utc};
use domain::Money;
use projections::views::{Account, ClaimLine, EntryLine};

use crate::pages::say::{Html, Say};
use crate::pages::shell::{Shell, as_of};

/// An entry: what happened, and which amount went from where to where.
pub(super) struct Entry {
    pub(super) position: u64,
    /// The fund as of this entry.
    pub(super) then: String,
    pub(super) at: DateTime<Utc>,
    pub(super) what: Html,
    pub(super) accounts: Option<(Account, Account)>,
    pub(super) amount: Money,
    pub(super) after: Money,
}

impl Entry {
    pub(super) fn of(
        say: Say,
        shell: &Shell,
        fund: &str,
        line: &EntryLine,
        claims: &[ClaimLine],
    ) -> Self {
        Self {
            position: line.position,
            then: as_of(fund, line.position),
            at: line.at,
            what: what(say, shell, line, claims),
            accounts: line.accounts,
            amount: line.amount,
            after: line.figures.available,
        }
    }
}

/// Says what happened, with the claim it was for.
fn what(say: Say, shell: &Shell, line: &EntryLine, claims: &[ClaimLine]) -> Html {
    let claim = line
        .claim
        .and_then(|id| claims.iter().find(|known| known.id == id));
    let claim = match claim {
        None => Html::text(&say.t("fund-entry-a-claim")),
        Some(claim) => {
            let number = claim.number().to_string();
            Html::link(&shell.to(format!("/claims/{number}")), &number)
        }
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
