//! Amounts that were never money.

use application::import::{Rounding, read_amount};
use domain::money::MoneyError;

fn rounded(text: &str, currency: &str, rounding: Rounding) -> Result<i64, MoneyError> {
    read_amount(text, currency.parse().unwrap(), rounding).map(domain::Money::minor)
}

#[test]
fn a_tie_goes_to_the_even_cent() {
    let cases = [
        ("0.005", 0),
        ("0.015", 2),
        ("0.025", 2),
        ("2.675", 268),
        ("-0.005", 0),
    ];
    for (text, minor) in cases {
        assert_eq!(
            rounded(text, "EUR", Rounding::HalfEven),
            Ok(minor),
            "{text}"
        );
    }
}

#[test]
fn a_tie_goes_away_from_zero_where_the_mapping_says_so() {
    for (text, minor) in [("0.005", 1), ("0.015", 2), ("0.025", 3), ("-0.005", -1)] {
        assert_eq!(rounded(text, "EUR", Rounding::HalfUp), Ok(minor), "{text}");
    }
}

#[test]
fn what_is_no_tie_goes_to_the_nearest() {
    let cases = [
        ("26.85120450862128", 2_685),
        ("0.00500000000000001", 1),
        ("1e-2", 1),
    ];
    for (text, minor) in cases {
        assert_eq!(
            rounded(text, "EUR", Rounding::HalfEven),
            Ok(minor),
            "{text}"
        );
    }
}

#[test]
fn the_decimals_are_those_of_the_currency() {
    assert_eq!(rounded("1.5", "JPY", Rounding::HalfEven), Ok(2));
    assert_eq!(rounded("2.5", "JPY", Rounding::HalfEven), Ok(2));
    assert_eq!(rounded("1.2345", "KWD", Rounding::HalfEven), Ok(1_234));
}

#[test]
fn an_exact_amount_is_not_rounded() {
    assert_eq!(rounded("1.500", "EUR", Rounding::Exact), Ok(150));
    assert_eq!(
        rounded("1.505", "EUR", Rounding::Exact),
        Err(MoneyError::TooManyDecimals)
    );
}

#[test]
fn what_is_no_decimal_number_is_refused() {
    for text in ["", "ten", "1,50", "NaN", "inf", "0x10", "1.5 EUR"] {
        let read = rounded(text, "EUR", Rounding::HalfEven);
        assert_eq!(read, Err(MoneyError::NotAnAmount), "{text:?}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    for text in ["92233720368547758.08", "79228162514264337593543950335"] {
        assert_eq!(
            rounded(text, "EUR", Rounding::HalfEven),
            Err(MoneyError::Overflow),
            "{text}"
        );
    }
    let most = rounded("92233720368547758.07", "EUR", Rounding::HalfEven);
    assert_eq!(most, Ok(i64::MAX));
}
