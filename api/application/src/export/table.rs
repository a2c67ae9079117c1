//! One table in any of the formats that hold tables.

use super::cell::{Cell, Column};
use super::csv::CsvTable;
use super::jsonl::JsonlTable;
use super::parquet::ParquetTable;
use super::sink::RowCount;
use super::what::{Format, What};
use super::xlsx::XlsxTable;
use super::{ExportError, Folder};

/// A table that is being written.
pub(super) struct Table {
    writer: Writer,
    rows: RowCount,
}

enum Writer {
    Jsonl(Box<JsonlTable>),
    Csv(Box<CsvTable>),
    Parquet(Box<ParquetTable>),
    Xlsx(Box<XlsxTable>),
}

impl Table {
    /// Begins a table in a file of its own, named after what it holds.
    pub(super) fn begin(
        folder: &Folder,
        format: Format,
        what: What,
        columns: &'static [Column],
    ) -> Result<Self, ExportError> {
        let part = folder.begin(&format!("{what}.{}", format.ending()))?;
        let writer = match format {
            Format::Jsonl => Ok(Writer::Jsonl(Box::new(JsonlTable::begin(part, columns)))),
            Format::Csv => CsvTable::begin(part, columns).map(|table| Writer::Csv(Box::new(table))),
            Format::Parquet => ParquetTable::begin(part, what.as_str(), columns)
                .map(|table| Writer::Parquet(Box::new(table))),
            Format::Xlsx => XlsxTable::begin(part, what.as_str(), columns)
                .map(|table| Writer::Xlsx(Box::new(table))),
            Format::Xes | Format::Hledger => {
                return Err(ExportError::NotOffered { format, what });
            }
        };
        let writer = writer.map_err(|error| folder.unwritten(error))?;
        let rows = RowCount::default();
        Ok(Self { writer, rows })
    }

    /// Writes a row about a position.
    pub(super) fn row(
        &mut self,
        folder: &Folder,
        position: u64,
        cells: Vec<Cell>,
    ) -> Result<(), ExportError> {
        self.rows.add(position);
        let written = match &mut self.writer {
            Writer::Jsonl(table) => table.row(&cells),
            Writer::Csv(table) => table.row(&cells),
            Writer::Parquet(table) => table.row(cells),
            Writer::Xlsx(table) => table.row(&cells),
        };
        written.map_err(|error| folder.unwritten(error))
    }

    /// Ends the table and puts its file on the disk.
    pub(super) fn end(self, folder: &mut Folder) -> Result<(), ExportError> {
        let part = match self.writer {
            Writer::Jsonl(table) => Ok(table.end()),
            Writer::Csv(table) => table.end(),
            Writer::Parquet(table) => table.end(),
            Writer::Xlsx(table) => table.end(),
        };
        let part = part.map_err(|error| folder.unwritten(error))?;
        folder.keep(part, self.rows)
    }
}
