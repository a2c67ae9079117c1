//! `claims bench lifecycle`: the ledger against single rows, and against stock cqrs-es.

use std::time::Duration;

use bench::{BenchError, BenchOptions, BenchReport, Measured, bench_lifecycle};
use projections::engine::EngineKind;
use serde_json::{Value, json};

use super::args::BenchLifecycle;
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{CLOCK, on_engine};
use super::settings::Settings;
use super::stop;

/// Measures in schemas of its own, which it removes.
pub fn run(settings: &Settings, asked: &BenchLifecycle, output: Output) -> Result<Exit, Failure> {
    let options = BenchOptions {
        callers: asked.callers as usize,
        lasting: Duration::from_secs(asked.seconds),
        preload: asked.preload,
        funds: asked.funds as usize,
        max_connections: 0,
    };
    on_engine(settings, async |engine, stopped| {
        if engine.kind() == EngineKind::Builtin {
            let sentence = "the built-in engine has one session, and the benchmark needs many; \
                install PostgreSQL or name one with --database-url";
            return Err(Failure::new(Exit::Precondition, sentence));
        }
        let options = BenchOptions {
            max_connections: engine.max_connections(),
            ..options
        };
        let database = engine.connect_options();
        let report = bench_lifecycle(&database, CLOCK, options, stop::asked(stopped)).await;
        show(&report.map_err(failed)?, output);
        Ok(Exit::Ok)
    })
}

/// Gives each failure its exit code.
pub fn failed(error: BenchError) -> Failure {
    let exit = match &error {
        BenchError::Database(_) | BenchError::Open(_) => Exit::Unavailable,
        BenchError::Schema(_) => Exit::Precondition,
        BenchError::Ledger(_)
        | BenchError::Stock(_)
        | BenchError::Views(_)
        | BenchError::Unanswered(_) => Exit::FoundAProblem,
        BenchError::Interrupted => Exit::Interrupted,
    };
    Failure::new(exit, error)
}

fn show(report: &BenchReport, output: Output) {
    let BenchReport {
        ledger,
        with_views,
        floor,
        stock,
        ..
    } = report;
    let ratio = |other: &Measured| ledger.commands_per_second / other.commands_per_second;
    let json = json!({
        "ledger": as_json(ledger),
        "ledger_with_views": as_json(with_views),
        "floor": as_json(floor),
        "stock": as_json(stock),
        "ledger_to_floor": ratio(floor),
        "ledger_to_stock": ratio(stock),
        "events": report.events,
        "views_caught_up_ms": report.views_caught_up_after.as_millis() as u64,
    });
    output.data(&json, || {
        let mut rows = Rows::new(&["what", "commands/s#", "p50 µs#", "p99 µs#", "ledger is#"]);
        for (what, measured) in [
            ("ledger", ledger),
            ("ledger, views following", with_views),
            ("floor", floor),
            ("stock", stock),
        ] {
            rows.push(vec![
                what.to_owned(),
                format!("{:.0}", measured.commands_per_second),
                measured.p50_us.to_string(),
                measured.p99_us.to_string(),
                format!("{:.2} ×", ratio(measured)),
            ]);
        }
        rows
    });
    if !output.is_json() {
        eprintln!(
            "{} events in the log; the views were at its head {} ms after the last command",
            report.events,
            report.views_caught_up_after.as_millis()
        );
    }
}

fn as_json(measured: &Measured) -> Value {
    json!({
        "commands_per_second": measured.commands_per_second,
        "p50_us": measured.p50_us,
        "p99_us": measured.p99_us,
        "commands": measured.commands,
    })
}
