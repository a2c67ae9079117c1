//! What a trial balance finds wrong.

use domain::FundId;

/// Something that does not add up, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    pub fund: FundId,
    /// The position of the event, or of the view's row.
    pub position: u64,
    pub problem: Problem,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("after the event the fund's figures no longer add up")]
    NotConserved,
    #[error("at its last event the fund's accounts are not what the domain comes to")]
    OtherThanTheDomain,
    #[error("the view has no row for the event")]
    RowIsMissing,
    #[error("the view has a row for which there is no event")]
    RowIsTooMany,
    #[error("the view's row is not what the event says")]
    RowDiffers,
    #[error("the view says that the fund is somebody else's, or in another currency")]
    FundDiffers,
}

impl Problem {
    /// Gives the stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotConserved => "not_conserved",
            Self::OtherThanTheDomain => "other_than_the_domain",
            Self::RowIsMissing => "row_is_missing",
            Self::RowIsTooMany => "row_is_too_many",
            Self::RowDiffers => "row_differs",
            Self::FundDiffers => "fund_differs",
        }
    }
}
