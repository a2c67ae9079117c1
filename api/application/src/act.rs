//! Commands on their way to the ledger, whichever door they came by.

pub mod keys;
pub mod members;
pub mod rebuilds;
pub mod roles;
pub mod send;
