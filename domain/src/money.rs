//! Money: integer minor units of an ISO 4217 currency; never a float.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::text::read_from_text;

/// An ISO 4217 currency that has a minor unit (JPY 0, EUR 2, KWD 3 decimals).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(into = "&'static str")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(iso_currency::Currency::EUR);

    /// Lists all there are, in the order of their codes.
    pub fn all() -> impl Iterator<Item = Self> {
        let letters = || b'A'..=b'Z';
        let codes = letters().flat_map(move |a| letters().map(move |b| (a, b)));
        let codes = codes.flat_map(move |(a, b)| letters().map(move |c| [a, b, c]));
        codes.filter_map(|code| str::from_utf8(&code).ok()?.parse().ok())
    }

    /// Gives the three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Gives the number of decimals of the minor unit.
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl FromStr for Currency {
    type Err = MoneyError;
    fn from_str(code: &str) -> Result<Self, MoneyError> {
        iso_currency::Currency::from_code(code)
            .filter(|currency| currency.exponent().is_some())
            .map(Self)
            .ok_or(MoneyError::UnknownCurrency)
    }
}

read_from_text!(Currency);

impl From<Currency> for &'static str {
    fn from(currency: Currency) -> &'static str {
        currency.code()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Says why an amount was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("the currency is not one of ISO 4217 with a minor unit")]
    UnknownCurrency,
    #[error("an amount is a decimal number such as \"1250.00\"")]
    NotAnAmount,
    #[error("the amount has more decimals than its currency")]
    TooManyDecimals,
    #[error("the amount is larger than the ledger can hold")]
    Overflow,
    #[error("the two amounts are in different currencies")]
    CurrencyMismatch,
}

impl MoneyError {
    /// Gives the stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownCurrency => "unknown_currency",
            Self::NotAnAmount => "not_an_amount",
            Self::TooManyDecimals => "too_many_decimals",
            Self::Overflow => "amount_overflow",
            Self::CurrencyMismatch => "currency_mismatch",
        }
    }
}

/// An amount of money. Written `{ "amount": "1250.00", "currency": "EUR" }`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(into = "WrittenMoney<'static>")]
pub struct Money {
    minor: i64,
    currency: Currency,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMoney<'a> {
    #[serde(borrow)]
    amount: Cow<'a, str>,
    currency: Currency,
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = WrittenMoney::deserialize(deserializer)?;
        Self::parse(&written.amount, written.currency).map_err(D::Error::custom)
    }
}

impl From<Money> for WrittenMoney<'static> {
    fn from(money: Money) -> Self {
        Self {
            amount: money.amount().into(),
            currency: money.currency,
        }
    }
}

impl Money {
    /// Makes an amount from minor units (cents for EUR).
    pub const fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Gives nothing, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Reads a decimal such as `1250.00`; more decimals than the currency has are refused.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(MoneyError::NotAnAmount),
            Some(parts) => parts,
            None => (digits, ""),
        };
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return Err(MoneyError::NotAnAmount);
        }
        let exponent = currency.exponent() as usize;
        if fraction.len() > exponent {
            return Err(MoneyError::TooManyDecimals);
        }
        let padding = std::iter::repeat_n(b'0', exponent - fraction.len());
        let minor = whole
            .bytes()
            .chain(fraction.bytes())
            .chain(padding)
            .try_fold(0_i64, |sum, digit| {
                sum.checked_mul(10)?
                    .checked_add(sign * i64::from(digit - b'0'))
            })
            .ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, currency })
    }

    /// Gives the minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// Gives the currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Gives the amount as a decimal with all the currency's decimals, such as `1250.00`.
    pub fn amount(self) -> String {
        let exponent = self.currency.exponent() as usize;
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits = format!(
            "{:0>width$}",
            self.minor.unsigned_abs(),
            width = exponent + 1
        );
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        let dot = if exponent == 0 { "" } else { "." };
        format!("{sign}{whole}{dot}{fraction}")
    }

    /// Tells whether the amount is above zero.
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// Adds; refuses another currency and overflow.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch);
        }
        let minor = self
            .minor
            .checked_add(other.minor)
            .ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// Adds all; the sum of none is zero.
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts
            .into_iter()
            .try_fold(Self::zero(currency), Self::plus)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_currency(text: &str, code: &str) -> Result<String, MoneyError> {
        Money::parse(text, code.parse()?).map(Money::amount)
    }

    #[test]
    fn an_amount_has_the_decimals_of_its_currency() {
        assert_eq!(in_currency("1250", "EUR").as_deref(), Ok("1250.00"));
        assert_eq!(in_currency("0.5", "EUR").as_deref(), Ok("0.50"));
        assert_eq!(in_currency("-0.05", "EUR").as_deref(), Ok("-0.05"));
        assert_eq!(in_currency("7", "JPY").as_deref(), Ok("7"));
        assert_eq!(in_currency("1.234", "KWD").as_deref(), Ok("1.234"));
    }

    #[test]
    fn more_decimals_than_the_currency_has_are_refused() {
        assert_eq!(
            in_currency("1.005", "EUR"),
            Err(MoneyError::TooManyDecimals)
        );
        assert_eq!(in_currency("1.0", "JPY"), Err(MoneyError::TooManyDecimals));
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_refused() {
        for text in [
            "", "-", ".5", "5.", "1,5", "1e3", "+1", " 1", "0x1", "1.-5", "--1", "١",
        ] {
            assert_eq!(
                in_currency(text, "EUR"),
                Err(MoneyError::NotAnAmount),
                "{text:?}"
            );
        }
        assert_eq!(in_currency("1", "EURO"), Err(MoneyError::UnknownCurrency));
        assert_eq!(in_currency("1", "XAU"), Err(MoneyError::UnknownCurrency));
    }

    #[test]
    fn overflow_is_refused_and_the_extremes_are_kept() {
        assert_eq!(
            in_currency("92233720368547758.08", "EUR"),
            Err(MoneyError::Overflow)
        );
        for extreme in ["92233720368547758.07", "-92233720368547758.08"] {
            assert_eq!(in_currency(extreme, "EUR").as_deref(), Ok(extreme));
        }
        let most = Money::from_minor(i64::MAX, Currency::EUR);
        assert_eq!(
            most.plus(Money::from_minor(1, Currency::EUR)),
            Err(MoneyError::Overflow)
        );
    }

    #[test]
    fn currencies_do_not_mix() {
        let yen = Money::from_minor(1, "JPY".parse().expect("JPY is a currency"));
        assert_eq!(
            Money::zero(Currency::EUR).plus(yen),
            Err(MoneyError::CurrencyMismatch)
        );
    }
}
