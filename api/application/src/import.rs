//! Imports of foreign histories: an XES log becomes claims, one for each of its cases.
//!
//! What the log means is said by a [`Mapping`]; nothing about any one log is said here. The log is
//! read twice: a first time to check all of it against the mapping, so that wrong input is refused
//! whole, and a second time to carry out its steps. Ids and command keys are derived from the
//! mapping's name and the case, so a second import, or one that was interrupted, does nothing twice.

mod amount;
mod carry_out;
mod case;
mod commands;
mod error;
pub mod jsonl;
mod known;
mod mapping;
mod place;
mod plan;
mod rehearsal;
mod report;
mod run;
mod setup;
mod survey;
mod tally;
mod template;
mod xes;

pub use amount::{Rounding, read as read_amount};
pub use case::CaseFault;
pub use error::{ImportError, Kind};
pub use mapping::{InvalidMapping, Mapping};
pub use place::{NoPlace, Place};
pub use rehearsal::{Rehearsal, rehearse};
pub use report::{ImportReport, Phase, Progress, RefusedStep, Watcher, unwatched};
pub use run::{Limits, run};
pub use template::{Attribute, InvalidTemplate, Template};
pub use xes::{Attributes, BytesRead, Fault, Trace, Traces, XesError};
