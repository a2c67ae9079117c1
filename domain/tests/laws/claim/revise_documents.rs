//! Replacing, removing and explaining documents.

use domain::{ClaimEvent, Document, Refusal};

use crate::common::*;

scenarios! {
    fn a_replacement_takes_the_place_of_the_old_document() {
        let signed = csr(5, eur(400_00), eur(300_00));
        let then = given(complete())
            .when(CAMILLE.does(replace(2, signed.clone())))
            .then([ClaimEvent::DocumentReplaced {
                old: document(2),
                document: signed,
            }]);
        let ids: Vec<_> = then
            .claim()
            .documents
            .iter()
            .map(|document| document.id)
            .collect();
        assert_eq!(ids, [document(1), document(5), document(3)]);
        assert_eq!(then.claim().claimed(), Ok(eur(1_100_00)));
    }

    fn the_same_file_can_be_read_again() {
        let corrected = invoice(1, eur(900_00), eur(700_00));
        given(complete())
            .when(CAMILLE.does(replace(1, corrected)))
            .accepted();
    }

    fn a_contributor_replaces_nothing() {
        given(complete())
            .when(YANN.does(replace(3, proof(4))))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn only_a_document_of_the_claim_is_replaced() {
        given(complete())
            .when(CAMILLE.does(replace(9, proof(4))))
            .refused(Refusal::DocumentMustBeOnTheClaim);
    }

    fn a_replacement_is_as_sound_as_any_document() {
        given(complete())
            .when(CAMILLE.does(replace(
                3,
                Document {
                    note: None,
                    ..proof(4)
                },
            )))
            .refused(Refusal::ProofMustHaveANote);
        given(complete())
            .when(CAMILLE.does(replace(1, invoice(4, eur(5), eur(6)))))
            .refused(Refusal::ClaimedMustNotExceedTotal {
                claimed: eur(6),
                total: eur(5),
            });
    }

    fn a_replacement_is_not_another_document_of_the_claim() {
        let twin = Document {
            file: file(1),
            ..proof(4)
        };
        given(complete())
            .when(CAMILLE.does(replace(3, twin)))
            .refused(Refusal::DocumentMustBeNew);
        let twin = Document {
            id: document(1),
            ..proof(4)
        };
        given(complete())
            .when(CAMILLE.does(replace(3, twin)))
            .refused(Refusal::DocumentMustBeNew);
    }

    fn a_document_is_not_replaced_by_itself() {
        given(complete())
            .when(CAMILLE.does(replace(3, proof(3))))
            .refused(Refusal::SomethingMustChange);
    }

    fn a_removed_document_is_off_the_claim() {
        let removed = ClaimEvent::DocumentRemoved {
            id: document(3),
            why: "the wrong file".into(),
        };
        let then = given(complete())
            .when(CAMILLE.does(remove(3)))
            .then([removed]);
        assert!(!then.claim().has_proof());
    }

    fn only_a_document_of_the_claim_is_removed() {
        given(complete())
            .when(CAMILLE.does(remove(9)))
            .refused(Refusal::DocumentMustBeOnTheClaim);
    }

    fn a_removal_says_why() {
        let silent = domain::ClaimCommand::RemoveDocument(domain::claim::RemoveDocument {
            id: document(3),
            why: "".into(),
        });
        given(complete())
            .when(CAMILLE.does(silent))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn a_note_explains_a_document() {
        let annotated = ClaimEvent::DocumentAnnotated {
            id: document(1),
            note: "half of it was ours".into(),
        };
        let then = given(complete())
            .when(YANN.does(annotate(1, "half of it was ours")))
            .then([annotated]);
        assert!(
            then.claim()
                .document(document(1))
                .is_some_and(|d| d.has_note())
        );
    }

    fn a_reviewer_annotates_nothing() {
        given(complete())
            .when(INES.does(annotate(1, "no")))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn only_a_document_of_the_claim_is_annotated() {
        given(complete())
            .when(CAMILLE.does(annotate(9, "here")))
            .refused(Refusal::DocumentMustBeOnTheClaim);
    }

    fn a_proofs_note_is_never_taken_away() {
        given(complete())
            .when(CAMILLE.does(annotate(3, " ")))
            .refused(Refusal::ProofMustHaveANote);
    }

    fn a_note_says_something() {
        given(complete())
            .when(CAMILLE.does(annotate(1, " ")))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn a_note_says_something_new() {
        given(complete())
            .when(CAMILLE.does(annotate(3, "our booth on the first day")))
            .refused(Refusal::SomethingMustChange);
    }
}
