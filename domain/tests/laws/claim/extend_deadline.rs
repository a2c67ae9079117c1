//! Giving more time.

use domain::claim::Deadline;
use domain::{ClaimCommand, ClaimEvent, Refusal, Status, claim};

use crate::common::*;

fn extended(which: Deadline, from: &str, to: &str) -> ClaimEvent {
    ClaimEvent::DeadlineExtended {
        which,
        from: day(from),
        to: day(to),
        why: "the site was down".into(),
    }
}

scenarios! {
    fn more_time_to_submit() {
        given(complete())
            .when(PIA.does(extend(Deadline::Claiming, "2024-08-31")))
            .then([extended(Deadline::Claiming, "2024-08-15", "2024-08-31")])
            .when(CAMILLE.does(submit()).on("2024-08-31"))
            .accepted();
    }

    fn more_time_to_answer() {
        given(asked())
            .when(
                PIA.does(extend(Deadline::Answer, "2024-04-30"))
                    .on("2024-04-20"),
            )
            .then([extended(Deadline::Answer, "2024-04-15", "2024-04-30")])
            .when(CAMILLE.does(submit_answers(&[1])).on("2024-04-30"))
            .accepted();
    }

    fn more_time_to_dispute() {
        given(rejected())
            .when(PIA.does(extend(Deadline::Dispute, "2024-06-01")))
            .then([extended(Deadline::Dispute, "2024-05-01", "2024-06-01")])
            .when(PAUL.does(dispute()).on("2024-06-01"))
            .accepted();
    }

    fn only_the_programmes_admin_gives_more_time() {
        for who in [INES, MARC, CAMILLE, SYSTEM] {
            given(complete())
                .when(who.does(extend(Deadline::Claiming, "2024-08-31")))
                .refused(Refusal::ActorMustBeAllowed);
        }
    }

    fn a_deadline_only_moves_later() {
        for to in ["2024-08-14", "2024-08-15"] {
            given(complete())
                .when(PIA.does(extend(Deadline::Claiming, to)))
                .refused(Refusal::DeadlineMustMoveLater {
                    deadline: day("2024-08-15"),
                });
        }
    }

    fn only_a_running_deadline_moves() {
        let running = [
            (Deadline::Claiming, Status::Editing),
            (Deadline::Answer, Status::ActionRequired),
            (Deadline::Dispute, Status::Rejected),
        ];
        let open = Status::ALL.into_iter().filter(|status| !status.is_closed());
        for status in open {
            for which in [Deadline::Claiming, Deadline::Answer, Deadline::Dispute] {
                let when = given(claim_in(status)).when(PIA.does(extend(which, "2025-01-01")));
                if running.contains(&(which, status)) {
                    when.accepted();
                } else {
                    when.refused(Refusal::DeadlineMustBeRunning);
                }
            }
        }
    }

    fn a_closed_claim_has_no_deadline() {
        for status in Status::ALL.into_iter().filter(|status| status.is_closed()) {
            given(claim_in(status))
                .when(PIA.does(extend(Deadline::Claiming, "2025-01-01")))
                .refused(Refusal::ClaimIsClosed);
        }
    }

    fn more_time_is_given_for_a_reason() {
        let silent = ClaimCommand::ExtendDeadline(claim::ExtendDeadline {
            which: Deadline::Claiming,
            to: day("2024-08-31"),
            why: "".into(),
        });
        given(complete())
            .when(PIA.does(silent))
            .refused(Refusal::TextMustNotBeEmpty);
    }
}
