//! Recording a measured result.

use super::Decision;
use crate::Refusal;
use crate::claim::{Claim, ClaimEvent, RecordMetric};

/// Records a metric; recorded again, the last value counts.
pub(super) fn record_metric(claim: &Claim, command: &RecordMetric) -> Result<Decision, Refusal> {
    let RecordMetric { code, value, unit } = command;
    claim.must_be_editable()?;
    let (code, value, unit) = (code.clone(), value.clone(), unit.clone());
    Ok(ClaimEvent::MetricRecorded { code, value, unit }.into())
}
