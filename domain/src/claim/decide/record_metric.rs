//! Recording a measured result.

use super::{Decision, Given, must_be_partner};
use crate::claim::{Claim, ClaimEvent, MetricValue};
use crate::{MetricCode, Refusal};

/// Records a metric; recorded again, the last value counts.
pub(super) fn record_metric(
    claim: &Claim,
    code: &MetricCode,
    value: &MetricValue,
    unit: &str,
    given: &Given<'_>,
) -> Result<Decision, Refusal> {
    must_be_partner(given)?;
    claim.must_be_editable()?;
    let (code, value, unit) = (code.clone(), value.clone(), unit.to_owned());
    Ok(ClaimEvent::MetricRecorded { code, value, unit }.into())
}
