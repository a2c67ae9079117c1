//! One rule, one file: each takes the claim as it is and gives events or a refusal.

mod approve;
mod attach_document;
mod bring_files;
mod cancel;
mod comment;
mod contributions;
mod create;
mod dispute;
mod edit_details;
mod expire;
mod extend_deadline;
mod payments;
mod record_metric;
mod reject;
mod request_info;
mod revise_documents;
mod revoke_approval;
mod start_review;
mod submit;

use chrono::{DateTime, NaiveDate, Utc};

pub use bring_files::{FilesFor, must_take_files};
pub use submit::missing;

use super::{Claim, ClaimCommand, ClaimEvent};
use crate::access::{self, Operation, Relation};
use crate::refusal::require;
use crate::writing::says_something;
use crate::{Actor, ClaimId, Fund, FundEvent, OrgId, Policy, Refusal};

/// What a claim's command is decided upon, beside the claim.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    pub id: ClaimId,
    pub at: DateTime<Utc>,
    pub by: &'a Actor,
    /// The version of the policy the claim was created with, or the current one to create it.
    ///
    /// Always there where there is a claim: it says who the vendor is, and so who may see it.
    pub policy: Option<(u32, &'a Policy)>,
    /// The claim's fund; asked only by rules whose command needs it.
    pub fund: Option<&'a Fund>,
}

impl Given<'_> {
    fn vendor(&self) -> Result<&OrgId, Refusal> {
        Ok(&self.policy()?.vendor)
    }

    fn policy(&self) -> Result<&Policy, Refusal> {
        self.policy
            .map(|(_, policy)| policy)
            .ok_or(Refusal::ProgrammeMustExist)
    }

    fn fund(&self) -> Result<&Fund, Refusal> {
        self.fund.ok_or(Refusal::FundMustExist)
    }

    fn today(&self) -> Result<NaiveDate, Refusal> {
        Ok(self.policy()?.local_date(self.at))
    }
}

/// The claim's events and the fund events they entail: appended together or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    pub claim: Vec<ClaimEvent>,
    pub fund: Vec<FundEvent>,
}

impl From<ClaimEvent> for Decision {
    fn from(event: ClaimEvent) -> Self {
        Self {
            claim: vec![event],
            fund: vec![],
        }
    }
}

impl Decision {
    fn with_fund(event: ClaimEvent, fund: Vec<FundEvent>) -> Self {
        Self {
            claim: vec![event],
            fund,
        }
    }
}

/// Decides what a command on a claim leads to.
///
/// Who may not see the claim is told what they would be told if there were none; who sees it and
/// may not do this is told so, before any other law speaks.
pub fn decide(
    claim: Option<&Claim>,
    command: &ClaimCommand,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    if let ClaimCommand::Create(command) = command {
        return create::create(claim, command, given);
    }
    let claim = claim.ok_or(Refusal::ClaimMustExist)?;
    let relation = of_seen(claim, given)?;
    let is_allowed = access::may(given.by.role, Operation::of_claim(command), relation);
    require(is_allowed, Refusal::ActorMustBeAllowed)?;
    match command {
        ClaimCommand::Create(_) => Err(Refusal::ClaimMustBeNew),
        ClaimCommand::EditDetails(command) => edit_details::edit_details(claim, command, given),
        ClaimCommand::AttachDocument(command) => {
            attach_document::attach_document(claim, command, given)
        }
        ClaimCommand::ReplaceDocument(command) => revise_documents::replace(claim, command, given),
        ClaimCommand::RemoveDocument(command) => revise_documents::remove(claim, command),
        ClaimCommand::AnnotateDocument(command) => revise_documents::annotate(claim, command),
        ClaimCommand::RecordMetric(command) => record_metric::record_metric(claim, command),
        ClaimCommand::RequestContribution(command) => contributions::request(claim, command),
        ClaimCommand::CancelContribution(command) => contributions::cancel(claim, command),
        ClaimCommand::AddComment(command) => comment::add_comment(claim, command, given),
        ClaimCommand::Submit(command) => submit::submit(claim, command, given),
        ClaimCommand::Recall(command) => cancel::recall(claim, command, given),
        ClaimCommand::Cancel(command) => cancel::cancel(claim, command, given),
        ClaimCommand::StartReview => start_review::start_review(claim, given),
        ClaimCommand::RequestInfo(command) => request_info::request_info(claim, command, given),
        ClaimCommand::Approve(command) => approve::approve(claim, command, given),
        ClaimCommand::Reject(command) => reject::reject(claim, command, given),
        ClaimCommand::RevokeApproval(command) => {
            revoke_approval::revoke_approval(claim, command, given)
        }
        ClaimCommand::Dispute(command) => dispute::dispute(claim, command, given),
        ClaimCommand::CloseRejection => reject::close_rejection(claim, given),
        ClaimCommand::RecordPayment(command) => payments::record(claim, command, given),
        ClaimCommand::ReversePayment(command) => payments::reverse(claim, command, given),
        ClaimCommand::Expire => expire::expire(claim, given),
        ClaimCommand::ExtendDeadline(command) => extend_deadline::extend_deadline(claim, command),
    }
}

/// Gives how who asks stands to a claim, which they must be able to see.
fn of_seen(claim: &Claim, given: &Given<'_>) -> Result<Relation, Refusal> {
    let relation = access::to_claim(given.by, claim, given.vendor()?);
    let is_seen = access::may(given.by.role, Operation::ReadClaim, relation);
    require(is_seen, Refusal::ClaimMustExist)?;
    Ok(relation)
}

/// Four eyes: who decides has no part in the claim, and is of another organisation.
fn must_be_impartial(claim: &Claim, given: &Given<'_>) -> Result<(), Refusal> {
    must_be_of_another_organisation(claim, given)?;
    let has_acted = |person| given.by.is(person);
    let has_acted = claim.acted_for_partner.iter().any(has_acted);
    require(!has_acted, Refusal::DecisionMustNotBeByAPartnersHelper)
}

/// Nobody decides on, or pays, a claim of their own organisation.
fn must_be_of_another_organisation(claim: &Claim, given: &Given<'_>) -> Result<(), Refusal> {
    let is_other = given.by.org != claim.partner;
    require(is_other, Refusal::DecisionMustNotBeForOwnOrganisation)
}

fn must_say_something(text: &str) -> Result<(), Refusal> {
    require(says_something(text), Refusal::TextMustNotBeEmpty)
}
