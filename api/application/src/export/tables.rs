//! The tables: which columns each has, and what stands in its rows.

mod claims;
mod entries;
mod events;
mod history;
mod payments;
mod postings;

pub(super) use claims::claims;
pub use entries::{entries_csv, entries_header};
pub(super) use events::events;
pub(super) use history::history;
pub use payments::{payments_csv, payments_header};
pub(super) use postings::{claim_of, moved, postings};
