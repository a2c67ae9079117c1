//! Bringing stored events to today's shape: the one way from a payload to an event.

use cqrs_es::Aggregate;
use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use domain::event::version_of;

/// Gives the upcasters that bring older events to today's shape, one step of one event each.
pub fn upcasters() -> Vec<Box<dyn EventUpcaster>> {
    let gained = |event_type| Box::new(Gained { event_type }) as Box<dyn EventUpcaster>;
    vec![
        // Which of the asked-for proofs a document is: an older one does not say.
        gained("DocumentAttached"),
        gained("DocumentReplaced"),
        // What is required, and the guide: an older policy requires nothing and names none.
        gained("PolicyPublished"),
    ]
}

/// The second version of an event only gained what may be absent.
struct Gained {
    event_type: &'static str,
}

impl EventUpcaster for Gained {
    fn can_upcast(&self, event_type: &str, event_version: &str) -> bool {
        (event_type, event_version) == (self.event_type, "1")
    }

    fn upcast(&self, mut event: SerializedEvent) -> SerializedEvent {
        event.event_version = "2".to_owned();
        event
    }
}

/// Tells whether an event is stored in the shape in which it is written today.
///
/// A name that no event has is taken for a first shape, so that it is the name that is refused.
pub(super) fn is_todays(event_type: &str, version: &str) -> bool {
    version == version_of(event_type).unwrap_or("1")
}

/// Says why a stored event is none that this program knows.
#[derive(Debug, thiserror::Error)]
pub enum NotAnEvent {
    #[error("this program does not know version {version:?} of {event_type}")]
    UnknownVersion { event_type: String, version: String },
    #[error("its payload is not that of an event: {0}")]
    Payload(#[from] serde_json::Error),
}

/// Reads a stored payload as an event of today's shape.
pub fn decode<A: Aggregate>(
    event_type: &str,
    version: &str,
    payload: &str,
) -> Result<A::Event, NotAnEvent> {
    if is_todays(event_type, version) {
        return Ok(serde_json::from_str(payload)?);
    }
    decode_with::<A>(&upcasters(), event_type, version, payload)
}

/// The same with upcasters of the caller's.
pub fn decode_with<A: Aggregate>(
    upcasters: &[Box<dyn EventUpcaster>],
    event_type: &str,
    version: &str,
    payload: &str,
) -> Result<A::Event, NotAnEvent> {
    let mut event = SerializedEvent::new(
        String::new(),
        0,
        A::TYPE.to_owned(),
        event_type.to_owned(),
        version.to_owned(),
        serde_json::from_str(payload)?,
        serde_json::Value::Null,
    );
    for upcaster in upcasters {
        if upcaster.can_upcast(&event.event_type, &event.event_version) {
            event = upcaster.upcast(event);
        }
    }
    if is_todays(&event.event_type, &event.event_version) {
        Ok(serde_json::from_value(event.payload)?)
    } else {
        Err(NotAnEvent::UnknownVersion {
            event_type: event_type.to_owned(),
            version: version.to_owned(),
        })
    }
}
