//! Reading values from texts where they lie: events are read by the million, and a copy of each text
//! would cost more than the reading.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::{Deserializer, Error, Visitor};

/// Reads a value that is written as a text.
pub(crate) fn parsed<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr,
    T::Err: Display,
    D: Deserializer<'de>,
{
    struct Text<T>(PhantomData<T>);
    impl<T> Visitor<'_> for Text<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }
    deserializer.deserialize_str(Text(PhantomData))
}

/// Implements `Deserialize` for types that are written as a text and read by their `FromStr`.
macro_rules! read_from_text {
    ($($name:ident),+ $(,)?) => {$(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::text::parsed(deserializer)
            }
        }
    )+};
}
pub(crate) use read_from_text;

/// Defines a closed list of words: each variant, and how it is written.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$doc:meta])* $variant:ident => $word:literal,)+
    }) => {
        $(#[$meta])*
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// All there are, in the order of the enum.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// Gives it as it is written.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// Finds the one that is written like this.
            pub fn written(text: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|known| known.as_str() == text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use words;

/// Reads an instant (RFC 3339).
pub(crate) fn instant<'de, D: Deserializer<'de>>(d: D) -> Result<DateTime<Utc>, D::Error> {
    parsed::<Instant, D>(d).map(|instant| instant.0)
}

/// An instant as the ledger writes it is read ten times as fast as any other.
struct Instant(DateTime<Utc>);

impl FromStr for Instant {
    type Err = chrono::ParseError;
    fn from_str(text: &str) -> Result<Self, chrono::ParseError> {
        match plain(text.as_bytes()) {
            Some(at) => Ok(Self(at)),
            None => text.parse().map(Self),
        }
    }
}

/// Reads `2024-03-25T09:00:00Z`, with or without decimals of the second; nothing else.
fn plain(text: &[u8]) -> Option<DateTime<Utc>> {
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |sum, digit| {
            let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
            Some(sum * 10 + digit)
        })
    };
    let (head, rest) = text.split_at_checked(19)?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|(at, mark)| head[*at] != *mark) {
        return None;
    }
    let decimals = match rest {
        b"Z" => b"",
        [b'.', decimals @ .., b'Z'] if (1..=9).contains(&decimals.len()) => decimals,
        _ => return None,
    };
    let nanos = number(decimals)? * 10_u32.pow(9 - decimals.len() as u32);
    let year = i32::try_from(number(&head[..4])?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, number(&head[5..7])?, number(&head[8..10])?)?;
    let (hour, minute) = (number(&head[11..13])?, number(&head[14..16])?);
    let second = number(&head[17..19])?;
    Some(day.and_hms_nano_opt(hour, minute, second, nanos)?.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_the_same_whichever_way_it_is_read() {
        for text in [
            "2024-03-25T09:00:00Z",
            "2024-02-29T23:59:59.123456Z",
            "0001-01-01T00:00:00.1Z",
            "9999-12-31T23:59:59.999999999Z",
        ] {
            let usual: DateTime<Utc> = text.parse().expect("an instant");
            assert_eq!(plain(text.as_bytes()), Some(usual), "{text}");
        }
    }

    #[test]
    fn whatever_is_not_that_plain_is_left_to_the_library() {
        for text in [
            "2024-03-25T10:00:00+01:00",
            "2024-03-25 09:00:00Z",
            "2024-02-30T09:00:00Z",
            "2024-03-25T09:00:60Z",
            "2024-03-25T09:00:00.Z",
            "2024-03-25T09:00:00.1234567890Z",
            "+024-03-25T09:00:00Z",
            "",
        ] {
            assert_eq!(plain(text.as_bytes()), None, "{text}");
        }
    }
}
