//! What kind of thing went wrong, as far as a page words it differently.

use axum::http::StatusCode;

use crate::problem::Problem;

/// A kind of failure: its page has a title, says what is so, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    SignedOut,
    /// Nobody signs in here: the server takes keys alone.
    KeysOnly,
    Forbidden,
    /// A page elsewhere sent it.
    Foreign,
    NotFound,
    Conflict,
    TooLarge,
    TooMany,
    Unavailable,
    /// Whether it was recorded is not known.
    Unknown,
    /// What is shown is not up to date yet.
    Behind,
    /// What is shown is no longer brought up to date.
    Stopped,
    OurFault,
    /// A law refuses it.
    Refused,
    NotUnderstood,
}

impl Kind {
    /// Gives the kind of a problem.
    pub(super) fn of(problem: &Problem) -> Self {
        match problem.code {
            "foreign_page" | "foreign_host" => return Self::Foreign,
            "outcome_unknown" | "took_too_long" => return Self::Unknown,
            "view_is_behind" => return Self::Behind,
            "view_is_parked" => return Self::Stopped,
            _ => {}
        }
        match problem.status {
            StatusCode::UNAUTHORIZED => Self::SignedOut,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            _ if problem.law.is_some() => Self::Refused,
            StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => Self::Conflict,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_server_error() => Self::OurFault,
            _ => Self::NotUnderstood,
        }
    }

    /// Gives the code by which it is worded.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::KeysOnly => "keys_only",
            Self::Forbidden => "forbidden",
            Self::Foreign => "foreign",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::TooLarge => "too_large",
            Self::TooMany => "too_many",
            Self::Unavailable => "unavailable",
            Self::Unknown => "unknown",
            Self::Behind => "behind",
            Self::Stopped => "stopped",
            Self::OurFault => "our_fault",
            Self::Refused => "refused",
            Self::NotUnderstood => "not_understood",
        }
    }

    /// Tells whether the same may be sent once more and go through then.
    pub(super) const fn passes(self) -> bool {
        match self {
            Self::SignedOut
            | Self::TooMany
            | Self::Unavailable
            | Self::Unknown
            | Self::Behind
            | Self::Stopped
            | Self::OurFault => true,
            Self::KeysOnly
            | Self::Forbidden
            | Self::Foreign
            | Self::NotFound
            | Self::Conflict
            | Self::TooLarge
            | Self::Refused
            | Self::NotUnderstood => false,
        }
    }

    #[cfg(test)]
    pub(super) const ALL: [Self; 15] = [
        Self::SignedOut,
        Self::KeysOnly,
        Self::Forbidden,
        Self::Foreign,
        Self::NotFound,
        Self::Conflict,
        Self::TooLarge,
        Self::TooMany,
        Self::Unavailable,
        Self::Unknown,
        Self::Behind,
        Self::Stopped,
        Self::OurFault,
        Self::Refused,
        Self::NotUnderstood,
    ];
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::pages::language::Language;
    use crate::pages::say::Say;

    #[test]
    fn every_kind_has_its_page_in_both_languages() {
        for language in [Language::English, Language::French] {
            let say = Say {
                language,
                zone: Tz::UTC,
            };
            for kind in Kind::ALL {
                for part in ["title", "what", "then"] {
                    let key = format!("failed-{part}-{}", kind.as_str().replace('_', "-"));
                    assert!(say.knows(&key), "{key} in {}", language.tag());
                }
            }
        }
    }

    #[test]
    fn what_may_be_recorded_is_not_said_to_be_lost() {
        for code in ["outcome_unknown", "took_too_long"] {
            let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, "");
            assert_eq!(Kind::of(&problem), Kind::Unknown);
        }
        let away = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "store_unavailable", "");
        assert_eq!(Kind::of(&away), Kind::Unavailable);
    }
}
