//! `claims trace`: which earnings paid a claim, and where an earning went.

use application::ask::Asker;
use application::wire::{ClaimTraceView, FundTraceView, LotTraceView};
use domain::{ClaimId, FundId};
use projections::trace::{ClaimTrace, Fate, LotTrace, Origin, Whereabouts};

use super::exit::{Exit, Failure};
use super::output::{Column, Output, Rows, amount, cell, yes_or_no};
use super::questions::Trace;
use super::session::on_database;
use super::settings::Settings;

/// Traces a claim's money back, or an earning's on.
pub fn run(settings: &Settings, asked: &Trace, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let questions = session.questions().await?;
        let (inside, as_of) = (Asker::Inside, asked.moment.asked());
        let adds_up = match (asked.claim, asked.earning, asked.fund) {
            (Some(name), _, _) => {
                let claim = session.claim_named(name).await?;
                let trace = questions.claim_trace(inside, claim, as_of).await?.body;
                output.json_or(&ClaimTraceView::from(&trace), || show_claim(&trace, output));
                trace.adds_up()
            }
            (None, Some(lot), fund) => {
                let answer = questions.lot_trace(inside, (fund, lot), as_of).await?;
                let lot = answer.body;
                let view = LotTraceView::new(&lot, answer.position);
                output.json_or(&view, || show_lots(std::slice::from_ref(&lot), output));
                lot.adds_up()
            }
            (None, None, Some(fund)) => {
                let trace = questions.fund_trace(inside, fund, as_of).await?.body;
                output.json_or(&FundTraceView::from(&trace), || {
                    show_lots(&trace.lots, output);
                });
                trace.adds_up()
            }
            (None, None, None) => unreachable!("the command line asks for one of them"),
        };
        if !adds_up {
            eprintln!("claims: the figures do not add up");
            return Ok(Exit::FoundAProblem);
        }
        Ok(Exit::Ok)
    })
}

fn show_claim(trace: &ClaimTrace, output: Output) {
    let shares = trace.lots.iter();
    let parts = shares.flat_map(|share| share.earnings.iter().map(move |part| (share.lot, part)));
    let parts: Vec<_> = parts.collect();
    output.table(&Rows::of(
        &parts,
        &[
            ("lot", |(lot, _)| lot.to_string()),
            ("amount#", |(_, part)| part.amount.amount()),
            ("paid#", |(_, part)| part.paid.amount()),
            ("earning", |(_, part)| part.lot.to_string()),
            ("earned on", |(_, part)| earned_on(&part.origin)),
            ("source", |(_, part)| source(&part.origin)),
            ("rolled over from", |(_, part)| {
                cell((!part.through.is_empty()).then_some(part.fund))
            }),
        ],
    ));
    output.table(&Rows::of(std::slice::from_ref(trace), CLAIM));
}

const CLAIM: &[Column<ClaimTrace>] = &[
    ("status", |trace| trace.status.to_string()),
    ("currency", |trace| trace.paid.currency().to_string()),
    ("approved#", |trace| amount(trace.approved)),
    ("paid#", |trace| trace.paid.amount()),
    ("adds up", |trace| yes_or_no(trace.adds_up())),
];

fn show_lots(lots: &[LotTrace], output: Output) {
    let fates = lots
        .iter()
        .flat_map(|lot| lot.fates.iter().map(move |fate| (lot, fate)));
    let fates: Vec<_> = fates.collect();
    output.table(&Rows::of(
        &fates,
        &[
            ("lot", |(lot, _)| lot.lot.to_string()),
            ("earned on", |(lot, _)| earned_on(&lot.origin)),
            ("source", |(lot, _)| source(&lot.origin)),
            ("where", |(_, fate)| fate.place.as_str().to_owned()),
            ("claim", |(_, fate)| cell(claim_of(fate))),
            ("amount#", |(_, fate)| fate.amount.amount()),
            ("paid#", |(_, fate)| fate.paid.amount()),
            ("rolled over to", |(_, fate)| cell(rolled_to(fate))),
        ],
    ));
    output.table(&Rows::of(lots, LOTS));
}

const LOTS: &[Column<LotTrace>] = &[
    ("lot", |lot| lot.lot.to_string()),
    ("currency", |lot| lot.put_in.currency().to_string()),
    ("put in#", |lot| lot.put_in.amount()),
    ("rolled over#", |lot| lot.rolled_over.amount()),
    ("adds up", |lot| yes_or_no(lot.adds_up())),
];

fn earned_on(origin: &Origin) -> String {
    match origin {
        Origin::Earned { earned_on, .. } => earned_on.to_string(),
        Origin::RolledOver { .. } | Origin::Adjusted => String::new(),
    }
}

fn source(origin: &Origin) -> String {
    match origin {
        Origin::Earned { source, .. } => source.clone(),
        Origin::RolledOver { from } => format!("rolled over from {from}"),
        Origin::Adjusted => "an adjustment".to_owned(),
    }
}

fn claim_of(fate: &Fate) -> Option<ClaimId> {
    match fate.place {
        Whereabouts::Claim(claim) => Some(claim),
        Whereabouts::Remaining
        | Whereabouts::Expired
        | Whereabouts::Withdrawn
        | Whereabouts::OnItsWay { .. } => None,
    }
}

fn rolled_to(fate: &Fate) -> Option<FundId> {
    match fate.place {
        Whereabouts::OnItsWay { to } => Some(to),
        Whereabouts::Claim(_)
        | Whereabouts::Remaining
        | Whereabouts::Expired
        | Whereabouts::Withdrawn => fate.through.last().map(|through| through.fund),
    }
}
