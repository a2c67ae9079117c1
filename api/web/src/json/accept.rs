//! `Accept`: which media types a caller would rather have (RFC 9110, 12.5.1).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// The media ranges of a request, each with its weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Accepted(Vec<Range>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Range {
    kind: String,
    subtype: String,
    weight: u16,
}

/// How welcome a media type is; of two with one weight, the one that is named more exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Welcome {
    /// In thousandths; none: it is refused, or nothing is said of it.
    weight: u16,
    exactness: u8,
}

impl Accepted {
    /// Reads what a request says; a range that cannot be read says nothing.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let values = headers.get_all(ACCEPT).iter();
        let values = values.filter_map(|value| value.to_str().ok());
        Self(
            values
                .flat_map(|value| value.split(','))
                .filter_map(range)
                .collect(),
        )
    }

    /// Says how welcome a type is: the range that names it most exactly counts.
    pub(super) fn of_type(&self, kind: &str, subtype: &str) -> Welcome {
        let exactness = |range: &Range| match (range.kind.as_str(), range.subtype.as_str()) {
            ("*", "*") => Some(0),
            (its, "*") if its == kind => Some(1),
            (its, other) if its == kind && other == subtype => Some(2),
            _ => None,
        };
        let named = self
            .0
            .iter()
            .filter_map(|range| Some((exactness(range)?, range.weight)));
        let (exactness, weight) = named.max().unwrap_or_default();
        match weight {
            0 => Welcome {
                weight: 0,
                exactness: 0,
            },
            weight => Welcome { weight, exactness },
        }
    }
}

fn range(text: &str) -> Option<Range> {
    let mut parts = text.split(';').map(str::trim);
    let (kind, subtype) = parts.next()?.split_once('/')?;
    let given = parts.find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")));
    Some(Range {
        kind: kind.to_ascii_lowercase(),
        subtype: subtype.to_ascii_lowercase(),
        weight: given.map_or(Some(1_000), weight)?,
    })
}

/// Reads a weight: 0 to 1, with at most three decimals.
fn weight(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = decimals.bytes().all(|byte| byte.is_ascii_digit()) && decimals.len() <= 3;
    let thousandths: u16 = match is_plain {
        true => format!("{decimals:0<3}").parse().ok()?,
        false => return None,
    };
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefers_csv(accept: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, accept.parse().expect("a header"));
        let accepted = Accepted::of(&headers);
        accepted.of_type("text", "csv") > accepted.of_type("application", "json")
    }

    #[test]
    fn the_better_weight_wins() {
        for accept in [
            "text/csv",
            "TEXT/CSV",
            "text/*",
            "text/csv, */*",
            "text/csv;q=0.001",
            "application/json;q=0.5, text/csv;q=0.8",
            "application/json;q=0.5, text/csv",
            "text/csv; header=present; q=0.9, application/json; Q=0.899",
            "application/json;q=0, */*;q=0.1",
            "text/csv;q=1.000, application/json;q=0.999",
        ] {
            assert!(prefers_csv(accept), "{accept}");
        }
    }

    #[test]
    fn without_a_preference_it_is_json() {
        for accept in [
            "",
            "*/*",
            "application/json",
            "application/*, text/csv;q=0.9",
            "text/csv, application/json",
            "text/csv;q=0.8, application/json;q=0.8",
            "text/csv;q=0.2, application/json;q=0.3",
            "image/png",
        ] {
            assert!(!prefers_csv(accept), "{accept}");
        }
    }

    #[test]
    fn what_is_refused_or_cannot_be_read_is_not_preferred() {
        for accept in [
            "text/csv;q=0",
            "text/csv;q=0.000",
            "text/csv;q=0, text/*",
            "text/csv;q=0, application/json;q=0",
            "text/csv;q=2",
            "text/csv;q=1.001",
            "text/csv;q=0.1234",
            "text/csv;q=-1",
            "text/csv;q=high",
            "csv",
        ] {
            assert!(!prefers_csv(accept), "{accept}");
        }
    }
}
