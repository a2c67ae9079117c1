//! What is said of what was typed wrongly, or asked for in vain.

use super::Screens;

#[test]
fn what_is_not_there_is_told_as_it_was() {
    let mut screens = Screens::of_the_story();
    let claim = screens.claim("C-1");
    let fund = screens.fund();
    let none = "00000000000000000000000000";
    let (no_claim, no_fund) = (format!("claim_{none}"), format!("fund_{none}"));
    let no_lot = format!("lot_{none}");
    for arguments in [
        vec!["claim", &no_claim],
        vec!["history", &no_claim],
        vec!["trace", &no_claim],
        vec!["replay", &no_claim],
        vec!["fund", &no_fund],
        vec!["postings", &no_fund],
        vec!["replay", "--fund", &no_fund],
        vec!["trace", "--fund", &no_fund],
        vec!["trace", "--earning", &no_lot],
        vec!["replay", "--partner", "nobody"],
        vec!["balance", "--partner", "nobody"],
        vec!["claim", &claim, "--as-of-position", "4"],
        vec!["history", &claim, "--as-of", "2024-01-31"],
        vec!["fund", &fund, "--as-of-position", "1"],
        vec!["overview", "--as-of-position", "0"],
        vec!["queue", "--as-of", "2001-01-01"],
        vec!["list", "--as-of-position", "9999"],
        vec!["diff", "--from", "1", "--to", "9999"],
        vec!["views", "rollback", "queue"],
        vec!["views", "retry", "queue"],
        vec!["views", "cancel"],
        vec!["import", "jsonl", "nowhere"],
    ] {
        screens.show_piped(&arguments);
    }
    screens.are_kept("not-there");
}

#[test]
fn a_wrong_command_line_is_told_as_it_was() {
    let mut screens = Screens::of_nothing();
    for arguments in [
        &["invent"] as &[&str],
        &["overvew"],
        &["claim"],
        &["claim", "first"],
        &["fund", "F-1"],
        &["trace", "--earning", "L-1"],
        &["list", "--status", "lost"],
        &["list", "--as-of-position", "x"],
        &["queue", "--limit", "0"],
        &["queue", "--as-of", "2999-01-01"],
        &["overview", "--as-of", "tomorrow"],
        &["overview", "--as-of", "2024-01-01", "--as-of-position", "3"],
        &["overview", "--business-until", "2024-01-01"],
        &["overview", "--by", "business", "--claims"],
        &["overview", "--by", "moon"],
        &["diff", "--from", "3"],
        &["diff", "--from", "3", "--to", "2"],
        &["replay"],
        &["replay", "--all", "--each", "--end"],
        &["rebuild"],
        &["rebuild", "nothing"],
        &["rebuild", "queue", "--accept-differences"],
        &["serve", "--port", "99999"],
        &["--engine", "oracle", "views"],
        &["--outdated-views", "ignore", "views"],
        &["--config", "missing.toml", "config", "show"],
        &["--database-url", "nonsense", "views"],
        &[
            "--database-url",
            "postgres://app@127.0.0.1:1/claims",
            "views",
        ],
        &[
            "export", "--format", "pdf", "--what", "claims", "--out", "out",
        ],
        &[
            "export", "--format", "hledger", "--what", "claims", "--out", "out",
        ],
    ] {
        screens.show_piped(arguments);
    }
    screens.are_kept("wrong");
}

#[test]
fn a_ledger_without_events_is_shown_as_it_was() {
    let mut screens = Screens::of_nothing();
    screens.show(&["migrate", "status"]);
    screens.show(&["migrate"]);
    for arguments in [
        &["overview"] as &[&str],
        &["overview", "--by", "business"],
        &["list"],
        &["queue"],
        &["balance"],
        &["replay", "--all"],
        &["views"],
        &["rebuild", "--all"],
    ] {
        screens.show(arguments);
    }
    screens.are_kept("empty");
}
