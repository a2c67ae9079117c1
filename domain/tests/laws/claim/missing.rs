//! What stands in the way of a submission: all of it, and nothing where it would be accepted.

use domain::Refusal;
use domain::claim::Edit;

use crate::common::*;

/// Gives what is missing for Camille's submission after these steps.
#[track_caller]
fn missing(steps: Vec<Step>, submission: Step) -> Vec<Refusal> {
    let mut world = World::default();
    for step in steps {
        world.execute(&step).expect("what is given is accepted");
    }
    let missing = world.missing(&submission);
    let refusal = world.execute(&submission).err();
    assert_eq!(missing.first(), refusal.as_ref());
    missing
}

fn uncovered(requested: i64) -> Refusal {
    Refusal::FundMustCoverTheClaim {
        requested: eur(requested),
        available: eur(10_000_00),
    }
}

scenarios! {
    fn nothing_is_missing_of_what_is_accepted() {
        assert_eq!(missing(complete(), CAMILLE.does(submit())), []);
        assert_eq!(missing(asked(), CAMILLE.does(submit_answers(&[1]))), []);
    }

    fn all_that_is_missing_is_said_at_once() {
        let sums = Refusal::ClaimedMustSumToDeclared {
            claimed: eur(0),
            declared: eur(1_200_00),
        };
        let (from, to) = (day("2024-02-16"), day("2024-08-15"));
        let early = Refusal::SubmissionMustBeInsideTheClaimingPeriod { from, to };
        assert_eq!(
            missing(created(), CAMILLE.does(submit()).on("2024-08-16")),
            [
                Refusal::ClaimMustCarryACostDocument,
                Refusal::ClaimMustCarryAProof,
                sums,
                early,
            ]
        );
    }

    fn every_open_item_is_said() {
        let asks = domain::ClaimCommand::RequestInfo(domain::claim::RequestInfo {
            id: request(1),
            items: vec![info_item(1), info_item(2)],
        });
        let asked = under_review().and(INES.does(asks));
        let open = |number| Refusal::ItemsMustBeAnswered { item: item(number) };
        assert_eq!(
            missing(asked.clone(), CAMILLE.does(submit())),
            [open(1), open(2)]
        );
        assert_eq!(
            missing(asked, CAMILLE.does(submit_answers(&[2, 3])).on("2024-04-23")),
            [
                open(1),
                Refusal::ItemMustBeAsked,
                Refusal::AnswerMustBeInTime {
                    due_on: day("2024-04-22"),
                },
            ]
        );
    }

    fn what_the_fund_lacks_and_what_another_claim_has_is_said() {
        let first = complete().and(CAMILLE.does(submit()).on("2024-03-25"));
        let second = [
            CAMILLE.does(create_for(eur(12_000_00))),
            CAMILLE.does(attach(invoice(1, eur(12_000_00), eur(12_000_00)))),
            CAMILLE.does(attach(proof(3))),
        ];
        let both = first.and_all(second.map(|step| step.for_claim(2)));
        let shared = |number| Refusal::DocumentMustNotBeOnAnotherClaim {
            document: document(number),
            claim: claim(1),
        };
        let short = Refusal::FundMustCoverTheClaim {
            requested: eur(12_000_00),
            available: eur(8_800_00),
        };
        assert_eq!(
            missing(both, CAMILLE.does(submit()).for_claim(2)),
            [shared(1), shared(3), short]
        );
    }

    fn what_the_fund_lacks_is_said_beside_the_rest() {
        let more = CAMILLE.does(edit(Edit {
            declared: Some(eur(1_300_00)),
            ..Edit::default()
        }));
        let larger = invoice(4, eur(20_000_00), eur(20_000_00));
        let steps = complete().and(more).and(CAMILLE.does(replace(1, larger)));
        assert_eq!(
            missing(steps, CAMILLE.does(submit())),
            [
                Refusal::ClaimedMustSumToDeclared {
                    claimed: eur(20_400_00),
                    declared: eur(1_300_00),
                },
                uncovered(20_400_00),
            ]
        );
    }

    fn a_claim_that_cannot_be_edited_says_only_that() {
        assert_eq!(
            missing(submitted(), CAMILLE.does(submit())),
            [Refusal::ClaimIsLocked]
        );
        assert_eq!(
            missing(cancelled(), CAMILLE.does(submit())),
            [Refusal::ClaimIsClosed]
        );
    }
}
