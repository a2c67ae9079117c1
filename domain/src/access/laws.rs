//! Which laws can refuse an operation: what its callers must be ready for.
//!
//! Scenarios and random moves hold it: whatever refuses a command is in this table.

use super::Operation;
use crate::refusal::Law::{self, *};

impl Operation {
    /// Lists the laws that can refuse this, beside the usual ones; what is only read is refused by
    /// who asks and by what is not there.
    pub const fn laws(self) -> &'static [Law] {
        match self {
            Self::CreateClaim => &[
                FundMustExist,
                ProgrammeMustExist,
                ActorMustBeAllowed,
                ClaimMustBeNew,
                PeriodMustExist,
                CurrencyMustMatch,
                DeclaredMustBePositive,
                ActivityMustBeOfTheProgramme,
                ExecutionMustBeInsideTheUsagePeriod,
                TitleMustNotBeEmpty,
            ],
            Self::EditDetails => &[
                ClaimIsClosed,
                ClaimIsLocked,
                CurrencyMustMatch,
                DeclaredMustBePositive,
                ActivityMustBeOfTheProgramme,
                PeriodMustExist,
                ExecutionMustBeInsideTheUsagePeriod,
                TitleMustNotBeEmpty,
                SomethingMustChange,
            ],
            Self::AttachDocument => &[
                ClaimIsClosed,
                ClaimIsLocked,
                ProofMustBeAskedFor,
                CurrencyMustMatch,
                AmountMustBePositive,
                ClaimedMustNotExceedTotal,
                TextMustNotBeEmpty,
                ProofMustHaveANote,
                DocumentMustBeNew,
                ContributionMustExist,
            ],
            Self::ReplaceDocument => &[
                ClaimIsClosed,
                ClaimIsLocked,
                DocumentMustBeOnTheClaim,
                ProofMustBeAskedFor,
                CurrencyMustMatch,
                AmountMustBePositive,
                ClaimedMustNotExceedTotal,
                TextMustNotBeEmpty,
                ProofMustHaveANote,
                DocumentMustBeNew,
                SomethingMustChange,
            ],
            Self::RemoveDocument => &[
                ClaimIsClosed,
                ClaimIsLocked,
                DocumentMustBeOnTheClaim,
                TextMustNotBeEmpty,
            ],
            Self::AnnotateDocument => &[
                ClaimIsClosed,
                ClaimIsLocked,
                DocumentMustBeOnTheClaim,
                ProofMustHaveANote,
                TextMustNotBeEmpty,
                SomethingMustChange,
            ],
            Self::RecordMetric => &[ClaimIsClosed, ClaimIsLocked],
            Self::RequestContribution => &[
                ClaimIsClosed,
                ClaimIsLocked,
                ContributionMustBeNew,
                TextMustNotBeEmpty,
            ],
            Self::CancelContribution => &[ClaimIsClosed, ClaimIsLocked, ContributionMustExist],
            Self::AddComment | Self::AddVendorOnlyComment => &[
                TextMustNotBeEmpty,
                CommentMustBeNew,
                DocumentMustBeOnTheClaim,
                CommentMustExist,
            ],
            Self::SubmitClaim => &[
                ClaimIsClosed,
                ClaimIsLocked,
                ClaimMustCarryACostDocument,
                ClaimMustCarryAProof,
                RequiredProofMustBeAttached,
                RequiredMetricMustBeRecorded,
                AmountMustFit,
                ClaimedMustSumToDeclared,
                ItemsMustBeAnswered,
                ItemMustBeAsked,
                PeriodMustExist,
                SubmissionMustBeInsideTheClaimingPeriod,
                AnswerMustBeInTime,
                DocumentMustNotBeOnAnotherClaim,
                FundMustCoverTheClaim,
            ],
            Self::RecallClaim => &[
                ClaimIsClosed,
                ReviewMustNotHaveStarted,
                ClaimMustBeSubmitted,
                TextMustNotBeEmpty,
            ],
            Self::CancelClaim => &[ClaimIsClosed, ClaimIsLocked, TextMustNotBeEmpty],
            Self::StartReview => &[
                DecisionMustNotBeForOwnOrganisation,
                DecisionMustNotBeByAPartnersHelper,
                ClaimIsClosed,
                ClaimMustBeSubmitted,
                SomethingMustChange,
            ],
            Self::RequestInfo => &[
                DecisionMustNotBeForOwnOrganisation,
                DecisionMustNotBeByAPartnersHelper,
                ClaimIsClosed,
                ClaimMustBeUnderReview,
                RequestMustHaveItems,
                RequestMustBeNew,
                TextMustNotBeEmpty,
                DocumentMustBeOnTheClaim,
            ],
            Self::ApproveClaim => &[
                DecisionMustNotBeForOwnOrganisation,
                DecisionMustNotBeByAPartnersHelper,
                ClaimIsClosed,
                ClaimMustBeUnderReview,
                ClaimMustBeSubmitted,
                CurrencyMustMatch,
                AmountMustBePositive,
                AmountMustFit,
                ApprovedMustNotExceedRequested,
                LinesMustBeTheCostDocuments,
                ReducedLineMustHaveAReason,
                LinesMustSumToApproved,
                FundMustCoverTheClaim,
            ],
            Self::RejectClaim => &[
                DecisionMustNotBeForOwnOrganisation,
                DecisionMustNotBeByAPartnersHelper,
                ClaimIsClosed,
                ClaimMustBeUnderReview,
                RejectionMustHaveAReason,
            ],
            Self::RevokeApproval => &[
                DecisionMustNotBeForOwnOrganisation,
                DecisionMustNotBeByAPartnersHelper,
                ClaimMustNotBePaid,
                ClaimIsClosed,
                ClaimMustBeApproved,
                RevokerMustNotBeTheApprover,
                TextMustNotBeEmpty,
            ],
            Self::DisputeRejection => &[
                RejectionIsFinal,
                ClaimMustBeRejected,
                ClaimIsClosed,
                DisputeMustBeInTime,
                TextMustNotBeEmpty,
                DisputeDocumentsMustBeProofs,
                ProofMustBeAskedFor,
                ProofMustHaveANote,
                DocumentMustBeNew,
                DocumentMustNotBeOnAnotherClaim,
            ],
            Self::CloseRejection => &[ClaimIsClosed, ClaimMustBeRejected, DisputeWindowMustBeOver],
            Self::RecordPayment => &[
                DecisionMustNotBeForOwnOrganisation,
                ClaimMustNotBePaid,
                ClaimMustBeApproved,
                CurrencyMustMatch,
                AmountMustBePositive,
                PaymentMustBeNew,
                AmountMustFit,
                PaymentsMustNotExceedApproved,
                TextMustNotBeEmpty,
            ],
            Self::ReversePayment => &[
                DecisionMustNotBeForOwnOrganisation,
                ClaimMustBeApproved,
                PaymentMustExist,
                TextMustNotBeEmpty,
            ],
            Self::ExpireClaim => &[ClaimIsClosed, ClaimIsLocked, DeadlineMustHavePassed],
            Self::ExtendDeadline => &[
                ClaimIsClosed,
                DeadlineMustBeRunning,
                DeadlineMustMoveLater,
                TextMustNotBeEmpty,
            ],
            Self::OpenFund => &[
                ProgrammeMustExist,
                ActorMustBeAllowed,
                FundMustBeNew,
                PeriodMustExist,
                CurrencyMustMatch,
            ],
            Self::RecordEarning => &[
                DecisionMustNotBeForOwnOrganisation,
                CurrencyMustMatch,
                AmountMustFit,
                AmountMustBePositive,
                TextMustNotBeEmpty,
                EarningMustBeNew,
            ],
            Self::AdjustFund => &[
                DecisionMustNotBeForOwnOrganisation,
                CurrencyMustMatch,
                AmountMustFit,
                SomethingMustChange,
                TextMustNotBeEmpty,
                FundMustHaveALot,
                AdjustmentMustNotExceedAvailable,
            ],
            Self::RollOverFund => &[
                DecisionMustNotBeForOwnOrganisation,
                CurrencyMustMatch,
                AmountMustFit,
                AmountMustBePositive,
                RolloverMustBeToALikeFund,
                RolloverMustNotExceedAvailable,
                EarningMustBeNew,
            ],
            Self::ExpireFund => &[ClaimingPeriodMustBeOver, SomethingMustBeAvailable],
            Self::PublishPolicy => &[ActorMustBeAllowed, PolicyMustBeSound, SomethingMustChange],
            Self::ReadClaim
            | Self::ReadVendorOnlyComments
            | Self::ReadDuplicates
            | Self::ListClaims
            | Self::ReadQueue
            | Self::ReadOverview
            | Self::ReadFund
            | Self::ReadPostings
            | Self::ListPayments
            | Self::ReadTrace
            | Self::ReadDiff
            | Self::ReadBalance
            | Self::ReadProgramme
            | Self::ReadViews
            | Self::RunViews
            | Self::ManageKeys
            | Self::ManageMembers => &[],
        }
    }

    /// Lists the laws that every command on a claim, or on a fund, that is there must pass first.
    pub const fn usual_laws(self) -> &'static [Law] {
        match self {
            Self::EditDetails
            | Self::AttachDocument
            | Self::ReplaceDocument
            | Self::RemoveDocument
            | Self::AnnotateDocument
            | Self::RecordMetric
            | Self::RequestContribution
            | Self::CancelContribution
            | Self::AddComment
            | Self::AddVendorOnlyComment
            | Self::SubmitClaim
            | Self::RecallClaim
            | Self::CancelClaim
            | Self::StartReview
            | Self::RequestInfo
            | Self::ApproveClaim
            | Self::RejectClaim
            | Self::RevokeApproval
            | Self::DisputeRejection
            | Self::CloseRejection
            | Self::RecordPayment
            | Self::ReversePayment
            | Self::ExpireClaim
            | Self::ExtendDeadline => &[ClaimMustExist, ActorMustBeAllowed],
            Self::RecordEarning | Self::AdjustFund | Self::RollOverFund | Self::ExpireFund => {
                &[FundMustExist, ActorMustBeAllowed]
            }
            Self::CreateClaim
            | Self::OpenFund
            | Self::PublishPolicy
            | Self::ReadClaim
            | Self::ReadVendorOnlyComments
            | Self::ReadDuplicates
            | Self::ListClaims
            | Self::ReadQueue
            | Self::ReadOverview
            | Self::ReadFund
            | Self::ReadPostings
            | Self::ListPayments
            | Self::ReadTrace
            | Self::ReadDiff
            | Self::ReadBalance
            | Self::ReadProgramme
            | Self::ReadViews
            | Self::RunViews
            | Self::ManageKeys
            | Self::ManageMembers => &[],
        }
    }
}
