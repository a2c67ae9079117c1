//! Lists: a page of rows with where the next one begins, or all rows to the end.

use std::borrow::Cow;

use projections::views::{Limit, Listed, Page};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::wire::form::CursorText;

/// One page of a list, or the whole of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListOf<T> {
    pub rows: Vec<T>,
    /// Where the next page begins; none: there are no more rows.
    pub next: Option<Cursor>,
}

/// What a list is called where its rows are written.
pub trait InList: Serialize {
    /// The name, in the plural.
    const LIST: &'static str;
}

/// Where a page begins, written so that nobody is tempted to read it: its JSON as hexadecimal
/// digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

/// How much of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pages<C> {
    One(Page<C>),
    /// To its end, or so many rows at most.
    All {
        most: usize,
    },
}

impl<C> Pages<C> {
    /// Everything to the end.
    pub const ALL: Self = Self::All { most: usize::MAX };
}

impl Cursor {
    /// Writes a cursor.
    pub fn of(cursor: &impl Serialize) -> Self {
        let json = serde_json::to_vec(cursor).unwrap_or_default();
        Self(json.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Gives the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a cursor back; a text that was not given out is none.
    pub fn read<C: DeserializeOwned>(text: &str) -> Option<C> {
        let is_plain =
            text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let pairs = is_plain.then(|| (0..text.len()).step_by(2))?;
        let byte = |start: usize| u8::from_str_radix(&text[start..start + 2], 16).ok();
        let json: Vec<u8> = pairs.map(byte).collect::<Option<_>>()?;
        serde_json::from_slice(&json).ok()
    }
}

impl<T> ListOf<T> {
    /// Shows the rows in another shape.
    pub fn map<'a, V>(&'a self, show: impl Fn(&'a T) -> V) -> ListOf<V> {
        ListOf {
            rows: self.rows.iter().map(show).collect(),
            next: self.next.clone(),
        }
    }
}

impl<T: InList> Serialize for ListOf<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(T::LIST, &self.rows)?;
        map.serialize_entry("has_more", &self.next.is_some())?;
        if let Some(next) = &self.next {
            map.serialize_entry("next_cursor", next.as_str())?;
        }
        map.end()
    }
}

/// `next_cursor` is there exactly where there is more.
impl<T: InList + JsonSchema> JsonSchema for ListOf<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}List", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let row = generator.subschema_for::<T>();
        let next_cursor = generator.subschema_for::<CursorText>();
        json_schema!({
            "type": "object",
            "properties": {
                (T::LIST): { "type": "array", "items": row },
                "has_more": { "type": "boolean" },
                "next_cursor": next_cursor,
            },
            "required": [T::LIST, "has_more"],
        })
    }
}

/// Reads a list page by page, as far as it is wanted; gives how far its view had come as of the
/// first page.
pub(crate) async fn read_pages<T, C, E, F>(
    pages: &Pages<C>,
    read: impl Fn(Page<C>) -> F,
) -> Result<(ListOf<T>, Option<u64>), E>
where
    C: Clone + Serialize,
    F: Future<Output = Result<Listed<T, C>, E>>,
{
    let most = match pages {
        Pages::One(page) => {
            let listed = read(page.clone()).await?;
            let next = listed.next.as_ref().map(Cursor::of);
            let rows = listed.rows;
            return Ok((ListOf { rows, next }, listed.checkpoint));
        }
        Pages::All { most } => *most,
    };
    let (mut rows, mut checkpoint, mut after) = (vec![], None, None);
    loop {
        let limit = Limit::MAX;
        let listed = read(Page { after, limit }).await?;
        checkpoint = checkpoint.or(listed.checkpoint);
        rows.extend(listed.rows);
        after = listed.next;
        if after.is_none() || rows.len() >= most {
            rows.truncate(most);
            return Ok((ListOf { rows, next: None }, checkpoint));
        }
    }
}
