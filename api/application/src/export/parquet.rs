//! Apache Parquet: amounts as whole minor units beside currency and exponent, instants as UTC
//! microseconds, days as dates; row groups small enough to be built in memory.

use std::io;
use std::sync::Arc;

use chrono::NaiveDate;
use parquet::basic::{Compression, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::cell::{Cell, Column, Kind};
use super::sink::Part;

/// A row group ends with this many rows …
const GROUP_ROWS: usize = 50_000;
/// … or about this many bytes.
const GROUP_BYTES: usize = 8 << 20;

/// A table in Parquet.
pub(super) struct ParquetTable {
    writer: SerializedFileWriter<Part>,
    columns: Vec<Gathered>,
    rows: usize,
    bytes: usize,
}

/// The cells of one column of the row group that is being gathered.
enum Gathered {
    Text(Values<ByteArray>),
    Whole(Values<i64>),
    Instant(Values<i64>),
    Day(Values<i32>),
    Amount(Values<i64>),
    Currency(Values<ByteArray>, Values<i32>),
    Fact(Values<bool>),
}

/// Values, and which rows have one.
struct Values<T> {
    values: Vec<T>,
    levels: Vec<i16>,
}

impl<T> Values<T> {
    fn new() -> Self {
        let (values, levels) = (vec![], vec![]);
        Self { values, levels }
    }

    fn push(&mut self, value: Option<T>) {
        self.levels.push(i16::from(value.is_some()));
        self.values.extend(value);
    }
}

impl ParquetTable {
    pub(super) fn begin(part: Part, name: &str, columns: &[Column]) -> io::Result<Self> {
        let schema = parse_message_type(&schema(name, columns)).map_err(failed)?;
        let level = ZstdLevel::try_new(3).map_err(failed)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(level))
            .set_created_by(format!("claims {}", env!("CARGO_PKG_VERSION")))
            .build();
        let writer = SerializedFileWriter::new(part, Arc::new(schema), Arc::new(properties));
        Ok(Self {
            writer: writer.map_err(failed)?,
            columns: columns.iter().map(|column| gathered(column.kind)).collect(),
            rows: 0,
            bytes: 0,
        })
    }

    pub(super) fn row(&mut self, cells: Vec<Cell>) -> io::Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            self.bytes += column.push(cell)?;
        }
        self.rows += 1;
        match self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            true => self.write_group(),
            false => Ok(()),
        }
    }

    pub(super) fn end(mut self) -> io::Result<Part> {
        if self.rows > 0 {
            self.write_group()?;
        }
        self.writer.into_inner().map_err(failed)
    }

    fn write_group(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for column in &mut self.columns {
            column.write(&mut group).map_err(failed)?;
        }
        group.close().map_err(failed)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Gathered {
    /// Adds a cell; gives about how many bytes it takes up.
    fn push(&mut self, cell: Cell) -> io::Result<usize> {
        let mut size = 8;
        match (self, cell) {
            (Self::Text(values), Cell::Text(text)) => {
                size += text.len();
                values.push(Some(text.into_bytes().into()));
            }
            (Self::Whole(values), Cell::Whole(number)) => values.push(Some(number as i64)),
            (Self::Instant(values), Cell::Instant(at)) => values.push(Some(at.timestamp_micros())),
            (Self::Day(values), Cell::Day(day)) => values.push(Some(days_of(day))),
            (Self::Amount(values), Cell::Amount(money)) => values.push(Some(money.minor())),
            (Self::Currency(codes, exponents), Cell::Currency(currency)) => {
                codes.push(Some(currency.code().as_bytes().to_vec().into()));
                exponents.push(Some(currency.exponent() as i32));
            }
            (Self::Fact(values), Cell::Fact(fact)) => values.push(Some(fact)),
            (Self::Text(values), Cell::Nothing) => values.push(None),
            (Self::Whole(values) | Self::Instant(values) | Self::Amount(values), Cell::Nothing) => {
                values.push(None);
            }
            (Self::Day(values), Cell::Nothing) => values.push(None),
            (Self::Currency(codes, exponents), Cell::Nothing) => {
                codes.push(None);
                exponents.push(None);
            }
            (Self::Fact(values), Cell::Nothing) => values.push(None),
            (_, cell) => {
                let what = format!("{cell:?} does not belong into its column");
                return Err(io::Error::other(what));
            }
        }
        Ok(size)
    }

    fn write(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, Part>,
    ) -> Result<(), ParquetError> {
        match self {
            Self::Text(values) => write::<ByteArrayType>(group, values),
            Self::Whole(values) | Self::Instant(values) | Self::Amount(values) => {
                write::<Int64Type>(group, values)
            }
            Self::Day(values) => write::<Int32Type>(group, values),
            Self::Currency(codes, exponents) => {
                write::<ByteArrayType>(group, codes)?;
                write::<Int32Type>(group, exponents)
            }
            Self::Fact(values) => write::<BoolType>(group, values),
        }
    }
}

/// Writes the next column of a row group, and makes room for the next group.
fn write<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Part>,
    gathered: &mut Values<T::T>,
) -> Result<(), ParquetError> {
    let missing = || ParquetError::General("the schema has fewer columns".to_owned());
    let mut column = group.next_column()?.ok_or_else(missing)?;
    column
        .typed::<T>()
        .write_batch(&gathered.values, Some(&gathered.levels), None)?;
    column.close()?;
    gathered.values.clear();
    gathered.levels.clear();
    Ok(())
}

fn gathered(kind: Kind) -> Gathered {
    match kind {
        Kind::Text => Gathered::Text(Values::new()),
        Kind::Whole => Gathered::Whole(Values::new()),
        Kind::Instant => Gathered::Instant(Values::new()),
        Kind::Day => Gathered::Day(Values::new()),
        Kind::Amount => Gathered::Amount(Values::new()),
        Kind::Currency => Gathered::Currency(Values::new(), Values::new()),
        Kind::Fact => Gathered::Fact(Values::new()),
    }
}

/// Describes the table in Parquet's own words; an amount's column says that it is in minor units.
fn schema(name: &str, columns: &[Column]) -> String {
    let columns: String = columns
        .iter()
        .map(|Column { name, kind }| match kind {
            Kind::Text => format!("optional binary {name} (STRING); "),
            Kind::Whole => format!("optional int64 {name}; "),
            Kind::Instant => format!("optional int64 {name} (TIMESTAMP(MICROS,true)); "),
            Kind::Day => format!("optional int32 {name} (DATE); "),
            Kind::Amount => format!("optional int64 {name}_minor; "),
            Kind::Currency => {
                format!("optional binary {name} (STRING); optional int32 {name}_exponent; ")
            }
            Kind::Fact => format!("optional boolean {name}; "),
        })
        .collect();
    format!("message {name} {{ {columns}}}")
}

fn days_of(day: NaiveDate) -> i32 {
    day.signed_duration_since(NaiveDate::default()).num_days() as i32
}

fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        other => io::Error::other(other),
    }
}
