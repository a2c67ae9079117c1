//! HTTP, the command line, the terminal and the clock of the claims ledger. No SQL.

pub mod cli;
pub mod export;
pub mod http;
pub mod import;
mod moment;
pub mod sentence;
mod standing;
pub mod story;
