//! The HTTP interface, on the real router and a real database.

mod asked_for;
mod bodies;
mod conditions;
mod door;
mod guard;
mod keys;
mod limits;
mod lists;
mod members;
mod nasty;
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
