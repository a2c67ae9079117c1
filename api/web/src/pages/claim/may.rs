//! What somebody may do with a claim as it stands: the table of roles, and the claim's status.

use chrono::NaiveDate;
use domain::access::{self, Operation};
use domain::{Actor, Role, Status};

use super::opened::Opened;

/// What may be done; at an earlier moment nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::pages) struct May {
    pub(in crate::pages) edit: bool,
    pub(in crate::pages) attach: bool,
    pub(in crate::pages) replace: bool,
    pub(in crate::pages) annotate: bool,
    pub(in crate::pages) record_metric: bool,
    pub(in crate::pages) ask_colleague: bool,
    pub(in crate::pages) withdraw_colleague: bool,
    pub(in crate::pages) comment: bool,
    pub(in crate::pages) comment_vendor_only: bool,
    pub(in crate::pages) submit: bool,
    pub(in crate::pages) answer: bool,
    pub(in crate::pages) recall: bool,
    pub(in crate::pages) cancel: bool,
    pub(in crate::pages) start_review: bool,
    /// Somebody else reviews it, and they could.
    pub(in crate::pages) take_over: bool,
    pub(in crate::pages) request_info: bool,
    pub(in crate::pages) decide: bool,
    pub(in crate::pages) revoke: bool,
    pub(in crate::pages) dispute: bool,
    pub(in crate::pages) accept_rejection: bool,
    pub(in crate::pages) pay: bool,
    pub(in crate::pages) reverse: bool,
    pub(in crate::pages) extend: bool,
}

impl May {
    /// Asks the domain's table, and the status; laws that ask for more refuse when it is tried.
    pub(super) fn of(actor: &Actor, opened: &Opened, today: NaiveDate) -> Self {
        if opened.answer.moment.is_some() {
            return Self::default();
        }
        let (claim, status) = (opened.claim(), opened.claim().status);
        let may = |operation| access::may(actor.role, operation, opened.relation);
        let edits = |operation| may(operation) && status.is_editable();
        let is_other = actor.org != claim.partner;
        let has_acted = claim.acted_for_partner.iter().any(|it| actor.is(it));
        let is_impartial = is_other && !has_acted;
        let is_reviewer = claim.reviewer.as_ref().is_some_and(|it| actor.is(it));
        let is_under_review = status == Status::UnderReview;
        let is_waiting = matches!(status, Status::Submitted | Status::Disputed);
        let reviews = may(Operation::StartReview) && is_impartial;
        let decides = may(Operation::ApproveClaim) && is_impartial;
        let is_approver = (claim.approval.as_ref()).is_some_and(|approval| actor.is(&approval.by));
        let is_rejected = status == Status::Rejected;
        let in_time = claim.dispute_until.is_some_and(|until| today <= until);
        let is_paid_in_part = claim.paid().is_positive();
        Self {
            edit: edits(Operation::EditDetails),
            attach: edits(Operation::AttachDocument),
            replace: edits(Operation::ReplaceDocument),
            annotate: edits(Operation::AnnotateDocument),
            record_metric: edits(Operation::RecordMetric),
            ask_colleague: edits(Operation::RequestContribution),
            withdraw_colleague: may(Operation::CancelContribution),
            comment: may(Operation::AddComment),
            comment_vendor_only: may(Operation::AddVendorOnlyComment),
            submit: may(Operation::SubmitClaim) && status == Status::Editing,
            answer: may(Operation::SubmitClaim) && status == Status::ActionRequired,
            recall: may(Operation::RecallClaim) && status == Status::Submitted,
            cancel: edits(Operation::CancelClaim),
            start_review: reviews && is_waiting,
            take_over: reviews && is_under_review && !is_reviewer,
            request_info: may(Operation::RequestInfo) && is_impartial && is_under_review,
            decide: decides && is_under_review,
            revoke: decides && status == Status::Approved && !is_paid_in_part && !is_approver,
            dispute: may(Operation::DisputeRejection)
                && is_rejected
                && in_time
                && !claim.is_dispute_used,
            accept_rejection: may(Operation::CloseRejection) && is_rejected,
            pay: may(Operation::RecordPayment) && is_other && status == Status::Approved,
            reverse: may(Operation::ReversePayment)
                && is_other
                && is_paid_in_part
                && matches!(status, Status::Approved | Status::Paid),
            extend: may(Operation::ExtendDeadline)
                && matches!(
                    status,
                    Status::Editing | Status::ActionRequired | Status::Rejected
                ),
        }
    }

    /// Gives the action that stands out: one a page.
    pub(in crate::pages) const fn primary(&self, role: Role) -> Option<Primary> {
        match () {
            () if self.submit => Some(Primary::Submit),
            () if self.answer => Some(Primary::Answer),
            () if self.start_review => Some(Primary::StartReview),
            () if self.decide => Some(Primary::Decide),
            () if self.pay => Some(Primary::Pay),
            () if self.dispute => Some(Primary::Dispute),
            () if self.attach && matches!(role, Role::Contributor) => Some(Primary::Attach),
            () => None,
        }
    }
}

/// What stands out on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Primary {
    Submit,
    Answer,
    StartReview,
    Decide,
    Pay,
    Dispute,
    Attach,
}

impl Primary {
    /// Gives the key of the word on its button.
    pub(in crate::pages) const fn key(self) -> &'static str {
        match self {
            Self::Submit => "claim-submit",
            Self::Answer => "claim-answer",
            Self::StartReview => "claim-start-review",
            Self::Decide => "claim-decide",
            Self::Pay => "claim-record-payment",
            Self::Dispute => "claim-dispute",
            Self::Attach => "claim-add-documents",
        }
    }

    /// Gives where its form is sent, after the claim's address.
    pub(in crate::pages) const fn form(self) -> &'static str {
        match self {
            Self::StartReview => "reviews",
            Self::Submit
            | Self::Answer
            | Self::Decide
            | Self::Pay
            | Self::Dispute
            | Self::Attach => "submissions",
        }
    }

    /// Gives where it leads, after the claim's address; none: it is a form of its own.
    pub(in crate::pages) const fn page(self) -> Option<&'static str> {
        match self {
            Self::Submit | Self::StartReview => None,
            Self::Answer => Some("answer"),
            Self::Decide => Some("decision"),
            Self::Pay => Some("payment"),
            Self::Dispute => Some("dispute"),
            Self::Attach => Some("documents/new"),
        }
    }
}
