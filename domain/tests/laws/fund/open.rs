//! Opening a fund.

use domain::{Currency, FundCommand, FundEvent, Refusal, fund};

use crate::common::*;

fn opens() -> Step {
    PIA.does(open("2024-h1", "atelier-breton"))
}

fn published() -> Vec<Step> {
    vec![PIA.does(publish(policy()))]
}

scenarios! {
    fn a_fund_opens_empty_under_the_policy_in_force() {
        let then = given(published())
            .when(opens())
            .then([FundEvent::FundOpened {
                programme: programme(),
                policy_version: 1,
                period: name("2024-h1"),
                partner: partner(),
                currency: Currency::EUR,
                claim_until: day("2024-08-15"),
            }]);
        assert_eq!(then.fund().figures, Default::default());
    }

    fn a_fund_is_opened_once() {
        given(funded())
            .when(opens())
            .refused(Refusal::FundMustBeNew);
    }

    fn a_fund_is_of_a_programme() {
        given([]).when(opens()).refused(Refusal::ProgrammeMustExist);
    }

    fn a_fund_is_of_a_period_of_the_programme() {
        given(published())
            .when(PIA.does(open("2031-h1", "atelier-breton")))
            .refused(Refusal::PeriodMustExist);
    }

    fn only_the_programmes_admin_opens_a_fund() {
        for who in [FAY, MARC, CAMILLE, SYSTEM, Who("rolf@rival programme_admin")] {
            given(published())
                .when(who.does(open("2024-h1", "atelier-breton")))
                .refused(Refusal::ActorMustBeAllowed);
        }
    }

    fn a_fund_is_in_the_programmes_currency() {
        let in_yen = FundCommand::Open(fund::Open {
            programme: programme(),
            period: name("2024-h1"),
            partner: partner(),
            currency: "JPY".parse().expect("a currency"),
        });
        given(published())
            .when(PIA.does(in_yen))
            .refused(Refusal::CurrencyMustMatch);
    }

    fn a_fund_that_is_not_open_answers_to_nothing() {
        let commands = [
            earn(1, eur(1)),
            adjust(eur(1)),
            roll_over(later_fund(), eur(1)),
            FundCommand::Expire,
        ];
        for command in commands {
            given(published())
                .when(FAY.does(command))
                .refused(Refusal::FundMustExist);
        }
    }

    fn a_fund_for_the_same_four_has_the_same_id() {
        assert_eq!(fund(), fund_of("2024-h1", "atelier-breton"));
        assert_ne!(fund(), later_fund());
        assert_ne!(fund(), fund_of("2024-h1", "rival"));
    }
}
