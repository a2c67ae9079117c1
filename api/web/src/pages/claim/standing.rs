//! Where a claim stands, in one sentence: who acts next, by when, and what follows.

use chrono::NaiveDate;
use domain::claim::{ExpiryCause, MetricValue};
use domain::{ReasonCode, Role, Status};

use super::opened::Opened;
use crate::pages::say::{Html, Say};
use crate::pages::visitor::Visitor;

/// The sentence, and how it looks.
pub(in crate::pages) struct StateLine {
    pub(in crate::pages) tone: &'static str,
    pub(in crate::pages) icon: &'static str,
    pub(in crate::pages) title: Html,
    pub(in crate::pages) more: Html,
}

/// Who reads it: the same state is another thing to whoever has to act.
fn reader(visitor: &Visitor, opened: &Opened) -> &'static str {
    let reviewer = opened.details().progress.reviewer.as_ref();
    match visitor.actor().role {
        Role::PartnerAdmin | Role::PartnerUser => "partner",
        Role::Contributor => "contributor",
        Role::Reviewer
            if opened.claim().status == Status::UnderReview
                && reviewer.is_some_and(|it| visitor.actor().is(it)) =>
        {
            "reviewer"
        }
        Role::Reviewer | Role::Approver | Role::Finance | Role::ProgrammeAdmin => "vendor",
        Role::Auditor | Role::Operator | Role::System => "auditor",
    }
}

impl StateLine {
    pub(in crate::pages) fn of(visitor: &Visitor, opened: &Opened) -> Self {
        let (say, details) = (visitor.say, opened.details());
        let (standing, progress) = (&details.progress.standing, &details.progress);
        let status = standing.status;
        let today = opened.today(visitor);
        let who = reader(visitor, opened);
        let told = |part: &str| {
            let key = format!("claim-state-{}-{part}", status.as_str().replace('_', "-"));
            let items = details.requests.last().map_or(0, |it| it.items.len());
            let dispute = who == "partner" && visitor.actor().role == Role::PartnerAdmin;
            let last_paid = (details.payments.iter()).rfind(|it| it.reversal.is_none());
            let asked_by = details.requests.last().map(|request| &request.by.user);
            let reviewer = progress.reviewer.as_ref().map(|reviewer| &reviewer.user);
            let is_asked = status == Status::ActionRequired;
            let person = if is_asked { asked_by } else { reviewer };
            let vendor = say.org(opened.vendor());
            let person = person.map_or_else(|| vendor.clone(), |user| say.person(user));
            let reasons = details
                .rejection
                .as_ref()
                .map(|it| reasons(say, &it.reasons));
            let expiry = match details.expiry {
                Some(ExpiryCause::NoAnswer) => "no-answer",
                Some(ExpiryCause::NotSubmitted) | None => "not-submitted",
            };
            let decided = details.approval.as_ref().map(|approval| &approval.by.user);
            say.say_of(key)
                .text("who", who)
                .text("vendor", vendor)
                .text("partner", say.org(&details.facts.partner))
                .text("person", person)
                .text(
                    "decider",
                    decided.map_or_else(String::new, |it| say.person(it)),
                )
                .html("due", due(say, progress.due))
                .html("left", left(say, progress.due, today))
                .money("amount", standing.amount())
                .money("paid", standing.paid)
                .html(
                    "date",
                    match last_paid.filter(|_| status == Status::Paid) {
                        Some(payment) => say.day(payment.value_date),
                        None => say.date(progress.since),
                    },
                )
                .text(
                    "reference",
                    last_paid.map_or("", |it| it.reference.as_str()),
                )
                .text("reasons", reasons.unwrap_or_default())
                .text("expiry", expiry)
                .text("may", if dispute { "dispute" } else { "read" })
                .text(
                    "part",
                    if standing.paid.is_positive() {
                        "some"
                    } else {
                        "none"
                    },
                )
                .count("round", i64::from(standing.round))
                .count("items", items)
                .count("missing", opened.answer.body.missing.len())
                .into_html()
        };
        let (tone, icon) = looks(status);
        Self {
            tone,
            icon,
            title: told("title"),
            more: told("more"),
        }
    }
}

/// Names the reasons of a rejection.
pub(in crate::pages) fn reasons(say: Say, reasons: &[ReasonCode]) -> String {
    let named = reasons.iter().map(|reason| {
        let key = format!("reject-for-{}", reason.as_str().replace('_', "-"));
        match say.knows(&key) {
            true => say.t(&key).into_owned(),
            false => reason.as_str().replace(['-', '_'], " "),
        }
    });
    named.collect::<Vec<_>>().join(", ")
}

/// Writes a measured result in the reader's form, with all the decimals it was given with.
pub(in crate::pages) fn metric(say: Say, value: &MetricValue) -> String {
    let (sign, digits) = match value.as_str().strip_prefix('-') {
        Some(digits) => ("\u{2212}", digits),
        None => ("", value.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = match whole.parse::<u64>() {
        Ok(number) => say.number(number),
        Err(_) => whole.to_owned(),
    };
    let mark = if say.is_sign_last() { ',' } else { '.' };
    match fraction {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}{mark}{fraction}"),
    }
}

/// A day that is not set is said not to be.
fn due(say: Say, due: Option<NaiveDate>) -> Html {
    due.map_or_else(
        || Html::text(&say.t("claim-no-day")),
        |day| say.weekday(day),
    )
}

/// Says how many days are left, or how late it is.
pub(in crate::pages) fn left(say: Say, due: Option<NaiveDate>, today: NaiveDate) -> Html {
    let Some(due) = due else {
        return Html::text(&say.t("claim-left-open"));
    };
    match (due - today).num_days() {
        days @ ..0 => say.say("claim-left-late").count("days", -days).into_html(),
        0 => Html::text(&say.t("claim-left-today")),
        days => say.say("claim-left-days").count("days", days).into_html(),
    }
}

/// Gives the tone and the icon of a state.
const fn looks(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Editing => ("info", "pencil"),
        Status::Submitted => ("info", "clock"),
        Status::UnderReview => ("info", "timer"),
        Status::ActionRequired => ("warn", "hourglass"),
        Status::Approved => ("good", "circle-check"),
        Status::Rejected => ("bad", "circle-x"),
        Status::Disputed => ("warn", "scale"),
        Status::RejectionFinal => ("bad", "octagon-alert"),
        Status::Paid => ("good", "banknote"),
        Status::Cancelled => ("quiet", "circle-x"),
        Status::Expired => ("quiet", "hourglass"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::language::Language;
    use chrono_tz::Tz;

    const READERS: [&str; 5] = ["partner", "contributor", "reviewer", "vendor", "auditor"];

    fn says(language: Language) -> Say {
        Say {
            language,
            zone: Tz::UTC,
        }
    }

    #[test]
    fn every_status_is_told_to_every_reader_in_both_languages() {
        for language in [Language::English, Language::French] {
            for status in Status::ALL {
                let kind = status.as_str().replace('_', "-");
                for who in READERS {
                    let title = says(language)
                        .say_of(format!("claim-state-{kind}-title"))
                        .text("who", who)
                        .text("vendor", "Helio Cloud")
                        .text("partner", "Atelier Breton")
                        .text("person", "Ines")
                        .text("due", "Fri 9 Aug 2024")
                        .text("left", "3 days left")
                        .text("amount", "€1.00")
                        .text("paid", "€0.00")
                        .text("date", "1 Aug 2024")
                        .text("reasons", "not covered")
                        .text("expiry", "no-answer")
                        .text("may", "read")
                        .text("part", "none")
                        .count("round", 2_i64)
                        .count("items", 1_i64)
                        .count("missing", 0_i64)
                        .to_string();
                    assert!(
                        title.ends_with('.') && !title.contains(['{', '$']),
                        "{kind} for {who} in {}: {title}",
                        language.tag()
                    );
                }
            }
        }
    }

    #[test]
    fn a_metric_keeps_its_decimals_in_the_form_of_its_reader() {
        let value = |text: &str| text.parse().expect("a metric's value");
        assert_eq!(metric(says(Language::English), &value("5210")), "5,210");
        assert_eq!(metric(says(Language::French), &value("-2.750")), "−2,750");
    }

    #[test]
    fn a_day_that_is_over_is_late() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let told = |due: &str| {
            let said = left(says(Language::English), Some(day(due)), day("2024-04-15"));
            said.as_str().to_owned()
        };
        assert_eq!(told("2024-04-14"), "1 day late");
        assert_eq!(told("2024-04-15"), "0 days left, today is the last");
        assert_eq!(told("2024-04-17"), "2 days left");
    }
}
