//! What reads the ledger as it is and as it was.

use super::Screens;

/// The end of a day of the story, a position in it, and a moment as such.
const MOMENTS: [[&str; 2]; 3] = [
    ["--as-of-position", "30"],
    ["--as-of", "2024-06-30"],
    ["--as-of", "2024-07-05T12:00:00Z"],
];

impl Screens {
    /// Shows a read, now and as of a position and a day.
    fn show_with_past(&mut self, arguments: &[&str]) {
        self.show(arguments);
        for moment in MOMENTS {
            self.show_data(&[arguments, &moment].concat());
        }
    }
}

#[test]
fn the_overview_is_shown_as_it_was() {
    let mut screens = Screens::of_the_story();
    screens.show_with_past(&["overview"]);
    screens.show(&["overview", "--partner", "atelier-breton"]);
    screens.show(&["overview", "--partner", "nobody"]);
    screens.show(&["overview", "--as-of-position", "30", "--claims"]);
    screens.show(&["overview", "--by", "business"]);
    let until = ["--by", "business", "--business-until", "2023-12-31"];
    screens.show(&[&["overview"], &until[..]].concat());
    let then = ["--as-of-position", "30"];
    screens.show(&[&["overview"], &until[..], &then].concat());
    screens.are_kept("overview");
}

#[test]
fn the_list_of_claims_is_shown_as_it_was() {
    let mut screens = Screens::of_the_story();
    screens.show_with_past(&["list"]);
    screens.show(&["list", "--status", "paid", "--status", "editing"]);
    screens.show(&["list", "--reviewer", "ines@helio-cloud"]);
    screens.show(&["list", "--partner", "nobody"]);
    screens.show(&["list", "--search", "SALON"]);
    screens.show_piped(&["list", "--search", "& | !"]);
    screens.are_kept("list");
}

#[test]
fn a_claim_is_shown_as_it_was() {
    let mut screens = Screens::of_the_story();
    let claims = ["C-1", "C-2", "C-3"].map(|alias| screens.claim(alias));
    for claim in &claims {
        screens.show(&["claim", claim]);
    }
    screens.show_data(&["claim", &claims[0], "--as-of-position", "14"]);
    screens.show_data(&["claim", &claims[1], "--as-of", "2024-06-30"]);
    screens.are_kept("claim");
}

#[test]
fn the_history_of_a_claim_is_shown_as_it_was() {
    let mut screens = Screens::of_the_story();
    let claims = ["C-1", "C-2", "C-3"].map(|alias| screens.claim(alias));
    screens.show(&["history", &claims[0]]);
    screens.show_piped(&["history", &claims[1]]);
    screens.show_data(&["history", &claims[2]]);
    screens.show(&["history", &claims[0], "--as-of-position", "14"]);
    screens.show(&["history", &claims[1], "--as-of", "2024-06-30"]);
    screens.are_kept("history");
}

#[test]
fn the_queue_is_shown_as_it_was() {
    let mut screens = Screens::of_the_story();
    screens.show_with_past(&["queue"]);
    screens.show(&["queue", "--as-of-position", "14"]);
    screens.show(&["queue", "--as-of", "2024-06-30", "--limit", "1"]);
    screens.are_kept("queue");
}

#[test]
fn payments_are_shown_as_they_were() {
    let mut screens = Screens::of_the_story();
    screens.show_with_past(&["payments"]);
    screens.show_piped(&["payments", "--csv"]);
    screens.show_piped(&["payments", "--from", "2024-08-16", "--partner", "nobody"]);
    screens.show_piped(&["payments", "--to", "yesterday"]);
    screens.are_kept("payments");
}

#[test]
fn a_claim_is_named_by_its_number() {
    let mut screens = Screens::of_the_story();
    for name in ["C-7", "c 7", "C-1", "C-9999", "C-"] {
        screens.show_piped(&["claim", name]);
    }
    screens.show_piped(&["history", "C-7", "--as-of-position", "8"]);
    screens.show_piped(&["trace", "C-7"]);
    screens.show_piped(&["trace", "C-8"]);
    screens.show_piped(&["replay", "C-7", "--end"]);
    screens.show_piped(&["replay", "C-8"]);
    screens.are_kept("named");
}

#[test]
fn a_fund_is_shown_as_it_was() {
    let mut screens = Screens::of_the_story();
    let fund = screens.fund();
    screens.show_with_past(&["fund", &fund]);
    screens.are_kept("fund");
}

#[test]
fn postings_are_shown_as_they_were() {
    let mut screens = Screens::of_the_story();
    let fund = screens.fund();
    screens.show(&["postings", &fund]);
    for moment in MOMENTS {
        screens.show_piped(&[&["postings", &fund], &moment[..]].concat());
    }
    screens.show_data(&["postings", &fund, "--as-of-position", "6"]);
    screens.show_piped(&["postings", &fund, "--by", "business"]);
    let until = ["--by", "business", "--business-until", "2023-12-31"];
    screens.show(&[&["postings", &fund], &until[..]].concat());
    screens.are_kept("postings");
}
