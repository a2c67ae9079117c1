//! `claims bench events`: how late readers of the events are.

use std::time::Duration;

use bench::{EventsBenchOptions, EventsBenchReport, bench_events};
use serde_json::json;

use super::args::BenchEvents;
use super::bench::{connections, must_have_sessions};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{CLOCK, on_engine};
use super::settings::Settings;
use super::stop;

/// Measures in a schema of its own, which it removes.
pub fn run(settings: &Settings, asked: &BenchEvents, output: Output) -> Result<Exit, Failure> {
    on_engine(settings, async |engine, stopped| {
        must_have_sessions(engine)?;
        let options = EventsBenchOptions {
            readers: asked.readers as usize,
            per_second: asked.per_second,
            lasting: Duration::from_secs(asked.seconds),
            connections: connections(engine),
        };
        let told = |what: &str| eprintln!("{what} …");
        let database = engine.connect_options();
        let report = bench_events(&database, CLOCK, options, told, stop::asked(stopped)).await;
        show(&report?, asked.readers, output);
        Ok(Exit::Ok)
    })
}

fn show(report: &EventsBenchReport, readers: u32, output: Output) {
    let milliseconds = |lag: Duration| lag.as_secs_f64() * 1_000.0;
    let lags = [report.lag_p50, report.lag_p99, report.lag_max].map(milliseconds);
    let added = report.peak_bytes.saturating_sub(report.idle_bytes);
    let json = json!({
        "readers": readers,
        "events_per_second": report.per_second,
        "sent_per_second": report.sent_per_second,
        "lag_p50_ms": lags[0],
        "lag_p99_ms": lags[1],
        "lag_max_ms": lags[2],
        "idle_bytes": report.idle_bytes,
        "peak_bytes": report.peak_bytes,
    });
    output.data(&json, || {
        let mut rows = Rows::new(&[
            "events/s#",
            "sent/s#",
            "p50 ms#",
            "p99 ms#",
            "max ms#",
            "MB#",
        ]);
        let mut row = vec![
            format!("{:.0}", report.per_second),
            format!("{:.0}", report.sent_per_second),
        ];
        row.extend(lags.map(|lag| format!("{lag:.1}")));
        row.push(format!("{:.0}", added as f64 / 1e6));
        rows.push(row);
        rows
    });
    if !output.is_json() {
        eprintln!("{readers} readers; MB is what was added to the memory of server and readers");
    }
}
