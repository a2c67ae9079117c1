//! Whether files may be brought for a claim: asked before anybody reads their bytes.

use super::{Given, of_seen};
use crate::access::Operation;
use crate::claim::{Claim, Status};
use crate::refusal::require;
use crate::{Refusal, access};

/// What files are brought for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilesFor {
    /// To be attached.
    Attaching,
    /// To take the place of a document.
    Replacing,
    /// To prove what a dispute says.
    Disputing,
    /// Whatever the claim takes files for as it stands.
    Anything,
}

/// Refuses files for a claim that no command could take them into.
///
/// It says what the command itself would say first: of a claim that one may not see, of a role that
/// may not do this, of a claim that is locked or closed.
pub fn must_take_files(
    claim: Option<&Claim>,
    purpose: FilesFor,
    given: &Given<'_>,
) -> Result<(), Refusal> {
    let claim = claim.ok_or(Refusal::ClaimMustExist)?;
    let relation = of_seen(claim, given)?;
    let operation = match purpose {
        FilesFor::Attaching => Operation::AttachDocument,
        FilesFor::Replacing => Operation::ReplaceDocument,
        FilesFor::Disputing => Operation::DisputeRejection,
        FilesFor::Anything => match claim.status == Status::Rejected {
            true => Operation::DisputeRejection,
            false => Operation::AttachDocument,
        },
    };
    let is_allowed = access::may(given.by.role, operation, relation);
    require(is_allowed, Refusal::ActorMustBeAllowed)?;
    match operation == Operation::DisputeRejection {
        true => super::dispute::must_be_disputable(claim, given),
        false => claim.must_be_editable(),
    }
}
