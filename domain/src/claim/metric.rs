//! A measured result, as a plain decimal that is kept as it was written.

use std::str::FromStr;

use serde::Serialize;

use crate::text::read_from_text;

/// A decimal number with at most 18 digits, such as `430` or `2.75`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct MetricValue(String);

/// Says that a text is not a metric's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a metric's value is a decimal number of at most 18 digits, such as \"430\"")]
pub struct InvalidMetricValue;

impl MetricValue {
    /// Gives the number as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MetricValue {
    type Err = InvalidMetricValue;
    fn from_str(text: &str) -> Result<Self, InvalidMetricValue> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let count = digits.bytes().filter(u8::is_ascii_digit).count();
        let is_valid = is_number(whole) && is_number(fraction) && count <= 18;
        is_valid
            .then(|| Self(text.to_owned()))
            .ok_or(InvalidMetricValue)
    }
}

read_from_text!(MetricValue);

impl From<MetricValue> for String {
    fn from(value: MetricValue) -> String {
        value.0
    }
}
