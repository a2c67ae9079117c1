//! Pages of a list: a typed cursor, a limit, and whether more follows.

use chrono::NaiveDate;
use domain::{ClaimId, ContributionId};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::postgres::PgRow;

use super::ReadError;

/// How many rows a page may have: 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(u8);

/// Says that a page's limit is not from 1 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a page has 1 to 100 rows")]
pub struct InvalidLimit;

impl Limit {
    /// The most there is.
    pub const MAX: Self = Self(100);

    /// Gives the number of rows.
    pub fn get(self) -> usize {
        usize::from(self.0)
    }

    /// Gives the number of rows to ask the database for: one more tells whether there are more.
    pub(crate) fn with_one_ahead(self) -> i64 {
        i64::from(self.0) + 1
    }
}

impl TryFrom<u32> for Limit {
    type Error = InvalidLimit;
    fn try_from(rows: u32) -> Result<Self, InvalidLimit> {
        match u8::try_from(rows) {
            Ok(rows @ 1..=100) => Ok(Self(rows)),
            Ok(_) | Err(_) => Err(InvalidLimit),
        }
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(20)
    }
}

/// Which page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<C> {
    /// The last row of the page before; none: the first page.
    pub after: Option<C>,
    pub limit: Limit,
}

impl<C> Default for Page<C> {
    fn default() -> Self {
        Self {
            after: None,
            limit: Limit::default(),
        }
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T, C> {
    pub rows: Vec<T>,
    /// Where the next page begins; none: there are no more rows.
    pub next: Option<C>,
    /// How far the view had come as of the same statement; none: it was not asked.
    pub checkpoint: Option<u64>,
}

impl<T, C> Listed<T, C> {
    /// Tells whether more rows follow.
    pub fn has_more(&self) -> bool {
        self.next.is_some()
    }

    /// Cuts off the row that was read ahead; `cursor` makes the cursor of a page's last row.
    pub fn cut(mut rows: Vec<T>, limit: Limit, cursor: impl Fn(&T) -> C) -> Self {
        let has_more = rows.len() > limit.get();
        rows.truncate(limit.get());
        let next = rows.last().filter(|_| has_more).map(cursor);
        Self {
            rows,
            next,
            checkpoint: None,
        }
    }

    /// Reads the rows of a page, each with how far the view had come.
    pub(super) fn read(
        rows: &[PgRow],
        limit: Limit,
        line: impl Fn(&PgRow) -> Result<T, ReadError>,
        cursor: impl Fn(&T) -> C,
    ) -> Result<Self, ReadError> {
        let lines = rows.iter().map(line).collect::<Result<_, _>>()?;
        Ok(Self {
            checkpoint: checkpoint(rows.first())?,
            ..Self::cut(lines, limit, cursor)
        })
    }
}

/// Reads how far the view had come as of the statement of a row; without one nobody knows.
pub(super) fn checkpoint(row: Option<&PgRow>) -> Result<Option<u64>, sqlx::Error> {
    let Some(row) = row else { return Ok(None) };
    let checkpoint: Option<i64> = row.try_get("checkpoint")?;
    Ok(checkpoint.map(i64::unsigned_abs))
}

/// After a claim in the list of claims, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimCursor {
    /// The position at which the claim was created.
    pub opened: u64,
}

/// After an event in a claim's history, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryCursor {
    pub sequence: u64,
}

/// After a task in the queue, by due day, then by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueCursor {
    /// None: those that have no due day come last.
    pub due: Option<NaiveDate>,
    /// The position of the event since which it waits.
    pub position: u64,
    pub claim: ClaimId,
    pub contribution: Option<ContributionId>,
}

/// After a fund in the list of funds, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundCursor {
    /// The position at which the fund was opened.
    pub opened: u64,
}

/// After an entry in a fund's postings, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntryCursor {
    pub position: u64,
}
