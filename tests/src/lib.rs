//! What the suite shares: scratch databases on the server that `tests/run` starts.

pub mod contract;
pub mod database;
pub mod documents;
mod examples;
pub mod folder;
pub mod form;
pub mod keys;
pub mod pinned;
pub mod proxy;
pub mod samples;
pub mod served;
pub mod sight;
pub mod stage;
pub mod uploads;
