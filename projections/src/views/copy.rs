//! Rows on their way into a table: PostgreSQL's binary `COPY` format.
//!
//! The format is described in <https://www.postgresql.org/docs/current/sql-copy.html>.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::log::copied::FIRST_INSTANT;

const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// Days from the year one, as chrono counts them, to the first day of PostgreSQL's calendar.
const FIRST_DAY: i32 = 730_120;
/// The days of PostgreSQL's calendar: 4714-11-24 BC to 5874897-12-31.
const DAYS: std::ops::RangeInclusive<i32> = -2_451_545..=2_145_031_948;
/// The instants of PostgreSQL's calendar, in microseconds.
const INSTANTS: std::ops::RangeInclusive<i64> =
    -211_813_488_000_000_000..=9_223_371_331_199_999_999;

/// About so many bytes are sent at once: neither end needs more memory than the processor's cache.
const PART: usize = 64 << 10;

/// Rows for one table.
#[derive(Debug)]
pub(super) struct Rows {
    columns: i16,
    /// What is full.
    parts: Vec<Vec<u8>>,
    /// What the next field goes to.
    buffer: Vec<u8>,
}

impl Rows {
    /// Begins without rows; each will have so many columns.
    pub(super) fn of(columns: i16) -> Self {
        Self {
            columns,
            parts: Vec::new(),
            buffer: Vec::new(),
        }
    }

    /// Begins a row; as many fields as there are columns must follow.
    pub(super) fn row(&mut self) -> &mut Self {
        if self.buffer.is_empty() {
            self.buffer.extend_from_slice(HEADER);
        } else if self.buffer.len() >= PART {
            let next = Vec::with_capacity(self.buffer.capacity());
            self.parts.push(std::mem::replace(&mut self.buffer, next));
        }
        self.buffer.extend_from_slice(&self.columns.to_be_bytes());
        self
    }

    pub(super) fn uuid(&mut self, value: Uuid) -> &mut Self {
        self.bytes(value.as_bytes())
    }

    pub(super) fn uuid_or_null(&mut self, value: Option<Uuid>) -> &mut Self {
        match value {
            Some(value) => self.uuid(value),
            None => self.null(),
        }
    }

    pub(super) fn int8(&mut self, value: i64) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    pub(super) fn int8_or_null(&mut self, value: Option<i64>) -> &mut Self {
        match value {
            Some(value) => self.int8(value),
            None => self.null(),
        }
    }

    /// Writes a whole number as `numeric`: base 10,000, the highest digit first.
    pub(super) fn numeric(&mut self, value: i128) -> &mut Self {
        const NEGATIVE: u16 = 0x4000;
        let mut digits = vec![];
        let mut left = value.unsigned_abs();
        while left > 0 {
            digits.push((left % 10_000) as u16);
            left /= 10_000;
        }
        let weight = digits.len().saturating_sub(1) as u16;
        let sign = if value < 0 { NEGATIVE } else { 0 };
        let head = [digits.len() as u16, weight, sign, 0];
        let fields = head.into_iter().chain(digits.into_iter().rev());
        let bytes: Vec<u8> = fields.flat_map(u16::to_be_bytes).collect();
        self.bytes(&bytes)
    }

    pub(super) fn int4(&mut self, value: u32) -> &mut Self {
        self.bytes(&i32::try_from(value).unwrap_or(i32::MAX).to_be_bytes())
    }

    /// Writes a text; PostgreSQL holds every character but one, which is replaced.
    pub(super) fn text(&mut self, value: &str) -> &mut Self {
        if value.contains('\0') {
            self.bytes(value.replace('\0', "\u{fffd}").as_bytes())
        } else {
            self.bytes(value.as_bytes())
        }
    }

    pub(super) fn text_or_null(&mut self, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(value),
            None => self.null(),
        }
    }

    /// Writes a day; one that PostgreSQL's calendar lacks becomes the nearest it has.
    pub(super) fn date(&mut self, value: NaiveDate) -> &mut Self {
        self.bytes(&day(value).to_be_bytes())
    }

    pub(super) fn date_or_null(&mut self, value: Option<NaiveDate>) -> &mut Self {
        match value {
            Some(value) => self.date(value),
            None => self.null(),
        }
    }

    pub(super) fn instant(&mut self, value: DateTime<Utc>) -> &mut Self {
        let micros = value.timestamp_micros().saturating_sub(FIRST_INSTANT);
        self.bytes(
            &micros
                .clamp(*INSTANTS.start(), *INSTANTS.end())
                .to_be_bytes(),
        )
    }

    pub(super) fn null(&mut self) -> &mut Self {
        self.buffer.extend_from_slice(&(-1_i32).to_be_bytes());
        self
    }

    pub(super) fn bytes(&mut self, value: &[u8]) -> &mut Self {
        let length = i32::try_from(value.len()).unwrap_or(i32::MAX);
        self.buffer.extend_from_slice(&length.to_be_bytes());
        self.buffer.extend_from_slice(value);
        self
    }

    /// Tells how many bytes wait to be copied.
    pub(super) fn bytes_held(&self) -> usize {
        self.parts.len() * PART + self.buffer.len()
    }

    /// Copies the rows; `statement` is the table's `copy … from stdin (format binary)`.
    pub(super) async fn copy(
        mut self,
        connection: &mut PgConnection,
        statement: &str,
    ) -> Result<(), sqlx::Error> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        self.buffer.extend_from_slice(&(-1_i16).to_be_bytes());
        let mut copy = connection.copy_in_raw(statement).await?;
        for part in self.parts {
            copy.send(part).await?;
        }
        copy.send(self.buffer).await?;
        copy.finish().await?;
        Ok(())
    }
}

fn day(date: NaiveDate) -> i32 {
    use chrono::Datelike;
    (date.num_days_from_ce() - FIRST_DAY).clamp(*DAYS.start(), *DAYS.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_instants_begin_with_the_year_2000() {
        let first = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a date");
        assert_eq!(day(first), 0);
        let mut rows = Rows::of(1);
        rows.row()
            .instant(first.and_hms_opt(0, 0, 1).expect("a time").and_utc());
        assert!(rows.buffer.ends_with(&1_000_000_i64.to_be_bytes()));
    }

    #[test]
    fn a_whole_number_is_written_as_numeric() {
        let written = |value| {
            let mut rows = Rows::of(1);
            rows.row().numeric(value);
            rows.buffer.split_off(HEADER.len() + 2)
        };
        assert_eq!(written(0), [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0]);
        let one_and_two = [0, 0, 0, 12, 0, 2, 0, 1, 0x40, 0, 0, 0, 0, 1, 0, 2];
        assert_eq!(written(-10_002), one_and_two);
    }

    #[test]
    fn what_the_calendar_lacks_becomes_the_nearest_it_has() {
        assert_eq!(day(NaiveDate::MIN), *DAYS.start());
        assert!(DAYS.contains(&day(NaiveDate::MAX)));
    }
}
