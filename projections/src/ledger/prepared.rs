//! A request with what every attempt at it needs, computed once.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::event::Named;
use domain::{Refusal, Stamped};
use serde::Serialize;

use super::{CommandError, Request, Standing, first_answer};
use crate::log::{KeyedCommand, NewEvent, canonical};

/// A request with what is computed of it once.
pub(super) struct Prepared {
    pub request: Request,
    pub request_hash: [u8; 32],
    metadata: Arc<str>,
}

impl Prepared {
    pub fn new(request: Request) -> Self {
        let metadata = metadata(&request);
        let request_hash = match &request.key {
            Some(_) => first_answer::request_hash(&request.command),
            None => [0; 32],
        };
        Self {
            request,
            request_hash,
            metadata,
        }
    }

    /// Stamps events with who gave the command and when, and writes them for the log.
    pub fn written<E>(&self, events: Vec<E>) -> (Vec<Stamped<E>>, Vec<NewEvent>)
    where
        E: Named + Serialize,
    {
        let stamped = events.into_iter().map(|event| Stamped {
            at: self.request.at,
            by: self.request.by.clone(),
            event,
        });
        let written = |event: &Stamped<E>| NewEvent {
            event_type: event.event.name(),
            event_version: event.event.version(),
            payload: plain(event),
            metadata: Arc::clone(&self.metadata),
        };
        let stamped: Vec<_> = stamped.collect();
        let written = stamped.iter().map(written).collect();
        (stamped, written)
    }

    /// The version the caller expects, as they count, comes after the law of visibility: who may not see a
    /// stream learns nothing of its version.
    pub fn must_be_expected(
        &self,
        version: u64,
        refusal: Option<&Refusal>,
    ) -> Result<(), CommandError> {
        match self.request.expected {
            Some(expected) if expected != version && !refusal.is_some_and(hides) => {
                Err(CommandError::WrongVersion {
                    expected,
                    current: version,
                })
            }
            Some(_) | None => Ok(()),
        }
    }

    pub fn keyed(&self, standing: &Standing) -> Option<KeyedCommand> {
        self.request.key.as_ref().map(|key| KeyedCommand {
            principal: self.request.by.person().to_string(),
            key: key.to_string(),
            request_hash: self.request_hash,
            answer: serde_json::to_string(standing).expect("a standing is plain JSON"),
        })
    }
}

/// Tells whether a law says that there is nothing, be it so or not: then nothing else is said, neither
/// a version nor what the caller was once told.
pub(super) const fn hides(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::ClaimMustExist | Refusal::FundMustExist)
}

/// Writes what surrounds an event: the command's key and where it came from.
fn metadata(request: &Request) -> Arc<str> {
    let known = [
        ("command", request.key.as_ref().map(|key| key.as_str())),
        ("origin", request.origin.as_deref()),
    ];
    let said: BTreeMap<&str, &str> = known
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    plain(&said).into()
}

fn plain<T: Serialize>(value: &T) -> String {
    canonical(value).expect("events and metadata are plain JSON")
}
