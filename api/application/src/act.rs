//! Commands on their way to the ledger, whichever door they came by.

pub mod send;
