//! Exports: the ledger, or what follows from it, as files that other programs read.
//!
//! Everything is folded from the log up to one moment, each event proven by its leaf, so that the
//! same moment gives the same bytes whenever and wherever it is exported. A folder with a manifest
//! is whole; one without is not.

mod bytes;
mod cell;
mod csv;
mod error;
mod events;
mod hledger;
mod jsonl;
mod list;
mod manifest;
mod parquet;
mod read;
mod sink;
mod table;
mod tables;
mod what;
mod xes;
mod xlsx;
mod xml;
mod zip;

use std::path::PathBuf;

use domain::OrgId;
use projections::Pool;
use projections::log::Moment;

pub use bytes::FOLDER as DOCUMENTS_FOLDER;
pub use cell::Cell;
pub use error::ExportError;
pub use jsonl::{CommandLine, EventLine};
pub use list::{WorkbookError, list_csv, list_xlsx};
pub use manifest::{AsOfMoment, DocumentFiles, File, MANIFEST, Manifest, Tool};
pub use sink::Folder;
pub use tables::{entries_csv, entries_header, payments_csv, payments_header};
pub use what::{Format, What};

use crate::documents::Store;

/// What to export, as of when, and where to.
#[derive(Clone, Debug)]
pub struct Wish {
    pub format: Format,
    pub what: What,
    pub moment: Moment,
    /// Only this partner's claims and funds.
    pub partner: Option<OrgId>,
    pub folder: PathBuf,
    /// Where the files of documents are, if they are taken along.
    pub documents: Option<Store>,
}

/// How far an export is, in events of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub events_done: u64,
    pub events_total: u64,
}

/// Is told how far an export is, page by page.
pub type Watcher = Box<dyn Fn(Progress) + Send + Sync>;

/// Exports into a folder that is empty or not there yet; gives what its manifest says.
///
/// # Errors
/// Whatever ends it early leaves no file in the folder.
pub async fn export(pool: &Pool, wish: &Wish, watcher: Watcher) -> Result<Manifest, ExportError> {
    wish.format.must_offer(wish.what)?;
    let mut folder = Folder::take(&wish.folder)?;
    let source = read::Source {
        pool: pool.clone(),
        until: wish.moment.position,
        partner: wish.partner.clone(),
        watcher,
    };
    let mut leaves = None;
    match (wish.what, wish.format) {
        (What::Events, Format::Jsonl) => leaves = Some(events::lines(source, &mut folder).await?),
        (What::Events, Format::Csv | Format::Parquet | Format::Xlsx | Format::Hledger) => {
            leaves = Some(tables::events(source, wish, &mut folder).await?);
        }
        (What::Events | What::History, Format::Xes) => {
            xes::traces(source, wish.what, &mut folder).await?;
        }
        (What::Postings, Format::Hledger) => hledger::journal(source, &mut folder).await?,
        (What::Claims, _) => tables::claims(source, wish, &mut folder).await?,
        (What::Postings, _) => tables::postings(source, wish, &mut folder).await?,
        (What::History, _) => tables::history(source, wish, &mut folder).await?,
    }
    let documents = match &wish.documents {
        Some(store) => Some(bytes::take_along(pool, wish, store, &mut folder).await?),
        None => None,
    };
    folder.complete(wish, leaves, documents)
}
