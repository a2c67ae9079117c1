//! Ending a claim after a deadline.

use domain::claim::ExpiryCause;
use domain::fund::ReleaseCause;
use domain::{ClaimCommand, ClaimEvent, FundEvent, Refusal};

use crate::common::*;

fn expires(day: &str) -> Step {
    SYSTEM.does(ClaimCommand::Expire).on(day)
}

scenarios! {
    fn a_claim_not_submitted_in_time_expires() {
        let deadline = day("2024-08-15");
        given(complete())
            .when(expires("2024-08-15"))
            .refused(Refusal::DeadlineMustHavePassed { deadline });
        given(complete())
            .when(expires("2024-08-16"))
            .then([ClaimEvent::ClaimExpired {
                cause: ExpiryCause::NotSubmitted,
                deadline,
            }]);
    }

    fn a_claim_not_answered_in_time_expires_and_gives_its_money_back() {
        let deadline = day("2024-04-15");
        given(asked())
            .when(expires("2024-04-15"))
            .refused(Refusal::DeadlineMustHavePassed { deadline });
        given(asked()).when(expires("2024-04-16")).then(events![
            ClaimEvent::ClaimExpired {
                cause: ExpiryCause::NoAnswer,
                deadline
            },
            FundEvent::ReservationReleased {
                claim: claim(1),
                amount: eur(1_200_00),
                cause: ReleaseCause::Expired,
            },
        ]);
    }

    fn the_vendor_being_slow_never_expires_a_claim() {
        for path in [
            submitted(),
            under_review(),
            answered(),
            disputed(),
            approved(),
        ] {
            given(path)
                .when(expires("2034-01-01"))
                .refused(Refusal::ClaimIsLocked);
        }
    }

    fn only_the_system_expires_a_claim() {
        given(complete())
            .when(PIA.does(ClaimCommand::Expire).on("2024-08-16"))
            .refused(Refusal::ActorMustBeAllowed);
    }
}
