//! Correcting what was earned.

use domain::fund::AdjustmentReason;
use domain::{FundCommand, FundEvent, Refusal, fund};

use crate::common::*;

fn adjusted(number: u32, minor: i64) -> FundEvent {
    FundEvent::FundAdjusted {
        lot: lot(number),
        delta: eur(minor),
        reason: AdjustmentReason::Correction,
        text: "counted twice".into(),
    }
}

scenarios! {
    fn more_goes_to_the_newest_lot() {
        let then = given(funded())
            .when(FAY.does(adjust(eur(50_00))))
            .then([adjusted(3, 50_00)]);
        assert_eq!(then.lots(), [4_000_00, 3_000_00, 3_050_00]);
        assert_eq!(then.fund().figures.earned_minor, 10_050_00);
    }

    fn less_takes_the_newest_lots_first() {
        let then = given(funded())
            .when(FAY.does(adjust(eur(-6_500_00))))
            .then([
                adjusted(3, -3_000_00),
                adjusted(2, -3_000_00),
                adjusted(1, -500_00),
            ]);
        assert_eq!(then.lots(), [3_500_00, 0, 0]);
        assert_eq!(then.fund().figures.earned_minor, 3_500_00);
        let earned: Vec<_> = then
            .fund()
            .lots
            .iter()
            .map(|lot| lot.earned_minor)
            .collect();
        assert_eq!(earned, [3_500_00, 0, 0]);
    }

    fn less_passes_over_a_newest_lot_that_is_used_up() {
        let then = given(funded().and(FAY.does(adjust(eur(-3_000_00)))))
            .when(FAY.does(adjust(eur(-1_00))))
            .then([adjusted(2, -1_00)]);
        assert_eq!(then.lots(), [4_000_00, 2_999_00, 0]);
    }

    fn a_fund_is_never_taken_below_zero() {
        let available = eur(8_800_00);
        given(submitted())
            .when(FAY.does(adjust(eur(-8_800_01))))
            .refused(Refusal::AdjustmentMustNotExceedAvailable { available });
        let then = given(submitted())
            .when(FAY.does(adjust(eur(-8_800_00))))
            .accepted();
        assert_eq!(then.fund().available(), eur(0));
        assert_eq!(then.lots(), [1_200_00, 0, 0]);
    }

    fn only_finance_adjusts() {
        for who in [PIA, SYSTEM, MARC, PAUL] {
            given(funded())
                .when(who.does(adjust(eur(1))))
                .refused(Refusal::ActorMustBeAllowed);
        }
    }

    fn an_adjustment_changes_something() {
        given(funded())
            .when(FAY.does(adjust(eur(0))))
            .refused(Refusal::SomethingMustChange);
    }

    fn an_adjustment_says_why() {
        let silent = FundCommand::Adjust(fund::Adjust {
            delta: eur(1),
            reason: AdjustmentReason::Bonus,
            text: " ".into(),
        });
        given(funded())
            .when(FAY.does(silent))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn a_fund_without_an_earning_is_not_adjusted() {
        given(empty_fund())
            .when(FAY.does(adjust(eur(1))))
            .refused(Refusal::FundMustHaveALot);
    }

    fn an_adjustment_is_in_the_funds_currency() {
        given(funded())
            .when(FAY.does(adjust(money(1, "USD"))))
            .refused(Refusal::CurrencyMustMatch);
    }
}
