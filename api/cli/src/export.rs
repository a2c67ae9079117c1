//! `claims export`: the ledger as files, as of now or of any moment before.

use std::path::PathBuf;

use application::export::{
    DocumentFiles, ExportError, File, Folder, Format, Manifest, What, Wish, export,
};
use clap::{Args as ClapArgs, ValueEnum};
use domain::OrgId;
use projections::log::leaf::written;

use super::as_of::AsOfArgs;
use super::exit::{Ending, Exit, Failure};
use super::output::{Column, Output, Rows, bar, cell};
use super::replay::partner_must_be_known;
use super::session::on_database;
use super::settings::Settings;

/// Write the ledger into files that other programs read, with a manifest.
///
/// jsonl, csv and parquet hold events, claims, postings and history; xlsx claims, postings and
/// history; xes events and history of claims; hledger postings.
///
/// Events as jsonl are what `claims import jsonl` brings back: events.jsonl is the log, and
/// commands.jsonl the ids of the commands behind it, so that a command that is repeated after the
/// move still gets its first answer.
///
/// Every event that is read is proven by its digest. Files get their names once all are on the
/// disk, and manifest.json comes last: a folder without it is not whole. Amounts are decimal
/// numbers beside their currency; in Parquet they are minor units beside currency and exponent.
///
/// With --documents the files of documents are taken along, each as documents/PARTNER/SHA256;
/// `claims import jsonl` brings them back as well.
///
/// Exit codes: 1 an event or a file was altered; 2 that format does not hold that; 3 the folder is not
/// empty, or there was no such moment or partner; 69 the disk is full or the database is unavailable.
#[derive(Debug, ClapArgs)]
pub struct ExportArgs {
    /// How to write it.
    #[arg(long, value_enum)]
    pub format: FormatName,
    /// What to write.
    #[arg(long, value_enum)]
    pub what: WhatName,
    /// The folder to write into: empty, or not there yet.
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    #[command(flatten)]
    pub moment: AsOfArgs,
    /// Only this partner's claims and funds.
    #[arg(long, value_name = "PARTNER")]
    pub partner: Option<OrgId>,
    /// Whether `--documents` was typed.
    #[arg(skip)]
    pub takes_documents: bool,
}

/// A format, as the command line names and explains it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum FormatName {
    /// One JSON object a line; of events, what `import jsonl` takes.
    Jsonl,
    /// Comma-separated values with a header (RFC 4180).
    Csv,
    /// Apache Parquet, compressed by zstd.
    Parquet,
    /// A workbook for Excel and its like.
    Xlsx,
    /// An event log for process mining (IEEE 1849-2016), one trace a claim.
    Xes,
    /// A plain text journal for hledger.
    Hledger,
}

/// What an export holds, as the command line names and explains it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum WhatName {
    /// Every event, as the log holds it.
    Events,
    /// One row a claim, as it stood at the moment.
    Claims,
    /// Double entry: what each fund event moved, from and to.
    Postings,
    /// One row an event of a claim: who, when, and the sentence.
    History,
}

impl From<FormatName> for Format {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Jsonl => Self::Jsonl,
            FormatName::Csv => Self::Csv,
            FormatName::Parquet => Self::Parquet,
            FormatName::Xlsx => Self::Xlsx,
            FormatName::Xes => Self::Xes,
            FormatName::Hledger => Self::Hledger,
        }
    }
}

impl From<WhatName> for What {
    fn from(name: WhatName) -> Self {
        match name {
            WhatName::Events => Self::Events,
            WhatName::Claims => Self::Claims,
            WhatName::Postings => Self::Postings,
            WhatName::History => Self::History,
        }
    }
}

/// Exports what was asked for.
pub fn run(settings: &Settings, asked: &ExportArgs, output: Output) -> Result<Exit, Failure> {
    let (format, what) = (Format::from(asked.format), What::from(asked.what));
    format.must_offer(what)?;
    asked.moment.must_have_come()?;
    Folder::must_be_free(&asked.out)?;
    on_database(settings, async |session| {
        let documents = match asked.takes_documents {
            true => Some(settings.store()?),
            false => None,
        };
        let moment = asked.moment.or_head(&session.pool).await?;
        partner_must_be_known(&session.pool, asked.partner.as_ref(), moment).await?;
        let wish = Wish {
            format,
            what,
            moment,
            partner: asked.partner.clone(),
            folder: asked.out.clone(),
            documents,
        };
        let bar = bar("{wide_bar} {pos}/{len} events, {per_sec}, {eta} left");
        let shown = bar.clone();
        let work = export(
            &session.pool,
            &wish,
            Box::new(move |progress| {
                shown.set_length(progress.events_total);
                shown.set_position(progress.events_done);
            }),
        );
        let stopped = "stopped; no file of the export is left";
        let work = async { Ok(work.await?) };
        let manifest = session.until_stopped(stopped, work).await;
        bar.finish_and_clear();
        show(&manifest?, output);
        Ok(Exit::Ok)
    })
}

impl Ending for ExportError {
    fn exit(&self) -> Exit {
        match self {
            Self::NotOffered { .. } => Exit::Usage,
            Self::FolderNotEmpty(_) | Self::FolderUnusable { .. } => Exit::Precondition,
            Self::Log(error) => error.exit(),
            Self::Store(error) => error.exit(),
            Self::Unwritten { .. } => Exit::Unavailable,
            Self::Unreadable { .. }
            | Self::OfNoClaim { .. }
            | Self::FileAltered { .. }
            | Self::Gap { .. } => Exit::FoundAProblem,
        }
    }
}

fn show(manifest: &Manifest, output: Output) {
    output.data(manifest, || Rows::of(&manifest.files, FILES));
    eprintln!(
        "as of position {}, recorded at {}",
        manifest.as_of.position,
        written(manifest.as_of.recorded_at)
    );
    if let Some(DocumentFiles { files, missing }) = manifest.documents {
        eprintln!("{files} files of documents taken along, {missing} that are not in the store");
    }
    if let Some(leaves) = &manifest.leaves_sha256 {
        eprintln!("SHA-256 over the leaves: {leaves}");
    }
}

const FILES: &[Column<File>] = &[
    ("file", |file| file.name.clone()),
    ("rows#", |file| file.rows.to_string()),
    ("bytes#", |file| file.bytes.to_string()),
    ("first#", |file| cell(file.first_position)),
    ("last#", |file| cell(file.last_position)),
    ("sha256", |file| file.sha256.to_string()),
];
