//! Deadlines are civil dates in the programme's time zone and last to the end of that local day.

use domain::{ClaimCommand, FundCommand, Refusal};

use crate::common::*;

/// The same way, under a policy of another time zone.
fn in_zone(zone: chrono_tz::Tz, steps: Vec<Step>) -> Vec<Step> {
    let mut policy = policy();
    policy.time_zone = zone;
    let mut steps = steps;
    steps[0] = PIA.does(publish(policy)).on("2023-06-20");
    steps
}

const AUCKLAND: chrono_tz::Tz = chrono_tz::Pacific::Auckland;
const HONOLULU: chrono_tz::Tz = chrono_tz::Pacific::Honolulu;

scenarios! {
    /// 15 August ends in Auckland (UTC+12) at 12:00 UTC, in Honolulu (UTC-10) on the 16th at 10:00.
    fn the_claiming_period_lasts_to_the_end_of_its_last_local_day() {
        let ends = [
            (AUCKLAND, "2024-08-15T11:59:59.999Z", "2024-08-15T12:00:00Z"),
            (HONOLULU, "2024-08-16T09:59:59.999Z", "2024-08-16T10:00:00Z"),
            (
                chrono_tz::Europe::Paris,
                "2024-08-15T21:59:59.999Z",
                "2024-08-15T22:00:00Z",
            ),
        ];
        let (from, to) = (day("2024-02-16"), day("2024-08-15"));
        for (zone, last, over) in ends {
            let expires = SYSTEM.does(ClaimCommand::Expire);
            given(in_zone(zone, complete()))
                .when(CAMILLE.does(submit()).at(last))
                .accepted();
            given(in_zone(zone, complete()))
                .when(expires.clone().at(last))
                .refused(Refusal::DeadlineMustHavePassed { deadline: to });
            given(in_zone(zone, complete()))
                .when(CAMILLE.does(submit()).at(over))
                .refused(Refusal::SubmissionMustBeInsideTheClaimingPeriod { from, to });
            given(in_zone(zone, complete()))
                .when(expires.at(over))
                .accepted();
        }
    }

    /// 16 February begins in Auckland (UTC+13 in summer) on the 15th at 11:00 UTC.
    fn the_claiming_period_begins_with_its_first_local_day() {
        let (from, to) = (day("2024-02-16"), day("2024-08-15"));
        given(in_zone(AUCKLAND, complete()))
            .when(CAMILLE.does(submit()).at("2024-02-15T10:59:59Z"))
            .refused(Refusal::SubmissionMustBeInsideTheClaimingPeriod { from, to });
        given(in_zone(AUCKLAND, complete()))
            .when(CAMILLE.does(submit()).at("2024-02-15T11:00:00Z"))
            .accepted();
    }

    /// Asked late on 25 March in Honolulu.
    fn an_answer_is_in_time_to_the_end_of_its_local_day() {
        given(in_zone(HONOLULU, asked()))
            .when(
                CAMILLE
                    .does(submit_answers(&[1]))
                    .at("2024-04-13T09:59:59Z"),
            )
            .accepted();
        given(in_zone(HONOLULU, asked()))
            .when(
                CAMILLE
                    .does(submit_answers(&[1]))
                    .at("2024-04-13T10:00:00Z"),
            )
            .refused(Refusal::AnswerMustBeInTime {
                due_on: day("2024-04-12"),
            });
    }

    /// Rejected late on 31 March in Honolulu.
    fn a_dispute_is_in_time_to_the_end_of_its_local_day() {
        given(in_zone(HONOLULU, rejected()))
            .when(PAUL.does(dispute()).at("2024-05-01T09:59:59Z"))
            .accepted();
        given(in_zone(HONOLULU, rejected()))
            .when(PAUL.does(dispute()).at("2024-05-01T10:00:00Z"))
            .refused(Refusal::DisputeMustBeInTime {
                until: day("2024-04-30"),
            });
    }

    /// Midnight in Auckland is noon in UTC: Friday becomes Saturday, Sunday becomes Monday.
    fn business_days_are_counted_from_the_local_day() {
        let asks = |instant| {
            let when = given(in_zone(AUCKLAND, under_review()));
            let then = when.when(INES.does(request_info(1)).at(instant)).accepted();
            then.claim().request.as_ref().map(|request| request.due_on)
        };
        assert_eq!(asks("2024-05-03T11:59:59Z"), Some(day("2024-05-23")));
        assert_eq!(asks("2024-05-05T12:00:00Z"), Some(day("2024-05-24")));
    }

    fn a_fund_expires_after_the_last_local_day() {
        let expires = SYSTEM.does(FundCommand::Expire);
        given(in_zone(HONOLULU, funded()))
            .when(expires.clone().at("2024-08-16T09:59:59Z"))
            .refused(Refusal::ClaimingPeriodMustBeOver {
                until: day("2024-08-15"),
            });
        given(in_zone(HONOLULU, funded()))
            .when(expires.at("2024-08-16T10:00:00Z"))
            .accepted();
    }

    /// An instant at either end of what the clock can say is refused or accepted, never a panic.
    fn the_ends_of_time_are_days_like_any_other() {
        let ends = [
            chrono::DateTime::<chrono::Utc>::MIN_UTC,
            chrono::DateTime::<chrono::Utc>::MAX_UTC,
        ];
        for at in ends {
            for zone in [AUCKLAND, HONOLULU] {
                let (from, to) = (day("2024-02-16"), day("2024-08-15"));
                given(in_zone(zone, complete()))
                    .when(Step {
                        at,
                        ..CAMILLE.does(submit())
                    })
                    .refused(Refusal::SubmissionMustBeInsideTheClaimingPeriod { from, to });
                given(in_zone(zone, under_review()))
                    .when(Step {
                        at,
                        ..INES.does(request_info(1))
                    })
                    .accepted();
                given(in_zone(zone, under_review()))
                    .when(Step {
                        at,
                        ..MARC.does(reject())
                    })
                    .accepted();
            }
        }
    }
}
