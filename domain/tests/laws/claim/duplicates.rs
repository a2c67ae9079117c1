//! The same document is not claimed twice, unless for a reason that is kept.

use domain::document::{Cost, DocumentKind};
use domain::{ClaimCommand, ClaimEvent, Document, Refusal, claim};

use crate::common::*;

/// Claim 2 carries the file of claim 1's proof under an id of its own.
fn with_the_same_file() -> Vec<Step> {
    let twin = Document {
        file: file(3),
        ..proof(29)
    };
    another(2, 100_00).and(CAMILLE.does(attach(twin)).for_claim(2))
}

/// A claim carries claim 1's invoice again, scanned anew and typed differently.
fn with_the_same_invoice(number: u8) -> Vec<Step> {
    let mut scan = invoice(10 * number, eur(100_00), eur(100_00));
    if let DocumentKind::Invoice(Cost {
        supplier, number, ..
    }) = &mut scan.kind
    {
        *supplier = Some(" SALON  1".into());
        *number = "n-1 ".into();
    }
    let claim = u32::from(number);
    [
        create_for(eur(100_00)),
        attach(scan),
        attach(proof(10 * number + 1)),
    ]
    .map(|command| CAMILLE.does(command).for_claim(claim))
    .into()
}

fn twice(number: u32, holder: u32) -> Refusal {
    Refusal::DocumentMustNotBeOnAnotherClaim {
        document: document(number),
        claim: claim(holder),
    }
}

fn submits(claim: u32) -> Step {
    CAMILLE.does(submit()).for_claim(claim)
}

scenarios! {
    fn the_same_file_on_another_live_claim_is_a_duplicate() {
        given(submitted().and_all(with_the_same_file()))
            .when(submits(2))
            .refused(twice(29, 1));
    }

    fn the_same_supplier_and_number_is_a_duplicate_however_it_is_typed() {
        given(submitted().and_all(with_the_same_invoice(2)))
            .when(submits(2))
            .refused(twice(20, 1));
    }

    fn a_number_without_its_supplier_is_not_known_again() {
        let csr_with_the_number = csr(1, eur(100_00), eur(100_00));
        let mut document = Document {
            id: document(25),
            file: file(25),
            ..csr_with_the_number
        };
        document.note = None;
        let steps = [create_for(eur(100_00)), attach(document), attach(proof(26))]
            .map(|command| CAMILLE.does(command).for_claim(2));
        given(submitted().and_all(steps))
            .when(submits(2))
            .accepted();
    }

    fn a_draft_holds_no_document() {
        given(complete().and_all(with_the_same_file()))
            .when(submits(2))
            .accepted();
    }

    fn a_reason_lets_a_duplicate_pass_and_is_kept() {
        let kept = given(submitted().and_all(with_the_same_file()))
            .when(CAMILLE.does(submit_shared(&[29])).for_claim(2))
            .picked(|event| match event {
                Event::Claim(ClaimEvent::ClaimSubmitted { duplicates, .. }) => {
                    Some(duplicates.clone())
                }
                Event::Claim(_) | Event::Fund(_) | Event::Programme(_) => None,
            });
        assert_eq!(kept, [vec![shared(29)]]);
    }

    fn an_empty_reason_is_none() {
        let mut silent = shared(29);
        silent.why = " ".into();
        let submits = ClaimCommand::Submit(claim::Submit {
            answers: vec![],
            duplicates: vec![silent],
        });
        given(submitted().and_all(with_the_same_file()))
            .when(CAMILLE.does(submits).for_claim(2))
            .refused(twice(29, 1));
    }

    fn a_reason_counts_for_its_own_document_only() {
        given(submitted().and_all(with_the_same_file()))
            .when(CAMILLE.does(submit_shared(&[20])).for_claim(2))
            .refused(twice(29, 1));
    }

    fn a_claim_that_ended_without_money_lets_its_documents_go() {
        let closes = CAMILLE.does(ClaimCommand::CloseRejection);
        let ways = [
            asked().and(CAMILLE.does(cancel())),
            asked().and(SYSTEM.does(ClaimCommand::Expire).on("2024-04-16")),
            submitted().and(CAMILLE.does(recall())),
            rejected().and(closes),
            rejected_finally(),
        ];
        for way in ways {
            given(way.and_all(with_the_same_file()))
                .when(submits(2))
                .accepted();
        }
    }

    fn a_claim_that_was_paid_keeps_its_documents() {
        for way in [approved(), paid(), rejected(), disputed(), asked()] {
            given(way.and_all(with_the_same_file()))
                .when(submits(2))
                .refused(twice(29, 1));
        }
    }

    fn a_revoked_approval_keeps_its_documents() {
        given(
            approved()
                .and(MONA.does(revoke()))
                .and_all(with_the_same_file()),
        )
        .when(submits(2))
        .refused(twice(29, 1));
    }

    fn a_document_taken_off_an_answer_is_let_go() {
        let changed = asked()
            .and(CAMILLE.does(replace(3, proof(4))))
            .and(CAMILLE.does(submit_answers(&[1])));
        given(changed.and_all(with_the_same_file()))
            .when(submits(2))
            .accepted();
    }

    fn a_disputes_proof_is_held_too() {
        let disputed = rejected().and(PAUL.does(dispute_with(vec![proof(29)])));
        given(
            disputed.and_all(another(2, 100_00)).and(
                CAMILLE
                    .does(attach(Document {
                        id: document(28),
                        ..proof(29)
                    }))
                    .for_claim(2),
            ),
        )
        .when(submits(2))
        .refused(twice(28, 1));
    }

    /// The holder that went away was the one that had been let pass.
    fn a_document_is_held_until_the_last_claim_lets_it_go() {
        let both = submitted()
            .and_all(with_the_same_invoice(2))
            .and(CAMILLE.does(submit_shared(&[20])).for_claim(2))
            .and_all(with_the_same_invoice(3));
        let second_gone = both.clone().and(CAMILLE.does(recall()).for_claim(2));
        given(second_gone.clone())
            .when(submits(3))
            .refused(twice(30, 1));
        let first_gone = both.and(CAMILLE.does(recall()));
        given(first_gone).when(submits(3)).refused(twice(30, 2));
        given(second_gone.and(CAMILLE.does(recall())))
            .when(submits(3))
            .accepted();
    }
}
