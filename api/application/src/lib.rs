//! What the ledger's doors share: questions, commands, words, imports, exports and stories.
//!
//! No HTTP, no terminal, no SQL.

pub mod act;
pub mod ask;
pub mod documents;
pub mod export;
pub mod import;
pub mod story;
pub mod wire;
pub mod words;
