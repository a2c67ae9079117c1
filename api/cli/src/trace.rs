//! `claims trace`: which earnings paid a claim, and where an earning went.

use application::ask::Asker;
use application::wire::{ClaimTraceView, FundTraceView, LotTraceView};
use projections::trace::{ClaimTrace, Fate, LotTrace, Origin, Whereabouts};

use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::questions::Trace;
use super::session::on_database;
use super::settings::Settings;

/// Traces a claim's money back, or an earning's on.
pub fn run(settings: &Settings, asked: &Trace, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let questions = session.questions().await?;
        let (inside, as_of) = (Asker::Inside, asked.moment.asked());
        let adds_up = match (asked.claim, asked.earning, asked.fund) {
            (Some(claim), _, _) => {
                let trace = questions.claim_trace(inside, claim, as_of).await?.body;
                match output.is_json() {
                    true => output.json(&ClaimTraceView::from(&trace)),
                    false => show_claim(&trace, output),
                }
                trace.adds_up()
            }
            (None, Some(lot), fund) => {
                let answer = questions.lot_trace(inside, (fund, lot), as_of).await?;
                let lot = answer.body;
                match output.is_json() {
                    true => output.json(&LotTraceView::new(&lot, answer.position)),
                    false => show_lots(std::slice::from_ref(&lot), output),
                }
                lot.adds_up()
            }
            (None, None, Some(fund)) => {
                let trace = questions.fund_trace(inside, fund, as_of).await?.body;
                match output.is_json() {
                    true => output.json(&FundTraceView::from(&trace)),
                    false => show_lots(&trace.lots, output),
                }
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
    let mut rows = Rows::new(&[
        "lot",
        "amount#",
        "paid#",
        "earning",
        "earned on",
        "source",
        "rolled over from",
    ]);
    for share in &trace.lots {
        for part in &share.earnings {
            let (earned_on, source) = origin_cells(&part.origin);
            let from = match part.through.is_empty() {
                true => String::new(),
                false => part.fund.to_string(),
            };
            rows.push(vec![
                share.lot.to_string(),
                part.amount.amount(),
                part.paid.amount(),
                part.lot.to_string(),
                earned_on,
                source,
                from,
            ]);
        }
    }
    output.table(&rows);
    let mut rows = Rows::new(&["status", "currency", "approved#", "paid#", "adds up"]);
    rows.push(vec![
        trace.status.to_string(),
        trace.paid.currency().to_string(),
        trace
            .approved
            .map(|approved| approved.amount())
            .unwrap_or_default(),
        trace.paid.amount(),
        yes_or_no(trace.adds_up()),
    ]);
    output.table(&rows);
}

fn show_lots(lots: &[LotTrace], output: Output) {
    let mut rows = Rows::new(&[
        "lot",
        "earned on",
        "source",
        "where",
        "claim",
        "amount#",
        "paid#",
        "rolled over to",
    ]);
    for lot in lots {
        let (earned_on, source) = origin_cells(&lot.origin);
        for fate in &lot.fates {
            rows.push(vec![
                lot.lot.to_string(),
                earned_on.clone(),
                source.clone(),
                fate.place.as_str().to_owned(),
                claim_of(fate).unwrap_or_default(),
                fate.amount.amount(),
                fate.paid.amount(),
                rolled_to(fate).unwrap_or_default(),
            ]);
        }
    }
    output.table(&rows);
    let mut rows = Rows::new(&["lot", "currency", "put in#", "rolled over#", "adds up"]);
    for lot in lots {
        rows.push(vec![
            lot.lot.to_string(),
            lot.put_in.currency().to_string(),
            lot.put_in.amount(),
            lot.rolled_over.amount(),
            yes_or_no(lot.adds_up()),
        ]);
    }
    output.table(&rows);
}

fn origin_cells(origin: &Origin) -> (String, String) {
    match origin {
        Origin::Earned { earned_on, source } => (earned_on.to_string(), source.clone()),
        Origin::RolledOver { from } => (String::new(), format!("rolled over from {from}")),
        Origin::Adjusted => (String::new(), "an adjustment".to_owned()),
    }
}

fn claim_of(fate: &Fate) -> Option<String> {
    match fate.place {
        Whereabouts::Claim(claim) => Some(claim.to_string()),
        Whereabouts::Remaining
        | Whereabouts::Expired
        | Whereabouts::Withdrawn
        | Whereabouts::OnItsWay { .. } => None,
    }
}

fn rolled_to(fate: &Fate) -> Option<String> {
    match fate.place {
        Whereabouts::OnItsWay { to } => Some(to.to_string()),
        Whereabouts::Claim(_)
        | Whereabouts::Remaining
        | Whereabouts::Expired
        | Whereabouts::Withdrawn => fate.through.last().map(|through| through.fund.to_string()),
    }
}

fn yes_or_no(holds: bool) -> String {
    match holds {
        true => "yes",
        false => "no",
    }
    .to_owned()
}
