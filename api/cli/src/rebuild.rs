//! `claims rebuild` and `claims views verify`: views rebuilt beside the live versions.

mod differences;
mod ids;

use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use projections::views::ViewName;
use projections::views::rebuild::{
    Difference, Estimate, Known, Outcome, Phase, Progress, Purpose, RebuildError, RebuildOptions,
    RebuildReport, Watcher, drop_unknown, estimate, rebuild,
};
use serde_json::{Value, json};

use super::args::Rebuild;
use super::exit::{Ending, Exit, Failure};
use super::output::{Output, Rows};
use super::session::{Session, on_database};
use super::settings::Settings;

/// Says what a rebuild would do, or does it.
pub fn run(settings: &Settings, asked: &Rebuild, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        // The live versions follow meanwhile, as they would beside a server, unless they are of
        // a shape that this program cannot move on: then they are replaced as they are.
        let running = match session.running().await {
            Ok(running) => Some(running),
            Err(failure) if failure.exit == Exit::Precondition => None,
            Err(failure) => return Err(failure),
        };
        let mut options = options(Purpose::Rebuild, asked.view, asked.jobs);
        options.accepts_differences = asked.accept_differences;
        let ended = if asked.execute {
            carry_out(&session, &options, output).await
        } else {
            plan(&session, &options, output).await
        };
        if let Some(running) = running {
            running.stop().await;
        }
        ended
    })
}

/// Proves that live views hold what the log says.
pub async fn verify(
    session: &Session,
    view: Option<ViewName>,
    jobs: Option<u32>,
    output: Output,
) -> Result<Exit, Failure> {
    let running = session.running().await?;
    let ended = carry_out(session, &options(Purpose::Verify, view, jobs), output).await;
    running.stop().await;
    ended
}

/// Without a view, all of them are meant.
fn options(purpose: Purpose, view: Option<ViewName>, jobs: Option<u32>) -> RebuildOptions {
    let views = view
        .as_ref()
        .map_or(&ViewName::ALL[..], std::slice::from_ref);
    let mut options = RebuildOptions::new(purpose, views);
    if let Some(jobs) = jobs {
        options.jobs = jobs as usize;
    }
    options
}

async fn plan(
    session: &Session,
    options: &RebuildOptions,
    output: Output,
) -> Result<Exit, Failure> {
    let estimate = estimate(&session.pool, options).await?;
    let names: Vec<&str> = options.views.iter().map(|view| view.as_str()).collect();
    let json = json!({
        "views": names,
        "events": estimate.events,
        "events_per_second": estimate.events_per_second.round(),
        "known_from": known_from(&estimate),
        "seconds": estimate.lasts().as_secs_f64(),
        "jobs": options.jobs,
        "executed": false,
    });
    output.data(&json, || {
        let mut rows = Rows::new(&["views", "events#", "events/s#", "known from", "seconds#"]);
        rows.push(vec![
            names.join(", "),
            estimate.events.to_string(),
            format!("{:.0}", estimate.events_per_second),
            known_from(&estimate).to_owned(),
            format!("{:.1}", estimate.lasts().as_secs_f64()),
        ]);
        rows
    });
    eprintln!(
        "new versions would be filled beside the live ones, compared and switched; nothing was \
         changed: --execute does it"
    );
    Ok(Exit::Ok)
}

fn known_from(estimate: &Estimate) -> &'static str {
    match estimate.known_from {
        Known::LastRebuild => "the last rebuild",
        Known::LastVerification => "the last verification",
        Known::Sample => "a sample of the log",
        Known::Nothing => "an empty log",
    }
}

async fn carry_out(
    session: &Session,
    options: &RebuildOptions,
    output: Output,
) -> Result<Exit, Failure> {
    let watcher = watcher(output);
    let report = rebuild(&session.pool, options, watcher, session.stop.clone()).await;
    let report = report?;
    show(options.purpose, &report, output);
    match (&report.outcome, options.purpose) {
        (Outcome::Switched | Outcome::Replaced(_), Purpose::Rebuild) => {
            let dropped = drop_unknown(&session.pool, &options.codes).await;
            dropped.map_err(RebuildError::from)?;
            Ok(Exit::Ok)
        }
        (Outcome::Switched | Outcome::Proven | Outcome::Replaced(_), _) => Ok(Exit::Ok),
        (Outcome::Differs(_), _) => Ok(Exit::FoundAProblem),
    }
}

impl Ending for RebuildError {
    fn exit(&self) -> Exit {
        match self {
            Self::Held { .. }
            | Self::Unfinished { .. }
            | Self::EndedMeanwhile { .. }
            | Self::Lost => Exit::Conflict,
            Self::NotMade(_) => Exit::Precondition,
            Self::Log(_)
            | Self::BeyondTheHead { .. }
            | Self::Poison { .. }
            | Self::Refused(_)
            | Self::Cancelled => Exit::FoundAProblem,
            Self::Stopped => Exit::Interrupted,
            Self::Database(_) | Self::BrokeOff => Exit::Unavailable,
        }
    }
}

/// Shows a bar at a terminal; with `--json`, writes a line now and then.
fn watcher(output: Output) -> Watcher {
    if output.is_json() {
        let last = std::sync::Mutex::new((Instant::now(), None));
        return Arc::new(move |progress: Progress| {
            let mut last = last
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            let is_news = last.1 != Some(progress.phase);
            if is_news || last.0.elapsed() >= Duration::from_millis(500) {
                *last = (Instant::now(), Some(progress.phase));
                output.line(&json!({
                    "phase": progress.phase.as_str(),
                    "events": progress.events,
                    "of_events": progress.of_events,
                }));
            }
        });
    }
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template(
        "{msg:12} {wide_bar} {human_pos}/{human_len} events  {per_sec}  {eta} left",
    );
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    Arc::new(move |progress: Progress| {
        if bar.length().is_none() {
            bar.set_length(progress.of_events);
            bar.set_position(progress.resumed_from);
            bar.reset_eta();
        }
        bar.set_position(progress.events);
        let phase = progress.phase.as_str().replace('_', " ");
        if bar.message() != phase {
            bar.set_message(phase);
        }
        match progress.phase {
            Phase::Folding | Phase::Indexing | Phase::CatchingUp | Phase::Comparing => bar.tick(),
            Phase::Ended => bar.finish_and_clear(),
        }
    })
}

fn show(purpose: Purpose, report: &RebuildReport, output: Output) {
    let (outcome, differences) = match &report.outcome {
        Outcome::Switched => ("switched", [].as_slice()),
        Outcome::Proven => ("proven", [].as_slice()),
        Outcome::Differs(differences) => ("differs", differences.as_slice()),
        Outcome::Replaced(differences) => ("replaced", differences.as_slice()),
    };
    let views: Vec<Value> = report
        .views
        .iter()
        .map(|view| {
            let tables = view.tables.iter().map(|table| {
                json!({ "table": table.name, "rows": table.rows, "digest": hex(&table.digest) })
            });
            json!({
                "view": view.view.as_str(),
                "living_version": view.live_version,
                "built_version": view.built_version,
                "tables": tables.collect::<Vec<_>>(),
            })
        })
        .collect();
    let took = &report.took;
    let per_second = report.events as f64 / took.whole.as_secs_f64().max(f64::EPSILON);
    let json = json!({
        "outcome": outcome,
        "events": report.events,
        "position": report.position,
        "seconds": took.whole.as_secs_f64(),
        "events_per_second": per_second.round(),
        "folding_seconds": took.folding.as_secs_f64(),
        "indexing_seconds": took.indexing.as_secs_f64(),
        "catching_up_seconds": took.catching_up.as_secs_f64(),
        "comparing_seconds": took.comparing.as_secs_f64(),
        "views": views,
        "differences": differences.iter().map(differences::of).collect::<Vec<_>>(),
        "digest": hex(&report.digest),
    });
    output.data(&json, || tables(report));
    if !output.is_json() {
        if let Outcome::Differs(_) | Outcome::Replaced(_) = &report.outcome {
            output.heading("what differs");
            output.table(&differences::rows(differences));
        }
        eprintln!("{}", closing(purpose, report, per_second));
    }
}

fn closing(purpose: Purpose, report: &RebuildReport, per_second: f64) -> String {
    let done = format!(
        "{} events in {:.1} s, {per_second:.0} events/s; compared at position {}, digest {}",
        report.events,
        report.took.whole.as_secs_f64(),
        report.position,
        hex(&report.digest)
    );
    let said = match (&report.outcome, purpose) {
        (Outcome::Switched, _) => {
            "the new versions are live; `claims views rollback` is the way back"
        }
        (Outcome::Replaced(_), _) => {
            "the versions differ, and the new ones are live, as was asked; the damaged \
             ones are kept: `claims views rollback` is the way back"
        }
        (Outcome::Proven, _) => "the live versions hold what the log says",
        (Outcome::Differs(_), Purpose::Rebuild) => {
            "the versions differ in what no change declares: nothing was switched; where the log \
             is right and the live version is damaged, --accept-differences switches"
        }
        (Outcome::Differs(differences), Purpose::Verify) if are_names(differences) => {
            "the live versions hold what the log says, but the names that readers ask show \
             something else; `claims rebuild VIEW --execute` makes the names anew"
        }
        (Outcome::Differs(_), Purpose::Verify) => {
            "the live versions do not hold what the log says; once that is understood, \
             `claims rebuild VIEW --execute --accept-differences` puts it right"
        }
    };
    format!("{done}\n{said}")
}

/// Tells whether nothing differs but what the stable names show.
fn are_names(differences: &[Difference]) -> bool {
    let is_name = |difference: &Difference| match difference {
        Difference::Name { .. } => true,
        Difference::Column { .. } | Difference::Row { .. } => false,
    };
    differences.iter().all(is_name)
}

fn tables(report: &RebuildReport) -> Rows {
    let views = report.views.iter();
    let tables = views.flat_map(|view| view.tables.iter().map(move |table| (view, table)));
    Rows::of(
        &tables.collect::<Vec<_>>(),
        &[
            ("view", |(view, _)| view.view.as_str().to_owned()),
            ("table", |(_, table)| table.name.to_owned()),
            ("living#", |(view, _)| view.live_version.to_string()),
            ("built#", |(view, _)| view.built_version.to_string()),
            ("rows#", |(_, table)| table.rows.to_string()),
            ("digest", |(_, table)| hex(&table.digest[..8])),
        ],
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
