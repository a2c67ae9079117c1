//! The lines of a replay: one for each state, and the totals.

use domain::{Claim, Fund, Money};
use projections::log::leaf::written;
use projections::replay::{ClaimTotal, FundTotal, Grain, State, Step, Totals};
use serde_json::{Value, json};

use crate::listing::Listing;
use crate::output::Rows;

const CLAIM_EACH: &[&str] = &[
    "claim",
    "no#",
    "position#",
    "at (UTC)",
    "event",
    "status",
    "round#",
    "declared#",
    "requested#",
    "approved#",
    "paid#",
    "documents#",
];
const CLAIM_END: &[&str] = &[
    "claim",
    "partner",
    "fund",
    "events#",
    "position#",
    "currency",
    "status",
    "round#",
    "declared#",
    "requested#",
    "approved#",
    "paid#",
    "documents#",
];
const FUND_EACH: &[&str] = &[
    "fund",
    "no#",
    "position#",
    "at (UTC)",
    "event",
    "earned#",
    "available#",
    "reserved#",
    "committed#",
    "paid#",
    "expired#",
];
const FUND_END: &[&str] = &[
    "fund",
    "partner",
    "programme",
    "period",
    "events#",
    "position#",
    "currency",
    "earned#",
    "available#",
    "reserved#",
    "committed#",
    "paid#",
    "expired#",
];
const PROGRAMME: &[&str] = &["programme", "events#", "position#", "policies#"];

/// Adds a state to the list.
pub fn push(listing: &mut Listing, step: &Step<'_>, grain: Grain) {
    let json = || as_json(step);
    match (step.state, grain) {
        (State::Claim(Some(claim)), Grain::Each) => {
            listing.push(CLAIM_EACH, json, || {
                [event_cells(step), claim_cells(claim)].concat()
            });
        }
        (State::Claim(Some(claim)), Grain::End) => listing.push(CLAIM_END, json, || {
            let head = vec![
                step.last.aggregate_id.clone(),
                claim.partner.to_string(),
                claim.fund.to_string(),
                step.last.sequence.to_string(),
                step.last.position.to_string(),
                claim.declared.currency().to_string(),
            ];
            [head, claim_cells(claim)].concat()
        }),
        (State::Fund(Some(fund)), Grain::Each) => {
            listing.push(FUND_EACH, json, || {
                [event_cells(step), fund_cells(fund)].concat()
            });
        }
        (State::Fund(Some(fund)), Grain::End) => listing.push(FUND_END, json, || {
            let head = vec![
                step.last.aggregate_id.clone(),
                fund.partner.to_string(),
                fund.programme.to_string(),
                fund.period.to_string(),
                step.last.sequence.to_string(),
                step.last.position.to_string(),
                fund.currency.to_string(),
            ];
            [head, fund_cells(fund)].concat()
        }),
        (State::Claim(None) | State::Fund(None), _) => {}
        (State::Programme(programme), _) => listing.push(PROGRAMME, json, || {
            let policies = programme.as_ref().map_or(0, |known| known.policies.len());
            vec![
                step.last.aggregate_id.clone(),
                step.last.sequence.to_string(),
                step.last.position.to_string(),
                policies.to_string(),
            ]
        }),
    }
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

fn event_cells(step: &Step<'_>) -> Vec<String> {
    vec![
        step.last.aggregate_id.clone(),
        step.last.sequence.to_string(),
        step.last.position.to_string(),
        step.at.format("%Y-%m-%d %H:%M").to_string(),
        step.last.event_type.clone(),
    ]
}

fn claim_cells(claim: &Claim) -> Vec<String> {
    let amount = |money: Option<Money>| money.map(Money::amount).unwrap_or_default();
    vec![
        claim.status.to_string(),
        claim.round.to_string(),
        claim.declared.amount(),
        amount(claim.requested),
        amount(claim.approval.as_ref().map(|approval| approval.approved)),
        claim.paid().amount(),
        claim.documents.len().to_string(),
    ]
}

fn fund_cells(fund: &Fund) -> Vec<String> {
    let figures = &fund.figures;
    [
        figures.earned_minor,
        figures.available_minor,
        figures.reserved_minor,
        figures.committed_minor,
        figures.paid_minor,
        figures.expired_minor,
    ]
    .map(|minor| fund.money(minor).amount())
    .to_vec()
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
            "earned": total.earned.amount(),
            "available": total.available.amount(),
            "reserved": total.reserved.amount(),
            "committed": total.committed.amount(),
            "paid": total.paid.amount(),
            "expired": total.expired.amount(),
        })
    });
    json!({ "claims": claims.collect::<Vec<_>>(), "funds": funds.collect::<Vec<_>>() })
}

/// Gives the totals as tables: the claims by status, the funds.
pub fn totals_tables(totals: &Totals) -> Vec<Rows> {
    let mut tables = vec![];
    if !totals.claims.is_empty() {
        let mut rows = Rows::new(&[
            "currency",
            "status",
            "claims#",
            "declared#",
            "requested#",
            "approved#",
            "paid#",
        ]);
        for ((currency, status), total) in &totals.claims {
            let head = vec![(*currency).to_owned(), status.to_string()];
            rows.push([head, claim_total(total)].concat());
        }
        tables.push(rows);
    }
    if !totals.funds.is_empty() {
        let mut rows = Rows::new(&[
            "currency",
            "funds#",
            "earned#",
            "available#",
            "reserved#",
            "committed#",
            "paid#",
            "expired#",
        ]);
        for (currency, total) in &totals.funds {
            let head = vec![(*currency).to_owned(), total.funds.to_string()];
            rows.push([head, fund_total(total)].concat());
        }
        tables.push(rows);
    }
    tables
}

fn claim_total(total: &ClaimTotal) -> Vec<String> {
    vec![
        total.claims.to_string(),
        total.declared.amount(),
        total.requested.amount(),
        total.approved.amount(),
        total.paid.amount(),
    ]
}

fn fund_total(total: &FundTotal) -> Vec<String> {
    [
        total.earned,
        total.available,
        total.reserved,
        total.committed,
        total.paid,
        total.expired,
    ]
    .map(|sum| sum.amount())
    .to_vec()
}
