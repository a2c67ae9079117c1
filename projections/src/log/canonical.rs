//! Canonical JSON (RFC 8785): the one way to write a value, so that its digest is the same anywhere.
//!
//! serde_json writes compact JSON whose strings are escaped as the RFC asks; what is left is the
//! order of the keys. Events are records of plain ASCII names, text and whole numbers, so putting
//! members in order is all it takes: measured, a fifth of what the general library needs, which was
//! the half of a busy ledger's time. Whatever is not that plain (other names, fractions, numbers
//! beyond 2^53) goes through the library.

use std::ops::Range;

use serde::Serialize;

/// Writes a value as canonical JSON.
///
/// # Errors
/// When the value is no JSON: a map whose keys are not strings, or a number that is not finite.
pub fn canonical<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let written = serde_json::to_string(value)?;
    match in_order(&written) {
        Some(ordered) => Ok(ordered),
        None => serde_json_canonicalizer::to_string(value),
    }
}

/// Puts the members of all objects of compact JSON in order, unless that is not enough.
fn in_order(written: &str) -> Option<String> {
    let mut text = Text {
        written: written.as_bytes(),
        at: 0,
        ordered: Vec::with_capacity(written.len()),
        members: Vec::with_capacity(32),
        spare: vec![],
    };
    text.value()?;
    if text.at < written.len() {
        return None;
    }
    String::from_utf8(text.ordered).ok()
}

/// Digits below this many are below 2^53: JSON's numbers are doubles.
const EXACT_DIGITS: usize = 16;

struct Text<'a> {
    written: &'a [u8],
    at: usize,
    ordered: Vec<u8>,
    /// The members of the objects that are open, innermost last.
    members: Vec<Member<'a>>,
    spare: Vec<u8>,
}

struct Member<'a> {
    key: &'a [u8],
    /// Where the member stands in what is ordered so far, its key included.
    place: Range<usize>,
}

impl<'a> Text<'a> {
    fn peek(&self) -> Option<u8> {
        self.written.get(self.at).copied()
    }

    fn take(&mut self, expected: u8) -> Option<()> {
        (self.peek()? == expected).then(|| {
            self.ordered.push(expected);
            self.at += 1;
        })
    }

    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            b'{' => self.object(),
            b'[' => self.array(),
            b'"' => self.string().map(drop),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.whole_number(),
        }
    }

    fn array(&mut self) -> Option<()> {
        self.take(b'[')?;
        if self.peek()? == b']' {
            return self.take(b']');
        }
        loop {
            self.value()?;
            if self.peek()? == b']' {
                return self.take(b']');
            }
            self.take(b',')?;
        }
    }

    fn object(&mut self) -> Option<()> {
        self.take(b'{')?;
        if self.peek()? == b'}' {
            return self.take(b'}');
        }
        let (first, start) = (self.members.len(), self.ordered.len());
        loop {
            let begins = self.ordered.len();
            let key = self.string()?;
            if !key.iter().all(|byte| byte.is_ascii() && *byte != b'\\') {
                return None;
            }
            self.take(b':')?;
            self.value()?;
            let place = begins..self.ordered.len();
            self.members.push(Member { key, place });
            if self.peek()? == b'}' {
                break;
            }
            self.take(b',')?;
        }
        self.order(first, start);
        self.take(b'}')
    }

    /// Puts the members of the innermost object, which stand at `start` and after, in order.
    fn order(&mut self, first: usize, start: usize) {
        let members = &mut self.members[first..];
        if !members.is_sorted_by(|a, b| a.key <= b.key) {
            members.sort_by_key(|member| member.key);
            self.spare.clear();
            self.spare.extend_from_slice(&self.ordered[start..]);
            self.ordered.truncate(start);
            for member in members {
                if self.ordered.len() > start {
                    self.ordered.push(b',');
                }
                let (from, to) = (member.place.start - start, member.place.end - start);
                self.ordered.extend_from_slice(&self.spare[from..to]);
            }
        }
        self.members.truncate(first);
    }

    /// Takes a string; gives what stands between its quotes.
    fn string(&mut self) -> Option<&'a [u8]> {
        let from = self.at;
        let mut end = from + 1;
        loop {
            match *self.written.get(end)? {
                b'"' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        self.at = end + 1;
        self.ordered.extend_from_slice(&self.written[from..=end]);
        Some(&self.written[from + 1..end])
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        if !self.written[self.at..].starts_with(word) {
            return None;
        }
        self.ordered.extend_from_slice(word);
        self.at += word.len();
        Some(())
    }

    fn whole_number(&mut self) -> Option<()> {
        let rest = &self.written[self.at..];
        let sign = usize::from(rest.first() == Some(&b'-'));
        let digits = rest[sign..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let is_whole = !matches!(rest.get(sign + digits), Some(b'.' | b'e' | b'E'));
        if digits == 0 || digits >= EXACT_DIGITS || !is_whole || rest.starts_with(b"-0") {
            return None;
        }
        self.ordered.extend_from_slice(&rest[..sign + digits]);
        self.at += sign + digits;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    /// Members in the order given, as a record writes its fields.
    struct Record(Vec<(String, Item)>);

    enum Item {
        Leaf(Value),
        List(Vec<Item>),
        Record(Record),
    }

    impl Serialize for Record {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|(key, item)| (key, item)))
        }
    }

    impl Serialize for Item {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Leaf(value) => value.serialize(serializer),
                Self::List(items) => serializer.collect_seq(items),
                Self::Record(record) => record.serialize(serializer),
            }
        }
    }

    impl std::fmt::Debug for Item {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str(&serde_json::to_string(self).expect("it is JSON"))
        }
    }

    fn record(items: impl Strategy<Value = Item>) -> impl Strategy<Value = Item> {
        let key =
            prop_oneof![4 => "[a-z_]{0,3}", 1 => "\\PC{0,3}", 1 => "[\"\\\\\n\u{1F600}é]{1,2}"];
        prop::collection::vec((key, items), 0..5).prop_map(|members| {
            let mut seen = std::collections::HashSet::new();
            let members = members.into_iter();
            Item::Record(Record(
                members
                    .filter(|(key, _)| seen.insert(key.clone()))
                    .collect(),
            ))
        })
    }

    fn item() -> impl Strategy<Value = Item> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1_000_i64..1_000).prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[a-z\"\\\\\\n\\t\u{0}-\u{1f}\u{7f}é€\u{1F600}]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_map(Item::Leaf).prop_recursive(4, 64, 6, |inner| {
            prop_oneof![
                2 => record(inner.clone()),
                1 => prop::collection::vec(inner, 0..4).prop_map(Item::List),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_is_what_the_library_writes(item in item()) {
            let expected = serde_json_canonicalizer::to_string(&item).expect("it is JSON");
            prop_assert_eq!(canonical(&item).expect("it is JSON"), expected);
        }
    }

    #[test]
    fn plain_records_need_no_library() {
        let mut inner = Map::new();
        inner.insert("user".to_owned(), json!("inès \"quoted\" \n"));
        let written = format!(
            r#"{{"event":{{"b":[1,-20,{{}},[]],"a":{}}},"at":null,"by":true}}"#,
            Value::from(inner)
        );
        let ordered = in_order(&written).expect("it is plain");
        assert_eq!(
            ordered,
            r#"{"at":null,"by":true,"event":{"a":{"user":"inès \"quoted\" \n"},"b":[1,-20,{},[]]}}"#
        );
    }
}
