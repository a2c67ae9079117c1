//! Rejecting a claim, and ending the rejection.

use domain::fund::ReleaseCause;
use domain::{ClaimCommand, ClaimEvent, FundEvent, Refusal, Status, claim};

use crate::common::*;

fn released() -> FundEvent {
    FundEvent::ReservationReleased {
        claim: claim(1),
        amount: eur(1_200_00),
        cause: ReleaseCause::RejectedFinally,
    }
}

fn rejection(dispute_until: Option<&str>) -> ClaimEvent {
    ClaimEvent::ClaimRejected {
        reasons: vec![name("not-eligible")],
        text: "not a marketing cost".into(),
        dispute_until: dispute_until.map(day),
    }
}

scenarios! {
    fn a_first_rejection_is_disputable_and_keeps_the_reservation() {
        let then = given(under_review())
            .when(MARC.does(reject()).on("2024-04-04"))
            .then([rejection(Some("2024-05-04"))]);
        assert_eq!(then.claim().status, Status::Rejected);
        assert_eq!(then.fund().figures.reserved_minor, 1_200_00);
    }

    fn a_rejection_after_a_dispute_is_final_and_releases() {
        let then = given(disputed().and(INES.does(ClaimCommand::StartReview)))
            .when(MARC.does(reject()))
            .then(events![rejection(None), released()]);
        assert_eq!(then.claim().status, Status::RejectionFinal);
        assert_eq!(then.fund().figures.reserved_minor, 0);
    }

    /// Also where the dispute was won first, and the approval revoked later.
    fn a_rejection_after_a_dispute_is_final_however_long_after() {
        let won_then_revoked = disputed()
            .and(INES.does(ClaimCommand::StartReview))
            .and(MARC.does(approve(800_00, 400_00)))
            .and(MONA.does(revoke()));
        given(won_then_revoked)
            .when(MARC.does(reject()))
            .then(events![rejection(None), released()]);
    }

    fn a_reviewer_rejects_nothing() {
        given(under_review())
            .when(INES.does(reject()))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn only_under_review_is_a_claim_rejected() {
        given(submitted())
            .when(MARC.does(reject()))
            .refused(Refusal::ClaimMustBeUnderReview);
    }

    fn a_rejection_has_a_reason() {
        let unreasoned = ClaimCommand::Reject(claim::Reject {
            reasons: vec![],
            text: "no".into(),
        });
        given(under_review())
            .when(MARC.does(unreasoned))
            .refused(Refusal::RejectionMustHaveAReason);
    }

    fn a_partner_accepts_a_rejection_at_once() {
        let then = given(rejected())
            .when(CAMILLE.does(ClaimCommand::CloseRejection))
            .then(events![ClaimEvent::RejectionClosed {}, released()]);
        assert_eq!(then.claim().status, Status::RejectionFinal);
    }

    fn the_system_waits_until_the_window_is_over() {
        let closes = |day| SYSTEM.does(ClaimCommand::CloseRejection).on(day);
        given(rejected())
            .when(closes("2024-05-01"))
            .refused(Refusal::DisputeWindowMustBeOver {
                until: day("2024-05-01"),
            });
        given(rejected())
            .when(closes("2024-05-02"))
            .then(events![ClaimEvent::RejectionClosed {}, released()]);
    }

    fn an_approver_closes_no_rejection() {
        given(rejected())
            .when(MARC.does(ClaimCommand::CloseRejection))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn only_a_rejection_is_closed() {
        given(approved())
            .when(CAMILLE.does(ClaimCommand::CloseRejection))
            .refused(Refusal::ClaimMustBeRejected);
    }
}
