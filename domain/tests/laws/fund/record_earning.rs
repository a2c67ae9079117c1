//! Recording an earning.

use domain::{FundCommand, FundEvent, Refusal, fund};

use crate::common::*;

fn earns(number: u32, source: &str) -> Step {
    FAY.does(FundCommand::RecordEarning(fund::RecordEarning {
        lot: lot(number),
        amount: eur(100_00),
        earned_on: day("2023-08-31"),
        source: source.into(),
    }))
}

scenarios! {
    fn an_earning_is_a_new_lot() {
        let then =
            given(empty_fund())
                .when(earns(1, "statement 1"))
                .then([FundEvent::FundEarned {
                    lot: lot(1),
                    amount: eur(100_00),
                    earned_on: day("2023-08-31"),
                    source: "statement 1".into(),
                }]);
        assert_eq!(then.fund().figures.earned_minor, 100_00);
        assert_eq!(then.fund().available(), eur(100_00));
    }

    fn nobody_moves_the_money_of_their_own_organisation() {
        for command in [earn(9, eur(100_00)), adjust(eur(1_00)), roll_over(fund(), eur(1))] {
            given(vendors_own())
                .when(FAY.does(command).for_fund(vendors_fund()))
                .refused(Refusal::DecisionMustNotBeForOwnOrganisation);
        }
    }

    fn a_fund_is_hidden_from_other_partners_and_other_vendors() {
        for who in [RIVAL, YANN, OTTO, Who("rolf@rival finance")] {
            given(funded())
                .when(who.does(earn(4, eur(1))))
                .refused(Refusal::FundMustExist);
        }
    }

    fn the_same_source_counts_once() {
        given(funded())
            .when(earns(4, "statement 3"))
            .refused(Refusal::EarningMustBeNew);
    }

    fn the_same_lot_counts_once() {
        given(funded())
            .when(earns(3, "statement 4"))
            .refused(Refusal::EarningMustBeNew);
    }

    fn a_lot_that_is_used_up_is_still_known() {
        let used = funded()
            .and_all(another_under_review(2, 10_000_00))
            .and(approve_another(2, 10_000_00));
        given(used)
            .when(earns(1, "statement 4"))
            .refused(Refusal::EarningMustBeNew);
    }

    fn an_earning_names_its_source() {
        given(funded())
            .when(earns(4, " "))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn an_earning_is_above_zero() {
        for minor in [0, -1, i64::MIN] {
            given(funded())
                .when(FAY.does(earn(4, eur(minor))))
                .refused(Refusal::AmountMustBePositive);
        }
    }

    fn an_import_may_record_earnings() {
        given(funded())
            .when(SYSTEM.does(earn(4, eur(1))))
            .accepted();
    }

    fn only_finance_and_imports_record_earnings() {
        for who in [PIA, MARC, INES, PAUL, ADA] {
            given(funded())
                .when(who.does(earn(4, eur(1))))
                .refused(Refusal::ActorMustBeAllowed);
        }
    }
}
