//! The sentences that every door says in the same words.

pub mod sentence;
