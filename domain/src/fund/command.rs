//! What can be asked of a fund itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Currency, FundId, LotId, Money, OrgId, PeriodId, ProgrammeId};

/// What can be asked of a fund; claims move its money through their own commands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum FundCommand {
    /// Opens the fund (programme admin).
    Open(Open),
    /// Records an earning as a new lot (finance, or an import).
    RecordEarning(RecordEarning),
    /// Corrects what was earned (finance); a negative delta takes the newest lots first.
    Adjust(Adjust),
    /// Moves available money to another fund of the partner, as a new lot there (finance).
    RollOver(RollOver),
    /// Expires what is available once the claiming period is over (system).
    Expire,
}

/// Opens the fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Open {
    pub programme: ProgrammeId,
    pub period: PeriodId,
    pub partner: OrgId,
    pub currency: Currency,
}

/// Records an earning as a new lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordEarning {
    pub lot: LotId,
    pub amount: Money,
    pub earned_on: NaiveDate,
    pub source: String,
}

/// Corrects what was earned; a negative delta takes the newest lots first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adjust {
    pub delta: Money,
    pub reason: AdjustmentReason,
    pub text: String,
}

/// Moves available money to another fund of the partner, as a new lot there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RollOver {
    pub to: FundId,
    pub amount: Money,
    pub lot: LotId,
}

/// Why a fund was adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdjustmentReason {
    /// The earning was computed wrongly.
    Correction,
    /// Goods behind the earning came back.
    Return,
    /// The vendor adds something.
    Bonus,
    Other,
}
