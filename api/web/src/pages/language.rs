//! The language of a page: French or English, as the reader chose, else as their browser asks
//! (RFC 9110, 12.5.4).

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;

use super::preferences::language_chosen;
use super::return_to::ReturnTo;

/// A language that pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    French,
}

impl Language {
    /// Gives its tag (BCP 47).
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// Gives the other one.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::English => Self::French,
            Self::French => Self::English,
        }
    }

    /// Gives its own name for itself.
    pub(super) const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
        }
    }

    /// Gives the address that chooses it and comes back.
    pub(super) fn chosen_from(self, here: &str) -> String {
        let back = ReturnTo::of(Some(here.to_owned()));
        back.added_to(&format!("/preferences?language={}", self.tag()))
    }

    /// Finds a language by its tag.
    pub(super) fn of_tag(tag: &str) -> Option<Self> {
        let mut all = [Self::English, Self::French].into_iter();
        all.find(|language| tag == language.tag())
    }

    /// Gives the one that was chosen, else the one that the browser likes best.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(ACCEPT_LANGUAGE);
        let accepted = accepted.and_then(|value| value.to_str().ok());
        language_chosen(headers)
            .or_else(|| accepted.and_then(Self::liked_best))
            .unwrap_or(Self::English)
    }

    /// Reads the language of a range such as `fr-CA`.
    fn of_range(range: &str) -> Option<Self> {
        let primary = range.split('-').next()?.trim();
        [Self::English, Self::French]
            .into_iter()
            .find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// Gives the one that is liked best; of two liked as much, the first.
    fn liked_best(accepted: &str) -> Option<Self> {
        let mut best: Option<(Self, f32)> = None;
        for entry in accepted.split(',') {
            let (range, quality) = entry.split_once(";q=").unwrap_or((entry, "1"));
            let quality: f32 = quality.trim().parse().unwrap_or(0.0);
            if let Some(language) = Self::of_range(range)
                && quality > best.map_or(0.0, |(_, best)| best)
            {
                best = Some((language, quality));
            }
        }
        best.map(|(language, _)| language)
    }
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_the_one_that_is_liked_best() {
        for (accepted, best) in [
            ("fr", Some(Language::French)),
            ("fr-CA,fr;q=0.9,en;q=0.8", Some(Language::French)),
            ("en-GB, fr;q=0.9", Some(Language::English)),
            ("fr;q=0.3, en;q=0.7", Some(Language::English)),
            ("de, fr;q=0.1", Some(Language::French)),
            ("de", None),
            ("fr;q=0", None),
            ("*", None),
            ("", None),
            ("fr;q=much", None),
            ("frisian", None),
        ] {
            assert_eq!(Language::liked_best(accepted), best, "{accepted}");
        }
    }
}
