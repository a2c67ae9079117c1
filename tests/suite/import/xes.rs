//! Reading logs: what is kept, and where a broken one is broken.

use std::io::Write;

use application::import::{Fault, Trace, Traces, XesError};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{PAID, SUBMITTED, Scrap, log};

fn read(bytes: impl AsRef<[u8]>) -> (Vec<Trace>, Option<XesError>) {
    let scrap = Scrap::new(bytes);
    let (mut traces, mut error) = (vec![], None);
    for trace in Traces::open(scrap.path()).unwrap() {
        assert!(error.is_none(), "nothing follows an error");
        match trace {
            Ok(trace) => traces.push(trace),
            Err(found) => error = Some(found),
        }
    }
    (traces, error)
}

fn broken(bytes: impl AsRef<[u8]>) -> XesError {
    read(bytes).1.expect("the log is broken")
}

fn gzipped(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn two_cases() -> String {
    log(&[
        ("one", "1.00", &[SUBMITTED, PAID]),
        ("two", "2.00", &[SUBMITTED]),
    ])
}

#[test]
fn a_log_is_read_trace_by_trace() {
    let (traces, error) = read(two_cases());
    assert!(error.is_none());
    let events: Vec<_> = traces.iter().map(|trace| trace.events.len()).collect();
    assert_eq!(events, [2, 1]);
    assert_eq!(traces[0].events[1].get("concept:name"), Some(PAID));
    assert_eq!(traces[1].events[0].get("(case)_Amount"), Some("2.00"));
    assert_eq!(traces[1].events[0].get("nothing of this name"), None);
}

#[test]
fn a_gzipped_log_reads_the_same_whatever_its_name() {
    let (plain, _) = read(two_cases());
    let (unpacked, error) = read(gzipped(&two_cases()));
    assert!(error.is_none());
    assert_eq!(unpacked, plain);
}

#[test]
fn nested_attributes_stay_out_of_their_parents() {
    let path = super::root().join("fixtures/xes/nested.xes");
    let traces: Vec<_> = Traces::open(&path).unwrap().map(Result::unwrap).collect();
    assert_eq!(traces.len(), 1);
    assert_eq!(
        traces[0].attributes.get("concept:name"),
        Some("Brücke & Söhne <1>")
    );
    assert_eq!(traces[0].attributes.get("inner"), None);
    assert_eq!(
        traces[0].attributes.get("people"),
        None,
        "a list has no value"
    );
    let event = &traces[0].events[0];
    assert_eq!(event.get("concept:name"), Some("signed"));
    assert_eq!(event.get("count"), Some("3"));
    assert_eq!(event.get("deepest"), None);
}

#[test]
fn a_truncated_log_keeps_the_traces_before_the_cut() {
    let text = two_cases();
    for cut in [text.len() - 8, text.rfind("<date").unwrap() + 20] {
        let (traces, error) = read(&text[..cut]);
        let error = error.expect("it is cut off");
        assert!(matches!(error.fault, Fault::Truncated), "{error}");
        assert_eq!(error.traces, traces.len() as u64);
    }
    let (traces, _) = read(&text[..text.rfind("<date").unwrap()]);
    assert_eq!(traces.len(), 1);
}

#[test]
fn a_truncated_gzip_file_is_told_from_a_broken_one() {
    let whole = gzipped(&two_cases());
    let error = broken(&whole[..whole.len() - 12]);
    assert!(matches!(error.fault, Fault::Truncated), "{error}");
    let mut flipped = whole.clone();
    let checksum = flipped.len() - 6;
    flipped[checksum] ^= 0xff;
    let error = broken(&flipped);
    assert!(matches!(error.fault, Fault::BrokenGzip(_)), "{error}");
}

#[test]
fn what_is_not_xes_is_called_so() {
    let strangers = [
        "",
        "   \n",
        "just a text",
        "{ \"log\": [] }",
        "<html><body/></html>",
        "<?xml version=\"1.0\"?>\n",
        "case;activity\n1;paid\n",
    ];
    for text in strangers {
        let error = broken(text);
        assert!(
            matches!(error.fault, Fault::NotXes { .. }),
            "{text:?}: {error}"
        );
    }
    let error = broken([0xff, 0xfe, b'<', 0, b'l', 0]);
    assert!(matches!(error.fault, Fault::NotXes { .. }), "{error}");
}

#[test]
fn a_stray_element_is_an_error_with_its_line() {
    let strays = [
        ("<log>\n<event/>\n</log>", 2),
        ("<log>\n<trace>\n<evnt/>\n</trace></log>", 3),
        (
            "<log>\n<trace>\n<event>\n\n<trace/></event></trace></log>",
            5,
        ),
        ("<log>\n<trace>words</trace></log>", 2),
        ("<log></log>\n<log></log>", 2),
    ];
    for (text, line) in strays {
        let error = broken(text);
        assert!(
            matches!(error.fault, Fault::Malformed { .. }),
            "{text:?}: {error}"
        );
        assert_eq!(error.line, line, "{text:?}: {error}");
    }
}

#[test]
fn malformed_attributes_are_errors() {
    let attributes = [
        "<string value=\"no key\"/>",
        "<string key=\"no value\"/>",
        "<string key=\"k\" value=\"&unknown;\"/>",
        "<string key=\"k\" value=\"1\"/><string key=\"k\" value=\"2\"/>",
        "<string key=\"k\" value=\"1\"></date>",
        "<string key=k value=\"1\"/>",
    ];
    for attribute in attributes {
        let error = broken(format!(
            "<log><trace><event>{attribute}</event></trace></log>"
        ));
        assert!(
            matches!(error.fault, Fault::Malformed { .. }),
            "{attribute}: {error}"
        );
    }
    let twice = "<string key=\"k\" value=\"1\"/><string key=\"k\" value=\"1\"/>";
    let (traces, error) = read(format!("<log><trace><event>{twice}</event></trace></log>"));
    assert!(error.is_none(), "the same value twice is harmless");
    assert_eq!(traces.len(), 1);
}

#[test]
fn a_trace_without_an_end_does_not_fill_the_memory() {
    let endless = "<event><string key=\"k\" value=\"v\"/></event>".repeat(1_000_000);
    let error = broken(gzipped(&format!("<log><trace>{endless}")));
    assert!(matches!(error.fault, Fault::TooLarge { .. }), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let opened = Traces::open(std::path::Path::new("/nowhere/at/all.xes"));
    assert!(matches!(opened.err().unwrap().fault, Fault::Unreadable(_)));
}
