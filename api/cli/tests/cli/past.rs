//! The ledger as it was, and what changed, at the command line.

use super::{Folder, fails, run, stderr};

#[test]
fn every_command_shows_the_ledger_as_it_was() {
    let folder = Folder::new();
    let told = run(&folder, &["demo", "--no-serve"]);
    assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));
    let read = |arguments: &[&str]| -> serde_json::Value {
        let output = run(&folder, &[arguments, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let then = ["--as-of-position", "30"];
    let as_of = |arguments: &[&str]| read(&[arguments, &then].concat());
    let overview = as_of(&["overview"]);
    assert_eq!(overview["as_of"]["position"], 30);
    assert_eq!(overview["by"], "recorded");
    assert_eq!(
        overview["overview"][0]["figures"]["available"]["amount"],
        "11000.00"
    );
    assert_eq!(overview["overview"][0]["claims"], serde_json::Value::Null);
    let counted = as_of(&["overview", "--claims"]);
    assert_eq!(counted["overview"][0]["claims"][0]["status"], "editing");
    let list = as_of(&["list"]);
    assert_eq!(list["claims"].as_array().unwrap().len(), 2);
    let claim = list["claims"][1]["id"].as_str().unwrap().to_owned();
    let fund = list["claims"][1]["fund"].as_str().unwrap().to_owned();
    assert_eq!(as_of(&["claim", &claim])["status"], "paid");
    let whole = read(&["history", &claim]);
    let part = as_of(&["history", &claim]);
    assert_eq!(part["events"], whole["events"]);
    assert_eq!(whole["has_more"], false);
    assert_eq!(as_of(&["queue"])["tasks"][0]["kind"], "submission");
    assert_eq!(
        as_of(&["fund", &fund])["figures"]["paid"]["amount"],
        "7000.00"
    );
    let both: [&[&str]; 7] = [
        &["overview"],
        &["list"],
        &["claim", &claim],
        &["history", &claim],
        &["queue"],
        &["fund", &fund],
        &["postings", &fund],
    ];
    for command in both {
        let (now, then) = (read(command), as_of(command));
        let names = |shown: &serde_json::Value| -> Vec<String> {
            shown.as_object().unwrap().keys().cloned().collect()
        };
        assert_eq!(names(&now), names(&then), "{command:?}");
        assert_eq!(now["as_of"], serde_json::Value::Null, "{command:?}");
    }
    let postings = as_of(&["postings", &fund]);
    assert_eq!(postings["entries"][0]["position"], 29);
    let dated = ["--by", "business", "--business-until", "2023-09-30"];
    let business = read(&[&["overview"], &dated[..]].concat());
    assert_eq!(business["by"], "business");
    assert_eq!(
        business["overview"][0]["figures"]["earned"]["amount"],
        "9400.00"
    );

    let diff = read(&["diff", "--from", "20", "--to", "30"]);
    assert_eq!(diff["events"], 10);
    assert_eq!(diff["claims"].as_array().unwrap().len(), 2);
    assert_eq!(diff["funds"].as_array().unwrap().len(), 1);
    assert_eq!(diff["claims"][0]["after"]["status"], "paid");
    assert_eq!(diff["funds"][0]["delta"]["reserved"]["amount"], "-7350.00");
    let nobody = read(&["diff", "--from", "1", "--to", "30", "--partner", "nobody"]);
    assert_eq!(nobody["claims"], serde_json::json!([]));
    assert_eq!(nobody["funds"], serde_json::json!([]));
    assert_eq!(nobody["events"], serde_json::Value::Null);
    let shown = run(&folder, &["diff", "--from", "20", "--to", "30"]);
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("status\taction_required\tpaid"), "{shown}");
    assert!(
        shown.contains("reserved\t7350.00\t0.00\t-7350.00"),
        "{shown}"
    );

    let shown = run(&folder, &["overview", "--as-of-position", "30"]);
    assert!(stderr(&shown).contains("As of position 30, recorded at 20"));
    for (moment, code, says) in [
        (["--as-of-position", "0"], 3, "the ledger was still empty"),
        (["--as-of", "2001-01-01"], 3, "the ledger was still empty"),
        (
            ["--as-of-position", "9999"],
            3,
            "the log has come to position",
        ),
    ] {
        fails(&folder, &[&["queue"], &moment[..]].concat(), code, says);
    }
    let early = ["--as-of-position", "4"];
    let early = |arguments: &[&str], says: &str| {
        fails(&folder, &[arguments, &early].concat(), 3, says);
    };
    early(&["history", &claim], "there was no claim");
    early(&["claim", &claim], "there was no claim");
    let early = ["--as-of-position", "1"];
    fails(
        &folder,
        &[&["fund", &fund], &early[..]].concat(),
        3,
        "there was no fund",
    );
}

#[test]
fn a_moment_that_cannot_be_is_told_before_anything_is_started() {
    let folder = Folder::new();
    let refused = |arguments: &[&str], says: &str| fails(&folder, arguments, 2, says);
    refused(&["overview", "--as-of", "tomorrow"], "a moment is");
    refused(&["queue", "--as-of", "2099-01-01"], "has not come yet");
    refused(&["list", "--as-of-position", "x"], "whole number");
    let large = "18446744073709551616";
    let says = "a whole number from 0 to 9223372036854775807";
    refused(&["list", "--as-of-position", large], says);
    refused(&["diff", "--from", "1", "--to", large], says);
    let both = ["overview", "--as-of", "2024-01-01", "--as-of-position", "3"];
    refused(&both, "cannot be used with");
    refused(
        &["overview", "--business-until", "2024-01-01"],
        "--by business",
    );
    refused(&["diff", "--from", "3"], "--to");
    refused(
        &["diff", "--from", "3", "--to", "2"],
        "later than the second",
    );
    refused(
        &["diff", "--from", "1", "--to", "2099-01-01"],
        "has not come yet",
    );
    refused(&["fund", "C-1"], "a fund's id looks like");
    assert!(!folder.data().exists());
}
