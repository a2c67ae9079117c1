//! A programme's policy on the wire, the same shape in and out.

use chrono::Weekday;
use domain::calendar::{BusinessCalendar, Days};
use domain::programme::{Activity, Asked, Bilingual, Deadlines, Period};
use domain::{Currency, MetricCode, Policy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::form::{Day, Name, NewLine, TimeZoneName, WeekdayName, Word};
use super::{DaysBody, Reader, Wire, day, text};

/// The longest time a deadline gives: ten years of days.
const DAYS_MAX: u64 = 3_660;

/// The longest time evidence is kept: a century of months.
const MONTHS_MAX: u64 = 1_200;

/// A text in English and French.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct BilingualBody {
    #[schemars(with = "NewLine")]
    en: String,
    #[schemars(with = "NewLine")]
    fr: String,
}

/// On which days nobody works.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CalendarBody {
    /// `Mon` to `Sun`.
    #[schemars(with = "Vec<Word<WeekdayName>>")]
    weekend: Vec<String>,
    #[serde(default)]
    #[schemars(with = "Vec<Day>")]
    holidays: Vec<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PeriodBody {
    #[schemars(with = "Name")]
    id: String,
    earned: DaysBody,
    used: DaysBody,
    claimed: DaysBody,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AskedBody {
    #[schemars(with = "Name")]
    code: String,
    name: BilingualBody,
    /// A claim without it is not submitted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    required: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ActivityBody {
    #[schemars(with = "Name")]
    code: String,
    name: BilingualBody,
    #[serde(default)]
    proofs: Vec<AskedBody>,
    #[serde(default)]
    metrics: Vec<AskedBody>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeadlinesBody {
    #[schemars(range(max = DAYS_MAX))]
    review_business_days: u32,
    #[schemars(range(max = DAYS_MAX))]
    dispute_review_business_days: u32,
    #[schemars(range(max = DAYS_MAX))]
    answer_business_days: u32,
    #[schemars(range(max = DAYS_MAX))]
    dispute_days: u32,
    #[schemars(range(max = DAYS_MAX))]
    payment_business_days: u32,
    #[schemars(range(max = MONTHS_MAX))]
    evidence_months: u32,
}

/// One version of a programme's policy.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyBody {
    #[schemars(with = "NewLine")]
    name: String,
    #[schemars(with = "Name")]
    vendor: String,
    #[schemars(with = "Word<Currency>")]
    currency: String,
    /// An IANA name, such as `Europe/Paris`.
    #[schemars(with = "TimeZoneName")]
    time_zone: String,
    calendar: CalendarBody,
    periods: Vec<PeriodBody>,
    activities: Vec<ActivityBody>,
    deadlines: DeadlinesBody,
    /// Where people read how the programme works: an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<NewLine>")]
    guide: Option<String>,
}

impl Wire for PolicyBody {
    type Into = Policy;

    fn read(self, at: &mut Reader) -> Option<Policy> {
        let name = at.line("name", self.name);
        let vendor = at.name("vendor", &self.vendor);
        let currency = at.parsed("currency", "unknown_currency", &self.currency);
        let time_zone = at.parsed("time_zone", "unknown_time_zone", &self.time_zone);
        let calendar = at.within("calendar", |at| self.calendar.read(at));
        let periods = at.list("periods", self.periods, |at, period| period.read(at));
        let activities = at.list("activities", self.activities, |at, activity| {
            activity.read(at)
        });
        let deadlines = at.within("deadlines", |at| self.deadlines.read(at));
        let guide = at.maybe(self.guide, |at, guide| at.line("guide", guide));
        Some(Policy {
            name: name?,
            vendor: vendor?,
            currency: currency?,
            time_zone: time_zone?,
            calendar: calendar?,
            periods: periods?,
            activities: activities?,
            deadlines: deadlines?,
            guide: guide?,
        })
    }
}

impl BilingualBody {
    fn read(self, field: &str, at: &mut Reader) -> Option<Bilingual> {
        at.within(field, |at| {
            let (en, fr) = (at.line("en", self.en), at.line("fr", self.fr));
            Some(Bilingual { en: en?, fr: fr? })
        })
    }
}

impl CalendarBody {
    fn read(self, at: &mut Reader) -> Option<BusinessCalendar> {
        let weekend = at.list("weekend", self.weekend, |at, day| {
            let known = WEEKDAYS.into_iter().find(|(name, _)| *name == day);
            if known.is_none() {
                at.refuse_here(
                    "bad_weekday",
                    "a day of the week is Mon, Tue, Wed, Thu, Fri, Sat or Sun",
                );
            }
            known.map(|(_, weekday)| weekday)
        });
        let holidays = at.list("holidays", self.holidays, |at, day| at.date_here(&day));
        Some(BusinessCalendar {
            weekend: weekend?,
            holidays: holidays?.into_iter().collect(),
        })
    }
}

/// How the days of the week are written.
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("Mon", Weekday::Mon),
    ("Tue", Weekday::Tue),
    ("Wed", Weekday::Wed),
    ("Thu", Weekday::Thu),
    ("Fri", Weekday::Fri),
    ("Sat", Weekday::Sat),
    ("Sun", Weekday::Sun),
];

impl DaysBody {
    fn read(&self, field: &str, at: &mut Reader) -> Option<Days> {
        at.within(field, |at| {
            let (from, to) = (at.date("from", &self.from), at.date("to", &self.to));
            Some(Days {
                from: from?,
                to: to?,
            })
        })
    }
}

impl PeriodBody {
    fn read(self, at: &mut Reader) -> Option<Period> {
        let id = at.name("id", &self.id);
        let earned = self.earned.read("earned", at);
        let used = self.used.read("used", at);
        let claimed = self.claimed.read("claimed", at);
        Some(Period {
            id: id?,
            earned: earned?,
            used: used?,
            claimed: claimed?,
        })
    }
}

impl AskedBody {
    fn read(self, at: &mut Reader) -> Option<Asked> {
        let code: Option<MetricCode> = at.name("code", &self.code);
        let name = self.name.read("name", at);
        Some(Asked {
            code: code?,
            name: name?,
            required: self.required,
        })
    }
}

impl ActivityBody {
    fn read(self, at: &mut Reader) -> Option<Activity> {
        let code = at.name("code", &self.code);
        let name = self.name.read("name", at);
        let proofs = at.list("proofs", self.proofs, |at, asked| asked.read(at));
        let metrics = at.list("metrics", self.metrics, |at, asked| asked.read(at));
        Some(Activity {
            code: code?,
            name: name?,
            proofs: proofs?,
            metrics: metrics?,
        })
    }
}

impl DeadlinesBody {
    fn read(self, at: &mut Reader) -> Option<Deadlines> {
        let figures = [
            ("review_business_days", self.review_business_days, DAYS_MAX),
            (
                "dispute_review_business_days",
                self.dispute_review_business_days,
                DAYS_MAX,
            ),
            ("answer_business_days", self.answer_business_days, DAYS_MAX),
            ("dispute_days", self.dispute_days, DAYS_MAX),
            (
                "payment_business_days",
                self.payment_business_days,
                DAYS_MAX,
            ),
            ("evidence_months", self.evidence_months, MONTHS_MAX),
        ];
        let read = |(field, number, most)| at.at_most(field, u64::from(number), most).is_some();
        let fitting = figures.map(read);
        fitting.iter().all(|fits| *fits).then_some(Deadlines {
            review_business_days: self.review_business_days,
            dispute_review_business_days: self.dispute_review_business_days,
            answer_business_days: self.answer_business_days,
            dispute_days: self.dispute_days,
            payment_business_days: self.payment_business_days,
            evidence_months: self.evidence_months,
        })
    }
}

impl From<&Policy> for PolicyBody {
    fn from(policy: &Policy) -> Self {
        let deadlines = &policy.deadlines;
        Self {
            name: policy.name.clone(),
            vendor: text(&policy.vendor),
            currency: text(policy.currency),
            time_zone: policy.time_zone.name().to_owned(),
            calendar: CalendarBody {
                weekend: policy.calendar.weekend.iter().map(text).collect(),
                holidays: policy.calendar.holidays.iter().copied().map(day).collect(),
            },
            periods: policy.periods.iter().map(PeriodBody::from).collect(),
            activities: policy.activities.iter().map(ActivityBody::from).collect(),
            deadlines: DeadlinesBody {
                review_business_days: deadlines.review_business_days,
                dispute_review_business_days: deadlines.dispute_review_business_days,
                answer_business_days: deadlines.answer_business_days,
                dispute_days: deadlines.dispute_days,
                payment_business_days: deadlines.payment_business_days,
                evidence_months: deadlines.evidence_months,
            },
            guide: policy.guide.clone(),
        }
    }
}

impl From<&Period> for PeriodBody {
    fn from(period: &Period) -> Self {
        let days = |days: Days| DaysBody {
            from: day(days.from),
            to: day(days.to),
        };
        Self {
            id: text(&period.id),
            earned: days(period.earned),
            used: days(period.used),
            claimed: days(period.claimed),
        }
    }
}

impl From<&Activity> for ActivityBody {
    fn from(activity: &Activity) -> Self {
        let asked = |asked: &Asked| AskedBody {
            code: text(&asked.code),
            name: BilingualBody::from(&asked.name),
            required: asked.required,
        };
        Self {
            code: text(&activity.code),
            name: BilingualBody::from(&activity.name),
            proofs: activity.proofs.iter().map(asked).collect(),
            metrics: activity.metrics.iter().map(asked).collect(),
        }
    }
}

impl From<&Bilingual> for BilingualBody {
    fn from(name: &Bilingual) -> Self {
        Self {
            en: name.en.clone(),
            fr: name.fr.clone(),
        }
    }
}
