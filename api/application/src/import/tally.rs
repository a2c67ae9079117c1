//! Adds up what came of the cases, which finish in any order.

use super::carry_out::Done;
use super::report::{ImportReport, RefusedStep};

/// What came of the cases so far.
#[derive(Default)]
pub struct Tally {
    pub cases: u64,
    pub without_refusal: u64,
    pub events: u64,
    pub bytes_read: u64,
    pub appended: u64,
    pub skipped: u64,
    /// With the number of the case: cases finish in any order.
    pub refusals: Vec<(u64, RefusedStep)>,
}

impl Tally {
    /// Adds a case.
    pub fn add(&mut self, done: Done) {
        self.cases += 1;
        self.without_refusal += u64::from(done.refusals.is_empty());
        self.events += done.events;
        self.bytes_read = self.bytes_read.max(done.bytes_read);
        self.appended += done.appended;
        self.skipped += done.skipped;
        self.refusals.extend(
            done.refusals
                .into_iter()
                .map(|refusal| (done.number, refusal)),
        );
    }

    /// Tells it all, refusals in the order of the file.
    pub fn into_report(mut self) -> ImportReport {
        self.refusals.sort_by_key(|(number, _)| *number);
        ImportReport {
            cases: self.cases,
            cases_without_refusal: self.without_refusal,
            events_appended: self.appended,
            commands_skipped_as_known: self.skipped,
            refusals: self
                .refusals
                .into_iter()
                .map(|(_, refusal)| refusal)
                .collect(),
        }
    }
}
