//! What a program knows of the views: the shape of their tables, and what a change of it declares.

use super::ViewName;
use crate::log::StreamKind;

/// The tables of one view as a program makes them.
#[derive(Clone, Copy, Debug)]
pub struct ViewCode {
    /// Rises when the tables or what is folded into them change.
    pub shape: i32,
    /// Earlier shapes that this program's folds and reads serve as well.
    pub serves: &'static [i32],
    /// The statements that make the tables of a version, without keys: a bulk pass looks nothing up.
    pub tables: &'static str,
    /// The statements that make keys and indexes, each of them once: a rebuild does so after it has
    /// filled the tables.
    pub indexes: &'static str,
    /// The statements that show a version under the stable names.
    pub names: &'static str,
    /// What is not the same as in the shapes before; any other difference blocks a switch.
    pub declares: &'static [Declared],
}

/// A column that differs from what earlier shapes had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The table's stable name.
    pub table: &'static str,
    pub column: &'static str,
    pub change: Change,
}

/// How a column differs from what earlier shapes had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    New,
    Gone,
    /// It holds something else now.
    Content,
}

impl ViewCode {
    /// Tells whether this program can move tables of a shape on, and read them.
    pub fn knows(&self, shape: i32) -> bool {
        self.shape == shape || self.serves.contains(&shape)
    }

    /// Gives the statements that make keys and indexes, one by one.
    pub(super) fn index_statements(&self) -> impl Iterator<Item = &'static str> {
        let statements = self.indexes.split(';').map(str::trim);
        statements.filter(|statement| !statement.is_empty())
    }

    /// Gives the shapes it knows.
    pub(super) fn shapes(&self) -> Vec<i32> {
        let mut shapes = vec![self.shape];
        shapes.extend(self.serves);
        shapes
    }
}

/// The code of all views.
#[derive(Clone, Copy, Debug)]
pub struct ViewCodes([ViewCode; ViewName::ALL.len()]);

macro_rules! shape {
    ($shape:literal, $view:literal, $declares:expr) => {
        ViewCode {
            shape: $shape,
            serves: &[],
            tables: include_str!(concat!("tables/", $view, ".sql")),
            indexes: include_str!(concat!("tables/", $view, "_indexes.sql")),
            names: include_str!(concat!("tables/", $view, "_names.sql")),
            declares: $declares,
        }
    };
}

const fn of_claim(column: &'static str, change: Change) -> Declared {
    Declared {
        table: "claim",
        column,
        change,
    }
}

/// Shape 1 kept all of a claim as JSON beside the log that says it; shape 2 had one count of a claim's
/// events for all who read it.
const CLAIM: &[Declared] = &[
    of_claim("folded", Change::Gone),
    of_claim("policy_version", Change::New),
    of_claim("location", Change::New),
    of_claim("since_position", Change::New),
    of_claim("claim_until", Change::New),
    of_claim("opened_by", Change::New),
    // Shape 2 could not be searched.
    of_claim("words", Change::New),
    of_claim("partner_version", Change::New),
    of_claim("partner_changed_at", Change::New),
];

impl ViewCodes {
    /// The views of this program, in the order of [`ViewName`].
    pub const CURRENT: Self = Self([
        shape!(3, "claim", CLAIM),
        // Shape 1 had a row per claim for the counts.
        shape!(2, "overview", &[]),
        shape!(1, "postings", &[]),
    ]);

    /// Gives the code of a view.
    pub const fn of(&self, view: ViewName) -> &ViewCode {
        &self.0[view as usize]
    }

    /// Puts another code in the place of a view's: how a test plays a newer program.
    pub const fn with(mut self, view: ViewName, code: ViewCode) -> Self {
        self.0[view as usize] = code;
        self
    }
}

/// A table of a view, without its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub name: &'static str,
    /// The id by whose last byte its rows are put into buckets.
    pub bucket: &'static str,
}

impl ViewName {
    /// Tells whether streams of a kind lead to rows of the view; those of programmes never do.
    pub(super) const fn is_folded_from(self, kind: StreamKind) -> bool {
        match (self, kind) {
            (Self::Claim | Self::Overview, StreamKind::Claim)
            | (Self::Overview | Self::Postings, StreamKind::Fund) => true,
            (Self::Postings, StreamKind::Claim)
            | (Self::Claim, StreamKind::Fund)
            | (_, StreamKind::Programme) => false,
        }
    }

    /// Gives the tables of the view.
    pub(super) const fn tables(self) -> &'static [Table] {
        match self {
            Self::Claim => CLAIM_TABLES,
            Self::Overview => OVERVIEW_TABLES,
            Self::Postings => POSTINGS_TABLES,
        }
    }
}

const CLAIM_TABLES: &[Table] = &[
    table("claim", "claim_id"),
    table("claim_contribution", "claim_id"),
    table("claim_key", "claim_id"),
    table("claim_payment", "claim_id"),
];

const OVERVIEW_TABLES: &[Table] = &[
    table("overview_fund", "fund_id"),
    table("overview_lot", "fund_id"),
    table("overview_share", "claim_id"),
    table("overview_status", "fund_id"),
];

const POSTINGS_TABLES: &[Table] = &[
    table("postings_fund", "fund_id"),
    table("postings_entry", "fund_id"),
];

const fn table(name: &'static str, bucket: &'static str) -> Table {
    Table { name, bucket }
}
