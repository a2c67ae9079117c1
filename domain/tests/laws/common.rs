//! What the tests share: a world that applies commands as the ledger does, and words for it.

pub mod cast;
pub mod commands;
pub mod given;
pub mod papers;
pub mod paths;
pub mod recorder;
pub mod world;

pub use cast::*;
pub use commands::*;
pub use given::given;
pub use papers::*;
pub use paths::*;
pub use world::{Command, Event, Logged, Step, World};

/// Defines scenarios: each runs as a test of its own, and all of them when coverage is taken.
macro_rules! scenarios {
    ($($(#[doc = $doc:literal])* fn $name:ident() $body:block)*) => {
        $($(#[doc = $doc])* #[test] fn $name() $body)*

        /// The scenarios of this file.
        pub const SCENARIOS: &[fn()] = &[$($name),*];
    };
}
pub(crate) use scenarios;

/// Lists events of several kinds.
macro_rules! events {
    ($($event:expr),* $(,)?) => { vec![$($crate::common::Event::from($event)),*] };
}
pub(crate) use events;
