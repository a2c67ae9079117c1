//! The table: a row for each route and what it is asked of, a column for each caller.

use std::fmt;

use domain::Actor;
use domain::access::Operation;

const TABLE: &str = include_str!("../../../../fixtures/http_access.csv");

/// Somebody who asks.
#[derive(Debug)]
pub struct Caller {
    pub name: &'static str,
    /// As whom they come in; the key of one is revoked, and one has none.
    pub as_whom: &'static str,
    /// Whether what belongs to Atelier Breton is theirs to work on.
    pub is_at_home: bool,
}

const fn caller(name: &'static str, as_whom: &'static str) -> Caller {
    Caller {
        name,
        as_whom,
        is_at_home: true,
    }
}

const fn from_elsewhere(name: &'static str, as_whom: &'static str) -> Caller {
    Caller {
        is_at_home: false,
        ..caller(name, as_whom)
    }
}

/// Everybody who asks, in the order of the columns.
pub const CALLERS: [Caller; 14] = [
    from_elsewhere("anonymous", ""),
    from_elsewhere("revoked_key", ""),
    caller("partner_user", "camille@atelier-breton partner_user"),
    caller("partner_admin", "paul@atelier-breton partner_admin"),
    caller("contributor", "yann@atelier-breton contributor"),
    from_elsewhere("withdrawn_contributor", "hugo@atelier-breton contributor"),
    from_elsewhere("other_partner", "zoe@other-partner partner_admin"),
    caller("reviewer", "ines@helio-cloud reviewer"),
    caller("approver", "marc@helio-cloud approver"),
    caller("finance", "fay@helio-cloud finance"),
    caller("programme_admin", "ada@helio-cloud programme_admin"),
    caller("auditor", "aude@helio-cloud auditor"),
    from_elsewhere("rival_reviewer", "rita@rival-cloud reviewer"),
    caller("operator", "otto@helio-cloud operator"),
];

/// What a route may be asked of: something of this partner and vendor, or of nobody.
pub const OBJECTS: [&str; 4] = ["atelier's", "other's", "rival's", "missing"];

/// How a caller is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Let in; whether a law refuses it then is another question.
    Ok,
    /// Let in, and there is nothing for them.
    Empty,
    /// Told that they may not.
    Forbidden,
    /// Told that there is no such thing.
    NotFound,
    /// Told to say who they are.
    Unidentified,
    /// Something went wrong: no cell of the table says so.
    Broken,
}

/// One route, asked of one thing.
#[derive(Debug)]
pub struct Row {
    pub method: &'static str,
    pub path: &'static str,
    /// What it is in the table of the domain; none: it is for all who come in, or for everybody.
    pub operation: Option<Operation>,
    pub object: &'static str,
    /// One for each caller.
    pub cells: Vec<Cell>,
}

pub struct Table {
    pub rows: Vec<Row>,
}

impl Table {
    pub fn read() -> Self {
        let mut lines = TABLE.lines();
        let names = CALLERS.map(|caller| caller.name).join(",");
        let header = format!("method,path,operation,object,{names}");
        assert_eq!(lines.next(), Some(header.as_str()));
        Self {
            rows: lines.map(Row::read).collect(),
        }
    }
}

impl Row {
    fn read(line: &'static str) -> Self {
        let words: Vec<&str> = line.split(',').collect();
        let [method, path, operation, object, cells @ ..] = words.as_slice() else {
            panic!("no row: {line}")
        };
        assert_eq!(cells.len(), CALLERS.len(), "a cell is missing: {line}");
        let operation = match *operation {
            "-" => None,
            name => Some(
                name.parse()
                    .unwrap_or_else(|_| panic!("no operation: {line}")),
            ),
        };
        let cell = |text: &&str| Cell::read(text).unwrap_or_else(|| panic!("{text:?} in {line}"));
        Self {
            method,
            path,
            operation,
            object,
            cells: cells.iter().map(cell).collect(),
        }
    }

    /// Tells whether it is asked for something, and not to do anything.
    pub const fn is_read(&self) -> bool {
        matches!(self.method.as_bytes(), b"GET")
    }

    pub fn route(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub fn is_route_of(&self, other: &Self) -> bool {
        (self.method, self.path) == (other.method, other.path)
    }
}

impl Cell {
    fn read(text: &str) -> Option<Self> {
        let all = [
            Self::Ok,
            Self::Empty,
            Self::Forbidden,
            Self::NotFound,
            Self::Unidentified,
        ];
        all.into_iter().find(|cell| cell.to_string() == text)
    }

    pub const fn is_let_in(self) -> bool {
        matches!(self, Self::Ok | Self::Empty)
    }
}

impl Caller {
    pub fn actor(&self) -> Option<Actor> {
        self.as_whom.parse().ok()
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ok => "ok",
            Self::Empty => "empty",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Unidentified => "401",
            Self::Broken => "broken",
        })
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.method, self.path, self.object)
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
