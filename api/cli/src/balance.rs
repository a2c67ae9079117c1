//! `claims balance`: every account of every fund, from the log and as the view has them.

use application::ask::{AskError, Asker};
use application::wire::{BalanceView, FundBalanceView};
use domain::Money;
use projections::balance::{Finding, FundBalance, TrialBalance};
use serde_json::{Value, to_value};

use super::exit::{Exit, Failure};
use super::listing::Listing;
use super::output::{Column, Output, Rows, bar, yes_or_no};
use super::questions::Balance;
use super::replay::partner_must_be_known;
use super::session::{Running, on_database};
use super::settings::Settings;

const FUNDS: &[Column<FundBalance>] = &[
    ("fund", |fund| fund.fund.to_string()),
    ("partner", |fund| fund.partner.to_string()),
    ("programme", |fund| fund.programme.to_string()),
    ("period", |fund| fund.period.to_string()),
    ("events#", |fund| fund.events.to_string()),
    ("currency", |fund| fund.currency.to_string()),
    ("earned#", |fund| money(fund, fund.figures.earned_minor)),
    ("available#", |fund| {
        money(fund, fund.figures.available_minor)
    }),
    ("reserved#", |fund| money(fund, fund.figures.reserved_minor)),
    ("committed#", |fund| {
        money(fund, fund.figures.committed_minor)
    }),
    ("paid#", |fund| money(fund, fund.figures.paid_minor)),
    ("expired#", |fund| money(fund, fund.figures.expired_minor)),
    ("adds up", |fund| match fund.finding {
        None => "yes".to_owned(),
        Some(finding) => format!("no: {} at {}", finding.problem.code(), finding.position),
    }),
];

fn money(fund: &FundBalance, minor: i64) -> String {
    Money::from_minor(minor, fund.currency).amount()
}

/// Adds up the accounts, and compares them with the view once that has folded all there is.
pub fn run(settings: &Settings, asked: &Balance, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let moment = asked.moment.or_head(&session.pool).await?;
        partner_must_be_known(&session.pool, asked.partner.as_ref(), moment).await?;
        let running = session.running().await?;
        let told = session
            .until_stopped("the balance was broken off", tell(&running, asked, output))
            .await;
        running.stop().await;
        told
    })
}

async fn tell(running: &Running, asked: &Balance, output: Output) -> Result<Exit, Failure> {
    let bar = bar("{spinner} {pos} fund events, {per_sec}");
    let mut listing = Listing::new(output, "fund_balances", bar.clone());
    let asking = running.ask(async |fresh| {
        let (partner, when) = (asked.partner.as_ref(), asked.moment.when(fresh));
        let show = |fund: &FundBalance| {
            bar.inc(fund.events);
            listing.push(FUNDS, || fund_json(fund), fund);
        };
        let questions = &running.questions;
        questions.balance(Asker::Inside, partner, when, show).await
    });
    let answered = asking.await;
    bar.finish_and_clear();
    let balanced = answered?.body;
    listing.end(&BalanceView::from(&balanced));
    let trial = &balanced.trial;
    if !output.is_json() {
        show(trial, output);
    }
    // A view that is parked is compared as far as it came.
    if let Some(view) = balanced.parked {
        Failure::from(AskError::Parked(view)).tell();
    }
    if let Some(finding) = trial.first {
        eprintln!("claims: {}", sentence(&finding));
    }
    Ok(match trial.is_balanced() && balanced.parked.is_none() {
        true => Exit::Ok,
        false => Exit::FoundAProblem,
    })
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
    to_value(FundBalanceView::from(fund)).expect("it is plain JSON")
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
    output.table(&Rows::of(std::slice::from_ref(trial), TRIAL));
}

const TRIAL: &[Column<TrialBalance>] = &[
    ("funds#", |trial| trial.funds.to_string()),
    ("events#", |trial| trial.events.to_string()),
    ("compared until#", |trial| trial.compared_until.to_string()),
    ("findings#", |trial| trial.findings.to_string()),
    ("balanced", |trial| yes_or_no(trial.is_balanced())),
];
