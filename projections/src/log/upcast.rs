//! Bringing stored events to today's shape: the one way from a payload to an event.

use cqrs_es::Aggregate;
use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use domain::aggregate::EVENT_VERSION;

/// Gives the upcasters that bring older events to today's shape; there is only one shape so far.
pub fn upcasters() -> Vec<Box<dyn EventUpcaster>> {
    vec![]
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
    if version == EVENT_VERSION {
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
    if event.event_version == EVENT_VERSION {
        Ok(serde_json::from_value(event.payload)?)
    } else {
        Err(NotAnEvent::UnknownVersion {
            event_type: event_type.to_owned(),
            version: version.to_owned(),
        })
    }
}
