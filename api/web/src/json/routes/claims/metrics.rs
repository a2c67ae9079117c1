//! Measured results of a claim's activity.

use application::wire::form::{MetricNumber, Name, NewLine};
use application::wire::{ClaimStandingBody, Reader, Wire};
use domain::access::Operation;
use domain::claim::{MetricValue, RecordMetric};
use domain::{ClaimCommand, MetricCode};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::json::routes::Route;
use crate::json::target::on_claim;

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    let record = on_claim::<MetricBody>("/v1/claims/{claim}/metrics", ClaimCommand::RecordMetric)
        .says(
            "record_metric",
            "Records a measured result of a claim's activity.",
        )
        .does::<ClaimStandingBody>(&[Operation::RecordMetric]);
    vec![record]
}

/// A measured result: `{ "code": "booth_visitors", "value": "430", "unit": "people" }`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MetricBody {
    #[schemars(with = "Name")]
    code: String,
    #[schemars(with = "MetricNumber")]
    value: String,
    #[schemars(with = "NewLine")]
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
