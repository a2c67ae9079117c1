//! Programmes: publishing a policy as the next version, and reading the one in force.

use std::sync::Arc;

use application::wire::{PolicyBody, text};
use axum::Json;
use axum::extract::State as With;
use axum::http::header::ETAG;
use axum::response::{IntoResponse, Response};
use domain::{Programme, ProgrammeCommand, ProgrammeId, Refusal};
use projections::log::AsOf;
use serde::Serialize;

use super::{Route, get, put};
use crate::State;
use crate::door::caller::{Caller, IfNoneMatch, OptionalIfMatch, etag};
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::{Done, POSITION};
use crate::json::path::At;
use crate::json::query::{Asked, OnlyAsOf};
use crate::json::read::{Fresh, found};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/v1/programmes/{programme}", show),
        put("/v1/programmes/{programme}", publish),
    ]
}

async fn publish(
    With(state): With<State>,
    caller: Caller,
    At(id): At<ProgrammeId>,
    OptionalIfMatch(expected): OptionalIfMatch,
    Body(policy): Body<PolicyBody>,
) -> Result<Done, Failure> {
    let command = ProgrammeCommand::Publish(Box::new(policy));
    let done = state.on_programme(&caller, expected, id, command).await?;
    Ok(match done.is_first() {
        true => done.located_under("/v1/programmes"),
        false => done.changed(),
    })
}

/// A programme with the policy in force.
#[derive(Serialize)]
struct ProgrammeView {
    id: String,
    version: u64,
    policy_version: u32,
    policy: PolicyBody,
}

/// Reads straight from the ledger, so it is never behind; policies are no secret.
async fn show(
    With(state): With<State>,
    _: Caller,
    At(id): At<ProgrammeId>,
    known: IfNoneMatch,
    Asked(OnlyAsOf(as_of)): Asked<OnlyAsOf>,
) -> Result<Response, Failure> {
    if let Some(as_of) = as_of {
        return earlier(&state, &id, as_of, &known).await;
    }
    let position = *state.ledger.head().borrow();
    let current = state
        .ledger
        .programme(&id)
        .await?
        .ok_or(Refusal::ProgrammeMustExist)?;
    let version = current.version;
    let view = ProgrammeView::new(&id, version, &current.state)?;
    let headers = [(ETAG, etag(version)), (POSITION, position.to_string())];
    Ok((headers, Json(view)).into_response())
}

async fn earlier(
    state: &State,
    id: &ProgrammeId,
    as_of: AsOf,
    known: &IfNoneMatch,
) -> Result<Response, Failure> {
    let moment = state.moment(as_of).await?;
    let past = state.views.as_of(moment.position);
    let (version, programme) = found(past.programme(id).await?, Refusal::ProgrammeMustExist)?;
    let view = ProgrammeView::new(id, version, &programme)?;
    Ok(Fresh::of_the_log(moment).show_version(version, known, view))
}

impl ProgrammeView {
    fn new(id: &ProgrammeId, version: u64, programme: &Programme) -> Result<Self, Refusal> {
        let current = programme.current();
        let (policy_version, policy) = current.ok_or(Refusal::ProgrammeMustExist)?;
        Ok(Self {
            id: text(id),
            version,
            policy_version,
            policy: PolicyBody::from(Arc::as_ref(policy)),
        })
    }
}
