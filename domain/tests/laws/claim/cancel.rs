//! Taking a claim back, for now or for good.

use domain::fund::ReleaseCause;
use domain::{ClaimCommand, ClaimEvent, FundEvent, Refusal, Status, claim};

use crate::common::*;

fn released(cause: ReleaseCause) -> FundEvent {
    FundEvent::ReservationReleased {
        claim: claim(1),
        amount: eur(1_200_00),
        cause,
    }
}

scenarios! {
    fn a_recalled_claim_is_edited_again_and_gives_its_money_back() {
        let recalled = ClaimEvent::ClaimRecalled {
            why: "a page is missing".into(),
        };
        let then = given(submitted())
            .when(CAMILLE.does(recall()))
            .then(events![recalled, released(ReleaseCause::Recalled)]);
        assert_eq!(then.claim().status, Status::Editing);
        assert_eq!(then.fund().available(), eur(10_000_00));
    }

    fn a_recalled_answer_is_asked_for_again_and_keeps_its_money() {
        let recalled = ClaimEvent::ClaimRecalled {
            why: "a page is missing".into(),
        };
        let then = given(answered())
            .when(CAMILLE.does(recall()))
            .then([recalled]);
        assert_eq!(then.claim().status, Status::ActionRequired);
        assert_eq!(then.fund().available(), eur(8_800_00));
        then.when(CAMILLE.does(submit()))
            .refused(Refusal::ItemsMustBeAnswered { item: item(1) });
    }

    fn a_recalled_claim_is_submitted_again_in_a_round_of_its_own() {
        let then = given(submitted().and(CAMILLE.does(recall())))
            .when(CAMILLE.does(submit()))
            .accepted();
        assert_eq!(then.claim().round, 2);
    }

    fn a_review_that_has_started_is_not_recalled() {
        given(under_review())
            .when(CAMILLE.does(recall()))
            .refused(Refusal::ReviewMustNotHaveStarted);
    }

    fn only_what_is_submitted_is_recalled() {
        given(complete())
            .when(CAMILLE.does(recall()))
            .refused(Refusal::ClaimMustBeSubmitted);
    }

    fn the_vendor_recalls_nothing() {
        given(submitted())
            .when(INES.does(recall()))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn a_recall_says_why() {
        let silent = ClaimCommand::Recall(claim::Recall { why: "".into() });
        given(submitted())
            .when(CAMILLE.does(silent))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn a_cancelled_draft_moves_no_money() {
        given(complete())
            .when(CAMILLE.does(cancel()))
            .then([ClaimEvent::ClaimCancelled {
                why: "filed by mistake".into(),
            }]);
    }

    fn a_claim_cancelled_instead_of_answered_gives_its_money_back() {
        let cancelled = ClaimEvent::ClaimCancelled {
            why: "filed by mistake".into(),
        };
        given(asked())
            .when(CAMILLE.does(cancel()))
            .then(events![cancelled, released(ReleaseCause::Cancelled)]);
    }

    fn a_cancellation_says_why() {
        let silent = ClaimCommand::Cancel(claim::Cancel { why: "".into() });
        given(complete())
            .when(CAMILLE.does(silent))
            .refused(Refusal::TextMustNotBeEmpty);
    }
}
