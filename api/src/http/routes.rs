//! Every route, beside its handler; this is the one list of them all.

mod balance;
mod claims;
mod comments;
mod contributions;
mod deadlines;
mod decisions;
mod diff;
mod disputes;
mod documents;
mod fund_moves;
mod funds;
mod health;
mod history;
mod metrics;
mod overview;
mod payments;
mod postings;
mod programmes;
mod queue;
mod reviews;
mod submissions;
mod trace;
mod views;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::State;

/// A method and an address, with the handler that answers.
pub(super) struct Route {
    method: Method,
    path: &'static str,
    handler: MethodRouter<State>,
}

/// Gives every route.
pub(super) fn all() -> Vec<Route> {
    [
        claims::routes(),
        documents::routes(),
        metrics::routes(),
        contributions::routes(),
        comments::routes(),
        submissions::routes(),
        reviews::routes(),
        decisions::routes(),
        disputes::routes(),
        payments::routes(),
        deadlines::routes(),
        history::routes(),
        overview::routes(),
        queue::routes(),
        trace::routes(),
        funds::routes(),
        postings::routes(),
        diff::routes(),
        fund_moves::routes(),
        balance::routes(),
        programmes::routes(),
        views::routes(),
        health::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Lists methods and addresses: what the documentation and the suite go by.
pub fn listed() -> Vec<(Method, &'static str)> {
    all()
        .into_iter()
        .map(|route| (route.method, route.path))
        .collect()
}

/// Merges the routes into a router.
pub(super) fn router() -> Router<State> {
    all().into_iter().fold(Router::new(), |router, route| {
        router.route(route.path, route.handler)
    })
}

fn route<H, T>(method: Method, filter: MethodFilter, path: &'static str, handler: H) -> Route
where
    H: Handler<T, State>,
    T: 'static,
{
    Route {
        method,
        path,
        handler: on(filter, handler),
    }
}

fn get<H: Handler<T, State>, T: 'static>(path: &'static str, handler: H) -> Route {
    route(Method::GET, MethodFilter::GET, path, handler)
}

fn post<H: Handler<T, State>, T: 'static>(path: &'static str, handler: H) -> Route {
    route(Method::POST, MethodFilter::POST, path, handler)
}

fn put<H: Handler<T, State>, T: 'static>(path: &'static str, handler: H) -> Route {
    route(Method::PUT, MethodFilter::PUT, path, handler)
}

fn patch<H: Handler<T, State>, T: 'static>(path: &'static str, handler: H) -> Route {
    route(Method::PATCH, MethodFilter::PATCH, path, handler)
}

fn delete<H: Handler<T, State>, T: 'static>(path: &'static str, handler: H) -> Route {
    route(Method::DELETE, MethodFilter::DELETE, path, handler)
}
