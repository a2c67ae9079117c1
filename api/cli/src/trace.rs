//! `claims trace`: which earnings paid a claim, and where an earning went.

use projections::Pool;
use projections::trace::{
    ClaimTrace, EarnedPart, Fate, FundTrace, LotTrace, Origin, Through, TraceError, TracedShare,
    Whereabouts, fund_of_lot, trace_claim, trace_fund, trace_lot,
};
use serde_json::{Value, json};

use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::questions::Trace;
use super::replay::unproven;
use super::session::on_database;
use super::settings::Settings;

/// Traces a claim's money back, or an earning's on.
pub fn run(settings: &Settings, asked: &Trace, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let moment = asked.moment.or_head(&session.pool).await?;
        let until = moment.position;
        let adds_up = match asked.claim {
            Some(claim) => {
                let trace = trace_claim(&session.pool, claim, until).await;
                let trace = trace.map_err(failed)?;
                show_claim(&trace, output);
                trace.adds_up()
            }
            None => {
                let trace = trace_earnings(&session.pool, asked, until).await;
                let trace = trace.map_err(failed)?;
                show_fund(&trace, output);
                trace.adds_up()
            }
        };
        if !adds_up {
            eprintln!("claims: the figures do not add up");
            return Ok(Exit::FoundAProblem);
        }
        Ok(Exit::Ok)
    })
}

async fn trace_earnings(pool: &Pool, asked: &Trace, until: u64) -> Result<FundTrace, TraceError> {
    match (asked.earning, asked.fund) {
        (Some(lot), Some(fund)) => trace_lot(pool, fund, lot, until).await,
        (Some(lot), None) => {
            let unknown = TraceError::NoSuchLot {
                lot,
                position: until,
            };
            let fund = fund_of_lot(pool, lot, until).await?.ok_or(unknown)?;
            trace_lot(pool, fund, lot, until).await
        }
        (None, Some(fund)) => trace_fund(pool, fund, until).await,
        (None, None) => unreachable!("the command line asks for one of them"),
    }
}

fn failed(error: TraceError) -> Failure {
    match error {
        TraceError::Log(error) => unproven(error),
        TraceError::NoSuchClaim(_)
        | TraceError::ClaimBeginsLater { .. }
        | TraceError::NoSuchFund(_)
        | TraceError::FundBeginsLater { .. }
        | TraceError::NoSuchLot { .. }
        | TraceError::LotIsNotInTheFund { .. } => Failure::new(Exit::Precondition, error),
        TraceError::DoesNotAddUp { .. } | TraceError::NoSuchRollover { .. } => {
            Failure::new(Exit::FoundAProblem, error)
        }
    }
}

fn show_claim(trace: &ClaimTrace, output: Output) {
    let json = json!({
        "claim": trace.claim,
        "position": trace.position,
        "fund": trace.fund,
        "partner": trace.partner,
        "status": trace.status,
        "currency": trace.paid.currency(),
        "approved": trace.approved.map(|approved| approved.amount()),
        "paid": trace.paid.amount(),
        "lots": trace.lots.iter().map(share_json).collect::<Vec<_>>(),
        "adds_up": trace.adds_up(),
    });
    if output.is_json() {
        output.data(&json, || Rows::new(&[]));
        return;
    }
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

fn share_json(share: &TracedShare) -> Value {
    let earning = |part: &EarnedPart| {
        let mut json = json!({
            "lot": part.lot,
            "fund": part.fund,
            "amount": part.amount.amount(),
            "paid": part.paid.amount(),
            "through": part.through.iter().map(through_json).collect::<Vec<_>>(),
        });
        put_origin(&mut json, &part.origin);
        json
    };
    json!({
        "lot": share.lot,
        "amount": share.amount.amount(),
        "paid": share.paid.amount(),
        "earnings": share.earnings.iter().map(earning).collect::<Vec<_>>(),
    })
}

fn show_fund(trace: &FundTrace, output: Output) {
    let json = json!({
        "fund": trace.fund,
        "position": trace.position,
        "partner": trace.partner,
        "lots": trace.lots.iter().map(lot_json).collect::<Vec<_>>(),
        "adds_up": trace.adds_up(),
    });
    if output.is_json() {
        output.data(&json, || Rows::new(&[]));
        return;
    }
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
    for lot in &trace.lots {
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
    for lot in &trace.lots {
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

fn lot_json(lot: &LotTrace) -> Value {
    let fate = |fate: &Fate| {
        json!({
            "where": fate.place.as_str(),
            "claim": claim_of(fate),
            "fund": fate.fund,
            "amount": fate.amount.amount(),
            "paid": fate.paid.amount(),
            "through": fate.through.iter().map(through_json).collect::<Vec<_>>(),
        })
    };
    let mut json = json!({
        "lot": lot.lot,
        "currency": lot.put_in.currency(),
        "put_in": lot.put_in.amount(),
        "rolled_over": lot.rolled_over.amount(),
        "uses": lot.fates.iter().map(fate).collect::<Vec<_>>(),
        "adds_up": lot.adds_up(),
    });
    put_origin(&mut json, &lot.origin);
    json
}

fn through_json(through: &Through) -> Value {
    json!({ "fund": through.fund, "lot": through.lot })
}

fn put_origin(json: &mut Value, origin: &Origin) {
    let (kind, earned_on, source, from) = match origin {
        Origin::Earned { earned_on, source } => ("earned", Some(earned_on), Some(source), None),
        Origin::RolledOver { from } => ("rolled_over", None, None, Some(from)),
        Origin::Adjusted => ("adjusted", None, None, None),
    };
    json["origin"] = json!(kind);
    json["earned_on"] = json!(earned_on);
    json["source"] = json!(source);
    json["rolled_from"] = json!(from);
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
