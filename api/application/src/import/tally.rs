//! Adds up what came of the cases, which finish in any order.

use std::collections::BTreeMap;

use super::carry_out::Done;
use super::report::{ImportReport, RefusedStep};

/// What came of the cases so far.
#[derive(Default)]
pub struct Tally {
    /// All but the refusals.
    pub report: ImportReport,
    pub events: u64,
    pub bytes_read: u64,
    /// By the number of the case: cases finish in any order.
    refusals: BTreeMap<u64, Vec<RefusedStep>>,
}

impl Tally {
    /// Adds a case.
    pub fn add(&mut self, done: Done) {
        self.report.cases += 1;
        self.report.cases_without_refusal += u64::from(done.refusals.is_empty());
        self.report.events_appended += done.appended;
        self.report.commands_skipped_as_known += done.skipped;
        self.events += done.events;
        self.bytes_read = self.bytes_read.max(done.bytes_read);
        if !done.refusals.is_empty() {
            self.refusals.insert(done.number, done.refusals);
        }
    }

    /// Tells it all, refusals in the order of the file.
    pub fn into_report(self) -> ImportReport {
        ImportReport {
            refusals: self.refusals.into_values().flatten().collect(),
            ..self.report
        }
    }
}
