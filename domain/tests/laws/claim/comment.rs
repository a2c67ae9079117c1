//! Saying something about a claim.

use domain::claim::Visibility;
use domain::{ClaimCommand, ClaimEvent, DocumentId, Refusal, claim};

use crate::common::*;

fn about(document: DocumentId) -> ClaimCommand {
    ClaimCommand::AddComment(claim::AddComment {
        id: comment_id(1),
        text: "the stand was shared".into(),
        document: Some(document),
        in_reply_to: None,
        visibility: Visibility::Everyone,
    })
}

scenarios! {
    fn a_comment_may_be_about_a_document() {
        given(complete())
            .when(YANN.does(about(document(1))))
            .then([ClaimEvent::CommentAdded {
                id: comment_id(1),
                text: "the stand was shared".into(),
                document: Some(document(1)),
                in_reply_to: None,
                visibility: Visibility::Everyone,
            }]);
    }

    fn everyone_on_the_claim_may_speak() {
        for who in [CAMILLE, PAUL, YANN, INES, MARC, FAY, PIA] {
            given(submitted()).when(who.does(comment(1))).accepted();
        }
    }

    fn onlookers_say_nothing() {
        for who in [ADA, SYSTEM] {
            given(submitted())
                .when(who.does(comment(1)))
                .refused(Refusal::ActorMustBeAllowed);
        }
    }

    fn a_comment_says_something() {
        let silent = ClaimCommand::AddComment(claim::AddComment {
            id: comment_id(1),
            text: "\n".into(),
            document: None,
            in_reply_to: None,
            visibility: Visibility::Everyone,
        });
        given(submitted())
            .when(INES.does(silent))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn a_comment_is_made_once() {
        given(submitted().and(INES.does(comment(1))))
            .when(INES.does(comment(1)))
            .refused(Refusal::CommentMustBeNew);
    }

    fn a_comment_is_about_a_document_of_the_claim() {
        given(submitted())
            .when(INES.does(about(document(9))))
            .refused(Refusal::DocumentMustBeOnTheClaim);
    }

    fn a_reply_is_to_a_comment_of_the_claim() {
        given(submitted())
            .when(INES.does(reply(2, 1)))
            .refused(Refusal::CommentMustExist);
        given(submitted().and(CAMILLE.does(comment(1))))
            .when(INES.does(reply(2, 1)))
            .accepted();
    }

    fn the_partners_side_keeps_nothing_from_itself() {
        for who in [CAMILLE, PAUL, YANN] {
            given(submitted())
                .when(who.does(whisper(1)))
                .refused(Refusal::ActorMustBeAllowed);
        }
    }

    fn the_vendors_side_may_keep_a_comment_to_itself() {
        let then = given(submitted()).when(INES.does(whisper(1))).accepted();
        assert_eq!(
            then.claim().comments[&comment_id(1)],
            Visibility::VendorOnly
        );
    }

    fn the_vendors_side_answers_its_own_comments() {
        given(submitted().and(INES.does(whisper(1))))
            .when(MARC.does(reply(2, 1)))
            .accepted();
    }

    /// Or the answer would tell the partner that there is one.
    fn a_vendors_comment_looks_to_the_partner_like_none() {
        for who in [CAMILLE, YANN] {
            given(submitted().and(INES.does(whisper(1))))
                .when(who.does(reply(2, 1)))
                .refused(Refusal::CommentMustExist);
        }
    }
}
