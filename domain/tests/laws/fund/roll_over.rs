//! Moving available money to another fund of the partner.

use domain::fund::LotShare;
use domain::{Currency, FundCommand, FundEvent, FundId, ProgrammeId, Refusal, fund, fund_id};

use crate::common::*;

fn rolls(minor: i64) -> Step {
    FAY.does(roll_over(later_fund(), eur(minor)))
}

/// The fund of another partner is open too.
fn with_the_rivals_fund() -> Vec<Step> {
    let opens = PIA
        .does(open("2024-h2", "rival"))
        .for_fund(fund_of("2024-h2", "rival"));
    two_funds().and(opens)
}

/// The partner has a fund in another programme, which may be another vendor's.
fn with_a_fund_of_another_programme() -> (Vec<Step>, FundId) {
    let other: ProgrammeId = "other-coop".parse().expect("a name");
    let period = "2024-h2".parse().expect("a name");
    let partner = "atelier-breton".parse().expect("a name");
    let id = fund_id(&other, &period, &partner, Currency::EUR);
    let publishes = Step {
        command: Command::Programme(other.clone(), publish(policy())),
        ..PIA.does(publish(policy()))
    };
    let open = FundCommand::Open(fund::Open {
        programme: other,
        period,
        partner,
        currency: Currency::EUR,
    });
    (
        two_funds().and(publishes).and(PIA.does(open).for_fund(id)),
        id,
    )
}

scenarios! {
    fn money_leaves_one_fund_first_lot_first_and_is_a_lot_of_the_other() {
        let then = given(two_funds()).when(rolls(4_500_00)).then([
            FundEvent::FundRolledOut {
                to: later_fund(),
                amount: eur(4_500_00),
                lots: vec![
                    LotShare {
                        lot: lot(1),
                        amount: eur(4_000_00),
                    },
                    LotShare {
                        lot: lot(2),
                        amount: eur(500_00),
                    },
                ],
            },
            FundEvent::FundRolledIn {
                from: fund(),
                lot: lot(9),
                amount: eur(4_500_00),
            },
        ]);
        assert_eq!(then.fund().figures.earned_minor, 5_500_00);
        assert_eq!(then.lots(), [0, 2_500_00, 3_000_00]);
        let other = then.fund_with(later_fund());
        assert_eq!(other.figures.earned_minor, 4_500_00);
        assert_eq!(other.available(), eur(4_500_00));
    }

    fn the_other_fund_is_open() {
        given(funded())
            .when(rolls(1))
            .refused(Refusal::FundMustExist);
    }

    fn only_finance_rolls_over() {
        for who in [PIA, SYSTEM, PAUL] {
            given(two_funds())
                .when(who.does(roll_over(later_fund(), eur(1))))
                .refused(Refusal::ActorMustBeAllowed);
        }
    }

    fn a_rollover_is_in_the_funds_currency() {
        given(two_funds())
            .when(FAY.does(roll_over(later_fund(), money(1, "USD"))))
            .refused(Refusal::CurrencyMustMatch);
    }

    fn a_rollover_is_above_zero() {
        for minor in [0, -1] {
            given(two_funds())
                .when(rolls(minor))
                .refused(Refusal::AmountMustBePositive);
        }
    }

    fn a_fund_does_not_roll_over_to_itself() {
        given(two_funds())
            .when(FAY.does(roll_over(fund(), eur(1))))
            .refused(Refusal::RolloverMustBeToALikeFund);
    }

    fn a_fund_does_not_roll_over_to_another_partner() {
        given(with_the_rivals_fund())
            .when(FAY.does(roll_over(fund_of("2024-h2", "rival"), eur(1))))
            .refused(Refusal::RolloverMustBeToALikeFund);
    }

    fn a_fund_of_another_programme_is_as_good_as_none() {
        let (given_both, other) = with_a_fund_of_another_programme();
        given(given_both)
            .when(FAY.does(roll_over(other, eur(1))))
            .refused(Refusal::FundMustExist);
    }

    fn at_most_what_is_available_rolls_over() {
        given(two_funds()).when(rolls(10_000_01)).refused(
            Refusal::RolloverMustNotExceedAvailable {
                available: eur(10_000_00),
            },
        );
        given(two_funds()).when(rolls(10_000_00)).accepted();
    }

    fn a_lot_rolls_in_once() {
        given(two_funds().and(rolls(1)))
            .when(rolls(1))
            .refused(Refusal::EarningMustBeNew);
    }

    fn what_rolled_over_rolls_back_as_another_lot() {
        let back = FundCommand::RollOver(fund::RollOver {
            to: fund(),
            amount: eur(100_00),
            lot: lot(8),
        });
        let then = given(two_funds().and(rolls(4_500_00)))
            .when(FAY.does(back).for_fund(later_fund()))
            .accepted();
        assert_eq!(then.lots(), [0, 2_500_00, 3_000_00, 100_00]);
        assert_eq!(then.fund_with(later_fund()).available(), eur(4_400_00));
    }
}
