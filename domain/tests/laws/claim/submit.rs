//! Handing a claim over, and in again.

use domain::claim::{Edit, SubmittedDocument};
use domain::fund::ReleaseCause;
use domain::{ClaimCommand, ClaimEvent, Document, FundEvent, Refusal, claim};

use crate::common::*;

fn as_submitted(documents: &[Document]) -> Vec<SubmittedDocument> {
    documents
        .iter()
        .map(|document| SubmittedDocument {
            id: document.id,
            sha256: document.file.sha256,
        })
        .collect()
}

fn papers() -> [Document; 3] {
    [
        invoice(1, eur(900_00), eur(800_00)),
        csr(2, eur(400_00), eur(400_00)),
        proof(3),
    ]
}

fn keys(documents: &[Document]) -> Vec<domain::document::DocumentKey> {
    documents.iter().flat_map(Document::keys).collect()
}

fn declares(minor: i64) -> Step {
    CAMILLE.does(edit(Edit {
        declared: Some(eur(minor)),
        ..Edit::default()
    }))
}

scenarios! {
    fn a_submitted_claim_reserves_what_it_asks_for() {
        let then = given(complete())
            .when(CAMILLE.does(submit()).on("2024-03-25"))
            .then(events![
                ClaimEvent::ClaimSubmitted {
                    round: 1,
                    requested: eur(1_200_00),
                    documents: as_submitted(&papers()),
                    answers: vec![],
                    duplicates: vec![],
                    review_due: day("2024-03-27"),
                },
                FundEvent::FundReserved {
                    claim: claim(1),
                    amount: eur(1_200_00),
                    keys: keys(&papers()),
                },
            ]);
        assert_eq!(then.fund().available(), eur(8_800_00));
    }

    fn an_answer_is_a_round_of_its_own() {
        given(asked())
            .when(CAMILLE.does(submit_answers(&[1])))
            .then([ClaimEvent::ClaimSubmitted {
                round: 2,
                requested: eur(1_200_00),
                documents: as_submitted(&papers()),
                answers: vec![answer(1)],
                duplicates: vec![],
                review_due: day("2024-04-04"),
            }]);
    }

    fn another_amount_takes_the_place_of_the_reservation() {
        let signed = csr(4, eur(300_00), eur(300_00));
        let changed = asked()
            .and(CAMILLE.does(replace(2, signed.clone())))
            .and(declares(1_100_00));
        let [first, _, third] = papers();
        let now = [first, signed, third];
        given(changed)
            .when(CAMILLE.does(submit_answers(&[1])))
            .then(events![
                ClaimEvent::ClaimSubmitted {
                    round: 2,
                    requested: eur(1_100_00),
                    documents: as_submitted(&now),
                    answers: vec![answer(1)],
                    duplicates: vec![],
                    review_due: day("2024-04-04"),
                },
                FundEvent::ReservationReleased {
                    claim: claim(1),
                    amount: eur(1_200_00),
                    cause: ReleaseCause::Resubmitted,
                },
                FundEvent::FundReserved {
                    claim: claim(1),
                    amount: eur(1_100_00),
                    keys: keys(&now)
                },
            ]);
    }

    fn the_vendor_submits_nothing() {
        given(complete())
            .when(INES.does(submit()))
            .refused(Refusal::ActorMustBeAllowed);
        given(complete())
            .when(YANN.does(submit()))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn a_claim_without_a_cost_document_is_not_submitted() {
        given(created().and(CAMILLE.does(attach(proof(1)))))
            .when(CAMILLE.does(submit()))
            .refused(Refusal::ClaimMustCarryACostDocument);
    }

    fn a_claim_without_a_proof_is_not_submitted() {
        given(complete().and(CAMILLE.does(remove(3))))
            .when(CAMILLE.does(submit()))
            .refused(Refusal::ClaimMustCarryAProof);
    }

    fn a_statement_is_a_cost_document_too() {
        given(
            complete()
                .and(CAMILLE.does(remove(1)))
                .and(declares(400_00)),
        )
        .when(CAMILLE.does(submit()))
        .accepted();
    }

    fn the_documents_claim_what_the_claim_declares() {
        for declared in [1_199_99, 1_200_01] {
            given(complete().and(declares(declared)))
                .when(CAMILLE.does(submit()))
                .refused(Refusal::ClaimedMustSumToDeclared {
                    claimed: eur(1_200_00),
                    declared: eur(declared),
                });
        }
    }

    fn every_item_is_answered() {
        let two_items = ClaimCommand::RequestInfo(claim::RequestInfo {
            id: request(1),
            items: vec![info_item(1), info_item(2)],
        });
        let asked = under_review().and(INES.does(two_items));
        given(asked.clone())
            .when(CAMILLE.does(submit_answers(&[1])))
            .refused(Refusal::ItemsMustBeAnswered { item: item(2) });
        given(asked)
            .when(CAMILLE.does(submit_answers(&[2, 1])))
            .accepted();
    }

    fn an_answer_says_something() {
        let mut silent = answer(1);
        silent.text = " ".into();
        given(asked())
            .when(CAMILLE.does(ClaimCommand::Submit(claim::Submit {
                answers: vec![silent],
                duplicates: vec![],
            })))
            .refused(Refusal::ItemsMustBeAnswered { item: item(1) });
    }

    fn only_what_was_asked_is_answered() {
        given(asked())
            .when(CAMILLE.does(submit_answers(&[1, 2])))
            .refused(Refusal::ItemMustBeAsked);
        given(complete())
            .when(CAMILLE.does(submit_answers(&[1])))
            .refused(Refusal::ItemMustBeAsked);
    }

    fn a_claim_is_submitted_inside_the_claiming_period() {
        let (from, to) = (day("2024-02-16"), day("2024-08-15"));
        let outside = Refusal::SubmissionMustBeInsideTheClaimingPeriod { from, to };
        for day in ["2024-02-15", "2024-08-16"] {
            given(complete())
                .when(CAMILLE.does(submit()).on(day))
                .refused(outside.clone());
        }
        for day in ["2024-02-16", "2024-08-15"] {
            given(complete())
                .when(CAMILLE.does(submit()).on(day))
                .accepted();
        }
    }

    fn an_answer_is_allowed_until_it_is_due() {
        given(asked())
            .when(CAMILLE.does(submit_answers(&[1])).on("2024-04-15"))
            .accepted();
        given(asked())
            .when(CAMILLE.does(submit_answers(&[1])).on("2024-04-16"))
            .refused(Refusal::AnswerMustBeInTime {
                due_on: day("2024-04-15"),
            });
    }

    fn an_answer_may_come_after_the_claiming_period() {
        let asked_late = complete()
            .and(CAMILLE.does(submit()).on("2024-08-14"))
            .and(INES.does(ClaimCommand::StartReview).on("2024-08-14"))
            .and(INES.does(request_info(1)).on("2024-08-14"));
        given(asked_late)
            .when(CAMILLE.does(submit_answers(&[1])).on("2024-09-03"))
            .accepted();
    }

    fn a_fund_covers_what_is_asked() {
        given(
            complete()
                .and_all(another(2, 8_800_01))
                .and(CAMILLE.does(submit())),
        )
        .when(CAMILLE.does(submit()).for_claim(2))
        .refused(Refusal::FundMustCoverTheClaim {
            requested: eur(8_800_01),
            available: eur(8_800_00),
        });
        given(
            complete()
                .and_all(another(2, 8_800_00))
                .and(CAMILLE.does(submit())),
        )
        .when(CAMILLE.does(submit()).for_claim(2))
        .accepted();
    }

    fn what_the_claim_reserved_itself_counts_for_it() {
        let then = given(
            another_under_review(2, 10_000_00)
                .into_iter()
                .fold(funded(), And::and)
                .and(INES.does(request_info(1)).for_claim(2)),
        )
        .when(CAMILLE.does(submit_answers(&[1])).for_claim(2))
        .accepted();
        assert_eq!(then.fund().available(), eur(0));
    }
}
