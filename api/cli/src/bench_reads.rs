//! `claims bench reads`: questions over HTTP, against their main queries alone.

use std::time::Duration;

use bench::{MeasuredRead, NoFloor, Pgbench, ReadsBenchOptions, ReadsBenchReport, bench_reads};
use projections::engine::{EngineKind, installed_program};
use serde_json::{Map, Value, json};

use super::args::BenchReads;
use super::bench::connections;
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{CLOCK, on_engine};
use super::settings::Settings;
use super::stop;

/// Measures in a schema of its own, which it removes.
pub fn run(settings: &Settings, asked: &BenchReads, output: Output) -> Result<Exit, Failure> {
    on_engine(settings, async |engine, stopped| {
        let pgbench = match engine.kind() {
            EngineKind::Builtin => Err(NoFloor::OneSession),
            EngineKind::External | EngineKind::Private => installed_program("pgbench")
                .map(Pgbench)
                .ok_or(NoFloor::NotInstalled),
        };
        let options = ReadsBenchOptions {
            events: asked.events,
            callers: asked.callers as usize,
            lasting: Duration::from_secs(asked.seconds),
            connections: connections(engine),
            pgbench,
        };
        let told = |what: &str| eprintln!("{what} …");
        let database = engine.connect_options();
        let report = bench_reads(&database, CLOCK, options, told, stop::asked(stopped)).await;
        show(&report?, asked.callers, output);
        Ok(Exit::Ok)
    })
}

fn show(report: &ReadsBenchReport, callers: u32, output: Output) {
    let mut json = Map::new();
    for read in &report.reads {
        json.insert(read.name.to_owned(), as_json(read));
    }
    json.insert("events".to_owned(), report.events.into());
    json.insert("callers".to_owned(), callers.into());
    output.data(&Value::Object(json), || {
        let mut rows = Rows::new(&["read", "per second#", "p99 ms#", "floor#", "ratio#"]);
        for read in &report.reads {
            let floor = read.floor_per_second.as_ref().ok();
            let shown = |text: Option<String>| text.unwrap_or_default();
            rows.push(vec![
                read.name.to_owned(),
                format!("{:.0}", read.per_second),
                format!("{:.1}", read.p99.as_secs_f64() * 1_000.0),
                shown(floor.map(|floor| format!("{floor:.0}"))),
                shown(floor.map(|floor| format!("{:.2} ×", read.per_second / floor))),
            ]);
        }
        rows
    });
    let missing = report
        .reads
        .iter()
        .find_map(|read| read.floor_per_second.as_ref().err());
    if let Some(why) = missing {
        eprintln!("there is no floor: {why}");
    }
}

fn as_json(read: &MeasuredRead) -> Value {
    json!({
        "per_second": read.per_second,
        "p99_ms": read.p99.as_secs_f64() * 1_000.0,
        "floor_per_second": read.floor_per_second.as_ref().ok(),
    })
}
