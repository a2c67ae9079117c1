//! The events of the log, as they come: server-sent events.

use application::ask::EventFilter;
use application::wire::EventView;
use application::wire::form::{EventNames, Position};
use axum::Extension;
use axum::extract::{FromRequestParts, State as With};
use axum::http::header::HeaderName;
use axum::http::request::Parts;
use axum::response::Response;
use domain::refusal::Law;
use domain::{ClaimEvent, ClaimName, FundEvent, FundId, ProgrammeEvent};

use super::{Route, get};
use crate::State;
use crate::door::caller::{Caller, once};
use crate::door::identify::Credentials;
use crate::failure::{DoorError, Failure, HeaderError};
use crate::json::event_stream::{EventStream, Reader};
use crate::json::query::{Asked, Parameters, Params, Written};
use crate::openapi::{Input, Said};
use crate::serve::Stopping;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

pub(super) fn routes() -> Vec<Route> {
    let follow = get("/v1/events", follow)
        .says("follow_events", "Sends events as they are recorded.")
        .explains(
            "Server-sent events (WHATWG HTML, 9.2): the `data` of each is an `EventView`, its `id` \
            the position. Without `after` or `Last-Event-ID` they begin now. An `id` without data \
            says how far the log has come; an event named `problem` says why there is no more.",
        )
        .sends::<EventView>()
        .obeys(&[Law::ClaimMustExist, Law::FundMustExist])
        .may_be(400, &["position_beyond_the_head"])
        .may_fail([DoorError::TooManyStreams.into()]);
    vec![follow]
}

/// Which events.
#[derive(Debug)]
struct Wanted {
    claim: Option<ClaimName>,
    fund: Option<FundId>,
    types: Vec<&'static str>,
}

impl Wanted {
    /// Finds the claim that is named.
    async fn found(self, state: &State) -> Result<EventFilter, Failure> {
        let claim = match self.claim {
            None => None,
            Some(name) => Some(state.questions.claim_named(name).await?),
        };
        Ok(EventFilter {
            claim,
            fund: self.fund,
            types: self.types,
        })
    }
}

impl Parameters for Wanted {
    fn take(params: &mut Params) -> Option<Self> {
        let detail = "a claim is named by its number, such as C-48211, or by its id";
        let claim = params.parsed("claim", detail, |text| text.parse().ok());
        let fund = params.parsed("fund", "an id of a fund begins with fund_", |text| {
            text.parse().ok()
        });
        let types = params.parsed(
            "type",
            "types are names of events with commas between them: ClaimSubmitted,ClaimApproved",
            |text| text.split(',').map(named).collect::<Option<_>>().map(Types),
        );
        Some(Self {
            claim,
            fund,
            types: types.map(|Types(names)| names).unwrap_or_default(),
        })
    }
}

/// Names of events.
struct Types(Vec<&'static str>);

impl Written for Types {
    type Form = EventNames;
}

fn named(name: &str) -> Option<&'static str> {
    let kinds = [ClaimEvent::NAMES, FundEvent::NAMES, ProgrammeEvent::NAMES];
    kinds
        .into_iter()
        .flatten()
        .copied()
        .find(|known| *known == name)
}

/// The position that a reader who has no event yet begins after.
#[derive(Debug)]
struct After(Option<u64>);

impl Parameters for After {
    fn take(params: &mut Params) -> Option<Self> {
        let detail = "after is a position: 0 for all that there is";
        Some(Self(
            params.parsed("after", detail, |text| text.parse().ok()),
        ))
    }
}

/// The position of the last event that a reader has, which they name when they come back.
struct LastEventId(Option<u64>);

impl FromRequestParts<State> for LastEventId {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Failure> {
        let given =
            once(&parts.headers, &LAST_EVENT_ID).map_err(|_| HeaderError::BadLastEventId)?;
        // A reader that has none yet may say so by an empty one.
        let id = given.filter(|text| !text.is_empty()).map(str::parse);
        Ok(Self(
            id.transpose().map_err(|_| HeaderError::BadLastEventId)?,
        ))
    }
}

impl Input for LastEventId {
    fn tell(said: &mut Said) {
        said.may_send::<Position>(&LAST_EVENT_ID);
        said.may_fail(HeaderError::BadLastEventId);
    }
}

async fn follow(
    With(state): With<State>,
    caller: Caller,
    credentials: Credentials,
    LastEventId(last): LastEventId,
    Asked((wanted, After(after))): Asked<(Wanted, After)>,
    stopping: Option<Extension<Stopping>>,
) -> Result<Response, Failure> {
    let place = state.event_readers.take(&caller.by.org);
    let place = place.ok_or(DoorError::TooManyStreams)?;
    let filter = wanted.found(&state).await?;
    let follower = state
        .questions
        .follow(caller.asker(), filter, last.or(after))
        .await?;
    let reader = Reader {
        state,
        caller,
        credentials,
    };
    let stream = EventStream::new(reader, follower, place);
    Ok(stream.respond(stopping.map(|Extension(stopping)| stopping)))
}
