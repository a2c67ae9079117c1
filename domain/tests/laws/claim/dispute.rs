//! Objecting to a rejection, once.

use domain::fund::ReleaseCause;
use domain::{ClaimCommand, ClaimEvent, Document, FundEvent, Refusal, claim};

use crate::common::*;

fn disputes_with(document: Document) -> Step {
    PAUL.does(dispute_with(vec![document]))
}

scenarios! {
    fn a_dispute_carries_further_proofs_and_keeps_the_reservation() {
        let all = [
            invoice(1, eur(1), eur(1)),
            csr(2, eur(1), eur(1)),
            proof(3),
            proof(4),
        ];
        let then = given(rejected())
            .when(disputes_with(proof(4)))
            .then(events![
                ClaimEvent::ClaimDisputed {
                    justification: "the show is on your list".into(),
                    documents: vec![proof(4)],
                    review_due: day("2024-04-09"),
                },
                FundEvent::ReservationReleased {
                    claim: claim(1),
                    amount: eur(1_200_00),
                    cause: ReleaseCause::Resubmitted,
                },
                FundEvent::FundReserved {
                    claim: claim(1),
                    amount: eur(1_200_00),
                    keys: all.iter().flat_map(|document| document.keys()).collect(),
                },
            ]);
        assert!(then.claim().document(document(4)).is_some());
    }

    fn a_dispute_without_documents_moves_no_money() {
        given(rejected())
            .when(PAUL.does(dispute()))
            .then([ClaimEvent::ClaimDisputed {
                justification: "the show is on your list".into(),
                documents: vec![],
                review_due: day("2024-04-09"),
            }]);
    }

    fn only_the_partners_admin_disputes() {
        for who in [CAMILLE, YANN, MARC] {
            given(rejected())
                .when(who.does(dispute()))
                .refused(Refusal::ActorMustBeAllowed);
        }
    }

    fn only_a_rejection_is_disputed() {
        for path in [approved(), disputed(), paid()] {
            given(path)
                .when(PAUL.does(dispute()))
                .refused(Refusal::ClaimMustBeRejected);
        }
    }

    fn a_dispute_is_used_once() {
        given(rejected_finally())
            .when(PAUL.does(dispute()))
            .refused(Refusal::RejectionIsFinal);
    }

    fn an_accepted_rejection_is_not_disputed() {
        given(rejected().and(CAMILLE.does(ClaimCommand::CloseRejection)))
            .when(PAUL.does(dispute()))
            .refused(Refusal::RejectionIsFinal);
    }

    fn the_window_lasts_to_its_last_day() {
        given(rejected())
            .when(PAUL.does(dispute()).on("2024-05-01"))
            .accepted();
        given(rejected())
            .when(PAUL.does(dispute()).on("2024-05-02"))
            .refused(Refusal::DisputeMustBeInTime {
                until: day("2024-05-01"),
            });
    }

    fn a_dispute_says_why() {
        let silent = ClaimCommand::Dispute(claim::Dispute {
            justification: " ".into(),
            documents: vec![],
        });
        given(rejected())
            .when(PAUL.does(silent))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn a_dispute_leaves_the_costs_as_they_are() {
        given(rejected())
            .when(disputes_with(invoice(4, eur(1), eur(1))))
            .refused(Refusal::DisputeDocumentsMustBeProofs);
    }

    fn a_disputes_proof_has_a_note() {
        given(rejected())
            .when(disputes_with(Document {
                note: None,
                ..proof(4)
            }))
            .refused(Refusal::ProofMustHaveANote);
    }

    fn a_disputes_proof_is_not_on_the_claim_yet() {
        given(rejected())
            .when(disputes_with(Document {
                file: file(3),
                ..proof(4)
            }))
            .refused(Refusal::DocumentMustBeNew);
        let twice = dispute_with(vec![
            proof(4),
            Document {
                file: file(4),
                ..proof(5)
            },
        ]);
        given(rejected())
            .when(PAUL.does(twice))
            .refused(Refusal::DocumentMustBeNew);
    }

    fn a_disputes_proof_is_not_another_claims() {
        let other = another(2, 100_00).and(CAMILLE.does(submit()).for_claim(2));
        given(rejected().and_all(other))
            .when(disputes_with(Document {
                file: file(21),
                ..proof(4)
            }))
            .refused(Refusal::DocumentMustNotBeOnAnotherClaim {
                document: document(4),
                claim: claim(2),
            });
    }
}
