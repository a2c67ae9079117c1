//! Commands and questions in plain JSON: read, carried out, answered.

mod accept;
pub(crate) mod as_of;
pub(crate) mod body;
pub(crate) mod command;
pub(crate) mod event_stream;
mod objects;
pub(crate) mod path;
pub(crate) mod query;
pub(crate) mod read;
pub(crate) mod routes;
mod taking;
mod target;
