//! What can be done and read: each operation has a row in the table.

use std::str::FromStr;

use crate::claim::Visibility;
use crate::text::words;
use crate::{ClaimCommand, FundCommand, ProgrammeCommand};

words! {
    /// Something that is done to, or read of, claims, funds and programmes.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Operation {
        CreateClaim => "create_claim",
        EditDetails => "edit_details",
        AttachDocument => "attach_document",
        ReplaceDocument => "replace_document",
        RemoveDocument => "remove_document",
        AnnotateDocument => "annotate_document",
        RecordMetric => "record_metric",
        RequestContribution => "request_contribution",
        CancelContribution => "cancel_contribution",
        /// Says something that everyone on the claim reads.
        AddComment => "add_comment",
        /// Says something that only the vendor's side reads.
        AddVendorOnlyComment => "add_vendor_only_comment",
        SubmitClaim => "submit_claim",
        RecallClaim => "recall_claim",
        CancelClaim => "cancel_claim",
        StartReview => "start_review",
        RequestInfo => "request_info",
        ApproveClaim => "approve_claim",
        RejectClaim => "reject_claim",
        RevokeApproval => "revoke_approval",
        DisputeRejection => "dispute_rejection",
        CloseRejection => "close_rejection",
        RecordPayment => "record_payment",
        ReversePayment => "reverse_payment",
        ExpireClaim => "expire_claim",
        ExtendDeadline => "extend_deadline",
        OpenFund => "open_fund",
        RecordEarning => "record_earning",
        AdjustFund => "adjust_fund",
        RollOverFund => "roll_over_fund",
        ExpireFund => "expire_fund",
        PublishPolicy => "publish_policy",
        /// Reads a claim: its details, its documents, its history.
        ReadClaim => "read_claim",
        /// Reads what the vendor's side keeps to itself.
        ReadVendorOnlyComments => "read_vendor_only_comments",
        /// Reads which documents are on other claims too.
        ReadDuplicates => "read_duplicates",
        ListClaims => "list_claims",
        /// Reads what waits for whom.
        ReadQueue => "read_queue",
        /// Reads the figures of funds and the claims by status.
        ReadOverview => "read_overview",
        ReadFund => "read_fund",
        ReadPostings => "read_postings",
        /// Lists what was paid, and what came back.
        ListPayments => "list_payments",
        /// Follows cents from an earning to payments, and back.
        ReadTrace => "read_trace",
        /// Reads what changed between two moments.
        ReadDiff => "read_diff",
        /// Reads the trial balance.
        ReadBalance => "read_balance",
        ReadProgramme => "read_programme",
        /// Reads how the views stand.
        ReadViews => "read_views",
        /// Rebuilds and proves views, gives that up, lets a parked view try again.
        RunViews => "run_views",
        /// Makes keys for an organisation, lists and revokes them.
        ManageKeys => "manage_keys",
        /// Invites colleagues, gives roles and withdraws them.
        ManageMembers => "manage_members",
    }
}

impl Operation {
    /// Gives the operation of a claim's command.
    pub const fn of_claim(command: &ClaimCommand) -> Self {
        match command {
            ClaimCommand::Create(_) => Self::CreateClaim,
            ClaimCommand::EditDetails(_) => Self::EditDetails,
            ClaimCommand::AttachDocument(_) => Self::AttachDocument,
            ClaimCommand::ReplaceDocument(_) => Self::ReplaceDocument,
            ClaimCommand::RemoveDocument(_) => Self::RemoveDocument,
            ClaimCommand::AnnotateDocument(_) => Self::AnnotateDocument,
            ClaimCommand::RecordMetric(_) => Self::RecordMetric,
            ClaimCommand::RequestContribution(_) => Self::RequestContribution,
            ClaimCommand::CancelContribution(_) => Self::CancelContribution,
            ClaimCommand::AddComment(comment) => match comment.visibility {
                Visibility::Everyone => Self::AddComment,
                Visibility::VendorOnly => Self::AddVendorOnlyComment,
            },
            ClaimCommand::Submit(_) => Self::SubmitClaim,
            ClaimCommand::Recall(_) => Self::RecallClaim,
            ClaimCommand::Cancel(_) => Self::CancelClaim,
            ClaimCommand::StartReview => Self::StartReview,
            ClaimCommand::RequestInfo(_) => Self::RequestInfo,
            ClaimCommand::Approve(_) => Self::ApproveClaim,
            ClaimCommand::Reject(_) => Self::RejectClaim,
            ClaimCommand::RevokeApproval(_) => Self::RevokeApproval,
            ClaimCommand::Dispute(_) => Self::DisputeRejection,
            ClaimCommand::CloseRejection => Self::CloseRejection,
            ClaimCommand::RecordPayment(_) => Self::RecordPayment,
            ClaimCommand::ReversePayment(_) => Self::ReversePayment,
            ClaimCommand::Expire => Self::ExpireClaim,
            ClaimCommand::ExtendDeadline(_) => Self::ExtendDeadline,
        }
    }

    /// Gives the operation of a fund's command.
    pub const fn of_fund(command: &FundCommand) -> Self {
        match command {
            FundCommand::Open(_) => Self::OpenFund,
            FundCommand::RecordEarning(_) => Self::RecordEarning,
            FundCommand::Adjust(_) => Self::AdjustFund,
            FundCommand::RollOver(_) => Self::RollOverFund,
            FundCommand::Expire => Self::ExpireFund,
        }
    }

    /// Gives the operation of a programme's command.
    pub const fn of_programme(command: &ProgrammeCommand) -> Self {
        match command {
            ProgrammeCommand::Publish(_) => Self::PublishPolicy,
        }
    }
}

/// Says that a text is not an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such operation")]
pub struct UnknownOperation;

impl FromStr for Operation {
    type Err = UnknownOperation;
    fn from_str(text: &str) -> Result<Self, UnknownOperation> {
        Self::written(text).ok_or(UnknownOperation)
    }
}
