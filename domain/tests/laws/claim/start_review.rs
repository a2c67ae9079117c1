//! Taking a claim on.

use domain::{ClaimCommand, ClaimEvent, Refusal};

use crate::common::*;

scenarios! {
    fn a_reviewer_takes_a_claim_on() {
        let then = given(submitted())
            .when(INES.does(ClaimCommand::StartReview))
            .then([ClaimEvent::ReviewStarted {
                reviewer: INES.actor().person(),
                round: 1,
            }]);
        assert_eq!(then.claim().reviewer, Some(INES.actor().person()));
    }

    fn another_reviewer_takes_over() {
        let then = given(under_review())
            .when(IVO.does(ClaimCommand::StartReview))
            .then([ClaimEvent::ReviewStarted {
                reviewer: IVO.actor().person(),
                round: 1,
            }]);
        assert_eq!(then.claim().reviewer, Some(IVO.actor().person()));
    }

    fn the_same_reviewer_has_it_already() {
        given(under_review())
            .when(INES.does(ClaimCommand::StartReview))
            .refused(Refusal::SomethingMustChange);
    }

    fn an_approver_starts_no_review() {
        given(submitted())
            .when(MARC.does(ClaimCommand::StartReview))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn a_draft_is_not_reviewed() {
        given(complete())
            .when(INES.does(ClaimCommand::StartReview))
            .refused(Refusal::ClaimMustBeSubmitted);
    }
}
