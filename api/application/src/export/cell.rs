//! The cells of a table, before any format writes them its own way.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Currency, Money};

/// A column: its name and what its cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Anybody's text, or a name or id of ours.
    Text,
    Whole,
    Instant,
    Day,
    /// Money in the currency of the row.
    Amount,
    /// The currency of the row's amounts.
    Currency,
    /// Yes or no.
    Fact,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Nothing,
    Text(String),
    Whole(u64),
    Instant(DateTime<Utc>),
    Day(NaiveDate),
    Amount(Money),
    Currency(Currency),
    Fact(bool),
}

impl Cell {
    /// Makes a cell of what can be written as text.
    pub fn text(value: impl ToString) -> Self {
        Self::Text(value.to_string())
    }

    /// Makes a cell of what may not be there.
    pub fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Self) -> Self {
        value.map_or(Self::Nothing, cell)
    }
}

macro_rules! columns {
    ($($name:literal $kind:ident),+ $(,)?) => {
        &[$($crate::export::cell::Column {
            name: $name,
            kind: $crate::export::cell::Kind::$kind,
        }),+]
    };
}
pub(super) use columns;
