//! Sums of many amounts, which may be more than one amount can hold.

use std::fmt;

use domain::Currency;

/// What many amounts of one currency come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    minor: i128,
    currency: Currency,
}

impl Sum {
    /// Begins at nothing.
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Adds minor units; i64s without number fit.
    pub fn add(&mut self, minor: i64) {
        self.minor += i128::from(minor);
    }

    /// Adds another sum of the same currency.
    pub fn plus(self, other: Self) -> Self {
        Self {
            minor: self.minor + other.minor,
            ..self
        }
    }

    /// Gives the minor units.
    pub const fn minor(self) -> i128 {
        self.minor
    }

    /// Gives the currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Gives the sum as a decimal with all the currency's decimals, such as `1250.00`.
    pub fn amount(self) -> String {
        let exponent = self.currency.exponent() as usize;
        let sign = if self.minor < 0 { "-" } else { "" };
        let width = exponent + 1;
        let digits = format!("{:0>width$}", self.minor.unsigned_abs());
        let (whole, fraction) = digits.split_at(digits.len() - exponent);
        let dot = if exponent == 0 { "" } else { "." };
        format!("{sign}{whole}{dot}{fraction}")
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_holds_more_than_an_amount_and_is_written_like_one() {
        let mut sum = Sum::zero(Currency::EUR);
        sum.add(i64::MAX);
        sum.add(i64::MAX);
        assert_eq!(sum.amount(), "184467440737095516.14");
        let mut small = Sum::zero(Currency::EUR);
        small.add(-5);
        assert_eq!(small.amount(), "-0.05");
        assert_eq!(sum.plus(small).minor(), sum.minor() - 5);
    }
}
