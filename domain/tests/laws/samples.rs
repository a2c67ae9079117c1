//! One sample of each event in each version it was ever written in: old logs open for ever.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use domain::event::{Named, version_of};
use domain::{ClaimEvent, FundEvent, ProgrammeEvent, Stamped};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/events")
}

/// The versions in which an event was ever written, the present one last.
fn versions(name: &str) -> std::ops::RangeInclusive<u32> {
    let present = version_of(name).expect("an event has a version");
    1..=present.parse().expect("a version is a number")
}

fn sample(name: &str, version: u32) -> Value {
    let path = folder().join(format!("{name}.v{version}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

fn present(name: &str) -> Value {
    sample(name, *versions(name).end())
}

fn opens_and_closes<E: Named + Serialize + DeserializeOwned>(names: &[&str]) {
    for name in names {
        let sample = present(name);
        let opened: Stamped<E> = serde_json::from_value(sample.clone())
            .unwrap_or_else(|error| panic!("{name} does not open: {error}"));
        assert_eq!(opened.event.name(), *name);
        assert_eq!(Some(opened.event.version()), version_of(name));
        let closed = serde_json::to_value(&opened).expect("an event is written as JSON");
        assert_eq!(closed, sample, "{name} is not written as it was read");
    }
}

/// An old binary must not drop what a newer one wrote.
fn refuses_what_it_does_not_know<E: Named + DeserializeOwned>(names: &[&str]) {
    for name in names {
        let mut sample = present(name);
        sample["event"][name]["mood"] = "good".into();
        let opened = serde_json::from_value::<Stamped<E>>(sample);
        assert!(opened.is_err(), "{name} swallows an unknown field");
    }
}

#[test]
fn every_event_has_a_sample_of_its_present_version_that_opens_and_is_written_the_same() {
    opens_and_closes::<ClaimEvent>(ClaimEvent::NAMES);
    opens_and_closes::<FundEvent>(FundEvent::NAMES);
    opens_and_closes::<ProgrammeEvent>(ProgrammeEvent::NAMES);
}

#[test]
fn an_event_with_an_unknown_field_does_not_open() {
    refuses_what_it_does_not_know::<ClaimEvent>(ClaimEvent::NAMES);
    refuses_what_it_does_not_know::<FundEvent>(FundEvent::NAMES);
    refuses_what_it_does_not_know::<ProgrammeEvent>(ProgrammeEvent::NAMES);
}

#[test]
fn every_version_of_every_event_has_its_sample_and_there_are_no_others() {
    let names: BTreeSet<String> = [ClaimEvent::NAMES, FundEvent::NAMES, ProgrammeEvent::NAMES]
        .concat()
        .into_iter()
        .flat_map(|name| versions(name).map(move |version| format!("{name}.v{version}.json")))
        .collect();
    let files: BTreeSet<String> = fs::read_dir(folder())
        .expect("the folder of samples")
        .map(|entry| {
            entry
                .expect("a file")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(files, names);
}
