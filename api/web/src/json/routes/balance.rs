//! The trial balance: all accounts together, and whether the view says the same as the log.

use std::time::Duration;

use application::wire::{MoneyBody, text};
use axum::Json;
use axum::extract::State as With;
use axum::response::{IntoResponse, Response};
use domain::OrgId;
use projections::balance::{Accounts, Balance, Finding, TrialBalance};
use projections::log::{AsOf, Moment};
use projections::sum::Sum;
use projections::views::ViewName;
use serde::Serialize;

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::take_as_of;
use crate::json::command::POSITION;
use crate::json::query::{Asked, Parameters, Params};

/// How long the view may take to come to the moment; later it is compared as far as it is.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) fn routes() -> Vec<Route> {
    vec![get("/v1/balance", show)]
}

/// Whose funds, as of when.
#[derive(Debug)]
struct BalanceQuery {
    partner: Option<OrgId>,
    as_of: Option<AsOf>,
}

impl Parameters for BalanceQuery {
    fn take(params: &mut Params) -> Option<Self> {
        Some(Self {
            partner: params.name("partner"),
            as_of: take_as_of(params),
        })
    }
}

#[derive(Serialize)]
struct BalanceView {
    position: u64,
    recorded_at: String,
    /// How far the view was compared with the log.
    compared_until: u64,
    funds: u64,
    events: u64,
    currencies: Vec<CurrencyView>,
    balanced: bool,
    findings: u64,
    first_finding: Option<FindingView>,
}

#[derive(Serialize)]
struct CurrencyView {
    currency: &'static str,
    accounts: Vec<AccountView>,
    debit: MoneyBody,
    credit: MoneyBody,
}

#[derive(Serialize)]
struct AccountView {
    account: &'static str,
    debit: MoneyBody,
    credit: MoneyBody,
}

#[derive(Serialize)]
struct FindingView {
    fund: String,
    position: u64,
    code: &'static str,
    detail: String,
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    Asked(query): Asked<BalanceQuery>,
) -> Result<Response, Failure> {
    caller.must_be_vendor_side()?;
    let moment = state.moment_or_head(query.as_of).await?;
    let views = [ViewName::Postings];
    state
        .views
        .wait_for(&views, moment.position, PATIENCE)
        .await?;
    let balance = Balance {
        until: moment.position,
        partner: query.partner,
    };
    let trial = balance.run(state.ledger.pool(), |_| ()).await?;
    let position = moment.position.to_string();
    let view = BalanceView::new(moment, &trial);
    Ok(([(POSITION, position)], Json(view)).into_response())
}

impl BalanceView {
    fn new(moment: Moment, trial: &TrialBalance) -> Self {
        Self {
            position: moment.position,
            recorded_at: projections::log::leaf::written(moment.recorded_at),
            compared_until: trial.compared_until,
            funds: trial.funds,
            events: trial.events,
            currencies: trial.currencies.iter().map(currency).collect(),
            balanced: trial.is_balanced(),
            findings: trial.findings,
            first_finding: trial.first.map(finding),
        }
    }
}

fn currency((code, accounts): (&&'static str, &Accounts)) -> CurrencyView {
    let (debit, credit) = accounts.totals();
    let lines = accounts
        .lines()
        .map(|(account, debit, credit)| AccountView {
            account: account.as_str(),
            debit: money(debit),
            credit: money(credit),
        });
    CurrencyView {
        currency: code,
        accounts: lines.collect(),
        debit: money(debit),
        credit: money(credit),
    }
}

fn money(sum: Sum) -> MoneyBody {
    MoneyBody {
        amount: sum.amount(),
        currency: sum.currency().code().to_owned(),
    }
}

fn finding(finding: Finding) -> FindingView {
    FindingView {
        fund: text(finding.fund),
        position: finding.position,
        code: finding.problem.code(),
        detail: finding.problem.to_string(),
    }
}
