//! Approving all of a claim or a part of it.

use domain::claim::ApprovedLine;
use domain::fund::{LotShare, ReleaseCause};
use domain::{ClaimCommand, ClaimEvent, FundEvent, Money, Refusal, claim};

use crate::common::*;

fn approves(approved: Money, lines: Vec<ApprovedLine>) -> Step {
    MARC.does(ClaimCommand::Approve(claim::Approve { approved, lines }))
}

fn without_reason(number: u32, approved: Money) -> ApprovedLine {
    ApprovedLine {
        reason: None,
        ..line(number, approved)
    }
}

scenarios! {
    fn an_approval_commits_the_money_and_releases_the_rest() {
        let lines = vec![line(1, eur(600_00)), without_reason(2, eur(400_00))];
        let then = given(under_review())
            .when(approves(eur(1_000_00), lines.clone()).on("2024-04-04"))
            .then(events![
                ClaimEvent::ClaimApproved {
                    requested: eur(1_200_00),
                    approved: eur(1_000_00),
                    lines,
                    payment_due: day("2024-06-06"),
                },
                FundEvent::ReservationReleased {
                    claim: claim(1),
                    amount: eur(200_00),
                    cause: ReleaseCause::ApprovedForLess,
                },
                FundEvent::FundCommitted {
                    claim: claim(1),
                    approved: eur(1_000_00),
                    lots: vec![LotShare {
                        lot: lot(1),
                        amount: eur(1_000_00)
                    }],
                },
            ]);
        assert_eq!(then.lots(), [3_000_00, 3_000_00, 3_000_00]);
        assert_eq!(then.fund().figures.committed_minor, 1_000_00);
    }

    fn an_approval_in_full_needs_no_reason() {
        let lines = vec![
            without_reason(1, eur(800_00)),
            without_reason(2, eur(400_00)),
        ];
        given(under_review())
            .when(approves(eur(1_200_00), lines))
            .accepted();
    }

    fn a_reviewer_approves_nothing() {
        given(under_review())
            .when(INES.does(approve(800_00, 400_00)))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn only_under_review_is_a_claim_approved() {
        given(submitted())
            .when(MARC.does(approve(800_00, 400_00)))
            .refused(Refusal::ClaimMustBeUnderReview);
    }

    fn an_approval_is_in_the_claims_currency() {
        let lines = vec![line(1, eur(800_00)), line(2, eur(400_00))];
        given(under_review())
            .when(approves(money(1_200_00, "USD"), lines))
            .refused(Refusal::CurrencyMustMatch);
        let lines = vec![line(1, money(800_00, "USD")), line(2, eur(400_00))];
        given(under_review())
            .when(approves(eur(1_200_00), lines))
            .refused(Refusal::CurrencyMustMatch);
    }

    fn an_approval_is_above_zero_line_by_line() {
        let nothing = Refusal::AmountMustBePositive;
        given(under_review())
            .when(approves(eur(0), vec![]))
            .refused(nothing.clone());
        given(under_review())
            .when(MARC.does(approve(0, 400_00)))
            .refused(nothing.clone());
        given(under_review())
            .when(MARC.does(approve(800_00, -1)))
            .refused(nothing);
    }

    fn at_most_what_was_asked_is_approved() {
        let requested = eur(1_200_00);
        given(under_review())
            .when(MARC.does(approve(800_00, 400_01)))
            .refused(Refusal::ApprovedMustNotExceedRequested { requested });
        // The whole stays within what was asked, the line does not.
        let requested = eur(400_00);
        given(under_review())
            .when(MARC.does(approve(700_00, 500_00)))
            .refused(Refusal::ApprovedMustNotExceedRequested { requested });
    }

    fn the_lines_are_the_cost_documents() {
        let wrong = Refusal::LinesMustBeTheCostDocuments;
        let of = |numbers: &[u32]| {
            let lines = numbers
                .iter()
                .map(|number| line(*number, eur(400_00)))
                .collect();
            approves(eur(800_00), lines)
        };
        for numbers in [
            &[][..],
            &[1],
            &[1, 1],
            &[1, 3],
            &[1, 9],
            &[1, 2, 2],
            &[1, 2, 3],
        ] {
            given(under_review())
                .when(of(numbers))
                .refused(wrong.clone());
        }
        given(under_review()).when(of(&[2, 1])).accepted();
    }

    fn the_lines_sum_to_what_is_approved() {
        let lines = vec![line(1, eur(600_00)), line(2, eur(400_00))];
        given(under_review())
            .when(approves(eur(999_99), lines))
            .refused(Refusal::LinesMustSumToApproved {
                lines: eur(1_000_00),
            });
    }

    fn a_reduced_line_has_a_reason() {
        for reason in [None, Some(" ".to_owned())] {
            let reduced = ApprovedLine {
                reason,
                ..line(1, eur(600_00))
            };
            given(under_review())
                .when(approves(eur(1_000_00), vec![reduced, line(2, eur(400_00))]))
                .refused(Refusal::ReducedLineMustHaveAReason {
                    document: document(1),
                });
        }
    }

    /// After a revocation the fund may have less than was asked for.
    fn an_approval_stays_within_what_the_fund_still_has() {
        given(short_after_revocation())
            .when(MARC.does(approve(800_00, 400_00)))
            .refused(Refusal::FundMustCoverTheClaim {
                requested: eur(1_200_00),
                available: eur(1_100_00),
            });
        given(short_after_revocation())
            .when(MARC.does(approve(700_00, 400_00)))
            .accepted();
    }

    /// The reservation grows back as far as what became available since.
    fn an_approval_may_take_what_became_available_since() {
        let more = short_after_revocation().and(FAY.does(adjust(eur(100_00))));
        given(more)
            .when(MARC.does(approve(800_00, 400_00)))
            .then(events![
                ClaimEvent::ClaimApproved {
                    requested: eur(1_200_00),
                    approved: eur(1_200_00),
                    lines: vec![line(1, eur(800_00)), line(2, eur(400_00))],
                    payment_due: day("2024-06-04"),
                },
                FundEvent::ReservationReleased {
                    claim: claim(1),
                    amount: eur(1_100_00),
                    cause: ReleaseCause::Resubmitted,
                },
                FundEvent::FundReserved {
                    claim: claim(1),
                    amount: eur(1_200_00),
                    keys: [invoice(1, eur(1), eur(1)), csr(2, eur(1), eur(1)), proof(3)]
                        .iter()
                        .flat_map(|document| document.keys())
                        .collect(),
                },
                FundEvent::FundCommitted {
                    claim: claim(1),
                    approved: eur(1_200_00),
                    lots: vec![LotShare {
                        lot: lot(1),
                        amount: eur(1_200_00)
                    }],
                },
            ]);
    }
}

/// Claim 1 was approved for 1,000.00, claim 2 took all but 100.00 of the rest, then Mona revoked.
fn short_after_revocation() -> Vec<Step> {
    approved()
        .and_all(another(2, 8_900_00))
        .and(CAMILLE.does(submit()).for_claim(2))
        .and(MONA.does(revoke()))
}
