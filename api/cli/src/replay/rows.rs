//! The lines of a replay: one for each state, and the totals.

use domain::{Claim, Fund};
use projections::ledger::FundFigures;
use projections::log::leaf::written;
use projections::replay::{Grain, State, Step, Totals};
use projections::views::Account;
use serde_json::{Value, json};

use crate::listing::Listing;
use crate::output::{Column, Rows, amount, minute};

/// A state of a claim, and the event that led to it.
type OfClaim<'a> = (&'a Step<'a>, &'a Claim);

/// A state of a fund, and the event that led to it.
type OfFund<'a> = (&'a Step<'a>, &'a Fund, FundFigures);

/// Adds a state to the list.
pub fn push(listing: &mut Listing, step: &Step<'_>, grain: Grain) {
    let json = || as_json(step);
    match step.state {
        State::Claim(Some(claim)) => {
            let columns = match grain {
                Grain::Each => claim_each(),
                Grain::End => claim_end(),
            };
            listing.push(&columns, json, &(step, claim));
        }
        State::Fund(Some(fund)) => {
            let figures = FundFigures::new(&fund.figures, fund.currency);
            let columns = match grain {
                Grain::Each => fund_each(),
                Grain::End => fund_end(),
            };
            listing.push(&columns, json, &(step, fund, figures));
        }
        State::Claim(None) | State::Fund(None) => {}
        State::Programme(programme) => {
            let policies = programme.as_ref().map_or(0, |known| known.policies.len());
            let columns: [Column<(&Step<'_>, usize)>; 4] = [
                ("programme", |(step, _)| step.last.aggregate_id.clone()),
                ("events#", |(step, _)| step.last.sequence.to_string()),
                ("position#", |(step, _)| step.last.position.to_string()),
                ("policies#", |(_, policies)| policies.to_string()),
            ];
            listing.push(&columns, json, &(step, policies));
        }
    }
}

fn claim_each<'a>() -> Vec<Column<OfClaim<'a>>> {
    claim_state(&[
        ("claim", |(step, _)| step.last.aggregate_id.clone()),
        ("no#", |(step, _)| step.last.sequence.to_string()),
        ("position#", |(step, _)| step.last.position.to_string()),
        ("at (UTC)", |(step, _)| minute(step.at)),
        ("event", |(step, _)| step.last.event_type.clone()),
    ])
}

fn claim_end<'a>() -> Vec<Column<OfClaim<'a>>> {
    claim_state(&[
        ("claim", |(step, _)| step.last.aggregate_id.clone()),
        ("partner", |(_, claim)| claim.partner.to_string()),
        ("fund", |(_, claim)| claim.fund.to_string()),
        ("events#", |(step, _)| step.last.sequence.to_string()),
        ("position#", |(step, _)| step.last.position.to_string()),
        ("currency", |(_, claim)| {
            claim.declared.currency().to_string()
        }),
    ])
}

fn claim_state<'a>(before: &[Column<OfClaim<'a>>]) -> Vec<Column<OfClaim<'a>>> {
    let state: [Column<OfClaim<'a>>; 7] = [
        ("status", |(_, claim)| claim.status.to_string()),
        ("round#", |(_, claim)| claim.round.to_string()),
        ("declared#", |(_, claim)| claim.declared.amount()),
        ("requested#", |(_, claim)| amount(claim.requested)),
        ("approved#", |(_, claim)| {
            amount(claim.approval.as_ref().map(|it| it.approved))
        }),
        ("paid#", |(_, claim)| claim.paid().amount()),
        ("documents#", |(_, claim)| claim.documents.len().to_string()),
    ];
    [before, &state].concat()
}

fn fund_each<'a>() -> Vec<Column<OfFund<'a>>> {
    fund_state(&[
        ("fund", |(step, ..)| step.last.aggregate_id.clone()),
        ("no#", |(step, ..)| step.last.sequence.to_string()),
        ("position#", |(step, ..)| step.last.position.to_string()),
        ("at (UTC)", |(step, ..)| minute(step.at)),
        ("event", |(step, ..)| step.last.event_type.clone()),
    ])
}

fn fund_end<'a>() -> Vec<Column<OfFund<'a>>> {
    fund_state(&[
        ("fund", |(step, ..)| step.last.aggregate_id.clone()),
        ("partner", |(_, fund, _)| fund.partner.to_string()),
        ("programme", |(_, fund, _)| fund.programme.to_string()),
        ("period", |(_, fund, _)| fund.period.to_string()),
        ("events#", |(step, ..)| step.last.sequence.to_string()),
        ("position#", |(step, ..)| step.last.position.to_string()),
        ("currency", |(_, fund, _)| fund.currency.to_string()),
    ])
}

fn fund_state<'a>(before: &[Column<OfFund<'a>>]) -> Vec<Column<OfFund<'a>>> {
    let state: [Column<OfFund<'a>>; 6] = [
        ("earned#", |(.., figures)| figures.earned.amount()),
        ("available#", |(.., figures)| figures.available.amount()),
        ("reserved#", |(.., figures)| figures.reserved.amount()),
        ("committed#", |(.., figures)| figures.committed.amount()),
        ("paid#", |(.., figures)| figures.paid.amount()),
        ("expired#", |(.., figures)| figures.expired.amount()),
    ];
    [before, &state].concat()
}

fn as_json(step: &Step<'_>) -> Value {
    json!({
        "kind": step.last.aggregate_type,
        "id": step.last.aggregate_id,
        "sequence": step.last.sequence,
        "position": step.last.position,
        "recorded_at": written(step.last.recorded_at),
        "at": step.at,
        "by": step.by,
        "event_type": step.last.event_type,
        "state": step.state,
    })
}

/// Gives the totals as JSON.
pub fn totals_json(totals: &Totals) -> Value {
    let claims = totals.claims.iter().map(|((currency, status), total)| {
        json!({
            "currency": currency,
            "status": status,
            "count": total.claims,
            "declared": total.declared.amount(),
            "requested": total.requested.amount(),
            "approved": total.approved.amount(),
            "paid": total.paid.amount(),
        })
    });
    let funds = totals.funds.iter().map(|(currency, total)| {
        json!({
            "currency": currency,
            "count": total.funds,
            "earned": total.amount(Account::Earned),
            "available": total.amount(Account::Available),
            "reserved": total.amount(Account::Reserved),
            "committed": total.amount(Account::Committed),
            "paid": total.amount(Account::Paid),
            "expired": total.amount(Account::Expired),
        })
    });
    json!({ "claims": claims.collect::<Vec<_>>(), "funds": funds.collect::<Vec<_>>() })
}

/// Gives the totals as tables: the claims by status, the funds.
pub fn totals_tables(totals: &Totals) -> Vec<Rows> {
    let claims: Vec<_> = totals.claims.iter().collect();
    let funds: Vec<_> = totals.funds.iter().collect();
    let claims = Rows::of(
        &claims,
        &[
            ("currency", |((currency, _), _)| (*currency).to_owned()),
            ("status", |((_, status), _)| status.to_string()),
            ("claims#", |(_, total)| total.claims.to_string()),
            ("declared#", |(_, total)| total.declared.amount()),
            ("requested#", |(_, total)| total.requested.amount()),
            ("approved#", |(_, total)| total.approved.amount()),
            ("paid#", |(_, total)| total.paid.amount()),
        ],
    );
    let funds = Rows::of(
        &funds,
        &[
            ("currency", |(currency, _)| (**currency).to_owned()),
            ("funds#", |(_, total)| total.funds.to_string()),
            ("earned#", |(_, total)| total.amount(Account::Earned)),
            ("available#", |(_, total)| total.amount(Account::Available)),
            ("reserved#", |(_, total)| total.amount(Account::Reserved)),
            ("committed#", |(_, total)| total.amount(Account::Committed)),
            ("paid#", |(_, total)| total.amount(Account::Paid)),
            ("expired#", |(_, total)| total.amount(Account::Expired)),
        ],
    );
    let tables = [claims, funds].into_iter();
    tables.filter(|rows| !rows.is_empty()).collect()
}
