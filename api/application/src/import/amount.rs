//! Rounds amounts that were never money to the minor units of a currency.

use domain::money::MoneyError;
use domain::{Currency, Money};
use rust_decimal::{Decimal, RoundingStrategy};
use serde::Deserialize;

/// What happens to decimals that the currency does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the nearest; a tie to the even neighbour.
    HalfEven,
    /// To the nearest; a tie away from zero.
    HalfUp,
    /// None: more decimals than the currency has are an error.
    Exact,
}

/// Reads a decimal number, rounded to the decimals of the currency.
///
/// # Errors
/// What is not a decimal number of at most 28 digits, or does not fit in minor units.
pub fn read(text: &str, currency: Currency, rounding: Rounding) -> Result<Money, MoneyError> {
    let trimmed = text.trim();
    let number = Decimal::from_str_exact(trimmed)
        .or_else(|_| Decimal::from_scientific(trimmed))
        .map_err(|_| MoneyError::NotAnAmount)?;
    let decimals = currency.exponent();
    let strategy = match rounding {
        Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
        Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
        Rounding::Exact if number.normalize().scale() > decimals => {
            return Err(MoneyError::TooManyDecimals);
        }
        Rounding::Exact => RoundingStrategy::MidpointNearestEven,
    };
    let rounded = number.round_dp_with_strategy(decimals, strategy);
    let units = Decimal::from(10_i64.pow(decimals));
    let minor = rounded.checked_mul(units).ok_or(MoneyError::Overflow)?;
    let minor = i64::try_from(minor).map_err(|_| MoneyError::Overflow)?;
    Ok(Money::from_minor(minor, currency))
}
