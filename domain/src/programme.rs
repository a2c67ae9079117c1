//! A programme: the policy claims are filed under, published in versions that never change.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Offset, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::access::{self, Operation};
use crate::calendar::{BusinessCalendar, Days};
use crate::event::{Stamped, name_events};
use crate::refusal::require;
use crate::writing::says_something;
use crate::{ActivityCode, Actor, Currency, MetricCode, OrgId, PeriodId, Refusal};

/// A text in the two languages of the people behind the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bilingual {
    pub en: String,
    pub fr: String,
}

/// When funds are earned, used and claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    pub id: PeriodId,
    pub earned: Days,
    pub used: Days,
    pub claimed: Days,
}

/// Something an activity asks for: a kind of proof, or a metric.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    pub code: MetricCode,
    pub name: Bilingual,
    /// A claim without it is not submitted; the others are only shown as missing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
}

/// A marketing activity, with the proofs and metrics it asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    pub code: ActivityCode,
    pub name: Bilingual,
    #[serde(default)]
    pub proofs: Vec<Asked>,
    #[serde(default)]
    pub metrics: Vec<Asked>,
}

/// How long things may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    pub review_business_days: u32,
    pub dispute_review_business_days: u32,
    pub answer_business_days: u32,
    /// Calendar days in which a rejection can be disputed.
    pub dispute_days: u32,
    pub payment_business_days: u32,
    pub evidence_months: u32,
}

/// One version of a programme's policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub name: String,
    pub vendor: OrgId,
    pub currency: Currency,
    /// The zone in which a day begins and ends (IANA name).
    pub time_zone: Tz,
    pub calendar: BusinessCalendar,
    pub periods: Vec<Period>,
    pub activities: Vec<Activity>,
    pub deadlines: Deadlines,
    /// Where people read how the programme works: an https address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guide: Option<String>,
}

impl Policy {
    /// Gives the civil date of an instant in the programme's time zone.
    ///
    /// At either end of time, where there is no local one, that of the instant itself.
    pub fn local_date(&self, at: DateTime<Utc>) -> NaiveDate {
        let utc = at.naive_utc();
        let offset = self.time_zone.offset_from_utc_datetime(&utc).fix();
        utc.checked_add_offset(offset).unwrap_or(utc).date()
    }

    /// Finds a period.
    pub fn period(&self, id: &PeriodId) -> Option<&Period> {
        self.periods.iter().find(|period| period.id == *id)
    }

    /// Finds an activity.
    pub fn activity(&self, code: &ActivityCode) -> Option<&Activity> {
        self.activities
            .iter()
            .find(|activity| activity.code == *code)
    }

    /// Gives the day `business_days` after the day of an instant.
    pub fn due(&self, at: DateTime<Utc>, business_days: u32) -> NaiveDate {
        self.calendar
            .business_days_after(self.local_date(at), business_days)
    }

    fn must_be_sound(&self) -> Result<(), Refusal> {
        require(says_something(&self.name), unsound(Unsound::Nameless))?;
        require(!self.periods.is_empty(), unsound(Unsound::WithoutPeriods))?;
        require(
            !self.activities.is_empty(),
            unsound(Unsound::WithoutActivities),
        )?;
        let spans = self
            .periods
            .iter()
            .flat_map(|p| [p.earned, p.used, p.claimed]);
        for span in spans {
            require(
                span.from <= span.to,
                unsound(Unsound::PeriodEndsBeforeItBegins),
            )?;
        }
        let periods: BTreeSet<_> = self.periods.iter().map(|p| &p.id).collect();
        require(
            periods.len() == self.periods.len(),
            unsound(Unsound::PeriodsShareAnId),
        )?;
        let activities: BTreeSet<_> = self.activities.iter().map(|a| &a.code).collect();
        require(
            activities.len() == self.activities.len(),
            unsound(Unsound::ActivitiesShareACode),
        )?;
        require(
            self.guide.as_deref().is_none_or(is_https),
            unsound(Unsound::GuideIsNoHttpsAddress),
        )
    }
}

/// Why a policy cannot be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    #[error("it has no name")]
    Nameless,
    #[error("it has no period")]
    WithoutPeriods,
    #[error("it has no activity")]
    WithoutActivities,
    #[error("a period ends before it begins")]
    PeriodEndsBeforeItBegins,
    #[error("two periods share an id")]
    PeriodsShareAnId,
    #[error("two activities share a code")]
    ActivitiesShareACode,
    #[error("its guide is not an https address")]
    GuideIsNoHttpsAddress,
    #[error("its currency is not the programme's")]
    OtherCurrency,
    #[error("its vendor is not the programme's")]
    OtherVendor,
}

impl Unsound {
    /// Every reason, in the order in which they are looked for.
    pub const ALL: [Self; 9] = [
        Self::Nameless,
        Self::WithoutPeriods,
        Self::WithoutActivities,
        Self::PeriodEndsBeforeItBegins,
        Self::PeriodsShareAnId,
        Self::ActivitiesShareACode,
        Self::GuideIsNoHttpsAddress,
        Self::OtherCurrency,
        Self::OtherVendor,
    ];

    /// Gives the word by which translations know it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nameless => "nameless",
            Self::WithoutPeriods => "without_periods",
            Self::WithoutActivities => "without_activities",
            Self::PeriodEndsBeforeItBegins => "period_ends_before_it_begins",
            Self::PeriodsShareAnId => "periods_share_an_id",
            Self::ActivitiesShareACode => "activities_share_a_code",
            Self::GuideIsNoHttpsAddress => "guide_is_no_https_address",
            Self::OtherCurrency => "other_currency",
            Self::OtherVendor => "other_vendor",
        }
    }
}

const fn unsound(what: Unsound) -> Refusal {
    Refusal::PolicyMustBeSound { what }
}

/// Tells whether a text is an https address that people can be sent to.
fn is_https(text: &str) -> bool {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte));
    let host = text
        .strip_prefix("https://")
        .and_then(|rest| rest.split(['/', '?', '#']).next());
    is_plain && text.len() <= 2_000 && host.is_some_and(is_host)
}

/// A name with dots and perhaps a port; never somebody's name and password before it.
fn is_host(host: &str) -> bool {
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.split('.').all(is_label) && port.parse::<u16>().is_ok()
}

/// What can be asked of a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum ProgrammeCommand {
    /// Publishes a policy as the programme's next version (programme admin).
    Publish(Box<Policy>),
}

/// What happened to a programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ProgrammeEvent {
    PolicyPublished { version: u32, policy: Arc<Policy> },
}

name_events!(ProgrammeEvent: PolicyPublished = 2);

/// A programme: its policies, oldest first; version 1 is the first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    pub policies: Vec<Arc<Policy>>,
}

impl Programme {
    /// Gives the policy in force for new claims, with its version.
    pub fn current(&self) -> Option<(u32, &Arc<Policy>)> {
        let version = u32::try_from(self.policies.len()).ok()?;
        Some((version, self.policies.last()?))
    }

    /// Gives a version of the policy.
    pub fn version(&self, version: u32) -> Option<&Arc<Policy>> {
        self.policies
            .get(usize::try_from(version.checked_sub(1)?).ok()?)
    }
}

/// Decides what a command on a programme leads to.
pub fn decide(
    programme: Option<&Programme>,
    command: &ProgrammeCommand,
    by: &Actor,
) -> Result<Vec<ProgrammeEvent>, Refusal> {
    match command {
        ProgrammeCommand::Publish(policy) => {
            let current = programme.and_then(Programme::current);
            let vendor = current.map_or(&policy.vendor, |(_, current)| &current.vendor);
            let relation = access::to_programme(by, vendor);
            let is_allowed = access::may(by.role, Operation::PublishPolicy, relation);
            require(is_allowed, Refusal::ActorMustBeAllowed)?;
            policy.must_be_sound()?;
            let (version, current) = match current {
                Some((version, current)) => (version + 1, Some(current)),
                None => (1, None),
            };
            if let Some(current) = current {
                let is_same = current.currency == policy.currency;
                require(is_same, unsound(Unsound::OtherCurrency))?;
                let is_same = current.vendor == policy.vendor;
                require(is_same, unsound(Unsound::OtherVendor))?;
            }
            let changed = current.is_none_or(|current| **current != **policy);
            require(changed, Refusal::SomethingMustChange)?;
            let policy = Arc::new(Policy::clone(policy));
            Ok(vec![ProgrammeEvent::PolicyPublished { version, policy }])
        }
    }
}

/// Applies an event.
pub fn evolve(programme: &mut Option<Programme>, event: &Stamped<ProgrammeEvent>) {
    match &event.event {
        ProgrammeEvent::PolicyPublished { policy, .. } => {
            programme
                .get_or_insert_default()
                .policies
                .push(Arc::clone(policy));
        }
    }
}
