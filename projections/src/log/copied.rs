//! Rows on their way out of PostgreSQL: its binary `COPY` format, read where it lies.
//!
//! The format is described in <https://www.postgresql.org/docs/current/sql-copy.html>. A row costs
//! a fraction of what it does through a query: no value is taken out of the bytes it came in.

use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use sqlx::PgConnection;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// Signature, flags and the length of an extension that no version has yet.
const HEADER: usize = SIGNATURE.len() + 8;
/// In the place of a row's number of fields: there are no more rows.
const TRAILER: i16 = -1;

/// Microseconds from the epoch of Unix to the first instant of PostgreSQL's calendar.
pub(crate) const FIRST_INSTANT: i64 = 946_684_800_000_000;

/// Some rows, as they came.
#[derive(Debug, Default)]
pub(crate) struct Copied {
    bytes: Vec<u8>,
}

impl Copied {
    /// Runs a `copy (…) to stdout (format binary)`.
    pub(crate) async fn out(
        connection: &mut PgConnection,
        statement: &str,
    ) -> Result<Self, sqlx::Error> {
        let mut bytes = Vec::new();
        let mut parts = connection.copy_out_raw(statement).await?;
        while let Some(part) = parts.try_next().await? {
            bytes.extend_from_slice(&part);
        }
        Ok(Self { bytes })
    }

    /// Gives the rows, from the first on.
    pub(crate) fn rows(&self) -> Rows<'_> {
        let is_known = self.bytes.starts_with(SIGNATURE);
        Rows {
            rest: self.bytes.get(HEADER..).filter(|_| is_known),
        }
    }
}

/// The rows that are still to be read.
#[derive(Debug)]
pub(crate) struct Rows<'a> {
    /// None: it is not what PostgreSQL writes.
    rest: Option<&'a [u8]>,
}

impl<'a> Rows<'a> {
    /// Begins the next row, whose fields must be taken to the last; none: that was all.
    pub(crate) fn next_row(&mut self) -> Result<Option<&mut Self>, sqlx::Error> {
        let columns = i16::from_be_bytes(self.take()?);
        Ok((columns != TRAILER).then_some(self))
    }

    pub(crate) fn int8(&mut self) -> Result<i64, sqlx::Error> {
        let value = self.bytes()?.try_into().map_err(|_| broken())?;
        Ok(i64::from_be_bytes(value))
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, sqlx::Error> {
        std::str::from_utf8(self.bytes()?).map_err(|_| broken())
    }

    /// Takes a `timestamptz`.
    pub(crate) fn instant(&mut self) -> Result<DateTime<Utc>, sqlx::Error> {
        let micros = self.int8()?.checked_add(FIRST_INSTANT);
        micros
            .and_then(DateTime::from_timestamp_micros)
            .ok_or_else(broken)
    }

    /// Takes a field of any type; none of those that are read so is ever null.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], sqlx::Error> {
        let length = i32::from_be_bytes(self.take()?);
        let length = usize::try_from(length).map_err(|_| broken())?;
        let (field, rest) = self
            .rest
            .and_then(|rest| rest.split_at_checked(length))
            .ok_or_else(broken)?;
        self.rest = Some(rest);
        Ok(field)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], sqlx::Error> {
        let (taken, rest) = self
            .rest
            .and_then(<[u8]>::split_first_chunk)
            .ok_or_else(broken)?;
        self.rest = Some(rest);
        Ok(*taken)
    }
}

fn broken() -> sqlx::Error {
    sqlx::Error::Protocol("the rows are not in PostgreSQL's binary format".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copied(rows: &[&[&[u8]]]) -> Copied {
        let mut bytes = [SIGNATURE, &[0; 8]].concat();
        for row in rows {
            bytes.extend((row.len() as i16).to_be_bytes());
            for field in *row {
                bytes.extend((field.len() as i32).to_be_bytes());
                bytes.extend(*field);
            }
        }
        bytes.extend(TRAILER.to_be_bytes());
        Copied { bytes }
    }

    #[test]
    fn rows_are_read_field_by_field() {
        let copied = copied(&[
            &[&7_i64.to_be_bytes(), "é".as_bytes()],
            &[&1_000_001_i64.to_be_bytes(), b""],
        ]);
        let mut rows = copied.rows();
        let row = rows.next_row().expect("readable").expect("a row");
        assert_eq!(
            (row.int8().expect("a field"), row.text().expect("a field")),
            (7, "é")
        );
        let row = rows.next_row().expect("readable").expect("a row");
        let at = row.instant().expect("an instant").to_rfc3339();
        assert_eq!(at, "2000-01-01T00:00:01.000001+00:00");
        assert_eq!(row.bytes().expect("a field"), b"");
        assert!(rows.next_row().expect("readable").is_none());
    }

    #[test]
    fn what_is_cut_off_or_foreign_is_an_error() {
        let whole = copied(&[&[&7_i64.to_be_bytes(), "text".as_bytes()]]);
        for length in 0..whole.bytes.len() {
            let cut = Copied {
                bytes: whole.bytes[..length].to_vec(),
            };
            let mut rows = cut.rows();
            let mut read = || -> Result<(), sqlx::Error> {
                while let Some(row) = rows.next_row()? {
                    row.int8()?;
                    row.text()?;
                }
                Ok(())
            };
            assert!(read().is_err(), "{length} bytes");
        }
        let foreign = copied(&[&[&[0xff, 0xfe]]]);
        let mut rows = foreign.rows();
        let row = rows.next_row().expect("readable").expect("a row");
        assert!(row.text().is_err());
    }
}
