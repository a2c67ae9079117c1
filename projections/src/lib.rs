//! The event log on PostgreSQL and the views over it. No HTTP, no clock.

pub mod balance;
pub mod engine;
pub mod feed;
pub mod identity;
pub mod ledger;
pub mod log;
pub mod replay;
pub mod schema;
pub mod stream;
pub mod sum;
pub mod trace;
pub mod uploads;
pub mod views;
mod witness;

pub use ledger::{Answer, Clock, Command, CommandError, CommandKey, Ledger, Request};

/// A pool of connections to the database; made by [`engine`] alone.
pub use sqlx::PgPool as Pool;
