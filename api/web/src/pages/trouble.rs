//! Why somebody is not signed in: a calm page, whatever went wrong.

use askama::Template;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;

use super::assets::{ADDRESSES, Addresses};
use super::guest::Guest;
use super::page::rendered;
use super::preferences::Theme;
use super::say::Say;
use crate::provider::SignInError;

/// After how many seconds a provider that is away may be tried again.
const RETRY_SECONDS: HeaderValue = HeaderValue::from_static("10");

/// Why somebody is not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// This browser began no such sign-in, or it is over, or came back before: all look the same.
    NotBegun,
    /// They or the provider said no.
    Declined,
    /// The provider knows nothing of the code, or no longer.
    CodeOver,
    /// What the provider says is not good; why is logged.
    BadAnswer,
    /// The provider does not answer; why is logged.
    Away,
    /// They are known there, and have no role here.
    NoRole,
    /// They are known there, by no name that can be used here.
    Unnamed,
    /// They chose a role that is not theirs.
    NotYours,
}

/// The page.
#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    here: String,
    title: String,
    why: &'static str,
    then: &'static str,
    /// Where somebody goes on.
    way: &'static str,
}

impl Trouble {
    /// Reads the error that a provider sends somebody back with (RFC 6749, 4.1.2.1; OpenID Connect
    /// Core 1.0, 3.1.2.6).
    pub(super) fn told_by_provider(error: &str) -> Self {
        match error {
            "access_denied"
            | "login_required"
            | "interaction_required"
            | "consent_required"
            | "account_selection_required" => Self::Declined,
            "temporarily_unavailable" | "server_error" => Self::Away,
            other => {
                // Its length is bounded, as that of the address is; its letters may be anybody's.
                tracing::warn!(error = ?other, "the provider sends somebody back");
                Self::BadAnswer
            }
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::NotBegun | Self::CodeOver => StatusCode::BAD_REQUEST,
            Self::Declined | Self::NoRole | Self::Unnamed | Self::NotYours => StatusCode::FORBIDDEN,
            Self::BadAnswer => StatusCode::BAD_GATEWAY,
            Self::Away => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Gives the code by which it is worded, and the sentence that says what to do.
    const fn worded(self) -> (&'static str, &'static str) {
        match self {
            Self::NotBegun => ("not_begun", "trouble-not-begun-then"),
            Self::Declined => ("declined", "trouble-declined-then"),
            Self::CodeOver => ("code_over", "trouble-code-over-then"),
            Self::BadAnswer => ("bad_answer", "trouble-bad-answer-then"),
            Self::Away => ("away", "trouble-away-then"),
            Self::NoRole => ("no_role", "trouble-no-role-then"),
            Self::Unnamed => ("unnamed", "trouble-unnamed-then"),
            Self::NotYours => ("not_yours", "trouble-not-yours-then"),
        }
    }

    /// Shows the page.
    pub(super) fn shown(self, guest: Guest) -> Response {
        let (why, then) = self.worded();
        let page = TroublePage {
            say: guest.say,
            theme: guest.theme,
            assets: &ADDRESSES,
            // What a provider sent somebody back with is good once.
            here: "/sign-in".to_owned(),
            title: guest.say.t("trouble-title").into_owned(),
            why,
            then,
            way: match self {
                Self::NotYours => "/sign-in/role",
                Self::NotBegun
                | Self::Declined
                | Self::CodeOver
                | Self::BadAnswer
                | Self::Away
                | Self::NoRole
                | Self::Unnamed => "/sign-in",
            },
        };
        let mut response = rendered(&page, page.say.language);
        *response.status_mut() = self.status();
        if self == Self::Away {
            response.headers_mut().insert(RETRY_AFTER, RETRY_SECONDS);
        }
        response
    }
}

impl From<SignInError> for Trouble {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Away => Self::Away,
            SignInError::CodeOver => Self::CodeOver,
            SignInError::AnotherSignIn => Self::NotBegun,
            SignInError::BadAnswer => Self::BadAnswer,
            SignInError::Unnamed => Self::Unnamed,
        }
    }
}
