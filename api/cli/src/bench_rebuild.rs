//! `claims bench rebuild`: views made anew, against what PostgreSQL can hand out.

use bench::{RebuildBenchOptions, RebuildBenchReport, bench_rebuild};
use serde_json::json;

use super::args::BenchRebuild;
use super::bench::must_have_sessions;
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{CLOCK, on_engine};
use super::settings::Settings;
use super::stop;

/// Measures in schemas of its own, which it removes.
pub fn run(settings: &Settings, asked: &BenchRebuild, output: Output) -> Result<Exit, Failure> {
    on_engine(settings, async |engine, stopped| {
        must_have_sessions(engine)?;
        let options = RebuildBenchOptions {
            events: asked.events,
            funds: asked.funds as usize,
            jobs: asked.jobs.map(|jobs| jobs as usize),
            callers: asked.callers as usize,
            max_connections: engine.max_connections(),
        };
        let told = |what: &str| eprintln!("{what} …");
        let database = engine.connect_options();
        let report = bench_rebuild(&database, CLOCK, options, told, stop::asked(stopped)).await;
        show(&report?, output);
        Ok(Exit::Ok)
    })
}

fn show(report: &RebuildBenchReport, output: Output) {
    let took = &report.rebuild.took;
    let beside = report.beside.as_ref().map(|beside| {
        json!({
            "commands_per_second_alone": beside.alone_per_second,
            "commands_per_second_during": beside.during_per_second,
            "kept": beside.during_per_second / beside.alone_per_second,
            "rebuild_seconds": beside.rebuild_took.as_secs_f64(),
        })
    });
    let json = json!({
        "copy_events_per_second": report.copy_events_per_second,
        "rebuild_events_per_second": report.rebuild_events_per_second,
        "stock_events_per_second": report.stock_events_per_second,
        "events": report.events,
        "folding_seconds": took.folding.as_secs_f64(),
        "indexing_seconds": took.indexing.as_secs_f64(),
        "catching_up_seconds": took.catching_up.as_secs_f64(),
        "comparing_seconds": took.comparing.as_secs_f64(),
        "seconds": took.whole.as_secs_f64(),
        "peak_bytes": report.peak_bytes,
        "idle_bytes": report.idle_bytes,
        "beside_commands": beside,
    });
    output.data(&json, || {
        let mut rows = Rows::new(&["what", "events/s#", "rebuild is#"]);
        let rebuild = report.rebuild_events_per_second;
        for (what, rate) in [
            ("copy of the log", report.copy_events_per_second),
            ("rebuild of all views", rebuild),
            ("stock replay of one view", report.stock_events_per_second),
        ] {
            rows.push(vec![
                what.to_owned(),
                format!("{rate:.0}"),
                format!("{:.2} ×", rebuild / rate),
            ]);
        }
        rows
    });
}
