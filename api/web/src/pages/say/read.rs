//! Amounts and days as people write them, in either language.

use chrono::NaiveDate;
use domain::money::MoneyError;
use domain::{Currency, Money};

use crate::pages::language::Language;

/// Reads an amount: `7350`, `7,350.00`, `7 350,00`, with or without the currency's sign.
///
/// A comma is the decimal mark in French and separates thousands in English; where the other mark is
/// there too, or the digits leave no doubt, either language is understood. `7,350` in English and
/// `7.350` in French are thousands.
pub(in crate::pages) fn amount(
    text: &str,
    currency: Currency,
    language: Language,
) -> Result<Money, MoneyError> {
    let code = currency.code();
    let sign = super::figures::symbol(code).unwrap_or(code);
    let text = text.trim().trim_start_matches(code).trim_end_matches(code);
    let text = text.trim().trim_start_matches(sign).trim_end_matches(sign);
    let plain: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '\u{2019}' && *letter != '\'')
        .map(|letter| if letter == '\u{2212}' { '-' } else { letter })
        .collect();
    let digits = plain.trim_start_matches('-');
    let mark = decimal_mark(digits, currency, language);
    if !has_sound_groups(digits, mark) {
        return Err(MoneyError::NotAnAmount);
    }
    let plain: String = plain
        .chars()
        .filter_map(|letter| match letter {
            '.' | ',' if Some(letter) == mark => Some('.'),
            '.' | ',' => None,
            other => Some(other),
        })
        .collect();
    Money::parse(&plain, currency)
}

/// Tells which mark the decimals follow, if there are some.
fn decimal_mark(digits: &str, currency: Currency, language: Language) -> Option<char> {
    let (usual, other) = match language {
        Language::English => ('.', ','),
        Language::French => (',', '.'),
    };
    let last = digits.rfind(['.', ','])?;
    let mark = digits[last..].chars().next()?;
    let after = digits.len() - last - 1;
    let has_both = digits.contains('.') && digits.contains(',');
    let is_alone = digits.matches(mark).count() == 1;
    match (is_alone, mark) {
        (false, _) => None,
        (true, mark) if has_both || mark == usual => Some(mark),
        // Three digits after the other mark are thousands, unless the currency has three decimals.
        (true, mark) if mark == other && after == 3 && currency.exponent() != 3 => None,
        (true, mark) => Some(mark),
    }
}

/// Tells whether marks that separate thousands stand before three digits each.
fn has_sound_groups(digits: &str, mark: Option<char>) -> bool {
    let whole = match mark {
        Some(mark) => digits.rsplit_once(mark).map_or(digits, |(whole, _)| whole),
        None => digits,
    };
    let separator = whole.chars().find(|letter| matches!(letter, '.' | ','));
    let Some(separator) = separator else {
        return true;
    };
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

/// Reads a day: `14/03/2024`, `2024-03-14`, `14.3.2024`, `14 Mar 2024`, `14 mars 2024`.
pub(in crate::pages) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim().to_lowercase();
    if let Some(day) = application::ask::moment::day(&text) {
        return Some(day);
    }
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' ', '\u{a0}', ','])
        .filter(|part| !part.is_empty())
        .collect();
    let [day, month, year] = parts.as_slice() else {
        return None;
    };
    let day = day.trim_end_matches("er").parse().ok()?;
    let month = match month.parse() {
        Ok(month) => month,
        Err(_) => named_month(month)?,
    };
    let is_whole = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let year = is_whole.then(|| year.parse().ok())??;
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| year > 0)
}

/// Gives the number of a month by its name, or the beginning of it.
fn named_month(name: &str) -> Option<u32> {
    const MONTHS: [[&str; 2]; 12] = [
        ["january", "janvier"],
        ["february", "février"],
        ["march", "mars"],
        ["april", "avril"],
        ["may", "mai"],
        ["june", "juin"],
        ["july", "juillet"],
        ["august", "août"],
        ["september", "septembre"],
        ["october", "octobre"],
        ["november", "novembre"],
        ["december", "décembre"],
    ];
    if name.chars().count() < 3 {
        return None;
    }
    let mut found = (1..).zip(MONTHS).filter(|(_, names)| {
        let mut names = names.iter();
        names.any(|known| known.starts_with(name))
    });
    match (found.next(), found.next()) {
        (Some((number, _)), None) => Some(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, language: Language) -> Result<String, MoneyError> {
        let euro = "EUR".parse().expect("a currency");
        amount(text, euro, language).map(Money::amount)
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, english, french) in [
            ("7350", Ok("7350.00"), Ok("7350.00")),
            ("7,350.00", Ok("7350.00"), Ok("7350.00")),
            ("7 350,00", Ok("7350.00"), Ok("7350.00")),
            ("7.350,00 €", Ok("7350.00"), Ok("7350.00")),
            ("€7,350", Ok("7350.00"), Err(MoneyError::TooManyDecimals)),
            ("7.350", Err(MoneyError::TooManyDecimals), Ok("7350.00")),
            ("7350,5", Ok("7350.50"), Ok("7350.50")),
            ("1,234,567.8", Ok("1234567.80"), Ok("1234567.80")),
            (
                "7,35,0.00",
                Err(MoneyError::NotAnAmount),
                Err(MoneyError::NotAnAmount),
            ),
            (
                "7350.555",
                Err(MoneyError::TooManyDecimals),
                Err(MoneyError::NotAnAmount),
            ),
            ("−12,5 EUR", Ok("-12.50"), Ok("-12.50")),
            (
                "",
                Err(MoneyError::NotAnAmount),
                Err(MoneyError::NotAnAmount),
            ),
            (
                "seven",
                Err(MoneyError::NotAnAmount),
                Err(MoneyError::NotAnAmount),
            ),
        ] {
            let expected = |result: Result<&str, MoneyError>| result.map(str::to_owned);
            assert_eq!(
                read(text, Language::English),
                expected(english),
                "{text} in English"
            );
            assert_eq!(
                read(text, Language::French),
                expected(french),
                "{text} in French"
            );
        }
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let fourteenth = NaiveDate::from_ymd_opt(2024, 3, 14);
        for text in [
            "14/03/2024",
            "2024-03-14",
            "14.3.2024",
            "14 Mar 2024",
            "14 mars 2024",
        ] {
            assert_eq!(day(text), fourteenth, "{text}");
        }
        assert_eq!(day("1er août 2024"), NaiveDate::from_ymd_opt(2024, 8, 1));
        for text in [
            "",
            "31/02/2024",
            "14/03/24",
            "03-14-2024",
            "14 ju 2024",
            "tomorrow",
            "14/03",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
