//! The accounts of a fund, and what each fund event moves between them.

use domain::fund::Figures;
use domain::{FundEvent, words};
use sqlx::Row;
use sqlx::postgres::PgRow;

words! {
    /// Where money of a fund can be, in the order in which it passes through.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Account {
        /// Where it comes from: all that left this account was earned.
        Earned => "earned",
        Available => "available",
        Reserved => "reserved",
        Committed => "committed",
        Paid => "paid",
        Expired => "expired",
    }
}

impl Account {
    /// Gives what a fund's figures say of the account; of the first, what left it.
    pub(crate) const fn figure(self, figures: &mut Figures) -> &mut i64 {
        match self {
            Self::Earned => &mut figures.earned_minor,
            Self::Available => &mut figures.available_minor,
            Self::Reserved => &mut figures.reserved_minor,
            Self::Committed => &mut figures.committed_minor,
            Self::Paid => &mut figures.paid_minor,
            Self::Expired => &mut figures.expired_minor,
        }
    }

    /// Adds to the account; one that would overflow no longer adds up, which the fold refuses.
    fn add(self, figures: &mut Figures, minor: i64) {
        let minor = match self {
            Self::Earned => minor.saturating_neg(),
            Self::Available | Self::Reserved | Self::Committed | Self::Paid | Self::Expired => {
                minor
            }
        };
        let figure = self.figure(figures);
        *figure = figure.saturating_add(minor);
    }
}

/// Says that a text is not an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such account")]
pub struct UnknownAccount;

impl std::str::FromStr for Account {
    type Err = UnknownAccount;
    fn from_str(text: &str) -> Result<Self, UnknownAccount> {
        Self::written(text).ok_or(UnknownAccount)
    }
}

/// An amount that goes from one account to another: both sides of a double entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    pub from: Account,
    pub to: Account,
    /// Never negative. Minor units of the fund's currency.
    pub amount_minor: i64,
}

impl Movement {
    /// Gives what a fund event moves; the opening of a fund moves nothing.
    pub fn of(event: &FundEvent) -> Option<Self> {
        let (from, to, amount) = match event {
            FundEvent::FundOpened { .. } => return None,
            FundEvent::FundEarned { amount, .. } | FundEvent::FundRolledIn { amount, .. } => {
                (Account::Earned, Account::Available, amount)
            }
            FundEvent::FundAdjusted { delta, .. } if delta.minor() >= 0 => {
                (Account::Earned, Account::Available, delta)
            }
            FundEvent::FundAdjusted { delta, .. } => (Account::Available, Account::Earned, delta),
            FundEvent::FundRolledOut { amount, .. } => {
                (Account::Available, Account::Earned, amount)
            }
            FundEvent::FundExpired { amount, .. } => (Account::Available, Account::Expired, amount),
            FundEvent::FundReserved { amount, .. } => {
                (Account::Available, Account::Reserved, amount)
            }
            FundEvent::ReservationReleased { amount, .. } => {
                (Account::Reserved, Account::Available, amount)
            }
            FundEvent::FundCommitted { approved, .. } => {
                (Account::Reserved, Account::Committed, approved)
            }
            FundEvent::CommitmentReversed { amount, .. } => {
                (Account::Committed, Account::Available, amount)
            }
            FundEvent::FundDisbursed { amount, .. } => (Account::Committed, Account::Paid, amount),
            FundEvent::DisbursementReversed { amount, .. } => {
                (Account::Paid, Account::Committed, amount)
            }
        };
        Some(Self {
            from,
            to,
            amount_minor: amount.minor().saturating_abs(),
        })
    }

    /// Moves the amount between a fund's figures.
    pub fn apply(self, figures: &mut Figures) {
        self.from.add(figures, self.amount_minor.saturating_neg());
        self.to.add(figures, self.amount_minor);
    }
}

/// Reads six figures in a row: earned, available, reserved, committed, paid, expired.
pub(crate) fn figures(row: &PgRow, first: usize) -> Result<Figures, sqlx::Error> {
    Ok(Figures {
        earned_minor: row.try_get(first)?,
        available_minor: row.try_get(first + 1)?,
        reserved_minor: row.try_get(first + 2)?,
        committed_minor: row.try_get(first + 3)?,
        paid_minor: row.try_get(first + 4)?,
        expired_minor: row.try_get(first + 5)?,
    })
}
