//! Measured results of a claim's activity.

use application::wire::{Reader, Wire};
use domain::claim::{MetricValue, RecordMetric};
use domain::{ClaimCommand, MetricCode};
use serde::Deserialize;

use crate::json::routes::Route;
use crate::json::target::on_claim;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![on_claim::<MetricBody>(
        "/v1/claims/{claim}/metrics",
        ClaimCommand::RecordMetric,
    )]
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
    type Into = RecordMetric;

    fn read(self, at: &mut Reader) -> Option<RecordMetric> {
        let code: Option<MetricCode> = at.name("code", &self.code);
        let value: Option<MetricValue> = at.parsed("value", "bad_metric_value", &self.value);
        let unit = at.line("unit", self.unit);
        Some(RecordMetric {
            code: code?,
            value: value?,
            unit: unit?,
        })
    }
}
