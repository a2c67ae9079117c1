//! `claims import xes`: a foreign history becomes claims.

use std::sync::Arc;
use std::time::Duration;

use application::import::{
    ImportError, ImportReport, Kind, Limits, Mapping, Phase, Place, Progress, RefusedStep, Watcher,
    rehearse, run as import,
};
use indicatif::ProgressBar;
use projections::views::Views;

use super::args::ImportXes;
use super::exit::{Ending, Exit, Failure};
use super::output::{self, Column, Output, Rows, minute};
use super::session::on_new_database;
use super::settings::Settings;

/// How many refusals a table shows; JSON has them all.
const REFUSALS_SHOWN: usize = 50;

/// Imports a log, or goes through it in memory.
pub fn run(settings: &Settings, asked: &ImportXes, output: Output) -> Result<Exit, Failure> {
    let mapping = Mapping::read(&asked.mapping).map_err(ImportError::from)?;
    let place = Place::of(&asked.file);
    if place.map_err(|error| Failure::new(Exit::Precondition, error))? == Place::Folder {
        let sentence = format!("{} is a folder; name a log in it", asked.file.display());
        return Err(Failure::new(Exit::Precondition, sentence));
    }
    let bar = bar();
    let watcher = watcher(&bar);
    if asked.dry_run {
        let rehearsal = rehearse(&asked.file, &mapping, &watcher)?;
        bar.finish_and_clear();
        eprintln!("dry run: nothing was imported");
        show(&rehearsal.report, output);
        return Ok(Exit::Ok);
    }
    on_new_database(settings, async |session| {
        let prepared = Views::prepare(&session.pool).await;
        prepared.map_err(|error| Failure::new(Exit::Unavailable, error))?;
        let ledger = session.ledger().await?;
        let import = import(
            &ledger,
            &asked.file,
            Arc::new(mapping),
            Limits::default(),
            watcher,
        );
        let work = async { Ok(import.await?) };
        let stopped = "stopped; the same import again goes on from there";
        let report = session.until_stopped(stopped, work).await;
        ledger.stop().await;
        bar.finish_and_clear();
        show(&report?, output);
        Ok(Exit::Ok)
    })
}

impl Ending for ImportError {
    fn exit(&self) -> Exit {
        exit_of(self.kind())
    }
}

/// Gives the exit code of an import's end.
pub(super) fn exit_of(kind: Kind) -> Exit {
    match kind {
        Kind::FoundAProblem => Exit::FoundAProblem,
        Kind::Usage => Exit::Usage,
        Kind::Precondition => Exit::Precondition,
        Kind::Conflict => Exit::Conflict,
        Kind::Unavailable => Exit::Unavailable,
    }
}

/// Shows how far an import is, where there is a terminal.
pub(super) fn bar() -> ProgressBar {
    let bar = output::bar("{msg:10} {wide_bar} {pos}/{len} events, {per_sec}, {eta} left");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Tells a bar how far an import is.
pub(super) fn watcher(bar: &ProgressBar) -> Watcher {
    let bar = bar.clone();
    Arc::new(move |progress: Progress| {
        let phase = match progress.phase {
            Phase::Checking => "checking",
            Phase::Importing => "importing",
        };
        if bar.message() != phase {
            bar.set_message(phase);
            bar.reset();
        }
        match progress.events_total {
            Some(total) => bar.set_length(total),
            None if progress.bytes_read > 0 => {
                // Not known yet: as many as the part that is read lets expect.
                let events = progress.events_done as f64;
                let whole = progress.bytes_total as f64 / progress.bytes_read as f64;
                bar.set_length((events * whole) as u64);
            }
            None => {}
        }
        bar.set_position(progress.events_done);
    })
}

fn show(report: &ImportReport, output: Output) {
    if output.is_json() {
        return output.json(report);
    }
    let skipped = report.commands_skipped_as_known;
    let counts = [
        ("cases", report.cases),
        ("cases without refusal", report.cases_without_refusal),
        ("events appended", report.events_appended),
        ("commands skipped as known", skipped),
        ("refusals", report.refusals.len() as u64),
    ];
    output.table(&Rows::of(
        &counts,
        &[
            ("what", |(what, _)| (*what).to_owned()),
            ("count#", |(_, count)| count.to_string()),
        ],
    ));
    if report.refusals.is_empty() {
        return;
    }
    let shown = report.refusals.len().min(REFUSALS_SHOWN);
    output.table(&Rows::of(&report.refusals[..shown], REFUSALS));
    let more = report.refusals.len() - shown;
    if more > 0 {
        eprintln!("and {more} more; --json has them all");
    }
}

const REFUSALS: &[Column<RefusedStep>] = &[
    ("case", |refusal| refusal.case.clone()),
    ("activity", |refusal| refusal.activity.clone()),
    ("at (UTC)", |refusal| minute(refusal.at)),
    ("refused by", |refusal| refusal.code.to_owned()),
];
