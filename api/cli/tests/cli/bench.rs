//! The benchmarks at the command line: what they say, on a small log.

use serde_json::Value;

use super::{Folder, run, stderr};

#[test]
fn every_read_is_measured_against_its_floor() {
    let folder = Folder::new();
    let arguments = [
        "--events",
        "2000",
        "--seconds",
        "1",
        "--callers",
        "4",
        "--json",
    ];
    let output = run(&folder, &[&["bench", "reads"][..], &arguments].concat());
    let told = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{told}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut keys: Vec<&str> = report
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    let reads = [
        "claim",
        "claim_as_of",
        "claims",
        "fund",
        "history",
        "overview",
    ];
    assert_eq!(
        keys,
        [&["callers"], &reads[..3], &["events"], &reads[3..]].concat()
    );
    assert!(report["events"].as_u64().unwrap() >= 2_000, "{report}");
    assert_eq!(report["callers"], 4);
    for read in reads {
        let measured = &report[read];
        assert!(
            measured["per_second"].as_f64().unwrap() > 0.0,
            "{read}: {report}"
        );
        assert!(
            measured["p99_ms"].as_f64().unwrap() > 0.0,
            "{read}: {report}"
        );
        match &measured["floor_per_second"] {
            Value::Null => assert!(told.contains("there is no floor"), "{told}"),
            floor => assert!(floor.as_f64().unwrap() > 0.0, "{read}: {report}"),
        }
    }
}
