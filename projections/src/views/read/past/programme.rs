//! A programme as it was.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::aggregate::ProgrammeStream;
use domain::{Person, Policy, Programme, ProgrammeEvent, ProgrammeId};

use super::{Past, ReadError};
use crate::log::StreamKind;
use crate::stream::scan::{each_whole, folded};

/// A version of a programme's policy, and who published it.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedPolicy {
    pub version: u32,
    pub policy: Arc<Policy>,
    pub at: DateTime<Utc>,
    pub by: Person,
    pub position: u64,
}

impl Past {
    /// Reads a programme with its version; none: there was none.
    pub async fn programme(&self, id: &ProgrammeId) -> Result<Option<(u64, Programme)>, ReadError> {
        let (kind, name) = (StreamKind::Programme, id.to_string());
        let (stream, version) =
            folded::<ProgrammeStream>(&self.views.pool, kind, &name, self.until).await?;
        Ok(stream.0.map(|programme| (version, programme)))
    }

    /// Reads all versions of a programme's policy, oldest first; none: there was no programme.
    pub async fn policies(&self, id: &ProgrammeId) -> Result<Vec<PublishedPolicy>, ReadError> {
        let streams = (StreamKind::Programme, &[id.to_string()][..]);
        let mut published = vec![];
        each_whole::<ProgrammeStream>(&self.views.pool, streams, self.until, |stored, event| {
            let ProgrammeEvent::PolicyPublished { version, policy } = event.event;
            published.push(PublishedPolicy {
                version,
                policy,
                at: event.at,
                by: event.by.person(),
                position: stored.position,
            });
        })
        .await?;
        Ok(published)
    }
}
