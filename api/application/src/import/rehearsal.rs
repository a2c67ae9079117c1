//! The dry run: everything but the ledger, case after case, upon funds in memory.

use std::collections::BTreeMap;
use std::path::Path;

use domain::{Fund, FundId};

use super::error::ImportError;
use super::mapping::Mapping;
use super::plan::{Overruled, plan};
use super::report::{ImportReport, Phase, Progress, RefusedStep, Watcher};
use super::setup;
use super::survey::{Cases, survey};

/// What an import would come to.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    pub report: ImportReport,
    /// The funds as they would be.
    pub funds: BTreeMap<FundId, Fund>,
}

/// Goes through an import in memory.
///
/// # Errors
/// The same as the import's own, but for those of the ledger.
pub fn rehearse(
    path: &Path,
    mapping: &Mapping,
    watcher: &Watcher,
) -> Result<Rehearsal, ImportError> {
    let survey = survey(path, mapping, watcher)?;
    let requests = setup::requests(mapping, &survey.funds);
    let mut report = ImportReport {
        // Each command of the set-up leads to one event.
        events_appended: requests.len() as u64,
        ..ImportReport::default()
    };
    let refused = |(what, refusal)| ImportError::SetUpRefused { what, refusal };
    let world = setup::carry_out(requests).map_err(refused)?;
    let mut funds: BTreeMap<_, _> = world.into_funds().collect();
    let mut cases = Cases::open(path, mapping).map_err(|error| ImportError::Log { error })?;
    let bytes_read = cases.bytes_read();
    let mut events_done = 0;
    for case in &mut cases {
        let case = case.map_err(|none| none.before_anything(path))?;
        let fund = funds.entry(case.fund.id).or_default();
        let plan = plan(mapping, &case, fund, &Overruled::new());
        report.cases += 1;
        report.cases_without_refusal += u64::from(plan.refused.is_empty());
        report.events_appended += plan
            .steps
            .iter()
            .map(|step| u64::from(step.events))
            .sum::<u64>();
        let refused = plan
            .refused
            .into_iter()
            .map(|refused| RefusedStep::new(&case, refused));
        report.refusals.extend(refused);
        events_done += case.events.len() as u64;
        watcher(Progress {
            phase: Phase::Importing,
            bytes_read: bytes_read.get(),
            bytes_total: survey.bytes,
            cases_done: report.cases,
            events_done,
            events_total: Some(survey.events),
        });
    }
    let open = |(id, fund): (FundId, Option<Fund>)| Some((id, fund?));
    Ok(Rehearsal {
        report,
        funds: funds.into_iter().filter_map(open).collect(),
    })
}
