//! Search: the words by which a claim is found, and those that are asked for.
//!
//! A word is a run of letters and digits, without regard to case and accents: `Été` is `ete`. A
//! claim is found if each word that is asked for begins one of its own, in whatever order. Texts
//! are folded here, when they are written and when they are asked for: PostgreSQL alone has no
//! accents to strip.

use std::str::FromStr;

use domain::{Claim, ClaimNumber, Document};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::stream::FoldedClaim;

/// The most characters of a search.
const CHARS_MAX: usize = 200;

/// The most characters of a word; longer ones are cut, here and there alike.
const WORD_CHARS_MAX: usize = 64;

/// What a claim is looked for by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Each begins a word of the claim.
    words: Vec<String>,
    /// Its number, as people say it: `C-48211`.
    number: Option<ClaimNumber>,
    /// Digits that are its number or begin a word of it.
    digits: Option<(ClaimNumber, String)>,
}

/// Why a text is nothing to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSearch {
    #[error("a search has a word of letters or digits")]
    NoWord,
    #[error("a search has at most {CHARS_MAX} characters")]
    TooLong,
}

/// Reads what people type: words, and perhaps a number, with or without its `C`.
impl FromStr for Search {
    type Err = InvalidSearch;
    fn from_str(text: &str) -> Result<Self, InvalidSearch> {
        if text.chars().count() > CHARS_MAX {
            return Err(InvalidSearch::TooLong);
        }
        let mut search = Self {
            number: text.parse().ok(),
            ..Self::default()
        };
        if search.number.is_some() {
            return Ok(search);
        }
        for part in text.split_whitespace() {
            match (part.parse().ok(), digits(part)) {
                (Some(number), _) if search.number.is_none() => search.number = Some(number),
                (_, Some(digits)) if search.digits.is_none() => search.digits = Some(digits),
                _ => search.words.extend(words(part)),
            }
        }
        match search == Self::default() {
            true => Err(InvalidSearch::NoWord),
            false => Ok(search),
        }
    }
}

/// Reads digits that may be a number without its letter.
fn digits(text: &str) -> Option<(ClaimNumber, String)> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_plain
        .then(|| format!("C{text}").parse().ok())
        .flatten()?;
    Some((number, text.to_owned()))
}

impl Search {
    /// Gives the patterns, for `like`, of the words that a claim must have.
    pub(super) fn patterns(&self) -> Option<Vec<String>> {
        let patterns = self.words.iter().map(|word| pattern(word));
        (!self.words.is_empty()).then(|| patterns.collect())
    }

    /// Gives the number that a claim must have.
    pub(super) const fn number(&self) -> Option<ClaimNumber> {
        self.number
    }

    /// Gives the number that a claim must have, or else a word of this pattern.
    pub(super) fn number_or_pattern(&self) -> Option<(ClaimNumber, String)> {
        let (number, digits) = self.digits.as_ref()?;
        Some((*number, pattern(digits)))
    }

    /// Tells whether it finds a claim as that was folded.
    pub(super) fn finds(&self, folded: &FoldedClaim) -> bool {
        let (text, number) = (words_of(folded.claim()), folded.number());
        let has = |word: &String| text.contains(&format!(" {word}"));
        let or_has = |(known, word): &(ClaimNumber, String)| *known == number || has(word);
        self.number.is_none_or(|known| known == number)
            && self.digits.as_ref().is_none_or(or_has)
            && self.words.iter().all(has)
    }
}

/// Gives the words by which a claim is found, each once and after a space: its title, and the
/// suppliers and numbers of its cost documents.
pub(super) fn words_of(claim: &Claim) -> String {
    let mut found = words(&claim.title);
    for cost in claim.documents.iter().filter_map(Document::cost) {
        found.extend(words(&cost.number));
        found.extend(cost.supplier.iter().flat_map(|supplier| words(supplier)));
    }
    found.sort_unstable();
    found.dedup();
    let mut text = String::with_capacity(found.iter().map(|word| word.len() + 1).sum());
    for word in found {
        text.push(' ');
        text.push_str(&word);
    }
    text
}

/// Makes the pattern of a text that has a word which begins like this; words have no `%`.
fn pattern(word: &str) -> String {
    format!("% {word}%")
}

/// Takes a text apart into words.
fn words(text: &str) -> Vec<String> {
    let folded = match text.is_ascii() {
        true => text.to_ascii_lowercase(),
        false => fold(text),
    };
    let words = folded.split(|letter: char| !letter.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(cut).collect()
}

fn cut(word: &str) -> String {
    let end = word.char_indices().nth(WORD_CHARS_MAX);
    word[..end.map_or(word.len(), |(end, _)| end)].to_owned()
}

/// Writes a text in lower case, without marks and ligatures (Unicode NFKD).
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let letters = text.chars().flat_map(char::to_lowercase).nfkd();
    let letters = letters.filter(|letter| !is_combining_mark(*letter));
    for letter in letters.flat_map(char::to_lowercase) {
        match letter {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_without_case_and_accents() {
        assert_eq!(words("Été à l'ÉCOLE"), ["ete", "a", "l", "ecole"]);
        assert_eq!(words("Cœur, Straße & Łódź"), ["coeur", "strasse", "lodz"]);
        assert_eq!(words("E\u{301}te\u{301} ﬁn"), ["ete", "fin"]);
        assert_eq!(words("INV-2024/0042"), ["inv", "2024", "0042"]);
        assert_eq!(words("İstanbul 東京 Ωμέγα"), ["istanbul", "東京", "ωμεγα"]);
    }

    #[test]
    fn a_word_that_is_too_long_is_cut_on_both_sides() {
        let long = "é".repeat(70);
        assert_eq!(words(&long), ["e".repeat(64)]);
    }

    #[test]
    fn what_has_no_word_is_nothing_to_look_for() {
        for text in [
            "",
            "   ",
            "& | ! : *",
            "%_\\",
            "\0",
            "'; --",
            "<>",
            "\u{301}",
        ] {
            assert_eq!(
                text.parse::<Search>(),
                Err(InvalidSearch::NoWord),
                "{text:?}"
            );
        }
        let long = "a".repeat(201);
        assert_eq!(long.parse::<Search>(), Err(InvalidSearch::TooLong));
        assert!(long[..200].parse::<Search>().is_ok());
    }

    #[test]
    fn a_number_is_its_own_and_digits_may_be_one() {
        for text in ["C-42", "c 42", "c42"] {
            let search: Search = text.parse().expect("a search");
            assert_eq!(search.number, Some(ClaimNumber::of(42)), "{text:?}");
            assert_eq!((search.digits, search.words.len()), (None, 0), "{text:?}");
        }
        let search: Search = "stand C-7 2024 17".parse().expect("a search");
        let digits = Some((ClaimNumber::of(2024), "2024".to_owned()));
        assert_eq!(search.number, Some(ClaimNumber::of(7)));
        assert_eq!((search.digits, search.words), (digits, words("stand 17")));
    }

    #[test]
    fn what_begins_with_a_zero_is_a_word_and_no_number() {
        for (text, expected) in [("C-07", "c 07"), ("c007", "c007"), ("0042", "0042")] {
            let search: Search = text.parse().expect("a search");
            assert_eq!((search.number, search.digits), (None, None), "{text:?}");
            assert_eq!(search.words, words(expected), "{text:?}");
        }
    }
}
