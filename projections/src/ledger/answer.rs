//! What goes back: where the stream stands now.

use domain::fund::Figures;
use domain::{Claim, Currency, Fund, Money, Programme};
use serde::{Deserialize, Serialize};

use crate::stream;

/// What a command led to; a repeated command gets the same answer again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Name of the stream: a claim's or a fund's id, or a programme's name.
    pub stream: String,
    /// The stream's version after the command: how many events there were that the caller reads of.
    pub version: u64,
    /// The position of the command's last event.
    pub position: u64,
    /// How many events were appended to all streams; none for a repeated command.
    pub appended: u32,
    /// Whether this is the first answer to the same command, given again.
    pub is_replay: bool,
    pub standing: Standing,
}

/// Where a stream stands after a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Standing {
    Claim(stream::Standing),
    Fund(FundFigures),
    Programme { policy_version: u32 },
}

/// A fund's figures as money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundFigures {
    pub earned: Money,
    pub available: Money,
    pub reserved: Money,
    pub committed: Money,
    pub paid: Money,
    pub expired: Money,
}

impl FundFigures {
    /// Makes money of figures.
    pub fn new(figures: &Figures, currency: Currency) -> Self {
        let money = |minor| Money::from_minor(minor, currency);
        Self {
            earned: money(figures.earned_minor),
            available: money(figures.available_minor),
            reserved: money(figures.reserved_minor),
            committed: money(figures.committed_minor),
            paid: money(figures.paid_minor),
            expired: money(figures.expired_minor),
        }
    }
}

impl From<&Claim> for Standing {
    fn from(claim: &Claim) -> Self {
        Self::Claim(stream::Standing::of(claim))
    }
}

impl From<&Fund> for Standing {
    fn from(fund: &Fund) -> Self {
        Self::Fund(FundFigures::new(&fund.figures, fund.currency))
    }
}

impl From<&Programme> for Standing {
    fn from(programme: &Programme) -> Self {
        Self::Programme {
            policy_version: programme.current().map_or(0, |(version, _)| version),
        }
    }
}
