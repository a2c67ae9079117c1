//! The interface, described as OpenAPI 3.1: made of the routes and of the types that they read and
//! answer with, so that it says what the code does.
//!
//! A handler's arguments tell what of a request they read and what may go wrong with it
//! ([`input`]); a route says what it is for, what it answers with and which commands it carries out
//! ([`route`]). Statuses and codes come from where they are given, never from here.

mod form;
mod input;
pub(crate) mod problems;
mod route;
mod said;
mod schemas;
mod words;
mod write;

use std::sync::OnceLock;

use serde_json::Value;

use crate::json::routes;
pub(crate) use input::{Input, Inputs};
pub(crate) use said::{BodyMayBeAbsent, Content, IsFor, Parameter, Place, Said, Told};

/// Gives the description of the interface.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| write::document(&routes::all()))
}

/// Tells whether an operation takes this as its JSON body; if not, why. None: it takes none.
pub fn reads(operation: &str, body: &[u8]) -> Option<Result<(), String>> {
    let routes = routes::all();
    let route = routes.iter().find(|route| route.said.id == operation)?;
    let reads = route.said.bodies.iter().find_map(|body| body.reads)?;
    Some(reads(body))
}
