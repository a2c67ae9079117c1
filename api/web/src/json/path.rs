//! Ids in the address. What is not an id names nothing: the answer is that of a missing thing.

use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use domain::{ClaimId, ContributionId, DocumentId, FundId, PaymentId, ProgrammeId, Refusal};

use crate::State;
use crate::failure::Failure;

/// An id that addresses carry, under one name.
pub(super) trait Addressed: FromStr {
    const PARAMETER: &'static str;
    const MISSING: Refusal;
}

impl Addressed for ClaimId {
    const PARAMETER: &'static str = "claim";
    const MISSING: Refusal = Refusal::ClaimMustExist;
}

impl Addressed for DocumentId {
    const PARAMETER: &'static str = "document";
    const MISSING: Refusal = Refusal::DocumentMustBeOnTheClaim;
}

impl Addressed for ContributionId {
    const PARAMETER: &'static str = "contribution";
    const MISSING: Refusal = Refusal::ContributionMustExist;
}

impl Addressed for PaymentId {
    const PARAMETER: &'static str = "payment";
    const MISSING: Refusal = Refusal::PaymentMustExist;
}

impl Addressed for FundId {
    const PARAMETER: &'static str = "fund";
    const MISSING: Refusal = Refusal::FundMustExist;
}

impl Addressed for ProgrammeId {
    const PARAMETER: &'static str = "programme";
    const MISSING: Refusal = Refusal::ProgrammeMustExist;
}

/// An id that was read from the address.
#[derive(Clone, Debug)]
pub(super) struct At<I>(pub(super) I);

impl<I: Addressed + Send> FromRequestParts<State> for At<I> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, state).await.ok();
        let text = params.as_ref().and_then(|params| {
            params
                .iter()
                .find(|(name, _)| *name == I::PARAMETER)
                .map(|(_, text)| text)
        });
        let id = text.and_then(|text| text.parse().ok());
        id.map(Self).ok_or_else(|| I::MISSING.into())
    }
}
