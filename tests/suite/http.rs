//! The HTTP interface, on the real router and a real database.

mod asked_for;
mod bodies;
mod conditions;
mod door;
mod guard;
mod limits;
mod lists;
mod nasty;
mod past;
mod port;
mod reads;
mod replays;
mod routes;
mod sight;
mod stage;
mod standing;
mod tampered;
mod telemetry;
mod tls;
mod traces;
