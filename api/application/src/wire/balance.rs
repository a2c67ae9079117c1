//! The trial balance, as it is shown.

use domain::{Currency, FundId};
use projections::balance::{Accounts, Finding, FundBalance};
use projections::ledger::FundFigures;
use projections::sum::Sum;
use projections::views::Account;
use schemars::JsonSchema;
use serde::Serialize;

use super::form::{BalanceFinding, Id, Instant, Name, Word};
use super::{FiguresBody, MoneyBody, text};
use crate::ask::Balanced;
use crate::ask::moment::shown;

/// The trial balance: all accounts together.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct BalanceView {
    position: u64,
    #[schemars(with = "Instant")]
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

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "CurrencyBalanceView")]
struct CurrencyView {
    #[schemars(with = "Word<Currency>")]
    currency: &'static str,
    accounts: Vec<AccountView>,
    debit: MoneyBody,
    credit: MoneyBody,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "AccountBalanceView")]
struct AccountView {
    #[schemars(with = "Word<Account>")]
    account: &'static str,
    debit: MoneyBody,
    credit: MoneyBody,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct FindingView {
    #[schemars(with = "Id<FundId>")]
    fund: String,
    position: u64,
    #[schemars(with = "Word<BalanceFinding>")]
    code: &'static str,
    detail: String,
}

impl From<&Balanced> for BalanceView {
    fn from(balanced: &Balanced) -> Self {
        let (moment, trial) = (balanced.moment, &balanced.trial);
        Self {
            position: moment.position,
            recorded_at: shown(moment.recorded_at),
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

/// One fund of a trial balance.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FundBalanceView {
    #[schemars(with = "Id<FundId>")]
    fund: String,
    #[schemars(with = "Name")]
    partner: String,
    #[schemars(with = "Name")]
    programme: String,
    #[schemars(with = "Name")]
    period: String,
    #[schemars(with = "Word<Currency>")]
    currency: &'static str,
    events: u64,
    figures: FiguresBody,
    first_finding: Option<FindingView>,
}

impl From<&FundBalance> for FundBalanceView {
    fn from(balance: &FundBalance) -> Self {
        Self {
            fund: text(balance.fund),
            partner: text(&balance.partner),
            programme: text(&balance.programme),
            period: text(&balance.period),
            currency: balance.currency.code(),
            events: balance.events,
            figures: FundFigures::new(&balance.figures, balance.currency).into(),
            first_finding: balance.finding.map(finding),
        }
    }
}
