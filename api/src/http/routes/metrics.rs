//! Measured results of a claim's activity.

use axum::extract::State as With;
use domain::claim::MetricValue;
use domain::{ClaimCommand, ClaimId, MetricCode, claim};
use serde::Deserialize;

use super::{Route, post};
use crate::http::State;
use crate::http::body::{Body, Wire};
use crate::http::caller::{Caller, IfMatch};
use crate::http::command::Done;
use crate::http::failure::Failure;
use crate::http::path::At;
use crate::http::reader::Reader;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/v1/claims/{claim}/metrics", record)]
}

/// A measured result: `{ "code": "booth_visitors", "value": "430", "unit": "people" }`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MetricBody {
    code: String,
    value: String,
    unit: String,
}

impl Wire for MetricBody {
    type Into = ClaimCommand;

    fn read(self, at: &mut Reader) -> Option<ClaimCommand> {
        let code: Option<MetricCode> = at.name("code", &self.code);
        let value: Option<MetricValue> = at.parsed("value", "bad_metric_value", &self.value);
        let unit = at.line("unit", self.unit);
        Some(ClaimCommand::RecordMetric(claim::RecordMetric {
            code: code?,
            value: value?,
            unit: unit?,
        }))
    }
}

async fn record(
    With(state): With<State>,
    caller: Caller,
    At(claim): At<ClaimId>,
    IfMatch(expected): IfMatch,
    Body(command): Body<MetricBody>,
) -> Result<Done, Failure> {
    state
        .on_claim(&caller, Some(expected), claim, command)
        .await
}
