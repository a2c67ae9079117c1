//! What one may not see looks exactly like what does not exist.

use domain::{ClaimCommand, Refusal};

use crate::common::*;

/// Every way to ask for something, with roles aside.
fn commands() -> Vec<ClaimCommand> {
    vec![
        edit(Default::default()),
        attach(proof(4)),
        replace(3, proof(4)),
        remove(3),
        annotate(3, "here"),
        record_metric("1"),
        ask_yann(2),
        cancel_contribution(1),
        comment(1),
        submit(),
        recall(),
        cancel(),
        ClaimCommand::StartReview,
        request_info(1),
        approve(800_00, 400_00),
        reject(),
        revoke(),
        dispute(),
        ClaimCommand::CloseRejection,
        pay(1, 1),
        reverse(1),
        ClaimCommand::Expire,
        extend(domain::claim::Deadline::Claiming, "2025-01-01"),
    ]
}

/// A claim that is there but hidden answers as one that is not.
fn is_hidden_from(who: Who) {
    for command in commands() {
        given(complete())
            .when(who.does(command.clone()))
            .refused(Refusal::ClaimMustExist);
        given(funded())
            .when(who.does(command))
            .refused(Refusal::ClaimMustExist);
    }
}

scenarios! {
    fn a_claim_that_is_not_there_is_not_found() {
        for command in commands() {
            given(funded())
                .when(CAMILLE.does(command))
                .refused(Refusal::ClaimMustExist);
        }
    }

    fn a_partner_never_sees_another_partners_claim() {
        is_hidden_from(RIVAL);
        is_hidden_from(Who("rolf@rival partner_user"));
    }

    fn a_contributor_sees_only_claims_he_was_invited_to() {
        is_hidden_from(Who("zoe@atelier-breton contributor"));
    }

    /// Persons are `user@org`: the same user name elsewhere is somebody else.
    fn a_namesake_elsewhere_was_not_invited() {
        is_hidden_from(Who("yann@rival contributor"));
    }

    /// A role of the vendor's side counts only in the organisation that is the vendor.
    fn another_vendors_people_see_no_claim() {
        for role in ["reviewer", "approver", "finance", "programme_admin", "auditor"] {
            for org in ["rival", "atelier-breton"] {
                let text = format!("rolf@{org} {role}");
                is_hidden_from(Who(text.leak()));
            }
        }
    }

    fn an_operator_sees_no_claim() {
        is_hidden_from(OTTO);
    }

    fn an_invitation_shows_the_claim_and_taking_it_back_hides_it() {
        given(created())
            .when(YANN.does(comment(1)))
            .refused(Refusal::ClaimMustExist);
        given(complete()).when(YANN.does(comment(1))).accepted();
        given(complete().and(CAMILLE.does(cancel_contribution(1))))
            .when(YANN.does(comment(1)))
            .refused(Refusal::ClaimMustExist);
    }

    fn who_was_asked_twice_sees_the_claim_until_both_are_taken_back() {
        let asked_twice = complete()
            .and(CAMILLE.does(ask_yann(2)))
            .and(YANN.does(contribute(proof(4), 1)))
            .and(CAMILLE.does(cancel_contribution(1)));
        given(asked_twice.clone())
            .when(YANN.does(comment(1)))
            .accepted();
        given(asked_twice.and(CAMILLE.does(cancel_contribution(2))))
            .when(YANN.does(comment(1)))
            .refused(Refusal::ClaimMustExist);
    }

    fn who_contributed_goes_on_seeing_the_claim() {
        given(complete().and(YANN.does(contribute(proof(4), 1))))
            .when(YANN.does(comment(1)))
            .accepted();
    }

    fn a_contributor_is_shown_one_claim_not_the_partners_others() {
        given(complete().and_all(another(2, 100_00)))
            .when(YANN.does(comment(1)).for_claim(2))
            .refused(Refusal::ClaimMustExist);
    }
}
