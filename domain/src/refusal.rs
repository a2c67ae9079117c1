//! Every law that can refuse a command, by what it is about.
//!
//! Which law speaks first where several are broken is read in the rules: their guards are in the
//! order of precedence, one law a line.
//!
//! A refusal has a stable code, a sentence and one hint on what to do. Codes never change.

use chrono::NaiveDate;

use crate::money::MoneyError;
use crate::programme::Unsound;
use crate::{ClaimId, DocumentId, ItemId, MetricCode, Money};

/// What a law asks, as far as doors tell laws apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// That what the command is about is there, as far as who gives it may know.
    Found,
    /// That the id it gives to something new is free.
    Free,
    /// That who gives it may.
    Allowed,
    /// Anything else.
    Other,
}

/// Defines the closed list of laws: variant, its kind unless it is any, code, sentence, hint.
macro_rules! laws {
    ($($variant:ident $({ $($field:ident : $type:ty),* $(,)? })? $([$kind:ident])? => $code:literal, $sentence:literal, $hint:literal;)*) => {
        /// A law that refused a command.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum Refusal {
            $(#[error($sentence)] $variant $({ $($field: $type),* })?,)*
        }
        impl Refusal {
            /// Every code, in the order of the list.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// Gives the law alone, whatever was refused by it.
            pub const fn law(&self) -> Law {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => Law::$variant,)*
                }
            }

            /// Gives the stable code.
            pub const fn code(&self) -> &'static str {
                self.law().code()
            }

            /// Tells what kind of law it is.
            pub const fn kind(&self) -> Kind {
                self.law().kind()
            }

            /// Says what to do about it.
            pub const fn hint(&self) -> &'static str {
                match self {
                    $(Self::$variant $({ $($field: _),* })? => $hint,)*
                }
            }
        }

        /// A law, before anything is refused by it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Law {
            $($variant,)*
        }
        impl Law {
            /// Gives the stable code.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)*
                }
            }

            /// Tells what kind of law it is.
            pub const fn kind(self) -> Kind {
                match self {
                    $(Self::$variant => kind!($($kind)?),)*
                }
            }
        }
    };
}

/// The kind of a law, unless it says one.
macro_rules! kind {
    () => {
        Kind::Other
    };
    ($kind:ident) => {
        Kind::$kind
    };
}

laws! {
    // What must exist, and what must not.
    ClaimMustExist [Found] => "claim_not_found", "there is no such claim", "check the claim's id";
    ClaimMustBeNew [Free] => "claim_exists_already", "a claim with this id exists already", "use a new id for a new claim";
    FundMustExist [Found] => "fund_not_found", "there is no such fund", "check the fund's id, or open the fund first";
    FundMustBeNew [Free] => "fund_is_open_already", "the partner has a fund for this programme, period and currency", "use the fund there is";
    ProgrammeMustExist [Found] => "programme_not_found", "there is no such programme", "publish the programme's policy first";
    PeriodMustExist => "period_not_found", "the programme has no such period", "use a period of the programme's policy";
    PolicyMustBeSound { what: Unsound } => "policy_is_unsound", "the policy cannot be applied: {what}", "correct the policy and publish it again";

    // Who may.
    ActorMustBeAllowed [Allowed] => "not_allowed", "this role may not do that here", "ask somebody whose role allows it";
    DecisionMustNotBeForOwnOrganisation [Allowed] => "own_organisation", "nobody decides on a claim of their own organisation", "ask somebody of another organisation";
    DecisionMustNotBeByAPartnersHelper [Allowed] => "acted_for_partner", "nobody decides on a claim they acted on for the partner", "ask somebody who had no part in the claim";
    RevokerMustNotBeTheApprover [Allowed] => "same_person", "who revokes an approval is not who gave it", "ask another approver";

    // Where the claim stands.
    ClaimIsClosed => "claim_is_closed", "the claim is closed", "file a new claim, or add a comment";
    ClaimIsLocked => "claim_is_locked", "the claim is locked while the vendor has it", "wait for an information request, or recall the claim before its review starts";
    ClaimMustBeSubmitted => "not_submitted", "the claim is not submitted", "submit the claim first";
    ReviewMustNotHaveStarted => "review_has_started", "the review has started", "wait for the reviewer, or add a comment";
    ClaimMustBeUnderReview => "not_under_review", "the claim is not under review", "start the review first";
    ClaimMustBeApproved => "not_approved", "the claim is not approved", "nothing is paid or revoked before an approval";
    ClaimMustNotBePaid => "already_paid", "the claim is paid, in part or whole", "reverse the payment first";
    ClaimMustBeRejected => "not_rejected", "the claim is not rejected", "only a rejection can be disputed or closed";
    RejectionIsFinal => "rejection_is_final", "the rejection is final", "file a new claim";

    // Amounts.
    AmountMustFit => "amount_overflow", "the amount is larger than the ledger can hold", "use a smaller amount";
    AmountMustBePositive => "amount_must_be_positive", "the amount must be above zero", "give an amount above zero";
    CurrencyMustMatch => "currency_mismatch", "the amount is not in the currency of the fund", "use the fund's currency";

    // Filing and editing.
    DeclaredMustBePositive => "declared_must_be_positive", "a claim asks for more than zero", "declare what was spent";
    ActivityMustBeOfTheProgramme => "activity_not_found", "the programme has no such activity", "choose an activity of the programme's policy";
    ExecutionMustBeInsideTheUsagePeriod { from: NaiveDate, to: NaiveDate } => "executed_outside_usage_period", "the activity must take place between {from} and {to}", "file the claim against the fund of the right period";
    TitleMustNotBeEmpty => "title_is_empty", "the title is empty", "give the claim a title";
    SomethingMustChange => "nothing_changed", "nothing would change", "leave it as it is";
    DocumentMustBeOnTheClaim [Found] => "document_not_found", "the claim has no such document", "check the document's id";
    DocumentMustBeNew => "document_on_claim_already", "the same document is on this claim already", "use the document there is";
    ProofMustBeAskedFor { code: MetricCode } => "proof_not_asked_for", "the activity asks for no proof {code}", "name a proof that the activity asks for, or none";
    ProofMustHaveANote => "proof_needs_a_note", "a proof needs a note that explains it", "say what the document shows";
    ClaimedMustNotExceedTotal { claimed: Money, total: Money } => "claimed_exceeds_total", "claimed {claimed} of a document that sums to {total}", "claim at most what the document sums to";
    ContributionMustExist [Found] => "contribution_not_found", "the claim has no such open contribution", "check the contribution's id";
    ContributionMustBeNew [Free] => "contribution_exists_already", "the claim has a contribution with this id", "use a new id";
    TextMustNotBeEmpty => "text_is_empty", "the text is empty", "write something";
    CommentMustExist => "comment_not_found", "the claim has no such comment", "check the comment's id";
    CommentMustBeNew [Free] => "comment_exists_already", "the claim has a comment with this id", "use a new id";

    // Submitting.
    ClaimMustCarryACostDocument => "no_cost_document", "there is no cost document", "attach an invoice or a certification statement";
    ClaimMustCarryAProof => "no_proof", "there is no proof of execution", "attach a proof, with a note";
    RequiredProofMustBeAttached { code: MetricCode } => "required_proof_missing", "the proof {code} is required and missing", "attach a proof that says it answers this";
    RequiredMetricMustBeRecorded { code: MetricCode } => "required_metric_missing", "the metric {code} is required and missing", "record the metric";
    ClaimedMustSumToDeclared { claimed: Money, declared: Money } => "claimed_differs_from_declared", "the documents claim {claimed}, the claim declares {declared}", "correct the declared amount or the documents";
    ItemsMustBeAnswered { item: ItemId } => "item_unanswered", "item {item} of the information request has no answer", "answer every item";
    ItemMustBeAsked => "item_not_found", "an answer is to an item that was not asked", "check the item's id";
    SubmissionMustBeInsideTheClaimingPeriod { from: NaiveDate, to: NaiveDate } => "outside_claiming_period", "claims are taken from {from} to {to}", "ask the programme's administrator for an extension";
    AnswerMustBeInTime { due_on: NaiveDate } => "answer_is_late", "the answer was due on {due_on}", "ask the programme's administrator for an extension";
    DocumentMustNotBeOnAnotherClaim { document: DocumentId, claim: ClaimId } => "duplicate_document", "document {document} is on claim {claim} as well", "remove it, or say why it counts twice";
    FundMustCoverTheClaim { requested: Money, available: Money } => "insufficient_funds", "{requested} asked of a fund that has {available} available", "ask for less";

    // Reviewing and deciding.
    RequestMustHaveItems => "no_items", "the information request asks for nothing", "add an item";
    RequestMustBeNew [Free] => "request_exists_already", "the claim had an information request with this id or item", "use new ids";
    LinesMustBeTheCostDocuments => "lines_do_not_match", "the lines are not the claim's cost documents, one each", "give one line for each cost document";
    ApprovedMustNotExceedRequested { requested: Money } => "approved_exceeds_requested", "more approved than the {requested} asked for", "approve at most what was asked for";
    LinesMustSumToApproved { lines: Money } => "lines_do_not_add_up", "the lines sum to {lines}", "correct a line or the sum";
    ReducedLineMustHaveAReason { document: DocumentId } => "reduced_line_needs_a_reason", "the line of document {document} is reduced without a reason", "say why the line is reduced";
    RejectionMustHaveAReason => "no_reason", "there is no reason", "give a reason";
    DisputeMustBeInTime { until: NaiveDate } => "dispute_window_is_closed", "the rejection could be disputed until {until}", "ask the programme's administrator for an extension";
    DisputeDocumentsMustBeProofs => "dispute_takes_proofs_only", "a dispute carries proofs only", "leave the cost documents as they are";
    DisputeWindowMustBeOver { until: NaiveDate } => "dispute_window_is_open", "the rejection can be disputed until {until}", "wait until the window is over";

    // Paying.
    PaymentMustBeNew [Free] => "payment_exists_already", "a payment with this id is known already", "use a new id for a new payment";
    PaymentMustExist [Found] => "payment_not_found", "the claim has no such payment that stands", "check the payment's id";
    PaymentsMustNotExceedApproved { approved: Money, paid: Money } => "payment_exceeds_approved", "{paid} would be paid of {approved} approved", "pay at most what is left";

    // Deadlines.
    DeadlineMustHavePassed { deadline: NaiveDate } => "deadline_has_not_passed", "the deadline is {deadline}", "wait until the day after";
    DeadlineMustBeRunning => "no_such_deadline", "no such deadline is running", "extend a deadline that is running";
    DeadlineMustMoveLater { deadline: NaiveDate } => "deadline_must_move_later", "the deadline is {deadline} already", "give a later day";

    // Funds.
    EarningMustBeNew => "earning_known_already", "an earning from this source, or with this lot, is known already", "leave it as it is, or adjust the fund";
    AdjustmentMustNotExceedAvailable { available: Money } => "adjustment_exceeds_available", "the fund has {available} available", "take at most what is available";
    FundMustHaveALot => "fund_has_no_lot", "the fund has no earning to adjust", "record an earning instead";
    RolloverMustBeToALikeFund => "funds_differ", "funds roll over to another fund of the same partner, programme and currency", "choose a fund of the same partner, programme and currency";
    RolloverMustNotExceedAvailable { available: Money } => "rollover_exceeds_available", "the fund has {available} available", "roll over at most what is available";
    ClaimingPeriodMustBeOver { until: NaiveDate } => "claiming_period_is_open", "claims are taken until {until}", "wait until the day after";
    SomethingMustBeAvailable => "nothing_available", "the fund has nothing available", "nothing needs to be done";
}

impl From<MoneyError> for Refusal {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::CurrencyMismatch | MoneyError::UnknownCurrency => Self::CurrencyMustMatch,
            MoneyError::Overflow | MoneyError::NotAnAmount | MoneyError::TooManyDecimals => {
                Self::AmountMustFit
            }
        }
    }
}

/// Refuses unless the law holds.
pub(crate) fn require(holds: bool, refusal: Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(refusal) }
}
