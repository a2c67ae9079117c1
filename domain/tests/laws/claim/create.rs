//! Filing a claim against a fund.

use domain::{ClaimCommand, ClaimEvent, Money, Refusal, claim};

use crate::common::*;

/// The claim as a test changes it.
struct Draft {
    activity: &'static str,
    title: &'static str,
    executed_on: &'static str,
    declared: Money,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            activity: "trade-show",
            title: "Salon du Cloud",
            executed_on: "2024-03-14",
            declared: eur(1_200_00),
        }
    }
}

fn draft(draft: Draft) -> Step {
    CAMILLE.does(ClaimCommand::Create(claim::Create {
        fund: fund(),
        activity: name(draft.activity),
        title: draft.title.into(),
        executed_on: day(draft.executed_on),
        declared: draft.declared,
        location: Some(" ".into()),
    }))
}

fn outside() -> Refusal {
    Refusal::ExecutionMustBeInsideTheUsagePeriod {
        from: day("2024-01-01"),
        to: day("2024-06-30"),
    }
}

scenarios! {
    fn a_partner_files_a_claim_under_the_policy_in_force() {
        let mut second = policy();
        second.deadlines.answer_business_days = 10;
        given(funded().and(PIA.does(publish(second))))
            .when(CAMILLE.does(create()))
            .then([ClaimEvent::ClaimCreated {
                programme: programme(),
                policy_version: 2,
                period: name("2024-h1"),
                fund: fund(),
                partner: partner(),
                activity: name("trade-show"),
                title: "Salon du Cloud".into(),
                executed_on: day("2024-03-14"),
                declared: eur(1_200_00),
                location: Some("Rennes".into()),
                claim_until: day("2024-08-15"),
            }]);
    }

    fn a_claim_keeps_the_policy_it_was_created_with() {
        let mut second = policy();
        second.deadlines.answer_business_days = 1;
        let due = given(under_review().and(PIA.does(publish(second))))
            .when(INES.does(request_info(1)).on("2024-03-26"))
            .accepted()
            .claim()
            .request
            .as_ref()
            .map(|request| request.due_on);
        assert_eq!(due, Some(day("2024-04-15")));
    }

    fn a_blank_location_is_no_location() {
        let then = given(funded()).when(draft(Draft::default())).accepted();
        assert_eq!(then.claim().location, None);
    }

    fn a_vendors_reviewer_files_no_claim() {
        given(funded())
            .when(INES.does(create()))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn a_claim_is_filed_against_a_fund_that_is_open() {
        given([PIA.does(publish(policy()))])
            .when(CAMILLE.does(create()))
            .refused(Refusal::FundMustExist);
    }

    fn another_partners_fund_looks_like_none() {
        given(funded())
            .when(RIVAL.does(create()))
            .refused(Refusal::FundMustExist);
    }

    fn a_claim_is_filed_once() {
        given(created())
            .when(CAMILLE.does(create()))
            .refused(Refusal::ClaimMustBeNew);
    }

    fn a_period_that_the_policy_dropped_takes_no_claim() {
        let mut second = policy();
        second.periods.remove(0);
        given(funded().and(PIA.does(publish(second))))
            .when(CAMILLE.does(create()))
            .refused(Refusal::PeriodMustExist);
    }

    fn the_declared_amount_is_in_the_funds_currency() {
        let step = draft(Draft {
            declared: money(1_200_00, "USD"),
            ..Draft::default()
        });
        given(funded())
            .when(step)
            .refused(Refusal::CurrencyMustMatch);
    }

    fn a_claim_asks_for_more_than_zero() {
        for minor in [0, -1, i64::MIN] {
            let step = draft(Draft {
                declared: eur(minor),
                ..Draft::default()
            });
            given(funded())
                .when(step)
                .refused(Refusal::DeclaredMustBePositive);
        }
        given(funded())
            .when(CAMILLE.does(create_for(eur(1))))
            .accepted();
    }

    fn the_activity_is_one_of_the_programme() {
        let step = draft(Draft {
            activity: "yachting",
            ..Draft::default()
        });
        given(funded())
            .when(step)
            .refused(Refusal::ActivityMustBeOfTheProgramme);
    }

    fn the_activity_takes_place_inside_the_usage_period() {
        for executed_on in ["2023-12-31", "2024-07-01"] {
            let step = draft(Draft {
                executed_on,
                ..Draft::default()
            });
            given(funded()).when(step).refused(outside());
        }
        for executed_on in ["2024-01-01", "2024-06-30"] {
            let step = draft(Draft {
                executed_on,
                ..Draft::default()
            });
            given(funded()).when(step).accepted();
        }
    }

    fn a_claim_has_a_title() {
        for title in [" \t", "\u{200b}", "\u{200e}\u{202e}\u{202c} ", "\u{feff}"] {
            let step = draft(Draft {
                title,
                ..Draft::default()
            });
            given(funded())
                .when(step)
                .refused(Refusal::TitleMustNotBeEmpty);
        }
    }
}
