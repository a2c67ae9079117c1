//! CSV (RFC 4180): amounts and instants as text that sorts and parses, formulas defused.

use std::borrow::Cow;
use std::io;

use projections::log::leaf::written;

use super::cell::{Cell, Column};
use super::sink::Part;

/// A table in CSV.
pub(super) struct CsvTable(csv::Writer<Part>);

impl CsvTable {
    pub(super) fn begin(part: Part, columns: &[Column]) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(part);
        writer.write_record(columns.iter().map(|column| column.name))?;
        Ok(Self(writer))
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for cell in cells {
            self.0.write_field(field(cell).as_bytes())?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    pub(super) fn end(self) -> io::Result<Part> {
        self.0
            .into_inner()
            .map_err(|error| io::Error::new(error.error().kind(), error.error().to_string()))
    }
}

/// Writes cells as one line, for where there is no file.
pub(super) fn line(cells: &[Cell]) -> String {
    record(cells.iter().map(|cell| field(cell).into_owned()))
}

/// Writes fields as one line.
pub(super) fn record(fields: impl IntoIterator<Item = impl AsRef<[u8]>>) -> String {
    let lines = csv::Terminator::CRLF;
    let mut writer = csv::WriterBuilder::new()
        .terminator(lines)
        .from_writer(vec![]);
    writer
        .write_record(fields)
        .expect("memory takes what is written");
    let bytes = writer.into_inner().expect("memory takes what is written");
    String::from_utf8(bytes).expect("it is text between commas")
}

fn field(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Nothing => "".into(),
        Cell::Text(text) => defused(text),
        Cell::Whole(number) => number.to_string().into(),
        Cell::Instant(at) => written(*at).into(),
        Cell::Day(day) => day.to_string().into(),
        Cell::Amount(money) => money.amount().into(),
        Cell::Currency(currency) => currency.code().into(),
        Cell::Fact(fact) => if *fact { "true" } else { "false" }.into(),
    }
}

/// Puts an apostrophe before what a spreadsheet would take for a formula (OWASP, CSV injection).
fn defused(text: &str) -> Cow<'_, str> {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}").into(),
        false => text.into(),
    }
}
