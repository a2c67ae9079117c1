//! What the words mean, whom to ask, and how the pages can be used: for whoever comes.

use askama::Template;
use axum::response::Response;

use super::assets::{ADDRESSES, Addresses};
use super::guest::Guest;
use super::page::rendered;
use super::preferences::Theme;
use super::say::Say;
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;

/// A guide's address and whose programme it is of.
type Guide = (String, String);

/// The help of who is signed in.
#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    guides: Vec<Guide>,
}

/// The help of anybody.
#[derive(Template)]
#[template(path = "help_solo.html")]
struct HelpSolo {
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    here: String,
    title: String,
    guides: Vec<Guide>,
}

/// What is said of accessibility, to who is signed in.
#[derive(Template)]
#[template(path = "accessibility.html")]
struct AccessibilityPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
}

/// What is said of accessibility, to anybody.
#[derive(Template)]
#[template(path = "accessibility_solo.html")]
struct AccessibilitySolo {
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    here: String,
    title: String,
}

/// Puts what is around these pages together.
fn placed(visitor: &Visitor, title: &str) -> Shell {
    let head = *visitor.state.ledger.head().borrow();
    let title = visitor.say.t(title).into_owned();
    Shell::at(visitor, Place::Elsewhere, title, head, None)
}

/// Shows the help, with the guides of the reader's programmes.
pub(super) async fn show(visitor: Result<Visitor, Failure>, guest: Guest) -> Response {
    let Ok(visitor) = visitor else {
        let page = HelpSolo {
            say: guest.say,
            theme: guest.theme,
            assets: &ADDRESSES,
            here: guest.here,
            title: guest.say.t("help-title").into_owned(),
            guides: vec![],
        };
        return rendered(&page, guest.say.language);
    };
    let shell = placed(&visitor, "help-title");
    let guides = visitor.programmes.iter().filter_map(|programme| {
        let guide = programme.policy.guide.clone()?;
        Some((guide, programme.policy.name.clone()))
    });
    let page = HelpPage {
        say: visitor.say,
        theme: visitor.theme,
        assets: shell.assets,
        guides: guides.collect(),
        shell,
    };
    rendered(&page, visitor.say.language)
}

/// Says how the pages can be used, and what was tested.
pub(super) async fn accessibility(visitor: Result<Visitor, Failure>, guest: Guest) -> Response {
    let Ok(visitor) = visitor else {
        let page = AccessibilitySolo {
            say: guest.say,
            theme: guest.theme,
            assets: &ADDRESSES,
            here: guest.here,
            title: guest.say.t("accessibility-title").into_owned(),
        };
        return rendered(&page, guest.say.language);
    };
    let shell = placed(&visitor, "accessibility-title");
    let page = AccessibilityPage {
        say: visitor.say,
        theme: visitor.theme,
        assets: shell.assets,
        shell,
    };
    rendered(&page, visitor.say.language)
}
