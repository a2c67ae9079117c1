//! Texts with places to fill in, such as `Declaration {case}`.

use std::fmt::Write as _;

use serde::Deserialize;

use super::case::Case;

/// Names an attribute of the log: of the trace, or of the event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribute {
    Trace(String),
    Event(String),
}

impl std::fmt::Display for Attribute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Trace(key) => write!(f, "the trace's attribute {key:?}"),
            Self::Event(key) => write!(f, "the event's attribute {key:?}"),
        }
    }
}

/// A text with places to fill in.
///
/// `{case}` is the case's id, `{fund}` the value behind its fund, `{amount}` what it asks for,
/// `{activity}` the activity as logged, `{date}` its civil day in the programme's time zone,
/// `{event:KEY}` and `{trace:KEY}` attributes of the log. `{{` and `}}` are braces.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Case,
    Fund,
    Amount,
    Activity,
    Date,
    Attribute(Attribute),
}

/// Says why a text is not a template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTemplate {
    #[error("it is empty")]
    Empty,
    #[error("there is no {{{0}}} to fill in")]
    UnknownPlace(String),
    #[error("a brace is not closed, or was never opened; write {{{{ or }}}} for a brace")]
    Unpaired,
}

impl Template {
    /// Reads a text with its places.
    pub fn parse(text: &str) -> Result<Self, InvalidTemplate> {
        if text.trim().is_empty() {
            return Err(InvalidTemplate::Empty);
        }
        let mut parts = vec![];
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix(brace) {
                plain.push_str(brace);
                rest = after;
                continue;
            }
            let (name, after) = rest.split_once('}').ok_or(InvalidTemplate::Unpaired)?;
            if brace == "}" {
                return Err(InvalidTemplate::Unpaired);
            }
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(place(name)?);
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Self(parts))
    }

    /// Gives the attributes it asks for.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.0.iter().filter_map(|part| match part {
            Part::Attribute(attribute) => Some(attribute),
            Part::Text(_) | Part::Case | Part::Fund => None,
            Part::Amount | Part::Activity | Part::Date => None,
        })
    }

    /// Tells whether every case gets a text of its own.
    pub fn is_distinct_by_case(&self) -> bool {
        self.0.contains(&Part::Case)
    }

    /// Tells whether the fund is all it asks for.
    pub fn asks_for_the_fund_alone(&self) -> bool {
        let mut parts = self.0.iter();
        parts.all(|part| matches!(part, Part::Text(_) | Part::Fund))
    }

    /// Fills in the places from an event of a case; a missing attribute leaves nothing.
    pub fn fill(&self, case: &Case, event: usize) -> String {
        let mut text = String::new();
        for part in &self.0 {
            // Writing to a text cannot fail.
            let _ = match part {
                Part::Text(plain) => text.write_str(plain),
                Part::Case => text.write_str(&case.id),
                Part::Fund => text.write_str(&case.fund.value),
                Part::Amount => write!(text, "{}", case.amount),
                Part::Activity => text.write_str(&case.events[event].activity),
                Part::Date => write!(text, "{}", case.events[event].date),
                Part::Attribute(attribute) => {
                    text.write_str(case.attribute(attribute, event).unwrap_or_default())
                }
            };
        }
        text
    }

    /// Fills in the places of a text that asks for the fund alone.
    pub fn fill_for_fund(&self, value: &str) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(plain) => plain.as_str(),
            Part::Fund => value,
            Part::Case | Part::Amount | Part::Activity | Part::Date | Part::Attribute(_) => "",
        });
        parts.collect()
    }
}

impl TryFrom<String> for Template {
    type Error = InvalidTemplate;

    fn try_from(text: String) -> Result<Self, InvalidTemplate> {
        Self::parse(&text)
    }
}

fn place(name: &str) -> Result<Part, InvalidTemplate> {
    let attribute = |key: &str| !key.is_empty();
    Ok(match name {
        "case" => Part::Case,
        "fund" => Part::Fund,
        "amount" => Part::Amount,
        "activity" => Part::Activity,
        "date" => Part::Date,
        other => match other.split_once(':') {
            Some(("event", key)) if attribute(key) => {
                Part::Attribute(Attribute::Event(key.to_owned()))
            }
            Some(("trace", key)) if attribute(key) => {
                Part::Attribute(Attribute::Trace(key.to_owned()))
            }
            _ => return Err(InvalidTemplate::UnknownPlace(other.to_owned())),
        },
    })
}
