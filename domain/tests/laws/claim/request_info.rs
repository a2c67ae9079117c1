//! Asking the partner for more.

use domain::claim::InfoItem;
use domain::{ClaimCommand, ClaimEvent, Refusal, claim};

use crate::common::*;

fn asks(items: Vec<InfoItem>) -> Step {
    let id = request(1);
    INES.does(ClaimCommand::RequestInfo(claim::RequestInfo { id, items }))
        .on("2024-03-26")
}

scenarios! {
    fn an_information_request_is_due_after_the_policys_business_days() {
        let about = InfoItem {
            document: Some(document(2)),
            ..info_item(2)
        };
        let items = vec![info_item(1), about];
        given(under_review())
            .when(asks(items.clone()))
            .then([ClaimEvent::InfoRequested {
                id: request(1),
                items,
                due_on: day("2024-04-15"),
            }]);
    }

    fn an_approver_asks_for_nothing() {
        given(under_review())
            .when(MARC.does(request_info(1)))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn only_under_review_is_more_asked_for() {
        given(submitted())
            .when(asks(vec![info_item(1)]))
            .refused(Refusal::ClaimMustBeUnderReview);
    }

    fn an_information_request_asks_for_something() {
        given(under_review())
            .when(asks(vec![]))
            .refused(Refusal::RequestMustHaveItems);
        let silent = InfoItem {
            text: " ".into(),
            ..info_item(1)
        };
        given(under_review())
            .when(asks(vec![silent]))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn an_information_request_is_made_once() {
        let again = answered().and(INES.does(ClaimCommand::StartReview));
        given(again)
            .when(asks(vec![info_item(2)]))
            .refused(Refusal::RequestMustBeNew);
    }

    fn an_item_is_asked_once() {
        given(under_review())
            .when(asks(vec![info_item(1), info_item(1)]))
            .refused(Refusal::RequestMustBeNew);
        let item_of_the_first = ClaimCommand::RequestInfo(claim::RequestInfo {
            id: request(2),
            items: vec![info_item(1)],
        });
        given(answered().and(INES.does(ClaimCommand::StartReview)))
            .when(INES.does(item_of_the_first))
            .refused(Refusal::RequestMustBeNew);
    }

    fn an_item_points_at_a_document_of_the_claim() {
        let lost = InfoItem {
            document: Some(document(9)),
            ..info_item(1)
        };
        given(under_review())
            .when(asks(vec![lost]))
            .refused(Refusal::DocumentMustBeOnTheClaim);
    }
}
