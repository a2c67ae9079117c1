//! The help of the program and of each of its commands.

use super::Screens;

#[test]
fn help_is_given_as_it_was() {
    let mut screens = Screens::of_nothing();
    screens.show_piped(&["--help"]);
    screens.show_piped(&["-h"]);
    screens.are_kept("help");
}

#[test]
fn help_on_each_command_is_given_as_it_was() {
    let mut screens = Screens::of_nothing();
    for command in [
        "demo",
        "serve",
        "migrate",
        "migrate status",
        "views",
        "views verify",
        "views rollback",
        "views prune",
        "views retry",
        "views cancel",
        "rebuild",
        "documents",
        "documents verify",
        "documents gc",
        "config",
        "config show",
        "export",
        "import",
        "import xes",
        "import jsonl",
        "overview",
        "history",
        "claim",
        "list",
        "queue",
        "fund",
        "postings",
        "diff",
        "replay",
        "trace",
        "balance",
        "keys",
        "keys create",
        "keys list",
        "keys revoke",
        "bench",
        "bench lifecycle",
        "bench rebuild",
        "openapi",
        "completions",
    ] {
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.push("--help");
        screens.show_piped(&arguments);
    }
    screens.are_kept("help-on-commands");
}
