//! What the states of a replay come to, in each currency.

use std::collections::BTreeMap;

use domain::{Claim, Fund, Status};

use super::State;
use crate::balance::Accounts;
use crate::sum::Sum;
use crate::views::Account;

/// The totals of the streams' last states; by the currency's code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub claims: BTreeMap<(&'static str, Status), ClaimTotal>,
    pub funds: BTreeMap<&'static str, FundTotal>,
}

/// The claims with one status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimTotal {
    pub claims: u64,
    pub declared: Sum,
    pub requested: Sum,
    pub approved: Sum,
    pub paid: Sum,
}

/// The figures of all funds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundTotal {
    pub funds: u64,
    accounts: Accounts,
}

impl FundTotal {
    /// Gives what the funds have on an account, as a decimal; of the first, what left it.
    pub fn amount(&self, account: Account) -> String {
        self.accounts.of(account).amount()
    }
}

impl Totals {
    pub(super) fn add(&mut self, state: &State) {
        match state {
            State::Claim(Some(claim)) => self.add_claim(claim),
            State::Fund(Some(fund)) => self.add_fund(fund),
            State::Claim(None) | State::Fund(None) | State::Programme(_) => {}
        }
    }

    fn add_claim(&mut self, claim: &Claim) {
        let currency = claim.declared.currency();
        let key = (currency.code(), claim.status);
        let total = self.claims.entry(key).or_insert_with(|| ClaimTotal {
            claims: 0,
            declared: Sum::zero(currency),
            requested: Sum::zero(currency),
            approved: Sum::zero(currency),
            paid: Sum::zero(currency),
        });
        total.claims += 1;
        total.declared.add(claim.declared.minor());
        let requested = claim.requested.map_or(0, |requested| requested.minor());
        total.requested.add(requested);
        let approval = claim.approval.as_ref();
        let approved = approval.map_or(0, |approval| approval.approved.minor());
        total.approved.add(approved);
        total.paid.add(claim.paid().minor());
    }

    fn add_fund(&mut self, fund: &Fund) {
        let total = self.funds.entry(fund.currency.code());
        let total = total.or_insert_with(|| FundTotal {
            funds: 0,
            accounts: Accounts::zero(fund.currency),
        });
        total.funds += 1;
        total.accounts.add(fund.figures);
    }
}
