//! Measures the ledger against what PostgreSQL does with single rows, and against stock cqrs-es.
//!
//! Works in schemas of its own, on the database it is given, and removes them.

mod floor;
mod lifecycle;
mod measure;
mod reads;
mod rebuild;
mod run;
mod stage;
mod stock;

pub use measure::Measured;
pub use reads::{
    MeasuredRead, NoFloor, Pgbench, ReadsBenchOptions, ReadsBenchReport, Unanswered, bench_reads,
};
pub use rebuild::{Beside, RebuildBenchOptions, RebuildBenchReport, bench_rebuild};
pub use run::{BenchError, BenchOptions, BenchReport, bench_lifecycle};
