//! Adding a document.

use domain::claim::ContributionState;
use domain::document::{Cost, DocumentKind};
use domain::{ClaimEvent, Document, Refusal};

use crate::common::*;

fn attaches(document: Document) -> Step {
    CAMILLE.does(attach(document))
}

fn without_a_number() -> Document {
    let mut document = invoice(1, eur(100), eur(100));
    if let DocumentKind::Invoice(Cost { number, .. }) = &mut document.kind {
        *number = " ".into();
    }
    document
}

scenarios! {
    fn a_document_is_kept_as_it_is() {
        let document = invoice(1, eur(900_00), eur(800_00));
        let attached = ClaimEvent::DocumentAttached {
            document: document.clone(),
            contribution: None,
        };
        let then = given(created())
            .when(attaches(document.clone()))
            .then([attached]);
        assert_eq!(then.claim().documents, [document]);
    }

    fn an_attach_that_names_a_contribution_fulfils_it() {
        let attached = ClaimEvent::DocumentAttached {
            document: proof(1),
            contribution: Some(contribution(1)),
        };
        let then = given(created().and(CAMILLE.does(ask_yann(1))))
            .when(YANN.does(contribute(proof(1), 1)))
            .then([attached]);
        assert_eq!(
            then.claim().contributions[0].state,
            ContributionState::Fulfilled
        );
    }

    fn the_partner_may_fulfil_a_contribution_for_the_colleague() {
        given(created().and(CAMILLE.does(ask_yann(1))))
            .when(PAUL.does(contribute(proof(1), 1)))
            .accepted();
    }

    fn a_reviewer_attaches_nothing() {
        given(created())
            .when(INES.does(attach(proof(1))))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn a_proof_has_a_note() {
        for note in [None, Some(" ".to_owned())] {
            given(created())
                .when(attaches(Document { note, ..proof(1) }))
                .refused(Refusal::ProofMustHaveANote);
        }
    }

    fn at_most_the_total_is_claimed() {
        given(created())
            .when(attaches(invoice(1, eur(900_00), eur(900_01))))
            .refused(Refusal::ClaimedMustNotExceedTotal {
                claimed: eur(900_01),
                total: eur(900_00),
            });
        given(created())
            .when(attaches(invoice(1, eur(900_00), eur(900_00))))
            .accepted();
    }

    fn a_document_claims_something() {
        for minor in [0, -1] {
            given(created())
                .when(attaches(csr(1, eur(900_00), eur(minor))))
                .refused(Refusal::AmountMustBePositive);
        }
    }

    fn a_document_is_in_the_claims_currency() {
        let foreign = money(900_00, "USD");
        for (total, claimed) in [(foreign, foreign), (eur(1), foreign), (foreign, eur(1))] {
            given(created())
                .when(attaches(invoice(1, total, claimed)))
                .refused(Refusal::CurrencyMustMatch);
        }
    }

    fn a_cost_document_has_a_number() {
        given(created())
            .when(attaches(without_a_number()))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn a_file_is_on_a_claim_once() {
        let same_file = Document {
            file: file(3),
            ..proof(4)
        };
        given(complete())
            .when(attaches(same_file))
            .refused(Refusal::DocumentMustBeNew);
    }

    fn a_documents_id_is_on_a_claim_once() {
        let same_id = Document {
            id: document(3),
            ..proof(4)
        };
        given(complete())
            .when(attaches(same_id))
            .refused(Refusal::DocumentMustBeNew);
    }

    fn a_file_that_was_removed_can_come_back() {
        given(complete().and(CAMILLE.does(remove(3))))
            .when(attaches(proof(3)))
            .accepted();
    }

    fn a_contribution_that_was_not_asked_for_is_not_found() {
        given(created())
            .when(CAMILLE.does(contribute(proof(1), 1)))
            .refused(Refusal::ContributionMustExist);
    }

    fn a_contribution_is_fulfilled_once() {
        let fulfilled = created()
            .and(CAMILLE.does(ask_yann(1)))
            .and(YANN.does(contribute(proof(1), 1)));
        given(fulfilled)
            .when(YANN.does(contribute(proof(2), 1)))
            .refused(Refusal::ContributionMustExist);
    }

    fn a_colleague_fulfils_only_what_he_was_asked_for() {
        let zoe = Who("zoe@atelier-breton contributor");
        let asks_zoe = CAMILLE.does(domain::ClaimCommand::RequestContribution(domain::claim::RequestContribution {
            id: contribution(2),
            to: zoe.actor().person(),
            what: "the agenda".into(),
            due: None,
        }));
        given(created().and(CAMILLE.does(ask_yann(1))).and(asks_zoe))
            .when(zoe.does(contribute(proof(1), 1)))
            .refused(Refusal::ContributionMustExist);
    }
}
