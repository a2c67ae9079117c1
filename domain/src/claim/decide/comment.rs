//! Saying something about a claim, in any status.

use super::{Decision, Given, must_say_something};
use crate::claim::{AddComment, Claim, ClaimEvent, Visibility};
use crate::refusal::require;
use crate::{CommentId, Refusal, Role};

/// Adds a comment; only the vendor's side may keep one to itself.
pub(super) fn add_comment(
    claim: &Claim,
    command: &AddComment,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let AddComment {
        id,
        text,
        document,
        in_reply_to,
        visibility,
    } = command;
    let role = given.by.role;
    require(!is_onlooker(role), Refusal::ActorMustBeAllowed)?;
    let is_vendor_only = *visibility == Visibility::VendorOnly;
    require(
        !is_vendor_only || role.is_vendor_side(),
        Refusal::ActorMustBeAllowed,
    )?;
    must_say_something(text)?;
    require(!claim.comments.contains_key(id), Refusal::CommentMustBeNew)?;
    let is_on_claim = document.is_none_or(|id| claim.document(id).is_some());
    require(is_on_claim, Refusal::DocumentMustBeOnTheClaim)?;
    let is_seen = |id: CommentId| match claim.comments.get(&id) {
        Some(Visibility::Everyone) => true,
        Some(Visibility::VendorOnly) => role.is_vendor_side(),
        None => false,
    };
    require(in_reply_to.is_none_or(is_seen), Refusal::CommentMustExist)?;
    Ok(ClaimEvent::CommentAdded {
        id: *id,
        text: text.clone(),
        document: *document,
        in_reply_to: *in_reply_to,
        visibility: *visibility,
    }
    .into())
}

/// Tells whether the role only looks on.
fn is_onlooker(role: Role) -> bool {
    matches!(role, Role::Auditor | Role::Operator | Role::System)
}
