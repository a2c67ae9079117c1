//! Where a claim stands.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::words;

words! {
    /// Where a claim stands; the table of the claims desk says which command moves it where.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum Status {
        Editing => "editing",
        Submitted => "submitted",
        UnderReview => "under_review",
        /// Back with the partner, who is asked for more.
        ActionRequired => "action_required",
        Approved => "approved",
        /// Rejected, and disputable.
        Rejected => "rejected",
        Disputed => "disputed",
        RejectionFinal => "rejection_final",
        Paid => "paid",
        Cancelled => "cancelled",
        Expired => "expired",
    }
}

impl Status {
    /// Tells whether the partner may change the claim.
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Editing | Self::ActionRequired)
    }

    /// Tells whether the claim is over: only comments follow, the reversal of a payment, and that
    /// somebody is no longer asked to help.
    pub const fn is_closed(self) -> bool {
        matches!(
            self,
            Self::RejectionFinal | Self::Paid | Self::Cancelled | Self::Expired
        )
    }
}

/// Says that a text is not a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such status")]
pub struct UnknownStatus;

impl FromStr for Status {
    type Err = UnknownStatus;
    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::written(text).ok_or(UnknownStatus)
    }
}
