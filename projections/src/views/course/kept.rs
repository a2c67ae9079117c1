//! A course as the views keep it: three of them do for each claim, so it is short.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{Currency, Money, Person, Status};
use serde::{Deserialize, Serialize};

use super::{Course, DueDays, PaidPart, Standing};

/// The fields of a course, without what repeats. Amounts in minor units.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptCourse {
    status: Status,
    round: u32,
    currency: Currency,
    declared: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    requested: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    approved: Option<i64>,
    paid: i64,
    claim_until: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    review_due: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer_due: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dispute_until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payment_due: Option<NaiveDate>,
    since: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reviewer: Option<Person>,
    was_asked: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    payments: Vec<PaidPart>,
}

impl From<Course> for KeptCourse {
    fn from(course: Course) -> Self {
        let (standing, days) = (course.standing, course.days);
        Self {
            status: standing.status,
            round: standing.round,
            currency: standing.declared.currency(),
            declared: standing.declared.minor(),
            requested: standing.requested.map(Money::minor),
            approved: standing.approved.map(Money::minor),
            paid: standing.paid.minor(),
            claim_until: days.claim_until,
            review_due: days.review_due,
            answer_due: days.answer_due,
            dispute_until: days.dispute_until,
            payment_due: days.payment_due,
            since: course.since,
            reviewer: course.reviewer,
            was_asked: course.was_asked,
            payments: course.payments,
        }
    }
}

impl From<KeptCourse> for Course {
    fn from(kept: KeptCourse) -> Self {
        let money = |minor| Money::from_minor(minor, kept.currency);
        Self {
            standing: Standing {
                status: kept.status,
                round: kept.round,
                declared: money(kept.declared),
                requested: kept.requested.map(money),
                approved: kept.approved.map(money),
                paid: money(kept.paid),
            },
            days: DueDays {
                claim_until: kept.claim_until,
                review_due: kept.review_due,
                answer_due: kept.answer_due,
                dispute_until: kept.dispute_until,
                payment_due: kept.payment_due,
            },
            since: kept.since,
            reviewer: kept.reviewer,
            was_asked: kept.was_asked,
            payments: kept.payments,
        }
    }
}
