//! The laws of the claims ledger: values in; events or a refusal out.
//!
//! No input or output, no clock, no async: a command carries who gives it and when.
//! Start with [`claim`], [`fund`] and [`programme`]; [`refusal`] lists every law, [`access`] who may.

pub mod access;
pub mod actor;
pub mod aggregate;
pub mod calendar;
pub mod claim;
pub mod document;
pub mod event;
pub mod fund;
pub mod ids;
pub mod money;
pub mod programme;
pub mod refusal;
mod text;
pub mod writing;

pub use actor::{Actor, Person, Role};
pub use claim::{Claim, ClaimCommand, ClaimEvent, ClaimName, ClaimNumber, Status};
pub use document::{Document, DocumentKind};
pub use event::Stamped;
pub use fund::{Fund, FundCommand, FundEvent};
pub use ids::*;
pub use money::{Currency, Money};
pub use programme::{Policy, Programme, ProgrammeCommand, ProgrammeEvent};
pub use refusal::Refusal;
