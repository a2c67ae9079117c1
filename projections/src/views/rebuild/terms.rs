//! The words of a rebuild: what is asked for, how far it is, how it ended.

use std::sync::Arc;
use std::time::Duration;

use domain::words;

use super::compare::TableDigest;
use super::difference::Difference;
use crate::views::ViewName;
use crate::views::code::ViewCodes;

words! {
    /// What a rebuild is for.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Purpose {
        /// The new version takes the place of the living one.
        Rebuild => "rebuild",
        /// The new version proves the living one, and goes.
        Verify => "verify",
    }
}

words! {
    /// How far a rebuild is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Phase {
        /// The bulk pass folds the log.
        Folding => "folding",
        /// The indexes are made.
        Indexing => "indexing",
        /// What was appended meanwhile is folded.
        CatchingUp => "catching_up",
        /// Both versions are compared at one position.
        Comparing => "comparing",
        Ended => "ended",
    }
}

/// What to rebuild, and how.
#[derive(Clone, Debug)]
pub struct RebuildOptions {
    pub purpose: Purpose,
    /// Each once, in the order of [`ViewName`].
    pub views: Vec<ViewName>,
    /// How many connections fold at the same time: twice as many as there are processors keep them
    /// busy, since each waits now for the database, now for the fold.
    pub jobs: usize,
    pub codes: ViewCodes,
    /// Whether to switch although the versions differ: the log is right, and what lives is damaged.
    pub accepts_differences: bool,
    /// About how many events a shard has: its rows are held until it is whole, and written in one
    /// transaction.
    pub shard_events: usize,
}

impl RebuildOptions {
    /// Rebuilds or verifies views as this program knows them.
    pub fn new(purpose: Purpose, views: &[ViewName]) -> Self {
        let mut views = views.to_vec();
        views.sort_unstable();
        views.dedup();
        Self {
            purpose,
            views,
            jobs: 2 * std::thread::available_parallelism().map_or(2, usize::from),
            codes: ViewCodes::CURRENT,
            accepts_differences: false,
            shard_events: 12_000,
        }
    }
}

/// How far a rebuild is, for those who watch it.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub phase: Phase,
    /// Events folded by the bulk pass, of so many.
    pub events: u64,
    pub of_events: u64,
    /// Events of an earlier run that this one went on from.
    pub resumed_from: u64,
}

/// Is told how far a rebuild is.
pub type Watcher = Arc<dyn Fn(Progress) + Send + Sync>;

/// How a rebuild ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The new versions are the living ones now.
    Switched,
    /// The living versions hold what the log says.
    Proven,
    /// The versions differ in what no change declares; nothing was switched.
    Differs(Vec<Difference>),
    /// They differ so, and the new ones are the living ones all the same, as was asked.
    Replaced(Vec<Difference>),
}

/// What a rebuild did.
#[derive(Clone, Debug)]
pub struct RebuildReport {
    pub outcome: Outcome,
    pub views: Vec<RebuiltView>,
    /// Events folded by the bulk pass.
    pub events: u64,
    /// The position at which both versions were compared.
    pub position: u64,
    /// SHA-256 over the digests of all tables that were built.
    pub digest: [u8; 32],
    pub took: Took,
}

/// How long the parts of a rebuild took in this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct Took {
    pub folding: Duration,
    pub indexing: Duration,
    pub catching_up: Duration,
    pub comparing: Duration,
    pub whole: Duration,
}

/// A view that was rebuilt or verified.
#[derive(Clone, Debug)]
pub struct RebuiltView {
    pub view: ViewName,
    pub live_version: i32,
    pub built_version: i32,
    pub tables: Vec<TableDigest>,
}
