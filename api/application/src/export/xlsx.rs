//! A workbook (ECMA-376): amounts are numbers, texts are texts and never formulas.
//!
//! A sheet holds 1,048,576 rows, the header among them; what is more goes on in a further sheet of
//! the same workbook, `claims 2` after `claims`. A cell holds 32,767 characters; a longer text is
//! cut and ends with an ellipsis. An amount of more than fifteen digits is text: Excel's numbers
//! would round it.

mod parts;

use std::fmt::Write as _;
use std::io;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::Money;
use projections::log::leaf::written;

use super::cell::{Cell, Column};
use super::sink::Part;
use super::xml::escaped;
use super::zip::Zip;
use parts::Style;

/// Rows of a sheet, the header among them.
const SHEET_ROWS: u32 = 1_048_576;
/// A sheet of more bytes would not fit into the archive.
const SHEET_BYTES: u64 = 3 << 30;
/// Characters of a cell, as UTF-16 counts them.
const CELL_CHARACTERS: usize = 32_767;
/// Digits that Excel's numbers keep.
const EXACT: u64 = 1_000_000_000_000_000;

/// A table in a workbook.
pub(super) struct XlsxTable {
    zip: Zip<Part>,
    name: String,
    columns: &'static [Column],
    sheets: u32,
    /// Rows of the last sheet, the header among them.
    rows: u32,
    rows_max: u32,
    /// The row that is being written.
    xml: String,
}

impl XlsxTable {
    pub(super) fn begin(part: Part, name: &str, columns: &'static [Column]) -> io::Result<Self> {
        let mut table = Self {
            zip: Zip::new(part),
            name: name.to_owned(),
            columns,
            sheets: 0,
            rows: 0,
            rows_max: SHEET_ROWS,
            xml: String::new(),
        };
        table.begin_sheet()?;
        Ok(table)
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        if self.rows >= self.rows_max || self.zip.unpacked() >= SHEET_BYTES {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        self.rows += 1;
        self.xml.clear();
        let _ = write!(self.xml, r#"<row r="{}">"#, self.rows);
        for cell in cells {
            put(&mut self.xml, cell);
        }
        self.xml.push_str("</row>");
        self.zip.write(self.xml.as_bytes())
    }

    pub(super) fn end(mut self) -> io::Result<Part> {
        self.end_sheet()?;
        for (name, text) in parts::around(&self.name, self.sheets) {
            self.zip.begin(name)?;
            self.zip.write(text.as_bytes())?;
        }
        self.zip.end()
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        self.rows = 1;
        self.zip
            .begin(&format!("xl/worksheets/sheet{}.xml", self.sheets))?;
        self.xml.clear();
        self.xml.push_str(parts::SHEET_HEAD);
        for column in self.columns {
            text(&mut self.xml, column.name, Style::Header);
        }
        self.xml.push_str("</row>");
        self.zip.write(self.xml.as_bytes())
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        self.zip.write(parts::SHEET_END.as_bytes())
    }
}

fn put(xml: &mut String, cell: &Cell) {
    match cell {
        Cell::Nothing => xml.push_str("<c/>"),
        Cell::Text(found) => text(xml, found, style_of(found)),
        Cell::Whole(found) if *found < EXACT => number(xml, &found.to_string(), Style::Plain),
        Cell::Whole(found) => text(xml, &found.to_string(), Style::Plain),
        Cell::Instant(at) => instant(xml, *at),
        Cell::Day(day) => match days_of(*day) {
            Some(days) => number(xml, &days.to_string(), Style::Day),
            None => text(xml, &day.to_string(), Style::Plain),
        },
        Cell::Amount(money) => amount(xml, *money),
        Cell::Currency(currency) => text(xml, currency.code(), Style::Plain),
        Cell::Fact(fact) => {
            let _ = write!(xml, r#"<c t="b"><v>{}</v></c>"#, u8::from(*fact));
        }
    }
}

/// A text that looks like a formula stays text even when somebody edits its cell.
fn style_of(found: &str) -> Style {
    match looks_like_a_formula(found) {
        true => Style::Quoted,
        false => Style::Plain,
    }
}

/// Tells whether a spreadsheet would take a text for a formula (OWASP, CSV injection).
pub(super) fn looks_like_a_formula(found: &str) -> bool {
    found.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Tells whether Excel's numbers keep an amount as it is.
pub(super) fn is_exact(money: Money) -> bool {
    money.minor().unsigned_abs() < EXACT
}

fn text(xml: &mut String, found: &str, style: Style) {
    let _ = write!(
        xml,
        r#"<c s="{}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#,
        style as u8,
        unread_escapes(&escaped(&cut(found)))
    );
}

fn number(xml: &mut String, digits: &str, style: Style) {
    let _ = write!(xml, r#"<c s="{}"><v>{digits}</v></c>"#, style as u8);
}

fn amount(xml: &mut String, money: Money) {
    match is_exact(money) {
        true => number(xml, &money.amount(), Style::of_amount(money.currency())),
        false => text(xml, &money.amount(), Style::Plain),
    }
}

/// Excel counts days, an instant's time as a fraction.
fn instant(xml: &mut String, at: DateTime<Utc>) {
    match days_of(at.date_naive()) {
        Some(days) => {
            let passed = at.time().signed_duration_since(NaiveTime::MIN);
            let part = passed.num_milliseconds() as f64 / 86_400_000.0;
            number(xml, &format!("{:.9}", days as f64 + part), Style::Instant);
        }
        None => text(xml, &written(at), Style::Plain),
    }
}

/// The days that Excel counts right: from March 1900, after the leap day that never was, to 9999.
fn days_of(day: NaiveDate) -> Option<i64> {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    let days = day.signed_duration_since(zero).num_days();
    (61..=2_958_465).contains(&days).then_some(days)
}

/// Cuts what is longer than a cell.
pub(super) fn cut(found: &str) -> std::borrow::Cow<'_, str> {
    if found.len() <= CELL_CHARACTERS || found.encode_utf16().count() <= CELL_CHARACTERS {
        return found.into();
    }
    let mut room = CELL_CHARACTERS - 1;
    let mut kept = String::with_capacity(CELL_CHARACTERS);
    for character in found.chars() {
        match room.checked_sub(character.len_utf16()) {
            Some(left) => room = left,
            None => break,
        }
        kept.push(character);
    }
    kept.push('…');
    kept.into()
}

/// `_x0041_` in a text would be read as the character it names (ECMA-376, ST_Xstring).
fn unread_escapes(found: &str) -> std::borrow::Cow<'_, str> {
    if !found.contains("_x") {
        return found.into();
    }
    let mut kept = String::with_capacity(found.len() + 16);
    for (place, character) in found.char_indices() {
        if names_a_character(&found.as_bytes()[place..]) {
            kept.push_str("_x005F");
        }
        kept.push(character);
    }
    kept.into()
}

fn names_a_character(bytes: &[u8]) -> bool {
    match bytes {
        [b'_', b'x', digits @ ..] if digits.len() >= 5 => {
            digits[..4].iter().all(u8::is_ascii_hexdigit) && digits[4] == b'_'
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Folder;
    use crate::export::cell::columns;
    use crate::export::sink::RowCount;

    #[test]
    fn a_full_sheet_goes_on_in_a_further_one() {
        let path = std::env::temp_dir().join(format!("xlsx-{}", uuid::Uuid::now_v7().simple()));
        let mut folder = Folder::take(&path).expect("a folder");
        let part = folder.begin("rows.xlsx").expect("a file");
        let mut table = XlsxTable::begin(part, "rows", columns!["n" Whole]).expect("a table");
        table.rows_max = 3;
        for n in 1..=5 {
            table.row(&[Cell::Whole(n)]).expect("a row");
        }
        assert_eq!((table.sheets, table.rows), (3, 2));
        let part = table.end().expect("a workbook");
        folder.keep(part, RowCount::default()).expect("kept");
        drop(folder);
        assert!(!path.exists(), "nothing is left without a manifest");
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut() {
        let long = "é".repeat(40_000);
        let cell = cut(&long);
        assert_eq!(cell.encode_utf16().count(), CELL_CHARACTERS);
        assert!(cell.ends_with('…'));
        let emoji = "🎉".repeat(20_000);
        assert!(cut(&emoji).encode_utf16().count() <= CELL_CHARACTERS);
        assert_eq!(cut("short"), "short");
    }
}
