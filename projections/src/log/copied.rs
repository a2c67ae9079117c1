//! Rows on their way out of PostgreSQL: its binary `COPY` format, read where it lies.
//!
//! The format is described in <https://www.postgresql.org/docs/current/sql-copy.html>. A row costs
//! a fraction of what it does through a query: no value is taken out of the bytes it came in.
//! PostgreSQL sends each row as a message of its own; the first carries the header as well.

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// Signature, flags and the length of an extension that no version has yet.
const HEADER: usize = SIGNATURE.len() + 8;
/// In the place of a row's number of fields: there are no more rows.
const TRAILER: i16 = -1;

/// Microseconds from the epoch of Unix to the first instant of PostgreSQL's calendar.
pub(crate) const FIRST_INSTANT: i64 = 946_684_800_000_000;

/// One row, whose fields are taken from the first to the last; none of them is ever null.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    rest: &'a [u8],
}

impl<'a> Row<'a> {
    /// Begins the row of a message; none: the message ends the rows, or is the header alone.
    pub(crate) fn of_message(message: &'a [u8]) -> Result<Option<Self>, sqlx::Error> {
        let rest = match message.starts_with(SIGNATURE) {
            true => message.get(HEADER..).ok_or_else(broken)?,
            false => message,
        };
        if rest.is_empty() {
            return Ok(None);
        }
        let mut row = Self { rest };
        let columns = i16::from_be_bytes(row.take()?);
        Ok((columns != TRAILER).then_some(row))
    }

    pub(crate) fn int8(&mut self) -> Result<i64, sqlx::Error> {
        let value = self.bytes()?.try_into().map_err(|_| broken())?;
        Ok(i64::from_be_bytes(value))
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, sqlx::Error> {
        std::str::from_utf8(self.bytes()?).map_err(|_| broken())
    }

    /// Takes a field of any type.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], sqlx::Error> {
        let length = i32::from_be_bytes(self.take()?);
        let length = usize::try_from(length).map_err(|_| broken())?;
        let (field, rest) = self.rest.split_at_checked(length).ok_or_else(broken)?;
        self.rest = rest;
        Ok(field)
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], sqlx::Error> {
        let (taken, rest) = self.rest.split_first_chunk().ok_or_else(broken)?;
        self.rest = rest;
        Ok(*taken)
    }
}

fn broken() -> sqlx::Error {
    sqlx::Error::Protocol("the rows are not in PostgreSQL's binary format".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(fields: &[&[u8]]) -> Vec<u8> {
        let mut bytes = (fields.len() as i16).to_be_bytes().to_vec();
        for field in fields {
            bytes.extend((field.len() as i32).to_be_bytes());
            bytes.extend(*field);
        }
        bytes
    }

    #[test]
    fn rows_are_read_field_by_field() {
        let header = [SIGNATURE, &[0; 8]].concat();
        let first = [header.clone(), row(&[&7_i64.to_be_bytes(), "é".as_bytes()])].concat();
        let mut read = Row::of_message(&first).expect("readable").expect("a row");
        let fields = (read.int8().expect("a field"), read.text().expect("a field"));
        assert_eq!(fields, (7, "é"));
        let second = row(&[b""]);
        let mut read = Row::of_message(&second).expect("readable").expect("a row");
        assert_eq!(read.bytes().expect("a field"), b"");
        for end in [TRAILER.to_be_bytes().to_vec(), header] {
            assert!(Row::of_message(&end).expect("readable").is_none());
        }
    }

    #[test]
    fn what_is_cut_off_or_foreign_is_an_error() {
        let whole = row(&[&7_i64.to_be_bytes(), "text".as_bytes()]);
        for length in 1..whole.len() {
            let read = || -> Result<(), sqlx::Error> {
                if let Some(mut row) = Row::of_message(&whole[..length])? {
                    row.int8()?;
                    row.text()?;
                }
                Ok(())
            };
            assert!(read().is_err(), "{length} bytes");
        }
        let foreign = row(&[&[0xff, 0xfe]]);
        let mut read = Row::of_message(&foreign).expect("readable").expect("a row");
        assert!(read.text().is_err());
    }
}
