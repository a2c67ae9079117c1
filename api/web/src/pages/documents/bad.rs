//! Files that were not taken: which, why, and what to do instead.

use application::documents::BadFile;
use domain::Refusal;

use crate::failure::FormError;
use crate::pages::fields::Fields;
use crate::pages::say::{Html, Say};

/// The hidden field by which a form remembers the files that were not taken.
pub(in crate::pages) const REFUSED: &str = "refused";

/// The most of them that a form remembers.
const REMEMBERED_MAX: usize = 40;

/// The longest name that is shown, in characters.
const NAME_MAX: usize = 255;

/// The codes of what is wrong with a file beside what is wrong with its bytes.
const OWN_CODES: [&str; 3] = [
    "too_many_at_once",
    "too_many_uploads",
    "document_on_claim_already",
];

/// A file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pages) struct NotTaken {
    pub(in crate::pages) name: String,
    code: &'static str,
    /// The largest size of a file, in bytes.
    most: u64,
}

impl NotTaken {
    /// Says what is wrong with a file itself.
    pub(super) fn of(name: &str, bad: &BadFile, most: u64) -> Self {
        Self::with(name, bad.code(), most)
    }

    /// Says that it came with too many others.
    pub(super) fn too_many(name: &str) -> Self {
        Self::with(name, "too_many_at_once", 0)
    }

    /// Says that the claim has as many files that wait as it may.
    pub(super) fn too_many_waiting(name: &str) -> Self {
        Self::with(name, "too_many_uploads", 0)
    }

    /// Says that the claim has the same file already.
    pub(super) fn known(name: &str) -> Self {
        Self::with(name, Refusal::DocumentMustBeNew.code(), 0)
    }

    fn with(name: &str, code: &'static str, most: u64) -> Self {
        let name = name.chars().filter(|letter| !letter.is_control());
        Self {
            name: name.take(NAME_MAX).collect(),
            code,
            most,
        }
    }

    /// Reads the files that a form remembers; what is not a code of ours is left out.
    pub(in crate::pages) fn remembered(fields: &Fields, most: u64) -> Vec<Self> {
        let known = || BadFile::CODES.iter().chain(&OWN_CODES);
        let read = |text: &str| {
            let (code, name) = text.split_once(' ')?;
            let code = known().find(|known| **known == code)?;
            Some(Self::with(name, code, most))
        };
        let mut remembered: Vec<Self> = vec![];
        for file in fields.all(REFUSED).filter_map(read).take(REMEMBERED_MAX) {
            if !remembered.contains(&file) {
                remembered.push(file);
            }
        }
        remembered
    }

    /// Writes it as the form remembers it.
    pub(in crate::pages) fn memory(&self) -> String {
        format!("{} {}", self.code, self.name)
    }

    /// Says why in a few words, for the summary.
    pub(in crate::pages) fn briefly(&self, say: Say) -> Html {
        Html::text(&say.word("file-brief", self.code))
    }

    /// Says why, and what to do instead.
    pub(in crate::pages) fn why(&self, say: Say) -> Html {
        say.say_of(format!("file-{}", self.code.replace('_', "-")))
            .text("most", limit(say, self.most))
            .into_html()
    }
}

/// Writes how large a file may be, in whole megabytes where it is some, and never more than it may.
pub(in crate::pages) fn limit(say: Say, bytes_max: u64) -> String {
    const MEGABYTE: u64 = 1_000_000;
    match bytes_max {
        ..MEGABYTE => say.size(bytes_max),
        MEGABYTE.. => say.size(bytes_max / MEGABYTE * MEGABYTE),
    }
}

/// Says why a form with files was not read to its end.
pub(in crate::pages) fn fault(say: Say, fault: FormError) -> Html {
    Html::text(&say.t(fault_key(fault)))
}

const fn fault_key(fault: FormError) -> &'static str {
    match fault {
        FormError::CutOff => "form-fault-cut-off",
        FormError::TooSlow => "form-fault-too-slow",
        FormError::TooLarge | FormError::TooManyParts => "form-fault-too-much",
        FormError::FactsTooLarge => "form-fault-text-too-long",
        FormError::NoFile => "form-fault-no-file",
        FormError::WrongType
        | FormError::NoBoundary
        | FormError::BadPart
        | FormError::UnknownPart
        | FormError::PartTwice
        | FormError::NoFacts => "form-fault-unreadable",
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::pages::language::Language;

    fn both() -> [Say; 2] {
        [Language::English, Language::French].map(|language| Say {
            language,
            zone: Tz::UTC,
        })
    }

    #[test]
    fn every_reason_not_to_take_a_file_is_said_in_both_languages() {
        for say in both() {
            for code in BadFile::CODES.iter().chain(&OWN_CODES) {
                let code = code.replace('_', "-");
                for key in [format!("file-{code}"), format!("file-brief-{code}")] {
                    assert!(say.knows(&key), "{key} in {:?}", say.language);
                }
            }
            for fault in FormError::ALL {
                assert!(
                    say.knows(fault_key(fault)),
                    "{fault:?} in {:?}",
                    say.language
                );
            }
        }
    }

    #[test]
    fn a_form_remembers_files_by_codes_of_ours_alone() {
        let file = NotTaken::of("film.mov", &BadFile::TypeNotTaken, 7);
        let odd = "no_such_code <script>".to_owned();
        let fields = Fields::filled([(REFUSED, file.memory()), (REFUSED, odd)]);
        assert_eq!(NotTaken::remembered(&fields, 7), [file]);
    }
}
