//! `claims balance`: every account of every fund, from the log and as the view has them.

use indicatif::{ProgressBar, ProgressStyle};
use projections::balance::{Balance as Asked, Finding, FundBalance, TrialBalance};
use projections::log::Moment;
use projections::views::ViewName;
use serde_json::{Map, Value, json};

use super::exit::{Exit, Failure};
use super::listing::Listing;
use super::output::{Output, Rows};
use super::questions::Balance;
use super::replay::{partner_must_be_known, unproven};
use super::session::{Running, Session, on_database};
use super::settings::Settings;

const FUNDS: &[&str] = &[
    "fund",
    "partner",
    "programme",
    "period",
    "events#",
    "currency",
    "earned#",
    "available#",
    "reserved#",
    "committed#",
    "paid#",
    "expired#",
    "adds up",
];

/// Adds up the accounts, and compares them with the view once that has folded all there is.
pub fn run(settings: &Settings, asked: &Balance, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let moment = asked.moment.or_head(&session.pool).await?;
        partner_must_be_known(&session.pool, asked.partner.as_ref(), moment).await?;
        let running = session.running().await?;
        let told = session
            .until_stopped(
                "the balance was broken off",
                tell(&session, &running, asked, moment, output),
            )
            .await;
        running.stop().await;
        told
    })
}

async fn tell(
    session: &Session,
    running: &Running,
    asked: &Balance,
    moment: Moment,
    output: Output,
) -> Result<Exit, Failure> {
    // A view that is parked is compared as far as it came.
    let parked = match running.caught_up(&[ViewName::Postings]).await {
        Ok(()) => None,
        Err(failure) if failure.exit == Exit::FoundAProblem => Some(failure),
        Err(failure) => return Err(failure),
    };
    let balance = Asked {
        until: moment.position,
        partner: asked.partner.clone(),
    };
    let bar = bar();
    let mut listing = Listing::new(output, "funds", bar.clone());
    let adding = balance.run(&session.pool, |fund| {
        bar.inc(fund.events);
        listing.push(FUNDS, || fund_json(fund), || fund_row(fund));
    });
    let trial = adding.await;
    bar.finish_and_clear();
    let trial = trial.map_err(unproven)?;
    listing.end(rest(moment, &trial));
    if !output.is_json() {
        show(&trial, output);
    }
    if let Some(failure) = &parked {
        failure.tell();
    }
    if let Some(finding) = trial.first {
        eprintln!("claims: {}", sentence(&finding));
    }
    Ok(match trial.is_balanced() && parked.is_none() {
        true => Exit::Ok,
        false => Exit::FoundAProblem,
    })
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {pos} fund events, {per_sec}");
    let bar = ProgressBar::new_spinner();
    bar.set_style(style.expect("the template is right"));
    bar
}

fn sentence(finding: &Finding) -> String {
    let Finding {
        fund,
        position,
        problem,
    } = finding;
    format!("position {position} of fund {fund}: {problem}")
}

fn fund_json(fund: &FundBalance) -> Value {
    let [earned, available, reserved, committed, paid, expired] = amounts(fund);
    json!({
        "fund": fund.fund,
        "partner": fund.partner,
        "programme": fund.programme,
        "period": fund.period,
        "events": fund.events,
        "currency": fund.currency,
        "earned": earned,
        "available": available,
        "reserved": reserved,
        "committed": committed,
        "paid": paid,
        "expired": expired,
        "adds_up": fund.finding.is_none(),
    })
}

fn fund_row(fund: &FundBalance) -> Vec<String> {
    let head = vec![
        fund.fund.to_string(),
        fund.partner.to_string(),
        fund.programme.to_string(),
        fund.period.to_string(),
        fund.events.to_string(),
        fund.currency.to_string(),
    ];
    let adds_up = match fund.finding {
        None => "yes".to_owned(),
        Some(finding) => format!("no: {} at {}", finding.problem.code(), finding.position),
    };
    [head, amounts(fund).to_vec(), vec![adds_up]].concat()
}

fn amounts(fund: &FundBalance) -> [String; 6] {
    let figures = &fund.figures;
    [
        figures.earned_minor,
        figures.available_minor,
        figures.reserved_minor,
        figures.committed_minor,
        figures.paid_minor,
        figures.expired_minor,
    ]
    .map(|minor| domain::Money::from_minor(minor, fund.currency).amount())
}

fn rest(moment: Moment, trial: &TrialBalance) -> Map<String, Value> {
    let accounts = trial.currencies.iter().flat_map(|(currency, accounts)| {
        accounts.lines().map(move |(account, debit, credit)| {
            json!({
                "currency": currency,
                "account": account.as_str(),
                "debit": debit.amount(),
                "credit": credit.amount(),
            })
        })
    });
    let totals = trial.currencies.iter().map(|(currency, accounts)| {
        let (debit, credit) = accounts.totals();
        json!({ "currency": currency, "debit": debit.amount(), "credit": credit.amount() })
    });
    let first = trial.first.map(|finding| {
        json!({
            "fund": finding.fund,
            "position": finding.position,
            "code": finding.problem.code(),
            "sentence": finding.problem.to_string(),
        })
    });
    let mut rest = Map::new();
    rest.insert("position".to_owned(), json!(moment.position));
    rest.insert("recorded_at".to_owned(), json!(moment.recorded_at));
    rest.insert("compared_until".to_owned(), json!(trial.compared_until));
    rest.insert("events".to_owned(), json!(trial.events));
    rest.insert("accounts".to_owned(), accounts.collect());
    rest.insert("totals".to_owned(), totals.collect());
    rest.insert("findings".to_owned(), json!(trial.findings));
    rest.insert("first_finding".to_owned(), json!(first));
    rest.insert("balanced".to_owned(), json!(trial.is_balanced()));
    rest
}

fn show(trial: &TrialBalance, output: Output) {
    let mut rows = Rows::new(&["currency", "account", "debit#", "credit#"]);
    for (currency, accounts) in &trial.currencies {
        let mut push = |account: &str, debit: String, credit: String| {
            rows.push(vec![
                (*currency).to_owned(),
                account.to_owned(),
                debit,
                credit,
            ]);
        };
        for (account, debit, credit) in accounts.lines() {
            push(account.as_str(), debit.amount(), credit.amount());
        }
        let (debit, credit) = accounts.totals();
        push("total", debit.amount(), credit.amount());
    }
    output.table(&rows);
    let mut rows = Rows::new(&[
        "funds#",
        "events#",
        "compared until#",
        "findings#",
        "balanced",
    ]);
    let balanced = match trial.is_balanced() {
        true => "yes",
        false => "no",
    };
    rows.push(vec![
        trial.funds.to_string(),
        trial.events.to_string(),
        trial.compared_until.to_string(),
        trial.findings.to_string(),
        balanced.to_owned(),
    ]);
    output.table(&rows);
}
