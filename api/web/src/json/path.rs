//! Ids in the address. What is not an id names nothing: the answer is that of a missing thing.

use std::str::FromStr;

use application::wire::form::{ClaimNameText, Id, Name, Word};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use domain::claim::InvalidClaimName;
use domain::{
    ClaimId, ClaimName, ContributionId, DocumentId, FundId, KeyId, LotId, PaymentId, ProgrammeId,
    Refusal, Role, UserId,
};
use schemars::JsonSchema;

use crate::State;
use crate::failure::Failure;
use crate::openapi::{Input, Place, Said};

/// An id that addresses carry, under one name.
pub(crate) trait Addressed: FromStr {
    const PARAMETER: &'static str;

    /// What it looks like.
    type Form: JsonSchema;

    /// Says that what the address names is not there.
    fn missing() -> Failure;

    /// Reads the id; none: nothing is named like this.
    fn find(text: &str, _: &State) -> impl Future<Output = Result<Option<Self>, Failure>> + Send
    where
        Self: Send,
    {
        std::future::ready(Ok(text.parse().ok()))
    }
}

/// Says under which name addresses carry each id, and what is said where there is none such.
macro_rules! addressed {
    ($($id:ident: $parameter:literal, $form:ty, $missing:expr;)*) => {$(
        impl Addressed for $id {
            const PARAMETER: &'static str = $parameter;
            type Form = $form;

            fn missing() -> Failure {
                $missing
            }
        }
    )*};
}

addressed! {
    DocumentId: "document", Id<DocumentId>, Refusal::DocumentMustBeOnTheClaim.into();
    ContributionId: "contribution", Id<ContributionId>, Refusal::ContributionMustExist.into();
    PaymentId: "payment", Id<PaymentId>, Refusal::PaymentMustExist.into();
    FundId: "fund", Id<FundId>, Refusal::FundMustExist.into();
    LotId: "lot", Id<LotId>, Failure::no_such_lot();
    KeyId: "key", Id<KeyId>, Failure::no_such_key();
    UserId: "user", Name, Failure::no_such_member();
    Role: "role", Word<Role>, Failure::no_such_member();
    ProgrammeId: "programme", Name, Refusal::ProgrammeMustExist.into();
}

/// A claim is named by its number as well.
impl Addressed for ClaimId {
    const PARAMETER: &'static str = "claim";

    type Form = ClaimNameText;

    fn missing() -> Failure {
        Refusal::ClaimMustExist.into()
    }

    async fn find(text: &str, state: &State) -> Result<Option<Self>, Failure> {
        match text.parse::<ClaimName>() {
            Ok(name) => Ok(Some(state.questions.claim_named(name).await?)),
            Err(InvalidClaimName) => Ok(None),
        }
    }
}

/// An id that was read from the address.
#[derive(Clone, Debug)]
pub(crate) struct At<I>(pub(crate) I);

/// What stands there is a TypeID, a name or a word; whatever else does names nothing.
impl<I: Addressed> Input for At<I> {
    fn tell(said: &mut Said) {
        said.parameter::<I::Form>(Place::Path, I::PARAMETER, true);
        said.may_fail(I::missing());
    }
}

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
        let id = match text {
            Some(text) => I::find(text, state).await?,
            None => None,
        };
        id.map(Self).ok_or_else(I::missing)
    }
}
