//! What is appended: events for one or more streams, with the command's id, whole or not at all.

use std::sync::Arc;

use domain::words;
use tokio::sync::{oneshot, watch};

use super::head::Begun;

words! {
    /// The kinds of streams.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum StreamKind {
        Claim => "claim",
        Fund => "fund",
        Programme => "programme",
    }
}

/// An event that is not in the log yet; both texts are canonical JSON (RFC 8785).
#[derive(Clone, Debug)]
pub struct NewEvent {
    pub event_type: &'static str,
    pub event_version: &'static str,
    pub payload: String,
    pub metadata: Arc<str>,
}

/// The events for one stream.
#[derive(Debug)]
pub(crate) struct StreamAppend {
    pub kind: StreamKind,
    pub id: Arc<str>,
    /// The sequence before the first event.
    pub expected: u64,
    pub events: Vec<NewEvent>,
    pub lineage: Lineage,
}

impl StreamAppend {
    /// Gives the sequence after the last event.
    pub fn version_after(&self) -> u64 {
        self.expected + self.events.len() as u64
    }
}

/// The id of a command and its first answer, kept with its events.
#[derive(Debug)]
pub(crate) struct KeyedCommand {
    pub principal: String,
    pub key: String,
    pub request_hash: [u8; 32],
    pub answer: String,
}

/// One append on its way to the log; its first stream is the one the command was for.
#[derive(Debug)]
pub(crate) struct Append {
    pub streams: Vec<StreamAppend>,
    pub command: Option<KeyedCommand>,
    pub done: oneshot::Sender<Outcome>,
}

impl Append {
    /// Tells whether it was decided upon something that never came to be.
    pub fn is_broken(&self) -> bool {
        self.streams.iter().any(|stream| stream.lineage.is_broken())
    }

    /// Gives about how many bytes are sent for it.
    pub fn bytes(&self) -> usize {
        let events = self.streams.iter().flat_map(|stream| &stream.events);
        let events = events.map(|event| event.payload.len() + event.metadata.len());
        let answer = self.command.as_ref().map_or(0, |it| it.answer.len());
        events.sum::<usize>() + answer
    }
}

/// What became of an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is durable; the position is that of its last event.
    Appended { position: u64 },
    /// A stream was not at the expected version, or what it was decided upon never came to be.
    Conflict,
    /// The command's id is known already.
    KeyKnown,
    /// The database is unavailable; nothing was appended.
    Unavailable,
    /// The database became unavailable during the commit and was not back in time to tell.
    Unknown,
}

/// How far a remembered stream's chain of appends is durable, and whether it broke.
///
/// Commands on one stream are decided upon the events before them without waiting for the commit
/// of those. If one append fails, all that were decided upon it fail with it: they share its
/// lineage, and the committer refuses every append of a broken lineage.
#[derive(Clone, Debug)]
pub(crate) struct Lineage {
    progress: Arc<watch::Sender<Progress>>,
    era: Begun,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Progress {
    durable_version: u64,
    /// Whether an append of this process made it durable; otherwise it was read.
    is_ours: bool,
    is_broken: bool,
}

impl Lineage {
    /// Begins at a version that is durable.
    pub fn at(durable_version: u64, era: Begun) -> Self {
        let progress = watch::Sender::new(Progress {
            durable_version,
            is_ours: false,
            is_broken: false,
        });
        let progress = Arc::new(progress);
        Self { progress, era }
    }

    /// Tells whether an append of it failed, or the log went back since it began.
    pub fn is_broken(&self) -> bool {
        self.era.is_over() || self.progress.borrow().is_broken
    }

    pub fn break_off(&self) {
        self.progress
            .send_modify(|progress| progress.is_broken = true);
    }

    pub fn settle(&self, version: u64) {
        self.progress.send_modify(|progress| {
            progress.durable_version = version;
            progress.is_ours = true;
        });
    }

    /// Tells whether this process has appended to it since it was read.
    pub fn is_ours(&self) -> bool {
        self.progress.borrow().is_ours
    }

    /// Tells whether this process's own appends made a version durable.
    pub fn has_settled(&self, version: u64) -> bool {
        self.progress.borrow().durable_version >= version
    }

    /// Waits until a version is durable; false if the lineage broke before.
    pub async fn is_durable(&self, version: u64) -> bool {
        let mut progress = self.progress.subscribe();
        let settled = progress
            .wait_for(|progress| progress.is_broken || progress.durable_version >= version)
            .await;
        !self.era.is_over() && settled.is_ok_and(|progress| progress.durable_version >= version)
    }
}
