//! What a program knows of the views: the shape of their tables, and what a change of it declares.

use super::ViewName;

/// The tables of one view as a program makes them.
#[derive(Clone, Copy, Debug)]
pub struct ViewCode {
    /// Rises when the tables or what is folded into them change.
    pub shape: i32,
    /// Earlier shapes that this program's folds and reads serve as well.
    pub serves: &'static [i32],
    /// The statements that make the tables of a version, with the keys that its fold looks up.
    pub tables: &'static str,
    /// The statements that make the other indexes: a rebuild does so after it has filled the tables.
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

macro_rules! first_shape {
    ($view:literal) => {
        ViewCode {
            shape: 1,
            serves: &[],
            tables: include_str!(concat!("tables/", $view, ".sql")),
            indexes: include_str!(concat!("tables/", $view, "_indexes.sql")),
            names: include_str!(concat!("tables/", $view, "_names.sql")),
            declares: &[],
        }
    };
}

impl ViewCodes {
    /// The views of this program, in the order of [`ViewName`].
    pub const CURRENT: Self = Self([
        first_shape!("claim"),
        first_shape!("queue"),
        first_shape!("history"),
        first_shape!("overview"),
        first_shape!("postings"),
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
    /// Gives the tables of the view.
    pub(super) const fn tables(self) -> &'static [Table] {
        const fn table(name: &'static str, bucket: &'static str) -> Table {
            Table { name, bucket }
        }
        match self {
            Self::Claim => {
                const {
                    &[
                        table("claim", "claim_id"),
                        table("claim_document", "claim_id"),
                        table("claim_comment", "claim_id"),
                        table("claim_invitation", "claim_id"),
                    ]
                }
            }
            Self::Queue => const { &[table("queue", "claim_id")] },
            Self::History => const { &[table("history", "claim_id")] },
            Self::Overview => {
                const {
                    &[
                        table("overview_fund", "fund_id"),
                        table("overview_lot", "fund_id"),
                        table("overview_share", "claim_id"),
                        table("overview_claim", "claim_id"),
                        table("overview_status", "fund_id"),
                    ]
                }
            }
            Self::Postings => {
                const {
                    &[
                        table("postings_fund", "fund_id"),
                        table("postings_entry", "fund_id"),
                    ]
                }
            }
        }
    }
}
