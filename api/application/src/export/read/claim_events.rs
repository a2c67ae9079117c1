//! Claims one after the other, each from its first event on.

use domain::aggregate::ClaimStream;
use domain::{ClaimEvent, OrgId, Stamped};
use projections::log::StreamKind;
use projections::log::scan::StoredEvent;

use super::{Source, Streams, decoded};
use crate::export::ExportError;

/// The events of all claims, claim by claim.
pub(in crate::export) struct ClaimEvents {
    source: Source,
    streams: Streams,
    /// Whose the claim is that is being read.
    partner: Option<OrgId>,
}

/// An event of a claim.
pub(in crate::export) struct ClaimHappened {
    pub stored: StoredEvent,
    pub event: Stamped<ClaimEvent>,
    pub partner: OrgId,
}

impl ClaimHappened {
    /// Tells whether the claim begins here.
    pub(in crate::export) fn is_first(&self) -> bool {
        self.stored.sequence == 1
    }
}

impl ClaimEvents {
    pub(in crate::export) fn new(source: Source) -> Self {
        let streams = Streams::new(&source, StreamKind::Claim);
        Self {
            source,
            streams,
            partner: None,
        }
    }

    /// Gives the next event; none: that was all.
    pub(in crate::export) async fn next(&mut self) -> Result<Option<ClaimHappened>, ExportError> {
        while let Some(stored) = self.streams.next(&self.source.watcher).await? {
            let event = decoded::<ClaimStream>(&stored)?;
            if stored.sequence == 1 {
                self.partner = created_by(&event.event);
            }
            let Some(partner) = self.partner.clone() else {
                // A claim begins with its creation; whatever else stands there is not our log.
                let stream = stored.aggregate_id;
                return Err(ExportError::Gap {
                    stream,
                    sequence: 1,
                });
            };
            if self.source.is_about(&partner) {
                return Ok(Some(ClaimHappened {
                    stored,
                    event,
                    partner,
                }));
            }
        }
        Ok(None)
    }
}

fn created_by(event: &ClaimEvent) -> Option<OrgId> {
    let ClaimEvent::ClaimCreated { partner, .. } = event else {
        return None;
    };
    Some(partner.clone())
}
