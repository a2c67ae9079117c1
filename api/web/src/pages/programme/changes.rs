//! What changes from one version of a policy to the next: only that, old and new.

use domain::Policy;
use domain::calendar::Days;
use domain::programme::{Activity, Asked, Period};

use super::{deadlines, weekend};
use crate::pages::say::{Html, Say};

/// Something that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) what: String,
    /// None: it is new.
    pub(super) old: Option<String>,
    /// None: it is left out.
    pub(super) new: Option<String>,
    /// Who notices.
    pub(super) who: &'static str,
}

/// Lists what differs, in the order of a policy.
pub(super) fn between(say: Say, old: &Policy, new: &Policy) -> Vec<Change> {
    let mut changes = Changes { say, list: vec![] };
    changes.plain("change-name", &old.name, &new.name, "change-everybody");
    let vendors = (old.vendor.to_string(), new.vendor.to_string());
    changes.plain("change-vendor", &vendors.0, &vendors.1, "change-everybody");
    changes.plain(
        "change-currency",
        old.currency.code(),
        new.currency.code(),
        "change-new-funds",
    );
    let zones = (old.time_zone.name(), new.time_zone.name());
    changes.plain("change-time-zone", zones.0, zones.1, "change-new-claims");
    let weekends = (weekend(say, old), weekend(say, new));
    changes.plain(
        "change-weekend",
        &weekends.0,
        &weekends.1,
        "change-new-claims",
    );
    changes.holidays(old, new);
    changes.maybe(
        say.t("change-guide").into_owned(),
        old.guide.clone(),
        new.guide.clone(),
        "change-everybody",
    );
    let pairs = deadlines(say, old).into_iter().zip(deadlines(say, new));
    for ((key, old), (_, new)) in pairs {
        changes.plain(key, old.as_str(), new.as_str(), "change-new-claims");
    }
    changes.periods(old, new);
    changes.activities(old, new);
    changes.list
}

struct Changes {
    say: Say,
    list: Vec<Change>,
}

impl Changes {
    fn plain(&mut self, key: &'static str, old: &str, new: &str, who: &'static str) {
        let what = self.say.t(key).into_owned();
        self.maybe(what, Some(old.to_owned()), Some(new.to_owned()), who);
    }

    fn maybe(&mut self, what: String, old: Option<String>, new: Option<String>, who: &'static str) {
        if old != new {
            self.list.push(Change {
                what,
                old,
                new,
                who,
            });
        }
    }

    fn holidays(&mut self, old: &Policy, new: &Policy) {
        let (before, after) = (&old.calendar.holidays, &new.calendar.holidays);
        let what = self.say.t("change-holiday").into_owned();
        for day in before.difference(after) {
            let day = self.say.day_words(*day);
            self.maybe(what.clone(), Some(day), None, "change-new-claims");
        }
        for day in after.difference(before) {
            let day = self.say.day_words(*day);
            self.maybe(what.clone(), None, Some(day), "change-new-claims");
        }
    }

    fn periods(&mut self, old: &Policy, new: &Policy) {
        let say = self.say;
        let what = |period: &Period| {
            let sentence = say.say("change-period");
            sentence.text("period", period.id.to_string()).to_string()
        };
        let told = |period: &Period| {
            let days = |days: Days| {
                let (from, to) = (say.day_words(days.from), say.day_words(days.to));
                say.say("period-days")
                    .text("from", from)
                    .text("to", to)
                    .to_string()
            };
            say.say("change-period-days")
                .text("earned", days(period.earned))
                .text("used", days(period.used))
                .text("claimed", days(period.claimed))
                .to_string()
        };
        for period in &old.periods {
            let after = new.period(&period.id).map(told);
            self.maybe(what(period), Some(told(period)), after, "change-new-funds");
        }
        let added = new
            .periods
            .iter()
            .filter(|period| old.period(&period.id).is_none());
        for period in added {
            self.maybe(what(period), None, Some(told(period)), "change-new-funds");
        }
    }

    fn activities(&mut self, old: &Policy, new: &Policy) {
        let say = self.say;
        for activity in &old.activities {
            match new.activity(&activity.code) {
                None => {
                    let what = say.t("change-activity").into_owned();
                    let name = say.of(&activity.name).to_owned();
                    self.maybe(what, Some(name), None, "change-new-claims");
                }
                Some(after) => self.activity(activity, after),
            }
        }
        let is_new = |activity: &&Activity| old.activity(&activity.code).is_none();
        for activity in new.activities.iter().filter(is_new) {
            let what = say.t("change-activity").into_owned();
            let name = say.of(&activity.name).to_owned();
            self.maybe(what, None, Some(name), "change-new-claims");
        }
    }

    fn activity(&mut self, old: &Activity, new: &Activity) {
        let say = self.say;
        let name = say.of(&old.name).to_owned();
        let of = |key| say.say(key).text("activity", &name).to_string();
        let both = |activity: &Activity| format!("{} / {}", activity.name.en, activity.name.fr);
        self.maybe(
            of("change-activity-name"),
            Some(both(old)),
            Some(both(new)),
            "change-everybody",
        );
        let listed = |asked: &[Asked]| match asked {
            [] => say.t("programme-nothing").into_owned(),
            asked => asked
                .iter()
                .map(|asked| told(say, asked))
                .collect::<Vec<_>>()
                .join(", "),
        };
        for (key, old, new) in [
            ("change-activity-proofs", &old.proofs, &new.proofs),
            ("change-activity-metrics", &old.metrics, &new.metrics),
        ] {
            // A name in the other language alone is a change as well.
            if old != new {
                let (mut before, mut after) = (listed(old), listed(new));
                if before == after {
                    (before, after) = (in_both(old), in_both(new));
                }
                self.maybe(of(key), Some(before), Some(after), "change-new-claims");
            }
        }
    }
}

fn told(say: Say, asked: &Asked) -> String {
    let name = say.of(&asked.name);
    match asked.required {
        true => format!("{name} ({})", say.t("programme-required")),
        false => name.to_owned(),
    }
}

fn in_both(asked: &[Asked]) -> String {
    let one = |asked: &Asked| format!("{} / {}", asked.name.en, asked.name.fr);
    asked.iter().map(one).collect::<Vec<_>>().join(", ")
}

impl Change {
    /// Shows the old value, struck.
    pub(super) fn before(&self) -> Html {
        let old = self.old.as_deref();
        old.map_or_else(Html::default, |old| Html::element("del", &[], old))
    }

    /// Shows the new value.
    pub(super) fn after(&self) -> Html {
        let new = self.new.as_deref();
        new.map_or_else(Html::default, |new| Html::element("ins", &[], new))
    }
}
