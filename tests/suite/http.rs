//! The HTTP interface, on the real router and a real database.

mod asked_for;
mod bad_uploads;
mod bodies;
mod conditions;
mod door;
mod files;
mod guard;
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
mod traces;
mod uploads;
