//! The digest of a replay: what a second machine must come to.
//!
//! SHA-256 over one line for each state that the replay shows, in the order in which it shows
//! them: by kind of stream (`claim`, `fund`, `programme`), then by id, bytewise, then by sequence.
//! A line is the canonical JSON (RFC 8785) of
//! `{"id": …, "kind": …, "sequence": …, "state": …}` and a line feed (0x0a), where `sequence` is
//! the number of the stream's events so far, so that a beginning of a history has another digest
//! than the whole, and `state` is the state as the domain folds it.
//!
//! Left out is all that belongs to the recording and not to what happened: positions, recorded
//! times, command ids, leaves. From the program's own JSON it is
//! `claims replay … --json | jq -cS '.steps[] | {id, kind, sequence, state}' | sha256sum`.

use domain::document;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{State, Step};
use crate::log::canonical;

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    kind: &'a str,
    sequence: u64,
    state: &'a State,
}

/// The digest so far.
#[derive(Clone, Debug, Default)]
pub(super) struct StateDigest(Sha256);

impl StateDigest {
    pub(super) fn add(&mut self, step: &Step<'_>) {
        let line = Line {
            id: &step.last.aggregate_id,
            kind: &step.last.aggregate_type,
            sequence: step.last.sequence,
            state: step.state,
        };
        let line = canonical(&line).expect("a state is plain JSON: its keys are texts");
        self.0.update(line.as_bytes());
        self.0.update(b"\n");
    }

    /// Gives the digest in hexadecimal digits.
    pub(super) fn written(self) -> String {
        document::Sha256::from_bytes(self.0.finalize().into()).to_string()
    }
}
