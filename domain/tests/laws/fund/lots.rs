//! Lots: approvals consume them first in, first out, and every paid cent leads back to its earning.

use domain::FundCommand;
use domain::fund;

use crate::common::*;

fn lots_of(then: &given::Then, number: u32) -> Vec<(domain::LotId, i64)> {
    then.fund()
        .share(claim(number))
        .map(|share| share.lots.clone())
        .unwrap_or_default()
}

/// Claims 2 and 3, 5,000.00 and 4,000.00, both under review.
fn two_claims() -> Vec<Step> {
    funded()
        .and_all(another_under_review(2, 5_000_00))
        .and_all(another_under_review(3, 4_000_00))
}

scenarios! {
    fn approvals_consume_the_oldest_lots_in_the_order_of_approval() {
        let then = given(two_claims().and(approve_another(3, 4_000_00)))
            .when(approve_another(2, 5_000_00))
            .accepted();
        assert_eq!(lots_of(&then, 3), [(lot(1), 4_000_00)]);
        assert_eq!(lots_of(&then, 2), [(lot(2), 3_000_00), (lot(3), 2_000_00)]);
        assert_eq!(then.lots(), [0, 0, 1_000_00]);
    }

    fn a_revoked_approval_gives_its_lots_back_to_the_front() {
        let both = two_claims()
            .and(approve_another(2, 5_000_00))
            .and(approve_another(3, 4_000_00))
            .and(MONA.does(revoke()).for_claim(2));
        let then = given(both).when(approve_another(2, 5_000_00)).accepted();
        // Claim 3 keeps what it has; claim 2 takes its own old lots and the rest from the end.
        assert_eq!(lots_of(&then, 3), [(lot(2), 2_000_00), (lot(3), 2_000_00)]);
        assert_eq!(lots_of(&then, 2), [(lot(1), 4_000_00), (lot(2), 1_000_00)]);
        assert_eq!(then.lots(), [0, 0, 1_000_00]);
    }

    fn what_a_revocation_gave_back_is_the_first_to_be_taken() {
        let revoked = two_claims()
            .and(approve_another(2, 5_000_00))
            .and(MONA.does(revoke()).for_claim(2));
        let then = given(revoked).when(approve_another(3, 4_000_00)).accepted();
        assert_eq!(lots_of(&then, 3), [(lot(1), 4_000_00)]);
    }

    fn a_reversed_payment_keeps_its_lots() {
        let pay = pay(1, 4_000_00);
        let back = two_claims()
            .and(approve_another(3, 4_000_00))
            .and(FAY.does(pay).for_claim(3))
            .and(FAY.does(reverse(1)).for_claim(3));
        let then = given(back).when(approve_another(2, 5_000_00)).accepted();
        assert_eq!(lots_of(&then, 3), [(lot(1), 4_000_00)]);
        assert_eq!(lots_of(&then, 2), [(lot(2), 3_000_00), (lot(3), 2_000_00)]);
    }

    fn an_adjustment_leaves_committed_lots_alone() {
        let then = given(two_claims().and(approve_another(2, 5_000_00)))
            .when(FAY.does(adjust(eur(-1_000_00))))
            .accepted();
        assert_eq!(then.lots(), [0, 2_000_00, 2_000_00]);
        assert_eq!(lots_of(&then, 2), [(lot(1), 4_000_00), (lot(2), 1_000_00)]);
    }

    fn a_later_earning_waits_its_turn() {
        let then = given(two_claims().and(FAY.does(earn(4, eur(500_00)))))
            .when(approve_another(2, 5_000_00))
            .accepted();
        assert_eq!(lots_of(&then, 2), [(lot(1), 4_000_00), (lot(2), 1_000_00)]);
    }

    fn more_in_a_lot_that_was_used_up_is_found_again() {
        let used = funded()
            .and_all(another_under_review(2, 10_000_00))
            .and(approve_another(2, 10_000_00))
            .and(FAY.does(adjust(eur(70_00))))
            .and_all(another_under_review(3, 70_00));
        let then = given(used).when(approve_another(3, 70_00)).accepted();
        assert_eq!(lots_of(&then, 3), [(lot(3), 70_00)]);
    }

    fn a_rolled_in_lot_is_the_newest() {
        let rolled = two_funds().and(FAY.does(FundCommand::RollOver(fund::RollOver {
            to: later_fund(),
            amount: eur(100_00),
            lot: lot(9),
        })));
        let then = given(rolled)
            .when(FAY.does(earn(4, eur(1))).for_fund(later_fund()))
            .accepted();
        let ids: Vec<_> = then
            .fund_with(later_fund())
            .lots
            .iter()
            .map(|lot| lot.id)
            .collect();
        assert_eq!(ids, [lot(9), lot(4)]);
    }
}
