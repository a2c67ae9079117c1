//! XES read back by the reader of our own imports.

use application::export::{Format, What};
use application::import::Traces;
use domain::event::Named;
use projections::log::leaf::written;

use super::{events_of, exported, lyon, nasty, told_of_two};

#[tokio::test]
async fn every_claim_is_a_trace_with_its_events_in_order() {
    let (scratch, _ledger) = told_of_two().await;
    for what in [What::Events, What::History] {
        let (place, manifest) = exported(&scratch.pool, Format::Xes, what).await;
        let traces = Traces::open(&place.0.join(format!("{what}.xes"))).unwrap();
        let traces: Vec<_> = traces.map(Result::unwrap).collect();
        assert_eq!(traces.len(), 4);
        let events: usize = traces.iter().map(|trace| trace.events.len()).sum();
        assert_eq!(events as u64, manifest.files[0].rows);
        for trace in traces {
            let claim = trace.attributes.get("concept:name").unwrap();
            let replayed = events_of(&scratch.pool, claim).await;
            assert_eq!(trace.events.len(), replayed.len());
            for (event, (stored, was)) in trace.events.iter().zip(replayed) {
                let expected = [
                    ("concept:name", was.event.name().to_owned()),
                    ("time:timestamp", written(was.at)),
                    ("org:resource", was.by.person().to_string()),
                    ("org:role", was.by.role.as_str().to_owned()),
                    ("lifecycle:transition", "complete".to_owned()),
                    ("position", stored.position.to_string()),
                ];
                for (key, value) in expected {
                    assert_eq!(event.get(key), Some(value.as_str()), "{key}");
                }
            }
        }
    }
}

#[tokio::test]
async fn texts_come_back_but_for_what_xml_cannot_hold() {
    let (scratch, _ledger) = told_of_two().await;
    let (place, _) = exported(&scratch.pool, Format::Xes, What::History).await;
    let mut traces = Traces::open(&place.0.join("history.xes"))
        .unwrap()
        .map(Result::unwrap);
    let lyon = lyon().to_string();
    let trace = traces
        .find(|trace| trace.attributes.get("concept:name") == Some(&lyon))
        .unwrap();
    assert_eq!(trace.attributes.get("title"), Some(nasty::TITLE));
    let sentence = format!("commented: {}", nasty::text());
    let held = sentence.replace(['\u{1}', '\u{8}', '\u{fffe}'], "\u{fffd}");
    assert_eq!(trace.events[1].get("sentence"), Some(held.as_str()));
}
