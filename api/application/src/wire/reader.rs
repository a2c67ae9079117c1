//! Reads a body's fields into domain values and collects what is wrong with them, all at once.

use std::fmt::Display;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use domain::writing::turns_direction;
use domain::{Money, Role};
use schemars::JsonSchema;
use serde::Serialize;
use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

use super::MoneyBody;
use crate::ask::moment::{day as parse_date, instant as parse_instant};

/// The longest line (a title, a number, a name), in characters.
pub(super) const LINE_CHARS_MAX: usize = 250;

/// The longest text (a comment, a reason), in characters.
pub(super) const TEXT_CHARS_MAX: usize = 10_000;

/// The most entries of a list: laws compare them with one another.
pub const ENTRIES_MAX: usize = 1_000;

/// One field of a body or a query that was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldError {
    /// Where, as a JSON pointer into the body (RFC 6901); a query parameter is `?name`.
    pub pointer: String,
    /// What is wrong; never changes, never translated.
    pub code: &'static str,
    pub detail: String,
}

/// Where the ids come from that the door makes for a request.
#[derive(Clone, Debug)]
pub enum Ids {
    /// New ones each time.
    Fresh,
    /// Derived from the caller and his key: the same request makes the same ids again.
    Derived(String),
}

impl Ids {
    /// Makes an id for a purpose: a field of the request, or a part of it.
    pub fn uuid(&self, purpose: &str) -> Uuid {
        match self {
            Self::Fresh => Uuid::now_v7(),
            // Purposes are our field names, which have no colon: no two seeds meet.
            Self::Derived(seed) => domain::named_uuid(&format!("door:{purpose}:{seed}")),
        }
    }
}

/// Reads fields; remembers where it is and what was wrong.
#[derive(Debug)]
pub struct Reader {
    ids: Ids,
    place: String,
    errors: Vec<FieldError>,
}

impl Reader {
    /// Starts at the root of a body.
    pub fn new(ids: Ids) -> Self {
        Self {
            ids,
            place: String::new(),
            errors: vec![],
        }
    }

    /// Gives the value, unless something was wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }

    /// Says that a field was not accepted.
    pub fn refuse(&mut self, field: &str, code: &'static str, detail: impl Display) {
        self.within(field, |at| at.refuse_here(code, detail));
    }

    /// Says that the very place it is at was not accepted: an entry of a list, say.
    pub fn refuse_here(&mut self, code: &'static str, detail: impl Display) {
        let pointer = self.place.clone();
        self.errors.push(FieldError {
            pointer,
            code,
            detail: detail.to_string(),
        });
    }

    /// Reads inside a field.
    pub fn within<T>(&mut self, field: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.place.len();
        self.place = format!("{}/{}", self.place, escaped(field));
        let value = read(self);
        self.place.truncate(length);
        value
    }

    /// Reads a list, entry by entry; every entry is looked at.
    pub fn list<A, B>(
        &mut self,
        field: &str,
        entries: Vec<A>,
        mut read: impl FnMut(&mut Self, A) -> Option<B>,
    ) -> Option<Vec<B>> {
        if entries.len() > ENTRIES_MAX {
            let detail = format!("a list must not have more than {ENTRIES_MAX} entries");
            self.refuse(field, "too_many_entries", detail);
            return None;
        }
        self.within(field, |at| {
            let read = |(n, entry): (usize, A)| at.within(&n.to_string(), |at| read(at, entry));
            let values: Vec<Option<B>> = entries.into_iter().enumerate().map(read).collect();
            values.into_iter().collect()
        })
    }

    /// Reads a field that may be absent: absent is fine, present must be right.
    pub fn maybe<A, B>(
        &mut self,
        value: Option<A>,
        read: impl FnOnce(&mut Self, A) -> Option<B>,
    ) -> Option<Option<B>> {
        match value {
            None => Some(None),
            Some(value) => read(self, value).map(Some),
        }
    }

    /// Requires a field that only some shapes of the body have.
    pub fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        self.read(field, value, "missing_field", "the field is missing")
    }

    /// Reads an id.
    pub fn id<T: StaticType>(&mut self, field: &str, text: &str) -> Option<TypeSafeId<T>> {
        let detail = format!("an id of this kind begins with {}_", T::TYPE);
        self.read(field, text.parse().ok(), "bad_id", detail)
    }

    /// Gives what was read of a field; nothing: it was not accepted.
    fn read<T>(
        &mut self,
        field: &str,
        value: Option<T>,
        code: &'static str,
        detail: impl Display,
    ) -> Option<T> {
        if value.is_none() {
            self.refuse(field, code, detail);
        }
        value
    }

    /// Reads the id a caller chose, or makes one.
    pub fn id_or_new<T: StaticType>(
        &mut self,
        field: &str,
        text: Option<String>,
    ) -> Option<TypeSafeId<T>> {
        match text {
            Some(text) => self.id(field, &text),
            None => {
                let purpose = format!("{}/{field}", self.place);
                Some(TypeSafeId::from_uuid(self.ids.uuid(&purpose)))
            }
        }
    }

    /// Reads a short name: an organisation, an activity, a period …
    pub fn name<T: FromStr<Err: Display>>(&mut self, field: &str, text: &str) -> Option<T> {
        self.parsed(field, "bad_name", text)
    }

    /// Reads a text that has a form of its own.
    pub fn parsed<T: FromStr<Err: Display>>(
        &mut self,
        field: &str,
        code: &'static str,
        text: &str,
    ) -> Option<T> {
        text.parse()
            .map_err(|error| self.refuse(field, code, error))
            .ok()
    }

    /// Reads a day, written `2024-03-31`.
    pub fn date(&mut self, field: &str, text: &str) -> Option<NaiveDate> {
        self.within(field, |at| at.date_here(text))
    }

    /// Reads a day that is an entry of a list.
    pub fn date_here(&mut self, text: &str) -> Option<NaiveDate> {
        let day = parse_date(text);
        if day.is_none() {
            self.refuse_here("bad_date", "a day is written 2024-03-31");
        }
        day
    }

    /// Reads an instant, or a day, which means its end in UTC.
    pub fn instant(&mut self, field: &str, text: &str) -> Option<DateTime<Utc>> {
        let detail = "an instant is written 2024-03-31T12:00:00Z; a day means its end in UTC";
        self.read(field, parse_instant(text), "bad_instant", detail)
    }

    /// Reads what somebody may do here.
    pub fn role(&mut self, field: &str, text: &str) -> Option<Role> {
        let role = Role::written(text);
        self.read(field, role, "unknown_choice", "there is no such role")
    }

    /// Reads an amount of money.
    pub fn money(&mut self, field: &str, money: &MoneyBody) -> Option<Money> {
        let currency = money.currency.parse();
        self.within(field, |at| match currency {
            Err(_) => {
                let error = domain::money::MoneyError::UnknownCurrency;
                at.refuse("currency", error.code(), error);
                None
            }
            Ok(currency) => Money::parse(&money.amount, currency)
                .map_err(|error| at.refuse("amount", error.code(), error))
                .ok(),
        })
    }

    /// Reads one line: a title, a number, a name.
    pub fn line(&mut self, field: &str, text: String) -> Option<String> {
        self.written(field, text, LINE_CHARS_MAX, |_| false)
    }

    /// Reads a text of several lines.
    pub fn text(&mut self, field: &str, text: String) -> Option<String> {
        self.written(field, text, TEXT_CHARS_MAX, |c| {
            matches!(c, '\n' | '\r' | '\t')
        })
    }

    /// Reads a whole number that must not be above a limit.
    pub fn at_most(&mut self, field: &str, number: u64, most: u64) -> Option<u64> {
        let fitting = (number <= most).then_some(number);
        let detail = format!("the number must not be above {most}");
        self.read(field, fitting, "number_too_large", detail)
    }

    fn written(
        &mut self,
        field: &str,
        text: String,
        chars_max: usize,
        is_allowed: impl Fn(char) -> bool,
    ) -> Option<String> {
        if text.chars().any(|c| c.is_control() && !is_allowed(c)) {
            self.refuse(
                field,
                "control_character",
                "the text has a control character",
            );
            return None;
        }
        if let Some(mark) = text.chars().find(|c| turns_direction(*c)) {
            let mark = u32::from(mark);
            let detail =
                format!("the text has a mark that turns the direction of writing (U+{mark:04X})");
            self.refuse(field, "direction_mark", detail);
            return None;
        }
        if text.chars().count() > chars_max {
            let detail = format!("the text must not be longer than {chars_max} characters");
            self.refuse(field, "text_too_long", detail);
            return None;
        }
        Some(text)
    }
}

/// Escapes a field's name for a pointer (RFC 6901, section 3).
pub fn escaped(field: &str) -> String {
    field.replace('~', "~0").replace('/', "~1")
}
