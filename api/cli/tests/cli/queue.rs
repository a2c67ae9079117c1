//! The queue at the command line: all of it, or as much as is asked for.

use std::fmt::Write;

use super::{Folder, fails, repository, run, stderr};

/// More cases than a page of the queue has tasks, each handed in and waiting for a review.
fn waiting(cases: usize) -> String {
    let mut log = String::from("<log xes.version=\"1.0\">\n");
    for n in 0..cases {
        let text = |key: &str, value: &str| format!("<string key=\"{key}\" value=\"{value}\"/>");
        let case = format!("declaration {n}");
        writeln!(
            log,
            "<trace>{}<event><date key=\"time:timestamp\" value=\"2017-03-01T14:00:00Z\"/>{}{}{}{}{}</event></trace>",
            text("concept:name", &case),
            text("(case)_Amount", "12.00"),
            text("(case)_BudgetNumber", "budget 1"),
            text("(case)_DeclarationNumber", &case),
            text("(case)_id", &case),
            text("concept:name", "Declaration SUBMITTED by EMPLOYEE"),
        )
        .unwrap();
    }
    log + "</log>\n"
}

#[test]
fn a_queue_that_is_longer_than_a_page_is_shown_to_its_end() {
    let folder = Folder::new();
    std::fs::write(folder.0.join("log.xes"), waiting(130)).unwrap();
    let mapping = repository().join("fixtures/mappings/bpi2020-domestic-declarations.toml");
    let mapping = mapping.to_str().unwrap();
    let imported = run(&folder, &["import", "xes", "log.xes", "--mapping", mapping]);
    assert_eq!(imported.status.code(), Some(0), "{}", stderr(&imported));
    let claims = |more: &[&str]| -> Vec<String> {
        let shown = run(&folder, &[&["queue", "--json"], more].concat());
        assert_eq!(shown.status.code(), Some(0), "{}", stderr(&shown));
        let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
        let tasks = shown["tasks"].as_array().unwrap().iter();
        tasks.map(|task| task["claim"].to_string()).collect()
    };
    let all = claims(&[]);
    let different: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!((all.len(), different.len()), (130, 130));
    assert_eq!(claims(&["--limit", "1"]), all[..1]);
    assert_eq!(claims(&["--limit", "120"]), all[..120]);
    assert_eq!(claims(&["--limit", "1000"]), all);
    fails(&folder, &["queue", "--limit", "0"], 2, "--limit");
}
