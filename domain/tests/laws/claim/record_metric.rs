//! Recording a measured result.

use domain::claim::MetricValue;
use domain::{ClaimEvent, Refusal};

use crate::common::*;

scenarios! {
    fn the_last_value_of_a_metric_counts() {
        let recorded = ClaimEvent::MetricRecorded {
            code: name("booth-visitors"),
            value: "430".parse().expect("a decimal"),
            unit: "people".into(),
        };
        let then = given(created().and(CAMILLE.does(record_metric("400"))))
            .when(CAMILLE.does(record_metric("430")))
            .then([recorded]);
        let value = &then.claim().metrics[&name("booth-visitors")];
        assert_eq!(value.as_str(), "430");
    }

    fn a_contributor_records_no_metric() {
        given(complete())
            .when(YANN.does(record_metric("430")))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn a_value_is_a_decimal_of_at_most_eighteen_digits() {
        let digits = "123456789012345678";
        for text in ["0", "-2.75", digits, "-12345678901234567.8"] {
            assert_eq!(
                text.parse::<MetricValue>().map(String::from).as_deref(),
                Ok(text)
            );
        }
        let long = ["1234567890123456789", "12345678901234567.89"];
        for text in ["", "-", "1.", ".5", "1,5", "1e3", "+1", "1.2.3", "١"]
            .into_iter()
            .chain(long)
        {
            assert!(text.parse::<MetricValue>().is_err(), "{text:?}");
        }
    }
}
