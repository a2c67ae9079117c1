//! The laws of the domain, each met by a test: no database, no clock, fixed ids.
//!
//! `claim/` and `fund/` hold one file a rule, twins of `src/claim/decide/` and `src/fund/`; the
//! others hold laws that span rules. `coverage.rs` lists laws and events that no test meets.
#![expect(
    clippy::inconsistent_digit_grouping,
    reason = "cents are set apart: 1_200_00 is 1,200.00"
)]

mod access;
mod claim;
mod common;
mod coverage;
mod fund;
mod programme;
mod properties;
mod samples;
mod status_table;
mod stored_commands;
