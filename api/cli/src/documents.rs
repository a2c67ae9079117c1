//! `claims documents`: the files of documents, proven and swept up.

use application::documents::{
    Found, Kept, NamedError, NamedFile, SweepError, Sweeping, named_files, sweep, verify,
};
use clap::Subcommand;
use projections::log::leaf::written;
use serde_json::json;

use super::exit::{Ending, Exit, Failure};
use super::output::{Column, Output, Rows, bar};
use super::session::{CLOCK, Session, on_database};
use super::settings::Settings;

/// What to do with the files of documents.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum DocumentsWhat {
    /// Read every file that the log names again; exit code 1 when one is missing or altered.
    Verify,
    /// Find files that no event and no upload of the last day names.
    ///
    /// Nothing younger than a day is looked at: its event may be on its way.
    Gc {
        /// Take them away; without, they are listed.
        #[arg(long)]
        execute: bool,
    },
}

/// Proves the files, or sweeps up what nobody names.
pub fn run(settings: &Settings, what: &DocumentsWhat, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let work = async {
            match what {
                DocumentsWhat::Verify => prove(settings, &session, output).await,
                DocumentsWhat::Gc { execute: true } => {
                    tidy(settings, &session, Sweeping::Execute, output).await
                }
                DocumentsWhat::Gc { execute: false } => {
                    tidy(settings, &session, Sweeping::DryRun, output).await
                }
            }
        };
        session.until_stopped("stopped", work).await
    })
}

async fn prove(settings: &Settings, session: &Session, output: Output) -> Result<Exit, Failure> {
    let store = settings.store()?;
    let head = *session.ledger().await?.head().borrow();
    let named = named_files(&session.pool, head).await?;
    let bar = bar("{wide_bar} {pos}/{len} files, {eta} left");
    let looked = verify(&store, named, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    });
    let looked = looked.await;
    bar.finish_and_clear();
    let looked = looked?;
    let problem = |(named, found): &(NamedFile, Found)| {
        json!({
            "found": found, "claim": named.claim.to_string(),
            "document": named.document.to_string(), "org": named.org,
            "sha256": named.file.sha256, "name": named.file.name,
        })
    };
    let problems: Vec<_> = looked.problems.iter().map(problem).collect();
    let json = json!({ "files": looked.files, "bytes": looked.bytes, "problems": problems });
    output.data(&json, || Rows::of(&looked.problems, PROBLEMS));
    let (files, bytes) = (looked.files, looked.bytes);
    match looked.problems.len() {
        0 => {
            eprintln!("{files} files, {bytes} bytes: all are as they were recorded");
            Ok(Exit::Ok)
        }
        problems => {
            eprintln!("{problems} of {files} files are missing or altered");
            Ok(Exit::FoundAProblem)
        }
    }
}

async fn tidy(
    settings: &Settings,
    session: &Session,
    sweeping: Sweeping,
    output: Output,
) -> Result<Exit, Failure> {
    let store = settings.store()?;
    let head = *session.ledger().await?.head().borrow();
    let swept = sweep(&session.pool, &store, CLOCK(), head, sweeping).await?;
    output.data(&swept, || Rows::of(&swept.orphans, ORPHANS));
    let bytes: u64 = swept.orphans.iter().map(|kept| kept.size).sum();
    let found = swept.orphans.len();
    match sweeping {
        Sweeping::DryRun => {
            eprintln!("dry run: {found} files of {bytes} bytes would go; --execute takes them away")
        }
        Sweeping::Execute => eprintln!("{} of {found} files were taken away", swept.removed),
    }
    Ok(Exit::Ok)
}

const PROBLEMS: &[Column<(NamedFile, Found)>] = &[
    ("found", |(_, found)| match found {
        Found::Missing => "missing".to_owned(),
        Found::Altered => "altered".to_owned(),
    }),
    ("claim", |(named, _)| named.claim.to_string()),
    ("document", |(named, _)| named.document.to_string()),
    ("name", |(named, _)| named.file.name.clone()),
    ("sha256", |(named, _)| named.file.sha256.to_string()),
];

const ORPHANS: &[Column<Kept>] = &[
    ("org", |kept| kept.org.to_string()),
    ("sha256", |kept| kept.sha256.to_string()),
    ("bytes#", |kept| kept.size.to_string()),
    ("since", |kept| written(kept.at)),
];

impl Ending for NamedError {
    fn exit(&self) -> Exit {
        match self {
            Self::Log(error) => error.exit(),
            Self::Unreadable { .. } | Self::OfNoClaim { .. } => Exit::FoundAProblem,
        }
    }
}

impl Ending for SweepError {
    fn exit(&self) -> Exit {
        match self {
            Self::Store(error) => error.exit(),
            Self::Named(error) => error.exit(),
            Self::Uploads(_) => Exit::Unavailable,
        }
    }
}
