//! Where a claim stands.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Where a claim stands; the table of the claims desk says which command moves it where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Editing,
    Submitted,
    UnderReview,
    /// Back with the partner, who is asked for more.
    ActionRequired,
    Approved,
    /// Rejected, and disputable.
    Rejected,
    Disputed,
    RejectionFinal,
    Paid,
    Cancelled,
    Expired,
}

impl Status {
    /// Every status, in the order of the enum.
    pub const ALL: [Self; 11] = [
        Self::Editing,
        Self::Submitted,
        Self::UnderReview,
        Self::ActionRequired,
        Self::Approved,
        Self::Rejected,
        Self::Disputed,
        Self::RejectionFinal,
        Self::Paid,
        Self::Cancelled,
        Self::Expired,
    ];

    /// Gives the status as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Editing => "editing",
            Self::Submitted => "submitted",
            Self::UnderReview => "under_review",
            Self::ActionRequired => "action_required",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Disputed => "disputed",
            Self::RejectionFinal => "rejection_final",
            Self::Paid => "paid",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// Tells whether the partner may change the claim.
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Editing | Self::ActionRequired)
    }

    /// Tells whether the claim is over: only comments follow, and the reversal of a payment.
    pub const fn is_closed(self) -> bool {
        matches!(
            self,
            Self::RejectionFinal | Self::Paid | Self::Cancelled | Self::Expired
        )
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Says that a text is not a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such status")]
pub struct UnknownStatus;

impl FromStr for Status {
    type Err = UnknownStatus;
    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or(UnknownStatus)
    }
}
