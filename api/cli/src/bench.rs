//! `claims bench lifecycle`: the ledger against single rows, and against stock cqrs-es.

use std::time::Duration;

use bench::{BenchError, BenchOptions, BenchReport, Connections, Measured, bench_lifecycle};
use projections::engine::{Engine, EngineKind};
use serde_json::{Value, json};

use super::args::BenchLifecycle;
use super::exit::{Ending, Exit, Failure};
use super::output::{Output, Rows};
use super::session::{CLOCK, on_engine};
use super::settings::Settings;
use super::stop;

/// Measures in schemas of its own, which it removes.
pub fn run(settings: &Settings, asked: &BenchLifecycle, output: Output) -> Result<Exit, Failure> {
    on_engine(settings, async |engine, stopped| {
        must_have_sessions(engine)?;
        let options = BenchOptions {
            callers: asked.callers as usize,
            lasting: Duration::from_secs(asked.seconds),
            preload: asked.preload,
            funds: asked.funds as usize,
            max_connections: engine.max_connections(),
        };
        let database = engine.connect_options();
        let report = bench_lifecycle(&database, CLOCK, options, stop::asked(stopped)).await;
        show(&report?, output);
        Ok(Exit::Ok)
    })
}

/// Refuses an engine on which callers would only queue behind each other.
pub fn must_have_sessions(engine: &Engine) -> Result<(), Failure> {
    if engine.kind() == EngineKind::Builtin {
        let sentence = "the built-in engine has one session, and the benchmark needs many; \
            install PostgreSQL or name one with --database-url";
        return Err(Failure::new(Exit::Precondition, sentence));
    }
    Ok(())
}

/// Gives how many connections a server has to this engine.
pub fn connections(engine: &Engine) -> Connections {
    Connections {
        max: engine.max_connections(),
        reading: engine.reading_connections(),
    }
}

impl Ending for BenchError {
    fn exit(&self) -> Exit {
        match self {
            Self::Database(_) | Self::Open(_) => Exit::Unavailable,
            Self::Schema(_) | Self::Folder(_) | Self::Store(_) => Exit::Precondition,
            Self::Ledger(_) | Self::Stock(_) | Self::Views(_) | Self::Unanswered(_) => {
                Exit::FoundAProblem
            }
            Self::Interrupted => Exit::Interrupted,
        }
    }
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
        let measured = [
            ("ledger", ledger),
            ("ledger, views following", with_views),
            ("floor", floor),
            ("stock", stock),
        ];
        let measured = measured.map(|(what, measured)| (what, measured, ratio(measured)));
        Rows::of(
            &measured,
            &[
                ("what", |(what, ..)| (*what).to_owned()),
                ("commands/s#", |(_, it, _)| {
                    format!("{:.0}", it.commands_per_second)
                }),
                ("p50 µs#", |(_, it, _)| it.p50_us.to_string()),
                ("p99 µs#", |(_, it, _)| it.p99_us.to_string()),
                ("ledger is#", |(.., ratio)| format!("{ratio:.2} ×")),
            ],
        )
    });
    if !output.is_json() {
        eprintln!(
            "{} events in the log; the views were at its head {} ms after the last command",
            report.events,
            report.views_caught_up_after.as_millis()
        );
    }
}

pub fn as_json(measured: &Measured) -> Value {
    json!({
        "commands_per_second": measured.commands_per_second,
        "p50_us": measured.p50_us,
        "p99_us": measured.p99_us,
        "commands": measured.commands,
    })
}
