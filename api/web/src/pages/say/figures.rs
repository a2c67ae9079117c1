//! Money, numbers and days in a reader's form (Unicode CLDR, by ICU4X).

use chrono::{Datelike, NaiveDate};
use domain::{Currency, Money};
use icu_calendar::Iso;
use icu_datetime::fieldsets::{M, YMD, YMDE};
use icu_datetime::input::Date;
use icu_datetime::{DateTimeFormatter, DateTimeFormatterPreferences};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_locale_core::{Locale, locale};

use crate::pages::language::Language;

/// What a minus is; a hyphen is none.
const MINUS: char = '\u{2212}';

/// Keeps an amount and its currency on one line.
const NO_BREAK: char = '\u{a0}';

/// How a language writes figures; British days, because partners are in Europe.
struct Forms {
    decimal: DecimalFormatter,
    day: DateTimeFormatter<YMD>,
    weekday: DateTimeFormatter<YMDE>,
    month: DateTimeFormatter<M>,
}

impl Forms {
    fn of(locale: &Locale) -> Self {
        const THERE: &str = "the forms of both languages are in the program";
        let days = || DateTimeFormatterPreferences::from(locale);
        Self {
            decimal: DecimalFormatter::try_new(locale.into(), Default::default()).expect(THERE),
            day: DateTimeFormatter::try_new(days(), YMD::medium()).expect(THERE),
            month: DateTimeFormatter::try_new(days(), M::medium()).expect(THERE),
            weekday: DateTimeFormatter::try_new(days(), YMDE::medium()).expect(THERE),
        }
    }
}

thread_local! {
    // ICU's formatters belong to the thread that made them.
    static ENGLISH: Forms = Forms::of(&locale!("en-GB"));
    static FRENCH: Forms = Forms::of(&locale!("fr-FR"));
}

fn with<T>(language: Language, write: impl FnOnce(&Forms) -> T) -> T {
    match language {
        Language::English => ENGLISH.with(write),
        Language::French => FRENCH.with(write),
    }
}

/// Writes an amount with its currency, where the language has it.
pub(super) fn money(language: Language, money: Money) -> String {
    let amount = amount_of(language, money.minor().unsigned_abs(), money.currency());
    let sign = if money.minor() < 0 {
        MINUS.to_string()
    } else {
        String::new()
    };
    let code = money.currency().code();
    match (language, symbol(code)) {
        (Language::English, Some(symbol)) => format!("{sign}{symbol}{amount}"),
        (Language::English, None) => format!("{sign}{code}{NO_BREAK}{amount}"),
        (Language::French, symbol) => {
            format!("{sign}{amount}{NO_BREAK}{}", symbol.unwrap_or(code))
        }
    }
}

/// Writes an amount alone.
pub(super) fn amount(language: Language, money: Money) -> String {
    let amount = amount_of(language, money.minor().unsigned_abs(), money.currency());
    match money.minor() {
        ..0 => format!("{MINUS}{amount}"),
        0.. => amount,
    }
}

/// The signs that are unmistakable; other currencies go by their code (ISO 4217).
pub(super) fn symbol(code: &str) -> Option<&'static str> {
    Some(match code {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        "KRW" => "₩",
        "PLN" => "zł",
        _ => return None,
    })
}

fn amount_of(language: Language, minor: u64, currency: Currency) -> String {
    let mut decimal = Decimal::from(minor);
    let exponent = i16::try_from(currency.exponent()).unwrap_or_default();
    decimal.multiply_pow10(-exponent);
    with(language, |forms| forms.decimal.format(&decimal).to_string())
}

/// Writes a whole number.
pub(super) fn number(language: Language, number: u64) -> String {
    let decimal = Decimal::from(number);
    with(language, |forms| forms.decimal.format(&decimal).to_string())
}

/// Writes a day with its year.
pub(super) fn day(language: Language, day: NaiveDate) -> String {
    with(language, |forms| forms.day.format(&date(day)).to_string())
}

/// Writes a day with its year and weekday.
pub(super) fn weekday(language: Language, day: NaiveDate) -> String {
    with(language, |forms| {
        forms.weekday.format(&date(day)).to_string()
    })
}

/// Names the month of a day, shortly.
pub(super) fn month(language: Language, day: NaiveDate) -> String {
    with(language, |forms| forms.month.format(&date(day)).to_string())
}

/// Writes the size of a file, in thousands of bytes.
pub(super) fn size(language: Language, bytes: u64) -> String {
    let (tenths, unit) = match bytes {
        ..1_000 => (bytes * 10, ["B", "o"]),
        1_000..1_000_000 => (bytes.div_ceil(1_000) * 10, ["kB", "ko"]),
        1_000_000.. => (bytes.div_ceil(100_000), ["MB", "Mo"]),
    };
    let mut decimal = Decimal::from(tenths);
    decimal.multiply_pow10(-1);
    decimal.absolute.trim_end();
    let figure = with(language, |forms| forms.decimal.format(&decimal).to_string());
    let unit = match language {
        Language::English => unit[0],
        Language::French => unit[1],
    };
    format!("{figure}{NO_BREAK}{unit}")
}

fn date(day: NaiveDate) -> Date<Iso> {
    let month = u8::try_from(day.month()).unwrap_or(1);
    let of_month = u8::try_from(day.day()).unwrap_or(1);
    Date::try_new_iso(day.year(), month, of_month).expect("a day of the calendar")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(amount: &str, code: &str) -> [String; 2] {
        let currency = code.parse().expect("a currency");
        let amount = Money::parse(amount, currency).expect("an amount");
        [Language::English, Language::French].map(|language| money(language, amount))
    }

    #[test]
    fn money_has_the_form_of_its_reader() {
        assert_eq!(
            both("7350.00", "EUR"),
            ["€7,350.00", "7\u{202f}350,00\u{a0}€"]
        );
        assert_eq!(both("-0.05", "EUR"), ["−€0.05", "−0,05\u{a0}€"]);
        assert_eq!(both("917550", "JPY"), ["¥917,550", "917\u{202f}550\u{a0}¥"]);
        assert_eq!(
            both("1200.25", "KWD"),
            ["KWD\u{a0}1,200.250", "1\u{202f}200,250\u{a0}KWD"]
        );
    }

    #[test]
    fn days_have_the_form_of_their_reader() {
        let friday = NaiveDate::from_ymd_opt(2024, 8, 9).expect("a day");
        assert_eq!(day(Language::English, friday), "9 Aug 2024");
        assert_eq!(day(Language::French, friday), "9 août 2024");
        assert_eq!(weekday(Language::French, friday), "ven. 9 août 2024");
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!(size(Language::English, 900), "900\u{a0}B");
        assert_eq!(size(Language::English, 48_100), "49\u{a0}kB");
        assert_eq!(size(Language::French, 2_410_000), "2,5\u{a0}Mo");
    }
}
