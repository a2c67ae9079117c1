//! Publishing a programme's policy.

use std::sync::Arc;

use domain::calendar::Days;
use domain::programme::Unsound;
use domain::{Policy, ProgrammeEvent, Refusal};

use crate::common::*;

fn unsound(what: Unsound) -> Refusal {
    Refusal::PolicyMustBeSound { what }
}

/// Publishes the demo policy with a flaw.
fn flawed(flaw: impl FnOnce(&mut Policy)) -> Step {
    let mut policy = policy();
    flaw(&mut policy);
    PIA.does(publish(policy))
}

scenarios! {
    fn the_first_policy_is_version_one() {
        given([])
            .when(PIA.does(publish(policy())))
            .then([ProgrammeEvent::PolicyPublished {
                version: 1,
                policy: Arc::new(policy()),
            }]);
    }

    fn another_policy_is_the_next_version() {
        let mut second = policy();
        second.deadlines.dispute_days = 60;
        given([PIA.does(publish(policy()))])
            .when(PIA.does(publish(second.clone())))
            .then([ProgrammeEvent::PolicyPublished {
                version: 2,
                policy: Arc::new(second),
            }]);
    }

    fn a_later_policy_keeps_the_currency_and_the_vendor() {
        let published = || given([PIA.does(publish(policy()))]);
        published()
            .when(flawed(|policy| policy.currency = "USD".parse().expect("a currency")))
            .refused(unsound(Unsound::OtherCurrency));
        published()
            .when(flawed(|policy| policy.vendor = name("elsewhere")))
            .refused(unsound(Unsound::OtherVendor));
    }

    fn the_same_policy_is_not_published_twice() {
        given([PIA.does(publish(policy()))])
            .when(PIA.does(publish(policy())))
            .refused(Refusal::SomethingMustChange);
    }

    fn an_earlier_policy_can_come_back() {
        let mut second = policy();
        second.deadlines.dispute_days = 60;
        given([PIA.does(publish(policy())), PIA.does(publish(second))])
            .when(PIA.does(publish(policy())))
            .then([ProgrammeEvent::PolicyPublished {
                version: 3,
                policy: Arc::new(policy()),
            }]);
    }

    fn only_the_programmes_admin_publishes() {
        for who in [FAY, MARC, INES, PAUL, CAMILLE, YANN, ADA, OTTO, SYSTEM] {
            given([])
                .when(who.does(publish(policy())))
                .refused(Refusal::ActorMustBeAllowed);
        }
    }

    fn only_the_vendors_own_admin_publishes() {
        let elsewhere = Who("rolf@rival programme_admin");
        given([])
            .when(elsewhere.does(publish(policy())))
            .refused(Refusal::ActorMustBeAllowed);
        let mut theirs = policy();
        theirs.vendor = name("rival");
        given([PIA.does(publish(policy()))])
            .when(elsewhere.does(publish(theirs)))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn a_policy_has_a_name() {
        given([])
            .when(flawed(|p| p.name = " ".into()))
            .refused(unsound(Unsound::Nameless));
    }

    fn a_guide_is_an_https_address() {
        let guided = |guide: &str| {
            let guide = guide.to_owned();
            flawed(|policy| policy.guide = Some(guide))
        };
        for guide in ["https://helio-cloud.example/guide?lang=fr#top", "https://a.example:8443"] {
            given([]).when(guided(guide)).accepted();
        }
        for guide in [
            "",
            "https://",
            "http://helio-cloud.example",
            "javascript:alert(1)",
            "https://helio-cloud.example/a b",
            "https://helio-cloud.example/\u{e9}",
            "https://ada:secret@helio-cloud.example",
            "https://.example",
            "https://a.example:99999",
        ] {
            given([])
                .when(guided(guide))
                .refused(unsound(Unsound::GuideIsNoHttpsAddress));
        }
    }

    fn a_policy_has_a_period_and_an_activity() {
        given([])
            .when(flawed(|p| p.periods.clear()))
            .refused(unsound(Unsound::WithoutPeriods));
        given([])
            .when(flawed(|p| p.activities.clear()))
            .refused(unsound(Unsound::WithoutActivities));
    }

    fn a_period_ends_after_it_begins() {
        let backwards = Days {
            from: day("2024-01-02"),
            to: day("2024-01-01"),
        };
        let flaws: [fn(&mut Policy, Days); 3] = [
            |p, days| p.periods[1].earned = days,
            |p, days| p.periods[1].used = days,
            |p, days| p.periods[1].claimed = days,
        ];
        for flaw in flaws {
            given([])
                .when(flawed(|p| flaw(p, backwards)))
                .refused(unsound(Unsound::PeriodEndsBeforeItBegins));
        }
    }

    fn periods_and_activities_are_named_once() {
        given([])
            .when(flawed(|p| p.periods[1].id = p.periods[0].id.clone()))
            .refused(unsound(Unsound::PeriodsShareAnId));
        given([])
            .when(flawed(|p| {
                p.activities[1].code = p.activities[0].code.clone()
            }))
            .refused(unsound(Unsound::ActivitiesShareACode));
    }
}
