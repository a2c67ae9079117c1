//! Every route, beside its handler; this is the one list of them all.

mod balance;
mod claims;
mod diff;
mod events;
mod funds;
mod health;
mod keys;
mod me;
mod members;
mod openapi;
mod overview;
pub(crate) mod payments;
mod programmes;
mod queue;
mod trace;
mod views;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use tower_http::limit::RequestBodyLimitLayer;

use crate::openapi::{Inputs, Said};
use crate::{BODY_BYTES_MAX, State};

/// A method and an address, with the handler that answers, and what is said of it.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    handler: MethodRouter<State>,
    takes: Takes,
    pub(crate) said: Said,
}

/// What a route takes, and so how large a request may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Takes {
    /// A body that is read whole, if any.
    Little,
    /// So many files of the largest size at most; each is given time as long as it comes.
    Files(u8),
}

impl Route {
    /// Lets the route take files.
    fn taking_files(self, most: u8) -> Self {
        Self {
            takes: Takes::Files(most),
            ..self
        }
    }

    /// Puts the handler inside its bounds.
    fn bounded(self, file_bytes_max: u64) -> MethodRouter<State> {
        match self.takes {
            Takes::Little => {
                let limit = RequestBodyLimitLayer::new(BODY_BYTES_MAX);
                self.handler.layer(limit)
            }
            Takes::Files(most) => {
                let bytes = file_bytes_max.saturating_mul(u64::from(most));
                let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
                let bytes = bytes.saturating_add(BODY_BYTES_MAX);
                self.handler.layer(RequestBodyLimitLayer::new(bytes))
            }
        }
    }
}

/// Gives every route.
pub(crate) fn all() -> Vec<Route> {
    [
        claims::routes(),
        claims::documents::routes(),
        claims::files::routes(),
        claims::uploads::routes(),
        claims::metrics::routes(),
        claims::contributions::routes(),
        claims::comments::routes(),
        claims::submissions::routes(),
        claims::reviews::routes(),
        claims::decisions::routes(),
        claims::disputes::routes(),
        claims::payments::routes(),
        claims::deadlines::routes(),
        claims::history::routes(),
        overview::routes(),
        payments::routes(),
        queue::routes(),
        trace::routes(),
        funds::routes(),
        funds::postings::routes(),
        diff::routes(),
        events::routes(),
        funds::moves::routes(),
        balance::routes(),
        programmes::routes(),
        views::routes(),
        keys::routes(),
        me::routes(),
        members::routes(),
        health::routes(),
        openapi::routes(),
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

/// Merges the routes into a router; a file may have so many bytes.
pub(crate) fn router(file_bytes_max: u64) -> Router<State> {
    all().into_iter().fold(Router::new(), |router, route| {
        router.route(route.path, route.bounded(file_bytes_max))
    })
}

fn route<H, T>(method: Method, filter: MethodFilter, path: &'static str, handler: H) -> Route
where
    H: Handler<T, State>,
    T: Inputs + 'static,
{
    let mut said = Said::default();
    T::tell(&mut said);
    Route {
        method,
        path,
        handler: on(filter, handler),
        takes: Takes::Little,
        said,
    }
}

fn get<H: Handler<T, State>, T: Inputs + 'static>(path: &'static str, handler: H) -> Route {
    route(Method::GET, MethodFilter::GET, path, handler)
}

pub(super) fn post<H: Handler<T, State>, T: Inputs + 'static>(
    path: &'static str,
    handler: H,
) -> Route {
    route(Method::POST, MethodFilter::POST, path, handler)
}

fn put<H: Handler<T, State>, T: Inputs + 'static>(path: &'static str, handler: H) -> Route {
    route(Method::PUT, MethodFilter::PUT, path, handler)
}

fn patch<H: Handler<T, State>, T: Inputs + 'static>(path: &'static str, handler: H) -> Route {
    route(Method::PATCH, MethodFilter::PATCH, path, handler)
}

fn delete<H: Handler<T, State>, T: Inputs + 'static>(path: &'static str, handler: H) -> Route {
    route(Method::DELETE, MethodFilter::DELETE, path, handler)
}
