//! Events of an older version are brought to today's shape when they are read.

use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use domain::aggregate::ClaimStream;
use projections::log::{NotAnEvent, decode, decode_with};

/// Before version 1, a comment's text was called its words.
struct WordsWereTexts;

impl EventUpcaster for WordsWereTexts {
    fn can_upcast(&self, event_type: &str, event_version: &str) -> bool {
        (event_type, event_version) == ("CommentAdded", "0")
    }

    fn upcast(&self, mut event: SerializedEvent) -> SerializedEvent {
        let comment = event.payload["event"]["CommentAdded"].as_object_mut();
        if let Some((comment, text)) = comment.and_then(|c| c.remove("words").map(|w| (c, w))) {
            comment.insert("text".to_owned(), text);
        }
        event.event_version = "1".to_owned();
        event
    }
}

#[test]
fn events_of_an_older_version_are_brought_to_todays_shape_and_unknown_ones_are_refused() {
    let sample = include_str!("../../fixtures/events/CommentAdded.v1.json");
    let today = decode::<ClaimStream>("CommentAdded", "1", sample).unwrap();
    let older = sample.replace("\"text\"", "\"words\"");
    assert_ne!(older, sample);
    let upcasters: Vec<Box<dyn EventUpcaster>> = vec![Box::new(WordsWereTexts)];
    let upcast = |version| decode_with::<ClaimStream>(&upcasters, "CommentAdded", version, &older);
    assert_eq!(upcast("0").unwrap(), today);
    assert!(matches!(
        upcast("7"),
        Err(NotAnEvent::UnknownVersion { .. })
    ));
    let refused = decode::<ClaimStream>("CommentAdded", "0", &older);
    assert!(matches!(refused, Err(NotAnEvent::UnknownVersion { .. })));
}
