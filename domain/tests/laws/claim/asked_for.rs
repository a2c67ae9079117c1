//! What an activity asks for: proofs that say which they are, and what is required.

use domain::{ClaimEvent, Refusal};

use crate::common::*;

/// Claim 1 under a policy that requires a photo and the number of visitors; it has an invoice.
fn asked_to_show() -> Vec<Step> {
    vec![
        PIA.does(publish(asking_policy())).on("2023-06-20"),
        PIA.does(open("2024-h1", "atelier-breton")).on("2023-07-01"),
        FAY.does(earn(1, eur(4_000_00))).on("2023-08-31"),
        CAMILLE.does(create()).on("2024-03-20"),
        CAMILLE.does(attach(invoice(1, eur(1_200_00), eur(1_200_00)))),
    ]
}

fn unasked(code: &str) -> Refusal {
    Refusal::ProofMustBeAskedFor { code: name(code) }
}

fn no_photo() -> Refusal {
    Refusal::RequiredProofMustBeAttached {
        code: name("photo"),
    }
}

fn no_visitors() -> Refusal {
    Refusal::RequiredMetricMustBeRecorded {
        code: name("booth-visitors"),
    }
}

scenarios! {
    fn a_proof_says_which_of_the_asked_for_proofs_it_is() {
        given(asked_to_show())
            .when(CAMILLE.does(attach(proof_of(2, "agenda"))))
            .then([ClaimEvent::DocumentAttached {
                document: proof_of(2, "agenda"),
                contribution: None,
            }]);
    }

    fn a_proof_that_is_not_asked_for_is_refused() {
        given(asked_to_show())
            .when(CAMILLE.does(attach(proof_of(2, "ticket"))))
            .refused(unasked("ticket"));
        let attached = asked_to_show().and(CAMILLE.does(attach(proof(2))));
        given(attached)
            .when(CAMILLE.does(replace(2, proof_of(3, "ticket"))))
            .refused(unasked("ticket"));
    }

    fn another_activitys_proof_is_not_asked_for() {
        given(complete())
            .when(CAMILLE.does(attach(proof_of(4, "photo"))))
            .refused(unasked("photo"));
    }

    fn only_a_proof_is_what_was_asked_for() {
        let mut paper = csr(2, eur(1_00), eur(1_00));
        paper.answers = Some(name("photo"));
        given(asked_to_show())
            .when(CAMILLE.does(attach(paper)))
            .refused(unasked("photo"));
    }

    fn a_dispute_may_carry_an_asked_for_proof_and_no_other() {
        given(rejected())
            .when(PAUL.does(dispute_with(vec![proof_of(4, "photo")])))
            .refused(unasked("photo"));
    }

    fn a_claim_without_a_required_proof_is_not_submitted() {
        let visited = asked_to_show().and(CAMILLE.does(record_metric("430")));
        let other = visited.clone().and(CAMILLE.does(attach(proof_of(2, "agenda"))));
        given(other).when(CAMILLE.does(submit())).refused(no_photo());
        let unsaid = visited.clone().and(CAMILLE.does(attach(proof(2))));
        given(unsaid.clone()).when(CAMILLE.does(submit())).refused(no_photo());
        given(unsaid.and(CAMILLE.does(replace(2, proof_of(2, "photo")))))
            .when(CAMILLE.does(submit()))
            .accepted();
    }

    fn a_claim_without_a_required_metric_is_not_submitted() {
        let shown = asked_to_show().and(CAMILLE.does(attach(proof_of(2, "photo"))));
        given(shown.clone()).when(CAMILLE.does(submit())).refused(no_visitors());
        given(shown.and(CAMILLE.does(record_metric("430"))))
            .when(CAMILLE.does(submit()))
            .accepted();
    }

    fn what_is_required_is_said_with_all_that_is_missing() {
        let mut world = World::default();
        for step in asked_to_show() {
            world.execute(&step).expect("what is given is accepted");
        }
        assert_eq!(
            world.missing(&CAMILLE.does(submit())),
            [Refusal::ClaimMustCarryAProof, no_photo(), no_visitors()]
        );
    }
}
