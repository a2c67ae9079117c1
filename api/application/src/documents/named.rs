//! Which files the log names: every document of every claim, those that are gone included.

use std::collections::HashMap;

use domain::aggregate::ClaimStream;
use domain::document::{File, Sha256};
use domain::{ClaimEvent, ClaimId, DocumentId, OrgId};
use projections::Pool;
use projections::log::scan::{ByPosition, StoredEvent};
use projections::log::{LogError, NotAnEvent};

/// A file that an event names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFile {
    pub org: OrgId,
    pub claim: ClaimId,
    pub document: DocumentId,
    pub file: File,
    /// The position of the event that names it.
    pub position: u64,
}

/// Why the log could not be gone through.
#[derive(Debug, thiserror::Error)]
pub enum NamedError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("the event at position {position} cannot be read: {why}")]
    Unreadable { position: u64, why: NotAnEvent },
    #[error("the event at position {position} is of no claim that was created")]
    OfNoClaim { position: u64 },
}

/// Gives every file that the log names up to a position, each event proven, in the log's order.
pub async fn named_files(pool: &Pool, until: u64) -> Result<Vec<NamedFile>, NamedError> {
    let mut reader = ByPosition::new(pool.clone(), 0, until);
    let (mut partners, mut named) = (HashMap::new(), vec![]);
    loop {
        let page = reader.next_page().await?;
        if page.is_empty() {
            return Ok(named);
        }
        for stored in page.iter().filter(|stored| names_files(stored)) {
            let position = stored.position;
            let of_no_claim = || NamedError::OfNoClaim { position };
            let claim: ClaimId = stored.aggregate_id.parse().map_err(|_| of_no_claim())?;
            let event = stored.decode::<ClaimStream>();
            let event = event
                .map_err(|why| NamedError::Unreadable { position, why })?
                .event;
            if let ClaimEvent::ClaimCreated { partner, .. } = &event {
                partners.insert(claim, partner.clone());
            }
            let org = partners.get(&claim).ok_or_else(of_no_claim)?;
            named.extend(event.documents().iter().map(|document| NamedFile {
                org: org.clone(),
                claim,
                document: document.id,
                file: document.file.clone(),
                position,
            }));
        }
    }
}

/// Gives the bytes that are named, each once, with the first that names them.
pub(super) fn distinct(named: Vec<NamedFile>) -> HashMap<(OrgId, Sha256), NamedFile> {
    let mut distinct = HashMap::new();
    for named in named {
        let key = (named.org.clone(), named.file.sha256);
        distinct.entry(key).or_insert(named);
    }
    distinct
}

fn names_files(stored: &StoredEvent) -> bool {
    const NAMING: [&str; 4] = [
        "ClaimCreated",
        "DocumentAttached",
        "DocumentReplaced",
        "ClaimDisputed",
    ];
    stored.aggregate_type == "claim" && NAMING.contains(&stored.event_type.as_str())
}
