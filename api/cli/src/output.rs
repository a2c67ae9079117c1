//! Data for standard output: a table at a terminal, tabs between when piped, JSON when asked.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicI32, Ordering};

use chrono::{DateTime, Utc};
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, Table};
use domain::Money;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

/// Tells whether colours are welcome (<https://no-color.org>).
pub fn colours() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Where data goes, and in which form.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    is_json: bool,
    is_terminal: bool,
}

/// A table: a header, rows, and which columns are figures.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    header: Vec<&'static str>,
    figures: Vec<bool>,
    rows: Vec<Vec<String>>,
}

/// A column of a table: its name, as [`Rows::new`] takes it, and what it says of a thing.
pub type Column<T> = (&'static str, fn(&T) -> String);

impl Rows {
    /// Makes a table; a column whose name ends in `#` holds figures.
    pub fn new(header: &[&'static str]) -> Self {
        Self {
            header: header
                .iter()
                .map(|name| name.trim_end_matches('#'))
                .collect(),
            figures: header.iter().map(|name| name.ends_with('#')).collect(),
            rows: vec![],
        }
    }

    /// Makes a table with a row for each thing.
    pub fn of<T>(things: &[T], columns: &[Column<T>]) -> Self {
        let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
        let row = |thing| columns.iter().map(|(_, cell)| cell(thing)).collect();
        Self {
            rows: things.iter().map(row).collect(),
            ..Self::new(&names)
        }
    }

    /// Adds the rows of a table with the same columns; gives one with others back.
    pub fn append(&mut self, more: Self) -> Result<(), Self> {
        if self.header != more.header {
            return Err(more);
        }
        self.rows.extend(more.rows);
        Ok(())
    }

    /// Gives how many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Tells whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes the rows out, and leaves the columns.
    pub fn clear(&mut self) {
        self.rows.clear();
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }
}

impl Output {
    pub fn new(is_json: bool) -> Self {
        Self {
            is_json,
            is_terminal: std::io::stdout().is_terminal(),
        }
    }

    /// Writes data as JSON if that was asked for, else as a table.
    pub fn data<T: Serialize>(self, json: &T, rows: impl FnOnce() -> Rows) {
        self.json_or(json, || self.table(&rows()));
    }

    /// Writes data as JSON if that was asked for, else in tables.
    pub fn json_or(self, json: &impl Serialize, tables: impl FnOnce()) {
        if self.is_json {
            self.json(json);
        } else {
            tables();
        }
    }

    /// Tells whether JSON was asked for.
    pub const fn is_json(self) -> bool {
        self.is_json
    }

    /// Says what a table is about: above it at a terminal, else beside the data.
    pub fn heading(self, text: &str) {
        match (self.is_json, self.is_terminal) {
            (true, _) => {}
            (false, true) => line(&format!(
                "
{text}"
            )),
            (false, false) => eprintln!("{text}"),
        }
    }

    pub fn json<T: Serialize>(self, value: &T) {
        let text = if self.is_terminal {
            serde_json::to_string_pretty(value)
        } else {
            serde_json::to_string(value)
        };
        line(&text.expect("what the program writes is plain JSON"));
    }

    /// Writes one line of JSON, beside others.
    pub fn line<T: Serialize>(self, value: &T) {
        let text = serde_json::to_string(value);
        line(&text.expect("what the program writes is plain JSON"));
    }

    /// Writes a table, or tab-separated lines when piped.
    pub fn table(self, rows: &Rows) {
        self.header(rows);
        self.more(rows);
    }

    /// Writes the header of tab-separated lines; at a terminal it stands above each table.
    pub fn header(self, rows: &Rows) {
        if !self.is_terminal {
            line(&rows.header.join("\t"));
        }
    }

    /// Writes further rows of a table that is too long for one piece.
    pub fn more(self, rows: &Rows) {
        if !self.is_terminal {
            for row in &rows.rows {
                let cells: Vec<String> = row.iter().map(|cell| one_line(cell)).collect();
                line(&cells.join("\t"));
            }
            return;
        }
        let mut table = Table::new();
        table.load_style(UTF8_HORIZONTAL_ONLY);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(rows.header.clone());
        for row in &rows.rows {
            table.add_row(row.clone());
        }
        for (column, is_figure) in table.column_iter_mut().zip(&rows.figures) {
            if *is_figure {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        line(&table.to_string());
    }
}

/// Makes a bar, which shows at a terminal how far something is.
pub fn bar(template: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(template).expect("the template is right");
    ProgressBar::new(0).with_style(style)
}

/// Writes a time to the minute.
pub fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// Writes an amount, if there is one.
pub fn amount(money: Option<Money>) -> String {
    money.map(Money::amount).unwrap_or_default()
}

/// Writes what is there, and nothing where nothing is.
pub fn cell(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// Writes whether something is so.
pub fn yes_or_no(holds: bool) -> String {
    if holds { "yes" } else { "no" }.to_owned()
}

/// Writes part of a JSON document as it is; the caller puts the parts together.
pub fn json_part(text: &str) {
    line(text);
}

/// Tabs and line breaks inside a cell would break the line.
fn one_line(cell: &str) -> String {
    cell.replace(['\t', '\n', '\r'], " ")
}

/// Writes text as it is, such as a script.
pub fn text(bytes: &[u8]) {
    note(std::io::stdout().lock().write_all(bytes));
}

/// Tells whether all that was written arrived.
///
/// Whoever closed the pipe wants no more, and that is no failure; a full disk is.
pub fn arrived() -> Result<(), std::io::Error> {
    note(std::io::stdout().lock().flush());
    match FAILED.load(Ordering::Relaxed) {
        0 => Ok(()),
        code => Err(std::io::Error::from_raw_os_error(code)),
    }
}

/// The system's code of the first write that failed.
static FAILED: AtomicI32 = AtomicI32::new(0);

/// What the system says when a disk is full or broken, where it says no more.
const EIO: i32 = 5;

fn line(text: &str) {
    note(writeln!(std::io::stdout().lock(), "{text}"));
}

fn note(written: std::io::Result<()>) {
    if let Err(error) = written
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        FAILED.store(error.raw_os_error().unwrap_or(EIO), Ordering::Relaxed);
    }
}
