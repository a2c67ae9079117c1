//! Who asks, whether they may come in at all, and how much of us they may take.

pub(crate) mod api_version;
pub(crate) mod caller;
pub(crate) mod cookie;
mod credentials;
pub(crate) mod envelope;
pub(crate) mod guard;
mod headers;
pub(crate) mod identify;
pub(crate) mod in_time;
pub(crate) mod known_keys;
pub(crate) mod known_sessions;
pub(crate) mod limits;
pub(crate) mod origin;
pub(crate) mod proxy;
mod remembered;
pub(crate) mod uses;

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State as With};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;

use crate::failure::Failure;
use crate::problem::Problem;
use crate::{DoorOptions, State, pages, telemetry};

/// What a request passes on its way in, and its answer on the way out.
pub(crate) struct Door {
    pub(crate) options: DoorOptions,
    /// None: nobody is asked who they are.
    pub(crate) state: Option<State>,
}

/// Names each request, lets in what may come in, and watches what becomes of it.
///
/// Read from its end: the last line is outermost. It is one layer, since each layer of a router is
/// copied for each request, with all that is in it.
pub(crate) async fn enter(With(door): With<Arc<Door>>, request: Request, next: Next) -> Response {
    let Door { options, state } = &*door;
    let inside = async move |request| match state {
        // In a box: the compiler lays out what is nested up to a depth.
        Some(state) => Box::pin(come_in(state, options, request, next)).await,
        None => next.run(request).await,
    };
    let limited = async move |request| limits::by_failures(options, request, inside).await;
    let guarded = async move |mut request| {
        let is_moderate = headers::must_be_moderate(&request);
        match is_moderate.and_then(|()| guard::guard(options, &mut request)) {
            Ok(()) => limited(request).await,
            Err(why) => Failure::from(why).into_response(),
        }
    };
    let timed = async move |request| in_time::in_time(options.times, request, guarded).await;
    let caught = async move |request| {
        let answered = AssertUnwindSafe(timed(request)).catch_unwind().await;
        answered.unwrap_or_else(of_panic)
    };
    let versioned = async move |request| api_version::say(request, caught).await;
    let observed = async move |request| telemetry::observe(request, versioned).await;
    let told = async move |request| match state {
        Some(state) => pages::at_the_edge(state, request, observed).await,
        None => observed(request).await,
    };
    let named = async move |request| envelope::envelope(request, told).await;
    headers::say(options, request, named).await
}

/// Finds out who asks, and lets in who has not asked too often.
async fn come_in(
    state: &State,
    options: &DoorOptions,
    mut request: Request,
    next: Next,
) -> Response {
    identify::identify(state, &mut request).await;
    // Whoever reads a body says how much of one they take.
    DefaultBodyLimit::disable().apply(&mut request);
    let inside = async move |request| next.run(request).await;
    let limited = async move |request| limits::by_principal(options, request, inside).await;
    let told = async move |request| pages::nowhere(state, request, limited).await;
    envelope::tell_in_full(state, request, told).await
}

/// A panic is a fault of ours: it is logged, and the caller told so calmly.
fn of_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = said, "a request panicked");
    Problem::internal().into_response()
}
