//! Saying something about a claim, in any status.

use super::{Decision, Given, must_say_something};
use crate::claim::{AddComment, Claim, ClaimEvent, Visibility};
use crate::refusal::require;
use crate::{CommentId, Refusal, access};

/// Adds a comment; only the vendor's side may keep one to itself.
pub(super) fn add_comment(
    claim: &Claim,
    command: &AddComment,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let (id, document, in_reply_to) = (command.id, command.document, command.in_reply_to);
    must_say_something(&command.text)?;
    require(!claim.comments.contains_key(&id), Refusal::CommentMustBeNew)?;
    let is_on_claim = document.is_none_or(|id| claim.document(id).is_some());
    require(is_on_claim, Refusal::DocumentMustBeOnTheClaim)?;
    let sees_vendor_only = access::sees_vendor_only(given.by, given.vendor()?);
    let is_seen = |id: CommentId| match claim.comments.get(&id) {
        Some(Visibility::Everyone) => true,
        Some(Visibility::VendorOnly) => sees_vendor_only,
        None => false,
    };
    require(in_reply_to.is_none_or(is_seen), Refusal::CommentMustExist)?;
    Ok(ClaimEvent::CommentAdded {
        id,
        text: command.text.clone(),
        document,
        in_reply_to,
        visibility: command.visibility,
    }
    .into())
}
