//! Funds one after the other, each from its opening on.

use std::sync::Arc;

use domain::aggregate::FundStream;
use domain::{Currency, FundEvent, OrgId, PeriodId, ProgrammeId, Stamped};
use projections::log::StreamKind;
use projections::log::scan::StoredEvent;

use super::{Source, Streams, decoded};
use crate::export::ExportError;

/// The events of all funds, fund by fund.
pub(in crate::export) struct FundEvents {
    source: Source,
    streams: Streams,
    /// What is known of the fund that is being read.
    facts: Option<Arc<FundFacts>>,
}

/// What a fund is; never changes.
#[derive(Debug)]
pub(in crate::export) struct FundFacts {
    pub partner: OrgId,
    pub programme: ProgrammeId,
    pub period: PeriodId,
    pub currency: Currency,
}

/// An event of a fund.
pub(in crate::export) struct FundHappened {
    pub stored: StoredEvent,
    pub event: Stamped<FundEvent>,
    pub facts: Arc<FundFacts>,
}

impl FundEvents {
    pub(in crate::export) fn new(source: Source) -> Self {
        let streams = Streams::new(&source, StreamKind::Fund);
        Self {
            source,
            streams,
            facts: None,
        }
    }

    /// Gives the next event; none: that was all.
    pub(in crate::export) async fn next(&mut self) -> Result<Option<FundHappened>, ExportError> {
        while let Some(stored) = self.streams.next(&self.source.watcher).await? {
            let event = decoded::<FundStream>(&stored)?;
            if stored.sequence == 1 {
                self.facts = opened(&event.event).map(Arc::new);
            }
            let Some(facts) = self.facts.clone() else {
                // A fund begins with its opening; whatever else stands there is not our log.
                let stream = stored.aggregate_id;
                return Err(ExportError::Gap {
                    stream,
                    sequence: 1,
                });
            };
            if self.source.is_about(&facts.partner) {
                return Ok(Some(FundHappened {
                    stored,
                    event,
                    facts,
                }));
            }
        }
        Ok(None)
    }
}

fn opened(event: &FundEvent) -> Option<FundFacts> {
    let FundEvent::FundOpened {
        programme,
        period,
        partner,
        currency,
        ..
    } = event
    else {
        return None;
    };
    Some(FundFacts {
        partner: partner.clone(),
        programme: programme.clone(),
        period: period.clone(),
        currency: *currency,
    })
}
