//! Recording that money was sent, and that it came back.

use domain::{ClaimCommand, ClaimEvent, FundEvent, Money, Refusal, Status, claim};

use crate::common::*;

fn recorded(number: u32, amount: Money) -> ClaimEvent {
    ClaimEvent::PaymentRecorded {
        id: payment(number),
        amount,
        reference: "SEPA 2024-117".into(),
        value_date: day("2024-05-15"),
    }
}

fn disbursed(number: u32, amount: Money) -> FundEvent {
    FundEvent::FundDisbursed {
        claim: claim(1),
        payment: payment(number),
        amount,
    }
}

fn pays(amount: Money, reference: &str) -> Step {
    FAY.does(ClaimCommand::RecordPayment(claim::RecordPayment {
        id: payment(1),
        amount,
        reference: reference.into(),
        value_date: day("2024-05-15"),
    }))
}

scenarios! {
    fn a_part_payment_leaves_the_claim_approved() {
        let then = given(approved())
            .when(FAY.does(pay(1, 300_00)))
            .then(events![recorded(1, eur(300_00)), disbursed(1, eur(300_00))]);
        assert_eq!(then.claim().status, Status::Approved);
        assert_eq!(then.fund().figures.committed_minor, 700_00);
        assert_eq!(then.fund().figures.paid_minor, 300_00);
    }

    fn a_claim_is_paid_once_the_payments_sum_to_what_was_approved() {
        let then = given(partly_paid())
            .when(FAY.does(pay(2, 700_00)))
            .then(events![recorded(2, eur(700_00)), disbursed(2, eur(700_00))]);
        assert_eq!(then.claim().status, Status::Paid);
    }

    fn nothing_is_paid_unless_approved() {
        given(rejected())
            .when(FAY.does(pay(1, 1)))
            .refused(Refusal::ClaimMustBeApproved);
    }

    fn a_paid_claim_is_not_paid_again() {
        given(paid())
            .when(FAY.does(pay(2, 1)))
            .refused(Refusal::ClaimMustNotBePaid);
    }

    fn at_most_what_was_approved_is_paid() {
        given(partly_paid()).when(FAY.does(pay(2, 700_01))).refused(
            Refusal::PaymentsMustNotExceedApproved {
                approved: eur(1_000_00),
                paid: eur(1_000_01),
            },
        );
    }

    fn a_payment_is_known_once() {
        given(partly_paid())
            .when(FAY.does(pay(1, 100)))
            .refused(Refusal::PaymentMustBeNew);
        given(paid().and(FAY.does(reverse(1))))
            .when(FAY.does(pay(1, 1_000_00)))
            .refused(Refusal::PaymentMustBeNew);
    }

    fn a_payment_is_above_zero() {
        for minor in [0, -1] {
            given(approved())
                .when(pays(eur(minor), "SEPA"))
                .refused(Refusal::AmountMustBePositive);
        }
    }

    fn a_payment_is_in_the_claims_currency() {
        given(approved())
            .when(pays(money(1, "USD"), "SEPA"))
            .refused(Refusal::CurrencyMustMatch);
    }

    fn payments_that_overflow_are_refused() {
        given(partly_paid())
            .when(FAY.does(pay(2, i64::MAX)))
            .refused(Refusal::AmountMustFit);
    }

    fn a_payment_has_a_reference() {
        given(approved())
            .when(pays(eur(1), " "))
            .refused(Refusal::TextMustNotBeEmpty);
    }

    fn an_approver_pays_nothing() {
        given(approved())
            .when(MARC.does(pay(1, 1)))
            .refused(Refusal::ActorMustBeAllowed);
        given(paid())
            .when(MARC.does(reverse(1)))
            .refused(Refusal::ActorMustBeAllowed);
    }

    fn nobody_pays_their_own_organisation() {
        for command in [pay(1, 1), reverse(1)] {
            given(vendors_own())
                .when(FAY.does(command))
                .refused(Refusal::DecisionMustNotBeForOwnOrganisation);
        }
    }

    fn a_payment_that_came_back_leaves_the_claim_approved() {
        let reversed = ClaimEvent::PaymentReversed {
            id: payment(1),
            why: "the bank bounced it".into(),
        };
        let back = FundEvent::DisbursementReversed {
            claim: claim(1),
            payment: payment(1),
            amount: eur(1_000_00),
        };
        let then = given(paid())
            .when(FAY.does(reverse(1)))
            .then(events![reversed, back]);
        assert_eq!(then.claim().status, Status::Approved);
        assert_eq!(then.claim().paid(), eur(0));
        assert_eq!(then.fund().figures.committed_minor, 1_000_00);
        then.when(FAY.does(pay(2, 1_000_00))).accepted();
    }

    fn a_payment_comes_back_once() {
        given(paid().and(FAY.does(reverse(1))))
            .when(FAY.does(reverse(1)))
            .refused(Refusal::PaymentMustExist);
    }

    fn only_a_payment_of_the_claim_comes_back() {
        given(paid())
            .when(FAY.does(reverse(2)))
            .refused(Refusal::PaymentMustExist);
    }

    fn a_reversal_says_why() {
        let silent = ClaimCommand::ReversePayment(claim::ReversePayment {
            id: payment(1),
            why: "".into(),
        });
        given(paid())
            .when(FAY.does(silent))
            .refused(Refusal::TextMustNotBeEmpty);
    }
}
