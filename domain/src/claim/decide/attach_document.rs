//! Adding a document, and what every document must be.

use super::{Decision, Given};
use crate::claim::{AttachDocument, Claim, ClaimEvent, ContributionState};
use crate::document::{Document, DocumentKind};
use crate::refusal::require;
use crate::writing::says_something;
use crate::{Policy, Refusal, Role};

/// Adds a document; one that names a contribution fulfils it.
pub(super) fn attach_document(
    claim: &Claim,
    command: &AttachDocument,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    let (document, contribution) = (&command.document, command.contribution);
    claim.must_be_editable()?;
    must_be_sound(claim, document, given.policy()?)?;
    must_be_new(claim.documents.iter(), document)?;
    if let Some(id) = contribution {
        let is_open = |known: &&crate::claim::Contribution| {
            known.id == id && known.state == ContributionState::Open
        };
        let open = claim.contributions.iter().find(is_open);
        let open = open.ok_or(Refusal::ContributionMustExist)?;
        let is_theirs = given.by.role != Role::Contributor || given.by.is(&open.to);
        require(is_theirs, Refusal::ContributionMustExist)?;
    }
    Ok(ClaimEvent::DocumentAttached {
        document: document.clone(),
        contribution,
    }
    .into())
}

/// Checks what a document says against the claim's currency, its total, what the activity asks for
/// and the law of notes.
pub(super) fn must_be_sound(
    claim: &Claim,
    document: &Document,
    policy: &Policy,
) -> Result<(), Refusal> {
    if let Some(code) = &document.answers {
        let asked = policy
            .activity(&claim.activity)
            .into_iter()
            .flat_map(|a| &a.proofs);
        let is_asked = document.is_proof() && asked.into_iter().any(|proof| proof.code == *code);
        require(
            is_asked,
            Refusal::ProofMustBeAskedFor { code: code.clone() },
        )?;
    }
    match &document.kind {
        DocumentKind::Invoice(cost) | DocumentKind::Csr(cost) => {
            let currency = claim.declared.currency();
            let is_in_currency =
                cost.total.currency() == currency && cost.claimed.currency() == currency;
            require(is_in_currency, Refusal::CurrencyMustMatch)?;
            require(cost.claimed.is_positive(), Refusal::AmountMustBePositive)?;
            let (claimed, total) = (cost.claimed, cost.total);
            let exceeds = Refusal::ClaimedMustNotExceedTotal { claimed, total };
            require(claimed.minor() <= total.minor(), exceeds)?;
            require(says_something(&cost.number), Refusal::TextMustNotBeEmpty)
        }
        DocumentKind::Proof => require(document.has_note(), Refusal::ProofMustHaveANote),
    }
}

/// Checks that neither the id nor the file is among the claim's documents.
pub(super) fn must_be_new<'a>(
    mut documents: impl Iterator<Item = &'a Document>,
    document: &Document,
) -> Result<(), Refusal> {
    let is_known =
        documents.any(|known| known.id == document.id || known.file.sha256 == document.file.sha256);
    require(!is_known, Refusal::DocumentMustBeNew)
}
