//! `claims bench commands`: the same commands in-process and over HTTP.

use std::time::Duration;

use bench::{CommandsBenchOptions, CommandsBenchReport, bench_commands};
use serde_json::json;

use super::args::BenchCommands;
use super::bench::{as_json, connections, must_have_sessions};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{CLOCK, on_engine};
use super::settings::Settings;
use super::stop;

/// Measures in a schema of its own, which it removes.
pub fn run(settings: &Settings, asked: &BenchCommands, output: Output) -> Result<Exit, Failure> {
    on_engine(settings, async |engine, stopped| {
        must_have_sessions(engine)?;
        let options = CommandsBenchOptions {
            callers: asked.callers as usize,
            lasting: Duration::from_secs(asked.seconds),
            funds: asked.funds as usize,
            connections: connections(engine),
        };
        let told = |what: &str| eprintln!("{what} …");
        let database = engine.connect_options();
        let report = bench_commands(&database, CLOCK, options, told, stop::asked(stopped)).await;
        show(&report?, output);
        Ok(Exit::Ok)
    })
}

fn show(report: &CommandsBenchReport, output: Output) {
    let CommandsBenchReport {
        in_process,
        over_http,
    } = report;
    let ratio = over_http.commands_per_second / in_process.commands_per_second;
    let json = json!({
        "in_process": as_json(in_process),
        "over_http": as_json(over_http),
        "http_to_in_process": ratio,
    });
    output.data(&json, || {
        Rows::of(
            &[("in-process", in_process), ("over HTTP", over_http)],
            &[
                ("what", |(what, _)| (*what).to_owned()),
                ("commands/s#", |(_, it)| {
                    format!("{:.0}", it.commands_per_second)
                }),
                ("p50 µs#", |(_, it)| it.p50_us.to_string()),
                ("p99 µs#", |(_, it)| it.p99_us.to_string()),
            ],
        )
    });
    if !output.is_json() {
        eprintln!("over HTTP {ratio:.2} × of in-process");
    }
}
