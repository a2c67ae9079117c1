//! What a command is about: who gives it, on which claim or fund, for which version of it.

use std::convert::Infallible;

use application::documents::Admitted;
use application::wire::Wire;
use axum::extract::{FromRequestParts, State as With};
use axum::http::request::Parts;
use domain::access::Operation;
use domain::claim::FilesFor;
use domain::{ClaimCommand, ClaimId, FundCommand, FundId};
use projections::Command;
use schemars::JsonSchema;

use super::body::Body;
use super::command::Done;
use super::path::At;
use super::routes::{Route, post};
use crate::State;
use crate::door::caller::{Caller, IfMatch, OptionalIfMatch};
use crate::failure::Failure;
use crate::openapi::{Input, Said};

/// The claim of a command, or a part of one, such as a document on it.
pub(super) struct OnClaim<P = ()> {
    pub(super) state: State,
    pub(super) caller: Caller,
    claim: ClaimId,
    pub(super) part: P,
    expected: Option<u64>,
}

impl<P> FromRequestParts<State> for OnClaim<P>
where
    P: FromRequestParts<State, Rejection: Into<Failure>> + Send,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let At(claim) = At::from_request_parts(parts, state).await?;
        let part = P::from_request_parts(parts, state).await;
        let part = part.map_err(Into::into)?;
        let IfMatch(expected) = IfMatch::from_request_parts(parts, state).await?;
        Ok(Self {
            state: state.clone(),
            caller,
            claim,
            part,
            expected,
        })
    }
}

impl<P: Input> Input for OnClaim<P> {
    fn tell(said: &mut Said) {
        Caller::tell(said);
        <At<ClaimId> as Input>::tell(said);
        P::tell(said);
        IfMatch::tell(said);
    }
}

impl From<Infallible> for Failure {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl<P> OnClaim<P> {
    /// Gives what the handlers work with.
    pub(super) const fn state(&self) -> &State {
        &self.state
    }

    /// Refuses files that no command of the caller's could take in, before any is read.
    pub(super) async fn admit(&self, purpose: FilesFor) -> Result<Admitted, Failure> {
        let (caller, documents) = (&self.caller, &self.state.documents);
        caller.must_be_allowed_somewhere(Operation::ReadClaim)?;
        let (by, key) = (&caller.by, caller.key.as_ref());
        let admitted = documents.admit(by, self.claim, purpose, self.expected, key);
        Ok(admitted.await?)
    }

    /// Refuses a command that would be refused, before the bytes of its file are kept.
    pub(super) async fn rehearse(&self, command: &ClaimCommand) -> Result<(), Failure> {
        let (caller, documents) = (&self.caller, &self.state.documents);
        let (by, key) = (&caller.by, caller.key.as_ref());
        let rehearsed = documents.rehearse(by, self.claim, command, self.expected, key);
        Ok(rehearsed.await?)
    }

    /// Carries the command out.
    pub(super) async fn carry_out(&self, command: ClaimCommand) -> Result<Done, Failure> {
        let command = Command::Claim(self.claim, command);
        let (state, caller) = (&self.state, &self.caller);
        state.carry_out(caller, self.expected, command).await
    }
}

/// Makes the route of a command on a claim, of which a body says all.
pub(super) fn on_claim<B: Wire<Into: Send> + JsonSchema + 'static>(
    path: &'static str,
    command: fn(B::Into) -> ClaimCommand,
) -> Route {
    post(path, async move |on: OnClaim, Body(asked): Body<B>| {
        on.carry_out(command(asked)).await
    })
}

/// The same for a decision or a payment, which must not happen twice and so carries a key.
pub(super) fn on_claim_once<B: Wire<Into: Send> + JsonSchema + 'static>(
    path: &'static str,
    command: fn(B::Into) -> ClaimCommand,
) -> Route {
    post(path, async move |on: OnClaim, Body(asked): Body<B>| {
        on.caller.must_have_key()?;
        on.carry_out(command(asked)).await
    })
    .once()
}

/// Makes the route of a command that moves the money of a fund, which must not happen twice and so
/// carries a key; a body says all of it.
pub(super) fn on_fund<B: Wire<Into: Send> + JsonSchema + 'static>(
    path: &'static str,
    command: fn(B::Into) -> FundCommand,
) -> Route {
    let carry_out = async move |With(state): With<State>,
                                caller: Caller,
                                At(fund): At<FundId>,
                                OptionalIfMatch(expected): OptionalIfMatch,
                                Body(asked): Body<B>| {
        caller.must_have_key()?;
        let command = Command::Fund(fund, command(asked));
        state.carry_out(&caller, expected, command).await
    };
    post(path, carry_out).once()
}
