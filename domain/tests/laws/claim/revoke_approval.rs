//! Taking an approval back before anything is paid.

use domain::fund::LotShare;
use domain::{ClaimCommand, ClaimEvent, FundEvent, Refusal, Status, claim};

use crate::common::*;

scenarios! {
    fn a_revoked_approval_reserves_again_what_was_asked_for() {
        let then = given(approved()).when(MONA.does(revoke())).then(events![
            ClaimEvent::ApprovalRevoked {
                why: "the wrong rate".into()
            },
            FundEvent::CommitmentReversed {
                claim: claim(1),
                amount: eur(1_000_00),
                lots: vec![LotShare {
                    lot: lot(1),
                    amount: eur(1_000_00)
                }],
            },
            FundEvent::FundReserved {
                claim: claim(1),
                amount: eur(1_200_00),
                keys: [invoice(1, eur(1), eur(1)), csr(2, eur(1), eur(1)), proof(3)]
                    .iter()
                    .flat_map(|document| document.keys())
                    .collect(),
            },
        ]);
        assert_eq!(then.claim().status, Status::UnderReview);
        assert_eq!(then.claim().approval, None);
        assert_eq!(then.lots(), [4_000_00, 3_000_00, 3_000_00]);
    }

    fn a_revoked_approval_reserves_what_there_is_where_others_took_the_rest() {
        let taken = approved()
            .and_all(another(2, 8_900_00))
            .and(CAMILLE.does(submit()).for_claim(2));
        let then = given(taken).when(MONA.does(revoke())).accepted();
        let share = then.fund().share(claim(1)).expect("a share");
        assert_eq!(share.reserved_minor, 1_100_00);
        assert_eq!(then.fund().available(), eur(0));
    }

    fn who_revokes_is_not_who_approved() {
        given(approved())
            .when(MARC.does(revoke()))
            .refused(Refusal::RevokerMustNotBeTheApprover);
    }

    fn a_reviewer_revokes_nothing() {
        given(approved())
            .when(INES.does(revoke()))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn only_an_approval_is_revoked() {
        given(under_review())
            .when(MONA.does(revoke()))
            .refused(Refusal::ClaimMustBeApproved);
    }

    fn what_is_paid_is_not_revoked() {
        for paid in [partly_paid(), paid()] {
            given(paid)
                .when(MONA.does(revoke()))
                .refused(Refusal::ClaimMustNotBePaid);
        }
    }

    fn what_came_back_is_revoked() {
        given(paid().and(FAY.does(reverse(1))))
            .when(MONA.does(revoke()))
            .accepted();
    }

    fn a_revocation_says_why() {
        let silent = ClaimCommand::RevokeApproval(claim::RevokeApproval { why: "".into() });
        given(approved())
            .when(MONA.does(silent))
            .refused(Refusal::TextMustNotBeEmpty);
    }
}
