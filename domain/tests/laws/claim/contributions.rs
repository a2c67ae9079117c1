//! Asking colleagues for documents.

use domain::claim::ContributionState;
use domain::{ClaimCommand, ClaimEvent, Refusal, Status, claim};

use crate::common::*;

scenarios! {
    fn a_colleague_is_asked() {
        given(created()).when(CAMILLE.does(ask_yann(1))).then([
            ClaimEvent::ContributionRequested {
                id: contribution(1),
                to: YANN.actor().person(),
                what: "photos of the booth".into(),
                due: Some(day("2024-03-22")),
            },
        ]);
    }

    fn a_contributor_asks_nobody() {
        given(complete())
            .when(YANN.does(ask_yann(2)))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn a_contribution_is_asked_for_once() {
        given(complete())
            .when(CAMILLE.does(ask_yann(1)))
            .refused(Refusal::ContributionMustBeNew);
    }

    fn a_contribution_says_what_it_is_about() {
        let silent = ClaimCommand::RequestContribution(claim::RequestContribution {
            id: contribution(2),
            to: YANN.actor().person(),
            what: " ".into(),
            due: None,
        });
        given(complete())
            .when(CAMILLE.does(silent))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn a_contribution_is_taken_back() {
        given(complete())
            .when(CAMILLE.does(cancel_contribution(1)))
            .then([ClaimEvent::ContributionCancelled {
                id: contribution(1),
            }]);
    }

    fn an_unknown_contribution_is_not_taken_back() {
        given(complete())
            .when(CAMILLE.does(cancel_contribution(2)))
            .refused(Refusal::ContributionMustExist);
    }

    fn a_contribution_is_taken_back_once() {
        given(complete().and(CAMILLE.does(cancel_contribution(1))))
            .when(CAMILLE.does(cancel_contribution(1)))
            .refused(Refusal::ContributionMustExist);
    }

    fn a_fulfilled_contribution_is_taken_back_and_its_document_stays() {
        let then = given(complete().and(YANN.does(contribute(proof(4), 1))))
            .when(CAMILLE.does(cancel_contribution(1)))
            .accepted();
        assert!(then.claim().document(document(4)).is_some());
    }

    fn who_helped_with_a_claim_is_withdrawn_wherever_it_stands() {
        for status in Status::ALL {
            let then = given(claim_in(status))
                .when(CAMILLE.does(cancel_contribution(1)))
                .accepted();
            assert_eq!(then.claim().status, status);
            let state = then.claim().contributions[0].state;
            assert_eq!(state, ContributionState::Cancelled, "{status}");
            given(claim_in(status).and(CAMILLE.does(cancel_contribution(1))))
                .when(CAMILLE.does(cancel_contribution(1)))
                .refused(Refusal::ContributionMustExist);
        }
    }

    fn what_was_taken_back_is_not_fulfilled_any_more() {
        let taken_back = [
            YANN.does(contribute(proof(4), 1)),
            CAMILLE.does(cancel_contribution(1)),
        ];
        given(complete().and_all(taken_back.to_vec()))
            .when(CAMILLE.does(contribute(proof(5), 1)))
            .refused(Refusal::ContributionMustExist);
    }
}
