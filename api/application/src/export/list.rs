//! A list as people take it along from a page: all at once, in memory, so of a bounded length.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use domain::Money;
use rust_xlsxwriter::{ColNum, ExcelDateTime, Format, RowNum, Workbook, Worksheet, XlsxError};

use super::cell::Cell;
use super::csv::{line, record};
use super::xlsx::{cut, is_exact, looks_like_a_formula};

/// Why a workbook could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be made")]
pub struct WorkbookError(#[from] XlsxError);

/// Writes a list as CSV (RFC 4180), formulas defused, under the names of its columns.
pub fn list_csv(columns: &[&str], rows: &[Vec<Cell>]) -> String {
    let mut text = record(columns);
    for cells in rows {
        text.push_str(&line(cells));
    }
    text
}

/// Writes a list as a workbook of one sheet, under headings in the reader's language.
///
/// Amounts are numbers in the form of their currency, days are days, texts are never formulas. An
/// amount of more than fifteen digits is text: Excel's numbers would round it.
///
/// # Errors
/// The name is none for a sheet, or there are more rows than one holds.
pub fn list_xlsx(
    name: &str,
    headings: &[String],
    rows: &[Vec<Cell>],
) -> Result<Vec<u8>, WorkbookError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name)?;
    let bold = Format::new().set_bold();
    for (column, heading) in (0..).zip(headings) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            put(sheet, (row, column), cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofit();
    Ok(book.save_to_buffer()?)
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (RowNum, ColNum),
    cell: &Cell,
) -> Result<(), XlsxError> {
    let number = |form: &str| Format::new().set_num_format(form);
    match cell {
        Cell::Nothing => return Ok(()),
        Cell::Text(text) => {
            let format = match looks_like_a_formula(text) {
                true => Format::new().set_quote_prefix(),
                false => Format::new(),
            };
            sheet.write_string_with_format(row, column, cut(text), &format)?
        }
        // A count in a list is far below what a number of Excel's holds.
        Cell::Whole(count) => {
            sheet.write_number_with_format(row, column, *count as f64, &number("0"))?
        }
        Cell::Amount(money) => match is_exact(*money) {
            true => sheet.write_number_with_format(
                row,
                column,
                value(*money),
                &number(&form(*money)),
            )?,
            false => sheet.write_string(row, column, money.amount())?,
        },
        Cell::Day(day) => match excel_day(*day) {
            Ok(at) => sheet.write_datetime_with_format(row, column, at, &number("yyyy-mm-dd"))?,
            Err(_) => sheet.write_string(row, column, day.to_string())?,
        },
        Cell::Instant(at) => {
            let written = excel_instant(*at)?;
            sheet.write_datetime_with_format(row, column, written, &number("yyyy-mm-dd hh:mm"))?
        }
        Cell::Currency(currency) => sheet.write_string(row, column, currency.code())?,
        Cell::Fact(fact) => sheet.write_boolean(row, column, *fact)?,
    };
    Ok(())
}

/// Gives an amount as the number that is nearest: the one that reads back as it is written.
fn value(money: Money) -> f64 {
    money.amount().parse().unwrap_or_default()
}

/// Gives the form of amounts of a currency: `#,##0.00` with two decimals.
fn form(money: Money) -> String {
    match usize::try_from(money.currency().exponent()).unwrap_or_default() {
        0 => "#,##0".to_owned(),
        decimals => format!("#,##0.{}", "0".repeat(decimals)),
    }
}

fn excel_day(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let part = |part: u32| u8::try_from(part).unwrap_or(1);
    let year = u16::try_from(day.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, part(day.month()), part(day.day()))
}

fn excel_instant(at: DateTime<Utc>) -> Result<ExcelDateTime, XlsxError> {
    let hour = u16::try_from(at.hour()).unwrap_or_default();
    let minute = u8::try_from(at.minute()).unwrap_or_default();
    excel_day(at.date_naive())?.and_hms(hour, minute, f64::from(at.second()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(amount: &str, currency: &str) -> Money {
        let currency = currency.parse().expect("a currency");
        Money::parse(amount, currency).expect("an amount")
    }

    #[test]
    fn amounts_have_the_form_of_their_currency() {
        for (amount, currency, number, wanted) in [
            ("7350.00", "EUR", 7_350.0, "#,##0.00"),
            ("917550", "JPY", 917_550.0, "#,##0"),
            ("1200.250", "KWD", 1_200.25, "#,##0.000"),
            ("-0.05", "EUR", -0.05, "#,##0.00"),
        ] {
            let money = money(amount, currency);
            assert_eq!(value(money).to_bits(), f64::to_bits(number), "{amount}");
            assert_eq!(form(money), wanted);
        }
    }

    #[test]
    fn a_formula_is_text_in_both() {
        let rows = [vec![Cell::text("=1+1"), Cell::text("Café")]];
        assert_eq!(
            list_csv(&["title", "place"], &rows),
            "title,place\r\n'=1+1,Café\r\n"
        );
        let headings = ["Titre".to_owned(), "Lieu".to_owned()];
        let book = list_xlsx("Demandes", &headings, &rows).expect("a workbook");
        assert!(book.starts_with(b"PK"));
    }
}
