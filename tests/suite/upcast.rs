//! Events of an older version are brought to today's shape when they are read.

use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use domain::aggregate::{ClaimStream, ProgrammeStream};
use domain::event::version_of;
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

/// Reads a sample as an event of a version.
macro_rules! read {
    ($stream:ident, $name:literal, $sample:literal, $version:literal) => {
        decode::<$stream>(
            $name,
            $version,
            include_str!(concat!(
                "../../fixtures/events/",
                $name,
                ".",
                $sample,
                ".json"
            )),
        )
    };
}

#[test]
fn an_event_whose_shape_grew_is_read_in_both_versions_and_in_no_other() {
    let attached = read!(ClaimStream, "DocumentAttached", "v1", "1").unwrap();
    let answers = |event: &domain::Stamped<domain::ClaimEvent>| match &event.event {
        domain::ClaimEvent::DocumentAttached { document, .. }
        | domain::ClaimEvent::DocumentReplaced { document, .. } => {
            document.answers.as_ref().map(ToString::to_string)
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(answers(&attached), None);
    let attached = read!(ClaimStream, "DocumentAttached", "v2", "2").unwrap();
    assert_eq!(answers(&attached).as_deref(), Some("photo"));
    let replaced = read!(ClaimStream, "DocumentReplaced", "v1", "1").unwrap();
    assert_eq!(answers(&replaced), None);
    let replaced = read!(ClaimStream, "DocumentReplaced", "v2", "2").unwrap();
    assert_eq!(answers(&replaced).as_deref(), Some("agenda"));
    assert!(read!(ProgrammeStream, "PolicyPublished", "v1", "1").is_ok());
    assert!(read!(ProgrammeStream, "PolicyPublished", "v2", "2").is_ok());
    let newer = read!(ClaimStream, "DocumentAttached", "v2", "3");
    assert!(matches!(newer, Err(NotAnEvent::UnknownVersion { .. })));
}

#[test]
fn a_changed_shape_leaves_the_versions_of_the_others_alone() {
    let grown = ["DocumentAttached", "DocumentReplaced", "PolicyPublished"];
    assert_eq!(grown.map(version_of), [Some("2"); 3]);
    assert_eq!(version_of("DocumentAnnotated"), Some("1"));
    let annotated = read!(ClaimStream, "DocumentAnnotated", "v1", "1");
    assert!(annotated.is_ok());
    let refused = read!(ClaimStream, "DocumentAnnotated", "v1", "2");
    assert!(matches!(refused, Err(NotAnEvent::UnknownVersion { .. })));
}
