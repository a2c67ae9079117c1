//! The words of a line, read from left to right; whatever is missing is named with its line.

use std::str::FromStr;

use chrono::NaiveDate;
use domain::{Currency, Money};

/// Says where a story cannot be read, what was expected there, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: expected {expected}, found {found}")]
pub struct ParseError {
    pub file: String,
    pub line: usize,
    pub expected: String,
    pub found: String,
}

/// One word, or one text in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    is_quoted: bool,
    line: usize,
}

/// The words of one line and of its continuations.
#[derive(Clone, Debug)]
pub(super) struct Words<'a> {
    file: &'a str,
    words: Vec<Word>,
    next: usize,
}

/// Splits a text into lines of words; empty lines and comments are left out.
pub(super) fn lines<'a>(file: &'a str, text: &str) -> Result<Vec<Words<'a>>, ParseError> {
    let mut lines: Vec<Words<'a>> = vec![];
    for (number, line) in text.lines().enumerate() {
        let words = split(file, number + 1, line)?;
        if words.is_empty() {
            continue;
        }
        let continues = line.starts_with([' ', '\t']);
        match lines.last_mut().filter(|_| continues) {
            Some(above) => above.words.extend(words),
            None => lines.push(Words {
                file,
                words,
                next: 0,
            }),
        }
    }
    Ok(lines)
}

fn split(file: &str, number: usize, line: &str) -> Result<Vec<Word>, ParseError> {
    let mut words = vec![];
    let mut rest = line.trim_start();
    while !rest.is_empty() && !rest.starts_with('#') {
        let is_quoted = rest.starts_with('"');
        let (text, after) = if is_quoted {
            rest[1..].split_once('"').ok_or_else(|| ParseError {
                file: file.to_owned(),
                line: number,
                expected: "a closing quote on the same line".to_owned(),
                found: format!("`{rest}`"),
            })?
        } else {
            let end = rest
                .find(|c: char| c.is_whitespace() || c == '"')
                .unwrap_or(rest.len());
            rest.split_at(end)
        };
        words.push(Word {
            text: text.to_owned(),
            is_quoted,
            line: number,
        });
        rest = after.trim_start();
    }
    Ok(words)
}

impl Words<'_> {
    /// Gives the line the next word stands on, or the last one.
    pub(super) fn line(&self) -> usize {
        let word = self.words.get(self.next).or(self.words.last());
        word.map_or(0, |word| word.line)
    }

    /// Says that something else was expected here.
    pub(super) fn expected(&self, expected: impl Into<String>) -> ParseError {
        let found = match self.words.get(self.next) {
            Some(word) if word.is_quoted => format!("\"{}\"", word.text),
            Some(word) => format!("`{}`", word.text),
            None => "the end of the line".to_owned(),
        };
        ParseError {
            file: self.file.to_owned(),
            line: self.line(),
            expected: expected.into(),
            found,
        }
    }

    /// Gives the next word without taking it; a text in quotes is not a word.
    pub(super) fn peek(&self) -> Option<&str> {
        let word = self.words.get(self.next)?;
        (!word.is_quoted).then_some(word.text.as_str())
    }

    /// Takes the next word if it is this one.
    pub(super) fn take_if(&mut self, word: &str) -> bool {
        let is_next = self.peek() == Some(word);
        self.next += usize::from(is_next);
        is_next
    }

    /// Takes this word.
    pub(super) fn keyword(&mut self, word: &str) -> Result<(), ParseError> {
        match self.take_if(word) {
            true => Ok(()),
            false => Err(self.expected(format!("`{word}`"))),
        }
    }

    /// Takes a word that `read` understands; one that it does not is left where it is.
    pub(super) fn read<T>(
        &mut self,
        what: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ParseError> {
        let value = self
            .peek()
            .and_then(read)
            .ok_or_else(|| self.expected(what))?;
        self.next += 1;
        Ok(value)
    }

    /// Takes a word.
    pub(super) fn word(&mut self, what: &str) -> Result<String, ParseError> {
        self.read(what, |word| Some(word.to_owned()))
    }

    /// Takes a word as a value.
    pub(super) fn value<T: FromStr>(&mut self, what: &str) -> Result<T, ParseError> {
        self.read(what, |word| word.parse().ok())
    }

    /// Takes a text in quotes.
    pub(super) fn text(&mut self, what: &str) -> Result<String, ParseError> {
        match self.words.get(self.next) {
            Some(word) if word.is_quoted => {
                self.next += 1;
                Ok(word.text.clone())
            }
            Some(_) | None => Err(self.expected(format!("{what} in quotes"))),
        }
    }

    /// Takes a keyword and what follows it, if the keyword stands here.
    pub(super) fn after<T>(
        &mut self,
        keyword: &str,
        read: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<Option<T>, ParseError> {
        match self.take_if(keyword) {
            true => read(self).map(Some),
            false => Ok(None),
        }
    }

    /// Takes a keyword and what follows it, both of which must stand here.
    pub(super) fn required_after<T>(
        &mut self,
        keyword: &str,
        read: impl FnOnce(&mut Self) -> Result<T, ParseError>,
    ) -> Result<T, ParseError> {
        self.keyword(keyword)?;
        read(self)
    }

    /// Takes a keyword and what follows it, as often as the keyword stands here.
    pub(super) fn each_after<T>(
        &mut self,
        keyword: &str,
        mut read: impl FnMut(&mut Self) -> Result<T, ParseError>,
    ) -> Result<Vec<T>, ParseError> {
        let mut all = vec![];
        while let Some(next) = self.after(keyword, &mut read)? {
            all.push(next);
        }
        Ok(all)
    }

    /// Takes a keyword and the text in quotes after it, if the keyword stands here.
    pub(super) fn text_after(&mut self, keyword: &str) -> Result<Option<String>, ParseError> {
        self.after(keyword, |words| words.text("a text"))
    }

    /// Takes a date.
    pub(super) fn date(&mut self) -> Result<NaiveDate, ParseError> {
        self.value("a date such as 2024-03-25")
    }

    /// Takes an amount such as `7,350.00`.
    pub(super) fn amount(&mut self, currency: Currency) -> Result<Money, ParseError> {
        let what = format!("an amount in {currency} such as 7,350.00");
        self.read(&what, |word| amount(word, currency))
    }

    /// Tells whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.next >= self.words.len()
    }

    /// Makes sure that nothing is left.
    pub(super) fn end(&self) -> Result<(), ParseError> {
        if self.is_at_end() {
            Ok(())
        } else {
            Err(self.expected("the end of the line"))
        }
    }
}

/// Reads an amount whose thousands may be set off by commas, all of them or none.
fn amount(word: &str, currency: Currency) -> Option<Money> {
    let (whole, _) = word.split_once('.').unwrap_or((word, ""));
    if let Some((first, rest)) = whole.split_once(',') {
        let is_first = (1..=3).contains(&first.trim_start_matches('-').len());
        if !is_first || rest.split(',').any(|group| group.len() != 3) {
            return None;
        }
    }
    let fraction = &word[whole.len()..];
    Money::parse(&format!("{}{fraction}", whole.replace(',', "")), currency).ok()
}
