//! The HTTP interface, on the real router and a real database.

mod asked_for;
mod bad_uploads;
mod bodies;
mod conditions;
mod door;
mod files;
mod guard;
mod keys;
mod limits;
mod lists;
mod members;
mod nasty;
mod openapi;
mod past;
mod port;
mod reads;
mod replays;
mod routes;
mod secrets;
mod sessions;
mod sight;
mod stage;
mod standing;
mod tampered;
mod telemetry;
mod tls;
mod traces;
mod uploads;

pub use stage::policy;
