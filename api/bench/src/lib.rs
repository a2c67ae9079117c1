//! Measures the ledger against what PostgreSQL does with single rows, against stock cqrs-es, and
//! against itself over HTTP.
//!
//! Works in schemas of its own, on the database it is given, and removes them.

mod commands;
mod events;
mod floor;
mod lifecycle;
mod measure;
mod reads;
mod rebuild;
mod run;
mod served;
mod stage;
mod stock;

pub use commands::{CommandsBenchOptions, CommandsBenchReport, bench_commands};
pub use events::{EventsBenchOptions, EventsBenchReport, bench_events};
pub use measure::Measured;
pub use reads::{MeasuredRead, NoFloor, Pgbench, ReadsBenchOptions, ReadsBenchReport, bench_reads};
pub use rebuild::{Beside, RebuildBenchOptions, RebuildBenchReport, bench_rebuild};
pub use run::{BenchError, BenchOptions, BenchReport, bench_lifecycle};
pub use served::{Connections, Unanswered};
