//! Sweeping up: bytes that no event and no living upload names.
//!
//! An upload that nobody made a document of leaves some, and so does a process that was killed
//! between the bytes and the event. Nothing younger than a day is looked at: its event may be on
//! its way.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::OrgId;
use domain::document::Sha256;
use futures::TryStreamExt;
use projections::Pool;
use projections::uploads::{Uploads, UploadsError};
use serde::Serialize;

use super::named::NamedError;
use super::{KEPT_FOR, Kept, Store, StoreError, named_files};

/// What was found, and taken away if that was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Bytes that nothing names.
    pub orphans: Vec<Kept>,
    /// How many of them were taken away.
    pub removed: u64,
    /// How many files that never got a name were taken away.
    pub unnamed_removed: u64,
    /// How many uploads whose day is over were forgotten.
    pub uploads_forgotten: u64,
}

/// Whether anything is taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sweeping {
    DryRun,
    Execute,
}

/// Why sweeping ended early; nothing that something names was taken away.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Uploads(#[from] UploadsError),
    #[error(transparent)]
    Named(#[from] NamedError),
}

/// Finds bytes that nothing names, and takes them away if that is wanted.
///
/// What is there is listed before what is named is read: bytes that are brought meanwhile are young
/// when they are looked at again, right before they would go.
pub async fn sweep(
    pool: &Pool,
    store: &Store,
    now: DateTime<Utc>,
    head: u64,
    sweeping: Sweeping,
) -> Result<Swept, SweepError> {
    let before = now - KEPT_FOR;
    let is_old = |kept: &Kept| kept.at < before;
    let listed: Vec<Kept> = store.list().try_collect().await?;
    let uploads = Uploads::new(pool.clone());
    let living = uploads.living(now).await?;
    let events = named_files(pool, head).await?;
    let events = events
        .into_iter()
        .map(|named| (named.org, named.file.sha256));
    let named: HashSet<(OrgId, Sha256)> = events.chain(living).collect();
    let mut orphans: Vec<Kept> = listed
        .into_iter()
        .filter(|kept| is_old(kept) && !named.contains(&(kept.org.clone(), kept.sha256)))
        .collect();
    orphans.sort_by(|a, b| (&a.org, a.sha256).cmp(&(&b.org, b.sha256)));
    let mut swept = Swept::default();
    for kept in orphans {
        if sweeping == Sweeping::Execute {
            let again = store.look(&kept.org, kept.sha256).await?;
            if again.as_ref().is_some_and(is_old) {
                store.remove(&kept.org, kept.sha256).await?;
                swept.removed += 1;
            }
        }
        swept.orphans.push(kept);
    }
    if sweeping == Sweeping::Execute {
        swept.unnamed_removed = store.remove_unnamed(before).await?;
        swept.uploads_forgotten = uploads.forget(now).await?;
    }
    Ok(swept)
}
