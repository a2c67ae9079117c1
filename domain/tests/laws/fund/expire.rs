//! Expiring what is left once the claiming period is over.

use domain::fund::LotShare;
use domain::{FundCommand, FundEvent, Refusal};

use crate::common::*;

scenarios! {
    fn what_is_available_expires_lot_by_lot() {
        let then = given(funded())
            .when(expire_fund())
            .then([FundEvent::FundExpired {
                amount: eur(10_000_00),
                lots: vec![
                    LotShare {
                        lot: lot(1),
                        amount: eur(4_000_00),
                    },
                    LotShare {
                        lot: lot(2),
                        amount: eur(3_000_00),
                    },
                    LotShare {
                        lot: lot(3),
                        amount: eur(3_000_00),
                    },
                ],
            }]);
        assert_eq!(then.fund().figures.expired_minor, 10_000_00);
        assert_eq!(then.lots(), [0, 0, 0]);
    }

    fn what_a_claim_reserved_does_not_expire() {
        let then = given(submitted()).when(expire_fund()).accepted();
        assert_eq!(then.fund().figures.expired_minor, 8_800_00);
        assert_eq!(then.fund().figures.reserved_minor, 1_200_00);
        then.when(
            INES.does(domain::ClaimCommand::StartReview)
                .on("2024-08-20"),
        )
        .accepted()
        .when(MARC.does(approve(800_00, 400_00)).on("2024-08-21"))
        .accepted();
    }

    fn what_is_released_later_expires_in_another_run() {
        let later = submitted()
            .and(expire_fund())
            .and(
                INES.does(domain::ClaimCommand::StartReview)
                    .on("2024-08-20"),
            )
            .and(MARC.does(approve(600_00, 400_00)).on("2024-08-21"));
        let then = given(later).when(expire_fund().on("2024-08-22")).accepted();
        assert_eq!(then.fund().figures.expired_minor, 9_000_00);
        assert_eq!(then.fund().figures.committed_minor, 1_000_00);
    }

    fn nothing_expires_while_claims_are_taken() {
        given(funded())
            .when(expire_fund().on("2024-08-15"))
            .refused(Refusal::ClaimingPeriodMustBeOver {
                until: day("2024-08-15"),
            });
    }

    fn an_empty_fund_does_not_expire() {
        given(empty_fund())
            .when(expire_fund())
            .refused(Refusal::SomethingMustBeAvailable);
        given(funded().and(expire_fund()))
            .when(expire_fund())
            .refused(Refusal::SomethingMustBeAvailable);
    }

    fn only_the_system_expires_a_fund() {
        for who in [FAY, PIA, PAUL] {
            given(funded())
                .when(who.does(FundCommand::Expire).on("2024-08-16"))
                .refused(Refusal::ActorMustBeAllowed);
        }
    }
}
