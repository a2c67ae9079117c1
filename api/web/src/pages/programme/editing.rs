//! A policy as fields: what changes from year to year, each in a field of its own.

use domain::calendar::Days;
use domain::programme::{Activity, Asked, Period};
use domain::{PeriodId, Policy};

use crate::pages::fields::{Errors, Fields, Reading};
use crate::pages::say::Say;

/// The longest time a deadline gives, as the interface has it: ten years of days, a century of
/// months.
const DAYS_MAX: u32 = 3_660;
const MONTHS_MAX: u32 = 1_200;

/// The deadlines, by the words of their fields.
pub(super) const DEADLINES: [(&str, &str, u32); 6] = [
    ("deadline-review", "in-business-days-label", DAYS_MAX),
    ("deadline-answer", "in-business-days-label", DAYS_MAX),
    ("deadline-dispute", "in-days-label", DAYS_MAX),
    (
        "deadline-dispute-review",
        "in-business-days-label",
        DAYS_MAX,
    ),
    ("deadline-payment", "in-business-days-label", DAYS_MAX),
    ("deadline-evidence", "in-months-label", MONTHS_MAX),
];

/// The spans of a period, by the words of their fields.
pub(super) const SPANS: [(&str, &str); 3] = [
    ("earned", "period-earn"),
    ("used", "period-spend"),
    ("claimed", "period-claim"),
];

/// The fields of a period that is not there yet.
pub(super) const NEW: &str = "new";

/// Fills the fields with a policy.
pub(super) fn filled(say: Say, policy: &Policy) -> Fields {
    let mut fields = Fields::default();
    fields.set("name", policy.name.clone());
    fields.set("guide", policy.guide.clone().unwrap_or_default());
    for ((key, ..), days) in DEADLINES.iter().zip(numbers(policy)) {
        fields.set(key, days.to_string());
    }
    for period in &policy.periods {
        for ((span, _), days) in SPANS.iter().zip(spans(period)) {
            let field = |end| format!("{}-{span}-{end}", period.id);
            fields.set(&field("from"), say.day_text(days.from));
            fields.set(&field("to"), say.day_text(days.to));
        }
    }
    for activity in &policy.activities {
        fields.set(&format!("{}-en", activity.code), activity.name.en.clone());
        fields.set(&format!("{}-fr", activity.code), activity.name.fr.clone());
        for asked in all_asked(activity).filter(|asked| asked.required) {
            fields.set(&required(activity, asked), "yes");
        }
    }
    fields
}

/// Names the box by which something is required.
pub(super) fn required(activity: &Activity, asked: &Asked) -> String {
    format!("{}-{}-required", activity.code, asked.code)
}

fn all_asked(activity: &Activity) -> impl Iterator<Item = &Asked> {
    activity.proofs.iter().chain(&activity.metrics)
}

fn numbers(policy: &Policy) -> [u32; 6] {
    let of = &policy.deadlines;
    [
        of.review_business_days,
        of.answer_business_days,
        of.dispute_days,
        of.dispute_review_business_days,
        of.payment_business_days,
        of.evidence_months,
    ]
}

fn spans(period: &Period) -> [Days; 3] {
    [period.earned, period.used, period.claimed]
}

/// Reads the fields upon a policy: what has no field stays as it is.
pub(super) fn read(fields: &Fields, say: Say, current: &Policy) -> Result<Policy, Errors> {
    let mut reading = fields.read(say);
    let name = reading.line("name");
    let guide = reading.maybe_line("guide");
    let mut policy = current.clone();
    let read = DEADLINES.map(|(field, _, most)| number(&mut reading, fields, field, most));
    let [review, answer, dispute, dispute_review, payment, evidence] = read;
    let mut periods = vec![];
    for period in &current.periods {
        periods.push(period_of(
            &mut reading,
            period.id.clone(),
            period.id.as_str(),
        ));
    }
    if !fields.get("new-id").trim().is_empty() {
        let id: Option<PeriodId> = reading.name("new-id");
        let is_known = |id: &PeriodId| current.period(id).is_some();
        if id.as_ref().is_some_and(is_known) {
            reading.refuse("new-id", "edit-period-known");
        }
        periods.push(id.and_then(|id| period_of(&mut reading, id, NEW)));
    }
    for activity in &mut policy.activities {
        let code = activity.code.clone();
        let (en, fr) = (
            reading.line(&format!("{code}-en")),
            reading.line(&format!("{code}-fr")),
        );
        let is_required = |asked: &Asked| fields.has(&format!("{code}-{}-required", asked.code));
        for asked in activity.proofs.iter_mut().chain(&mut activity.metrics) {
            asked.required = is_required(asked);
        }
        if let (Some(en), Some(fr)) = (en, fr) {
            (activity.name.en, activity.name.fr) = (en, fr);
        }
    }
    let edited = || {
        policy.name = name?;
        policy.guide = guide?;
        policy.periods = periods.into_iter().collect::<Option<_>>()?;
        policy.deadlines.review_business_days = review?;
        policy.deadlines.answer_business_days = answer?;
        policy.deadlines.dispute_days = dispute?;
        policy.deadlines.dispute_review_business_days = dispute_review?;
        policy.deadlines.payment_business_days = payment?;
        policy.deadlines.evidence_months = evidence?;
        Some(policy)
    };
    let edited = edited();
    reading.finish(edited)
}

fn number(reading: &mut Reading<'_>, fields: &Fields, field: &str, most: u32) -> Option<u32> {
    let number = fields.get(field).trim().parse().ok();
    let number = number.filter(|number| *number <= most);
    if number.is_none() {
        let why = reading
            .say
            .say("edit-number")
            .count("most", most)
            .into_html();
        reading.refuse_with(field, why);
    }
    number
}

fn period_of(reading: &mut Reading<'_>, id: PeriodId, name: &str) -> Option<Period> {
    let mut span = |span: &str| {
        let (from, to) = (format!("{name}-{span}-from"), format!("{name}-{span}-to"));
        let days = (reading.date(&from), reading.date(&to));
        if matches!(days, (Some(from), Some(to)) if from > to) {
            reading.refuse(&to, "edit-period-order");
        }
        Some(Days {
            from: days.0?,
            to: days.1?,
        })
    };
    let (earned, used, claimed) = (span("earned"), span("used"), span("claimed"));
    Some(Period {
        id,
        earned: earned?,
        used: used?,
        claimed: claimed?,
    })
}
