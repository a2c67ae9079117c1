//! The views: folds over the log, moved on by the projector, read by who may see what.

mod conserve;
mod database_away;
mod diff;
mod duplicates;
mod fence;
pub mod given;
mod kill;
mod one_connection;
mod paging;
mod park;
mod past;
mod prepare;
pub mod rebuild;
mod stream;
mod visibility;
mod wait;
