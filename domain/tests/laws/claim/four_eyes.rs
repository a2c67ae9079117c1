//! Four eyes: nobody decides on a claim they acted on, or of their own organisation.

use domain::{ClaimCommand, Refusal, claim};

use crate::common::*;

/// The same person in two roles: they helped the partner first and decide for the vendor later.
const HELPER: Who = Who("hugo@helio-cloud contributor");
const HELPER_REVIEWS: Who = Who("hugo@helio-cloud reviewer");
const HELPER_APPROVES: Who = Who("hugo@helio-cloud approver");

/// Hugo was asked; he has attached nothing yet.
fn hugo_is_asked() -> Vec<Step> {
    let asks = ClaimCommand::RequestContribution(claim::RequestContribution {
        id: contribution(2),
        to: HELPER.actor().person(),
        what: "the report".into(),
        due: None,
    });
    complete().and(CAMILLE.does(asks))
}

fn hugo_helped() -> Vec<Step> {
    hugo_is_asked()
        .and(HELPER.does(contribute(proof(4), 2)))
        .and(CAMILLE.does(submit()))
}

scenarios! {
    fn nobody_reviews_a_claim_of_their_own_organisation() {
        let own = Refusal::DecisionMustNotBeForOwnOrganisation;
        given(vendors_own())
            .when(INES.does(ClaimCommand::StartReview))
            .refused(own.clone());
    }

    fn nobody_decides_on_a_claim_of_their_own_organisation() {
        let own = Refusal::DecisionMustNotBeForOwnOrganisation;
        for command in [approve(800_00, 400_00), reject(), revoke()] {
            given(vendors_own())
                .when(MARC.does(command))
                .refused(own.clone());
        }
    }

    fn nobody_reviews_a_claim_they_acted_on_for_the_partner() {
        let acted = Refusal::DecisionMustNotBeByAPartnersHelper;
        given(hugo_helped())
            .when(HELPER_REVIEWS.does(ClaimCommand::StartReview))
            .refused(acted.clone());
        let reviewed = hugo_helped().and(INES.does(ClaimCommand::StartReview));
        given(reviewed)
            .when(HELPER_REVIEWS.does(request_info(1)))
            .refused(acted);
    }

    fn nobody_decides_on_a_claim_they_acted_on_for_the_partner() {
        let acted = Refusal::DecisionMustNotBeByAPartnersHelper;
        let reviewed = hugo_helped().and(INES.does(ClaimCommand::StartReview));
        given(reviewed.clone())
            .when(HELPER_APPROVES.does(approve(800_00, 400_00)))
            .refused(acted.clone());
        given(reviewed.clone())
            .when(HELPER_APPROVES.does(reject()))
            .refused(acted.clone());
        given(reviewed.and(MARC.does(approve(800_00, 400_00))))
            .when(HELPER_APPROVES.does(revoke()))
            .refused(acted);
    }

    fn a_comment_for_the_partner_is_a_part_in_the_claim() {
        let spoke = hugo_is_asked()
            .and(HELPER.does(comment(1)))
            .and(CAMILLE.does(submit()));
        given(spoke)
            .when(HELPER_REVIEWS.does(ClaimCommand::StartReview))
            .refused(Refusal::DecisionMustNotBeByAPartnersHelper);
    }

    fn who_was_only_asked_has_no_part_in_the_claim() {
        given(hugo_is_asked().and(CAMILLE.does(submit())))
            .when(HELPER_REVIEWS.does(ClaimCommand::StartReview))
            .accepted();
    }

    fn the_reviewers_own_comments_are_no_part_in_the_claim() {
        given(submitted().and(INES.does(comment(1))))
            .when(INES.does(ClaimCommand::StartReview))
            .accepted();
    }
}
