//! What a trial balance comes to.

use std::collections::BTreeMap;

use domain::fund::Figures;
use domain::{Currency, FundId, OrgId, PeriodId, ProgrammeId};

use super::Finding;
use crate::sum::Sum;
use crate::views::Account;

/// The accounts of one fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundBalance {
    pub fund: FundId,
    pub partner: OrgId,
    pub programme: ProgrammeId,
    pub period: PeriodId,
    pub currency: Currency,
    pub figures: Figures,
    /// How many events it has.
    pub events: u64,
    /// The first thing that is wrong with it.
    pub finding: Option<Finding>,
}

/// The accounts of all funds, and what is wrong with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrialBalance {
    /// By the currency's code.
    pub currencies: BTreeMap<&'static str, Accounts>,
    pub funds: u64,
    pub events: u64,
    /// How far the view was compared.
    pub compared_until: u64,
    /// How many things are wrong.
    pub findings: u64,
    /// The one with the lowest position.
    pub first: Option<Finding>,
}

impl TrialBalance {
    /// Tells whether all adds up, and the view says the same.
    pub fn is_balanced(&self) -> bool {
        self.first.is_none() && self.currencies.values().all(Accounts::are_balanced)
    }

    pub(super) fn note(&mut self, finding: Finding) {
        self.findings += 1;
        let is_first = |first: Finding| finding.position < first.position;
        if self.first.is_none_or(is_first) {
            self.first = Some(finding);
        }
    }

    pub(super) fn add(&mut self, fund: &FundBalance) {
        self.funds += 1;
        self.events += fund.events;
        let code = fund.currency.code();
        let accounts = self.currencies.entry(code);
        let accounts = accounts.or_insert_with(|| Accounts::zero(fund.currency));
        accounts.add(fund.figures);
    }
}

/// The accounts of all funds in one currency.
///
/// `earned` is where money comes from, and so the only account with a credit; the debits are where
/// it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accounts {
    sums: [Sum; Account::ALL.len()],
}

impl Accounts {
    pub(crate) fn zero(currency: Currency) -> Self {
        Self {
            sums: [Sum::zero(currency); Account::ALL.len()],
        }
    }

    pub(crate) fn add(&mut self, mut figures: Figures) {
        for (account, sum) in Account::ALL.into_iter().zip(&mut self.sums) {
            sum.add(*account.figure(&mut figures));
        }
    }

    /// Gives what funds have on an account; of the first, what left it.
    pub(crate) fn of(&self, account: Account) -> Sum {
        self.sums[account as usize]
    }

    /// Lists each account with its debit and its credit, one of which is zero.
    pub fn lines(&self) -> impl Iterator<Item = (Account, Sum, Sum)> {
        let zero = Sum::zero(self.sums[0].currency());
        let lines = Account::ALL.into_iter().zip(self.sums);
        lines.map(move |(account, sum)| match account {
            Account::Earned => (account, zero, sum),
            Account::Available
            | Account::Reserved
            | Account::Committed
            | Account::Paid
            | Account::Expired => (account, sum, zero),
        })
    }

    /// Sums the debits and the credits.
    pub fn totals(&self) -> (Sum, Sum) {
        let zero = Sum::zero(self.sums[0].currency());
        let add = |(debits, credits): (Sum, Sum), (_, debit, credit): (Account, Sum, Sum)| {
            (debits.plus(debit), credits.plus(credit))
        };
        self.lines().fold((zero, zero), add)
    }

    /// Tells whether the debits are the credits.
    pub fn are_balanced(&self) -> bool {
        let (debits, credits) = self.totals();
        debits == credits
    }
}
