//! Streams: one claim, fund or programme read whole, as it is or as it was, each event proven.
//!
//! What needs one stream alone is answered here, from the log; what needs many is a view.

pub mod details;
mod event_store;
pub mod folded;
pub mod history;
mod number;
pub mod progress;
pub mod scan;

pub use crate::log::place::Place;
pub use details::{
    AskedItem, ClaimDetails, DetailsFold, GivenApproval, GivenRejection, HeldDocument, InfoRequest,
    PostedComment, RaisedDispute, RecordedMetric,
};
pub use event_store::{LogStore, StreamContext};
pub use folded::{FoldedClaim, Latest};
pub use history::HistoryLine;
pub use number::claim_of;
pub use progress::{
    AskedFor, ClaimProgress, Facts, MadePayment, Reversal, Standing, TaskKind, UnknownTaskKind,
};
