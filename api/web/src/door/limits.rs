//! How often one may ask: a person, else an address; and how often in vain.
//!
//! Each has a bucket that fills at a steady rate (GCRA); who finds it empty is answered 429.
//! Buckets are forgotten once they would be full again, and there are never more than so many.

mod bucket;
mod good;
mod told;

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{MatchedPath, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::{Actor, OrgId, Person, Role};

use crate::DoorOptions;
use crate::failure::{DoorError, Failure};
use crate::serve::network;
use crate::telemetry;
use bucket::Buckets;
use good::Good;
use told::tell;

/// How many requests without good credentials an address has at once, and how many come back each
/// second.
const FAILURES: Rate = Rate {
    per_second: NonZeroU32::MIN,
    burst: NonZeroU32::new(60).expect("sixty is not zero"),
};

/// How many requests come back each second, and how many one may save up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub per_second: NonZeroU32,
    pub burst: NonZeroU32,
}

/// Who asked, as far as the log may say: their organisation and role, never their name.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(crate) org: OrgId,
    pub(crate) role: Role,
}

/// The buckets of everybody; cheap to clone.
#[derive(Clone)]
pub struct Limits(Arc<Kept>);

struct Kept {
    persons: Buckets<Person>,
    addresses: Buckets<IpAddr>,
    failures: Buckets<IpAddr>,
    good: Good,
}

impl Limits {
    /// Lets each person ask at a rate, and each address from which nobody is known.
    pub fn new(rate: Rate) -> Self {
        Self(Arc::new(Kept {
            persons: Buckets::new("person", rate),
            addresses: Buckets::new("address", rate),
            failures: Buckets::new("failures", FAILURES),
            good: Good::new(),
        }))
    }
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limits")
    }
}

/// Lets in who has not asked too often: the person, else the address.
///
/// Who asks was found out before, and is among the request's extensions.
pub(super) async fn by_principal(
    options: &DoorOptions,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let actor = request.extensions().get::<Actor>().cloned();
    if let (Some(Limits(kept)), Some(_)) = (&options.limits, &actor) {
        kept.good.note(request.headers());
    }
    let limits = options.limits.as_ref().filter(|_| !is_a_probe(&request));
    let taken = limits.and_then(
        |Limits(kept)| match (&actor, options.proxy.caller(&request)) {
            (Some(actor), _) => Some(kept.persons.take(actor.person())),
            (None, Some(address)) => Some(kept.addresses.take(network(address))),
            (None, None) => None,
        },
    );
    let mut response = match &taken {
        Some(taken) if taken.is_refused => {
            telemetry::limited(taken.policy);
            Failure::from(DoorError::TooMany(taken.wait_seconds())).into_response()
        }
        Some(_) | None => next(request).await,
    };
    if let Some(taken) = taken {
        tell(response.headers_mut(), &taken);
    }
    if let Some(Actor { org, role, .. }) = actor {
        response.extensions_mut().insert(Principal { org, role });
    }
    response
}

/// Turns an address away that has asked in vain too often, before anything is looked up.
///
/// Who came in lately is not turned away for a neighbour who fails: what they show is looked at.
pub(super) async fn by_failures(
    options: &DoorOptions,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let address = options.proxy.caller(&request).map(network);
    let limits = options.limits.as_ref().filter(|_| !is_a_probe(&request));
    let (Some(Limits(kept)), Some(address)) = (limits, address) else {
        return next(request).await;
    };
    let is_refused = kept.failures.still_refused(&address);
    if let Some(refused) = is_refused.filter(|_| !kept.good.has(request.headers())) {
        telemetry::limited(refused.policy);
        let failure = Failure::from(DoorError::TooManyFailures(refused.wait_seconds()));
        let mut response = failure.into_response();
        tell(response.headers_mut(), &refused);
        return response;
    }
    let shown = good::shown(request.headers());
    let response = next(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        kept.failures.take(address);
        kept.good.forget(shown);
    }
    response
}

/// Whoever keeps the server running asks whether it does, as often as they like.
fn is_a_probe(request: &Request) -> bool {
    let path = request.extensions().get::<MatchedPath>();
    path.is_some_and(|path| matches!(path.as_str(), "/livez" | "/readyz"))
}
