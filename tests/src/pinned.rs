//! What snapshots are written with: JSON for people, and the names of a story in place of ids.

use application::story::Story;
use domain::{
    ClaimId, CommentId, ContributionId, DocumentId, InfoRequestId, ItemId, LotId, PaymentId,
};

/// How many columns one line of JSON may take.
const COLUMNS: usize = 100;

/// The letters an id is written in (<https://github.com/jetify-com/typeid>).
const LETTERS: &str = "0123456789abcdefghjkmnpqrstvwxyz";

/// What stands before the letters, and how many letters there are.
const KINDS: [&str; 9] = [
    "claim",
    "fund",
    "document",
    "comment",
    "contribution",
    "request",
    "item",
    "lot",
    "payment",
];
const LENGTH: usize = 26;

/// Names for ids: those of a story, and numbers in the order they come up for all others.
#[derive(Clone, Debug, Default)]
pub struct Names {
    known: Vec<(String, String)>,
}

impl Names {
    /// Takes the names that a story gives.
    pub fn of(story: &Story) -> Self {
        let names = &story.names;
        let mut known: Vec<(String, String)> = vec![];
        macro_rules! take {
            ($($id:ident, $kind:literal;)*) => {$(
                for alias in names.of_kind($kind) {
                    let id: Option<$id> = names.find(alias);
                    known.extend(id.map(|id| (id.to_string(), format!("[{alias}]"))));
                }
            )*};
        }
        take! {
            ClaimId, "claim"; DocumentId, "document"; CommentId, "comment"; LotId, "lot";
            ContributionId, "contribution"; InfoRequestId, "request"; ItemId, "item";
            PaymentId, "payment";
        }
        let funds = names.funds();
        known.extend(funds.map(|(alias, fund)| (fund.id.to_string(), format!("[{alias}]"))));
        Self { known }
    }

    /// Puts names where ids stand in a text.
    pub fn put(&mut self, text: &str) -> String {
        let (mut told, mut done) = (String::new(), 0);
        for (at, _) in text.match_indices('_') {
            if let Some((kind, id)) = id_around(text, at)
                && at >= done + kind.len()
            {
                told.push_str(&text[done..at - kind.len()]);
                told.push_str(&self.name(kind, id));
                done = at + 1 + LENGTH;
            }
        }
        told + &text[done..]
    }

    fn name(&mut self, kind: &str, id: &str) -> String {
        if let Some((_, name)) = self.known.iter().find(|(known, _)| known == id) {
            return name.clone();
        }
        let numbered = format!("[{kind}-");
        let is_of_kind = |(_, name): &&(String, String)| name.starts_with(&numbered);
        let before = self.known.iter().filter(is_of_kind).count();
        let name = format!("{numbered}{}]", before + 1);
        self.known.push((id.to_owned(), name.clone()));
        name
    }
}

/// Gives the id whose underscore stands at a place, with its kind.
fn id_around(text: &str, at: usize) -> Option<(&'static str, &str)> {
    let kind = KINDS.into_iter().find(|kind| text[..at].ends_with(kind))?;
    let letters = text.get(at + 1..at + 1 + LENGTH)?;
    let are_letters = letters.chars().all(|letter| LETTERS.contains(letter));
    are_letters.then(|| (kind, &text[at - kind.len()..at + 1 + LENGTH]))
}

/// Writes JSON for people: members as they came, and what fits on one line there.
pub fn pretty(json: &str) -> String {
    let mut rest = json.trim();
    let value = Json::read(&mut rest);
    let mut told = String::new();
    value.write(0, 0, &mut told);
    told + rest
}

/// JSON in the order it was written in, numbers as they were.
enum Json {
    Plain(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Json {
    fn read(rest: &mut &str) -> Self {
        match rest.chars().next() {
            Some('[') => Self::List(entries(rest, ']', Self::read)),
            Some('{') => Self::Object(entries(rest, '}', |rest| {
                let name = plain(rest);
                *rest = rest.trim_start().trim_start_matches(':').trim_start();
                (name, Self::read(rest))
            })),
            _ => Self::Plain(plain(rest)),
        }
    }

    fn in_one_line(&self) -> String {
        match self {
            Self::Plain(text) => text.clone(),
            Self::List(list) => {
                let list: Vec<String> = list.iter().map(Self::in_one_line).collect();
                format!("[{}]", list.join(", "))
            }
            Self::Object(members) if members.is_empty() => "{}".to_owned(),
            Self::Object(members) => {
                let member = |(name, value): &(String, Self)| {
                    let value = value.in_one_line();
                    format!("{name}: {value}")
                };
                let members: Vec<String> = members.iter().map(member).collect();
                format!("{{ {} }}", members.join(", "))
            }
        }
    }

    /// Writes a value that begins at a column of a line with some indentation.
    fn write(&self, indent: usize, column: usize, told: &mut String) {
        let line = self.in_one_line();
        if column + line.chars().count() < COLUMNS {
            told.push_str(&line);
            return;
        }
        let deeper = indent + 2;
        let begin = |n: usize, told: &mut String| {
            let comma = if n > 0 { "," } else { "" };
            told.push_str(&format!("{comma}\n{:deeper$}", ""));
        };
        match self {
            Self::Plain(text) => told.push_str(text),
            Self::List(list) => {
                told.push('[');
                for (n, value) in list.iter().enumerate() {
                    begin(n, told);
                    value.write(deeper, deeper, told);
                }
                told.push_str(&format!("\n{:indent$}]", ""));
            }
            Self::Object(members) => {
                told.push('{');
                for (n, (name, value)) in members.iter().enumerate() {
                    begin(n, told);
                    told.push_str(&format!("{name}: "));
                    value.write(deeper, deeper + name.len() + 2, told);
                }
                told.push_str(&format!("\n{:indent$}}}", ""));
            }
        }
    }
}

/// Reads entries up to a closing bracket.
fn entries<T>(rest: &mut &str, close: char, read: impl Fn(&mut &str) -> T) -> Vec<T> {
    let mut entries = vec![];
    loop {
        *rest = rest[1..].trim_start();
        if let Some(after) = rest.strip_prefix(close) {
            *rest = after;
            return entries;
        }
        entries.push(read(rest));
        *rest = rest.trim_start();
        if rest.is_empty() {
            return entries;
        }
        if let Some(after) = rest.strip_prefix(close) {
            *rest = after;
            return entries;
        }
    }
}

/// Reads a string, a number or a word.
fn plain(rest: &mut &str) -> String {
    let mut is_escaped = false;
    let is_text = rest.starts_with('"');
    let end = rest.char_indices().skip(1).find(|(_, c)| match is_text {
        true => {
            let is_end = *c == '"' && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            is_end
        }
        false => matches!(c, ',' | ']' | '}' | ':') || c.is_whitespace(),
    });
    let end = end.map_or(rest.len(), |(at, _)| at + usize::from(is_text));
    let (text, after) = rest.split_at(end);
    *rest = after;
    text.to_owned()
}
