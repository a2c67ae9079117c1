//! `claims import jsonl`: an exported log comes back, event by event.

use std::path::PathBuf;

use application::import::jsonl::{LogFiles, LogImportError, LogImportReport, restore};
use clap::Args as ClapArgs;

use super::exit::{Ending, Exit, Failure};
use super::import::{bar, exit_of, watcher};
use super::output::{Output, Rows};
use super::session::{CLOCK, on_new_database};
use super::settings::Settings;

/// Bring back a log that `claims export --format jsonl --what events` wrote.
///
/// Every event gets the position, time and digest that it had. All lines are checked before
/// anything is imported; a corrupt one is named by its number, and then nothing at all is. An import that
/// is broken off goes on where it stopped when it is started again. The database must be empty or
/// hold the beginning of the same log.
///
/// From the folder of an export, the ids of commands are brought back as well, and the counts and
/// digests of the manifest are checked. From a file alone they are not: a command that is repeated
/// is then decided anew, and mostly refused by the law that it would break.
///
/// The files of documents, if the export took them along, come back first, each proven.
///
/// Exit codes: 1 a line is corrupt or the manifest says otherwise; 3 there is no log; 4 the
/// database holds another history; 69 the database is unavailable.
#[derive(Debug, ClapArgs)]
pub struct ImportJsonl {
    /// The folder of the export, or its events.jsonl.
    #[arg(value_name = "FOLDER|FILE")]
    pub path: PathBuf,
    /// Check the files to their ends, and import nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// Brings a log back, or checks its files.
pub fn run(settings: &Settings, asked: &ImportJsonl, output: Output) -> Result<Exit, Failure> {
    let files = LogFiles::find(&asked.path)?;
    if files.manifest.is_none() {
        eprintln!("there is no manifest: nothing says whether the log is whole");
    }
    let bar = bar();
    let watcher = watcher(&bar);
    let checked = files.check(CLOCK(), &watcher)?;
    if asked.dry_run {
        bar.finish_and_clear();
        eprintln!("dry run: nothing was imported");
        show(&LogImportReport::of(&checked), output);
        return Ok(Exit::Ok);
    }
    on_new_database(settings, async |session| {
        let store = settings.store()?;
        let work = async { Ok(restore(&session.pool, &store, &files, &checked, &watcher).await?) };
        let stopped = "stopped; the same import again goes on from there";
        let report = session.until_stopped(stopped, work).await;
        bar.finish_and_clear();
        show(&report?, output);
        if files.commands.is_none() {
            eprintln!("the ids of commands were not there: a repeated command is decided anew");
        }
        Ok(Exit::Ok)
    })
}

impl Ending for LogImportError {
    fn exit(&self) -> Exit {
        exit_of(self.kind())
    }
}

fn show(report: &LogImportReport, output: Output) {
    output.data(report, || {
        let mut rows = Rows::new(&["what", "value#"]);
        for (what, value) in [
            ("events", report.events.to_string()),
            ("events appended", report.events_appended.to_string()),
            (
                "ids of commands restored",
                report.commands_restored.to_string(),
            ),
            (
                "files of documents restored",
                report.documents_restored.to_string(),
            ),
            ("last position", report.last_position.to_string()),
            ("recorded at", report.recorded_at.clone()),
            ("SHA-256 over the leaves", report.leaves_sha256.to_string()),
        ] {
            rows.push(vec![what.to_owned(), value]);
        }
        rows
    });
}
