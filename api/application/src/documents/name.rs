//! A file's name as it is kept beside its bytes: for people, never a path.

use std::fmt;

use super::{BadFile, Kind};

/// The longest name that is kept, in characters.
const CHARS_MAX: usize = 255;

/// The name of a file, which nobody can take for something else.
///
/// It has 1 to 255 characters, none of which is a slash, a backslash, a control character, a mark
/// that changes the direction of reading, or invisible; it ends in the ending of a type that is
/// taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    text: String,
    kind: Kind,
}

impl FileName {
    /// Reads a name that came with a file.
    pub fn read(text: Option<&str>) -> Result<Self, BadFile> {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        let text = text.ok_or(BadFile::NoName)?;
        if text.chars().any(is_hiding) {
            return Err(BadFile::NameHidesSomething);
        }
        if text.contains(['/', '\\']) || text == "." || text == ".." {
            return Err(BadFile::NameHasAPath);
        }
        if text.chars().count() > CHARS_MAX {
            return Err(BadFile::NameTooLong);
        }
        let ending = text.rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
        let kind = ending.and_then(|(_, ending)| Kind::of_ending(ending));
        Ok(Self {
            text: text.to_owned(),
            kind: kind.ok_or(BadFile::TypeNotTaken)?,
        })
    }

    /// Gives the type that the name says.
    pub const fn kind(&self) -> Kind {
        self.kind
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Tells whether a character cannot be seen, or makes others be read in another order (UAX #9).
const fn is_hiding(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_just_a_name_is_kept_as_it_is() {
        for (text, kind) in [
            ("facture n°12 (signée).PDF", Kind::Pdf),
            ("スタンド.jpeg", Kind::Jpeg),
            ("חשבונית.pdf", Kind::Pdf),
            ("a.b.csv", Kind::Csv),
            (
                "\"quoted\" & <b>bold</b>.png".replace('/', "").as_str(),
                Kind::Png,
            ),
        ] {
            let name = FileName::read(Some(text)).expect("it is just a name");
            assert_eq!((name.to_string().as_str(), name.kind()), (text, kind));
        }
        let longest = format!("{}.pdf", "é".repeat(CHARS_MAX - 4));
        assert!(FileName::read(Some(&longest)).is_ok());
    }

    #[test]
    fn a_name_that_could_be_taken_for_something_else_is_refused() {
        let too_long = format!("{}.pdf", "é".repeat(CHARS_MAX - 3));
        for (text, bad) in [
            (None, BadFile::NoName),
            (Some("  "), BadFile::NoName),
            (Some(too_long.as_str()), BadFile::NameTooLong),
            (Some("../../etc/passwd.pdf"), BadFile::NameHasAPath),
            (Some("C:\\bills\\bill.pdf"), BadFile::NameHasAPath),
            (Some(".."), BadFile::NameHasAPath),
            (Some("bill\0.pdf"), BadFile::NameHidesSomething),
            (Some("bill\r\nX-Evil: 1.pdf"), BadFile::NameHidesSomething),
            (Some("bill\u{202e}fdp.exe.pdf"), BadFile::NameHidesSomething),
            (Some("bill\u{200b}.pdf"), BadFile::NameHidesSomething),
            (Some("bill.pdf.exe"), BadFile::TypeNotTaken),
            (Some("bill"), BadFile::TypeNotTaken),
            (Some(".pdf"), BadFile::TypeNotTaken),
        ] {
            assert_eq!(FileName::read(text), Err(bad), "{text:?}");
        }
    }
}
