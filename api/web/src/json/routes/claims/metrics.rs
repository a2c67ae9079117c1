//! Measured results of a claim's activity.

use application::wire::{Reader, Wire};
use axum::extract::State as With;
use domain::claim::MetricValue;
use domain::{ClaimCommand, ClaimId, MetricCode, claim};
use serde::Deserialize;

use crate::State;
use crate::door::caller::{Caller, IfMatch};
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::routes::{Route, post};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
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
