//! What folds the log again: traces, replays, balances and differences.

use super::Screens;

#[test]
fn money_is_traced_as_it_was() {
    let mut screens = Screens::of_the_story();
    let claims = ["C-1", "C-2", "C-3"].map(|alias| screens.claim(alias));
    let (fund, lots) = (
        screens.fund(),
        ["L-1", "L-3"].map(|alias| screens.lot(alias)),
    );
    for claim in &claims {
        screens.show(&["trace", claim]);
    }
    screens.show_data(&["trace", &claims[0], "--as-of-position", "30"]);
    screens.show_data(&["trace", &claims[1], "--as-of", "2024-08-16T07:01:00Z"]);
    for lot in &lots {
        screens.show(&["trace", "--earning", lot]);
    }
    screens.show_data(&["trace", "--earning", &lots[0], "--as-of-position", "30"]);
    screens.show(&["trace", "--fund", &fund]);
    screens.show_data(&["trace", "--fund", &fund, "--as-of", "2024-06-30"]);
    screens.show_data(&["trace", "--fund", &fund, "--earning", &lots[1]]);
    screens.are_kept("trace");
}

#[test]
fn a_replay_is_shown_as_it_was() {
    let mut screens = Screens::of_the_story();
    let (claim, fund) = (screens.claim("C-3"), screens.fund());
    screens.show(&["replay", &claim]);
    screens.show(&["replay", &claim, "--end"]);
    screens.show_piped(&["replay", &claim, "--as-of-position", "40"]);
    screens.show_piped(&["replay", "--fund", &fund]);
    screens.show_piped(&["replay", "--partner", "atelier-breton"]);
    screens.show(&["replay", "--all"]);
    screens.show_data(&["replay", "--fund", &fund, "--as-of-position", "4"]);
    screens.show_piped(&["replay", "--all", "--as-of-position", "6", "--each"]);
    screens.show_piped(&["replay", "--all", "--as-of", "2024-06-30"]);
    screens.are_kept("replay");
}

#[test]
fn the_balance_is_shown_as_it_was() {
    let mut screens = Screens::of_the_story();
    screens.show(&["balance"]);
    screens.show(&["balance", "--partner", "atelier-breton"]);
    screens.show_data(&["balance", "--as-of-position", "30"]);
    screens.show_data(&["balance", "--as-of", "2024-06-30"]);
    screens.are_kept("balance");
}

#[test]
fn a_difference_is_shown_as_it_was() {
    let mut screens = Screens::of_the_story();
    screens.show(&["diff", "--from", "20", "--to", "30"]);
    screens.show(&["diff", "--from", "2024-06-30", "--to", "2024-07-31"]);
    screens.show(&["diff", "--from", "2024-08-15T12:00:00Z", "--to", "60"]);
    screens.show(&["diff", "--from", "30", "--to", "30"]);
    screens.show(&["diff", "--from", "1", "--to", "30", "--partner", "nobody"]);
    screens.are_kept("diff");
}
