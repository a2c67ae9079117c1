//! Funds in currencies without decimals, or with three; amounts at the edge of what fits.

use domain::document::{Cost, DocumentKind};
use domain::{ClaimCommand, Currency, Document, Money, ProgrammeCommand, Refusal, claim};

use crate::common::*;

/// The way to an open fund with one lot, in a currency.
fn funded_in(currency: Currency, minor: i64) -> Vec<Step> {
    let mut policy = policy();
    policy.currency = currency;
    let open = domain::FundCommand::Open(domain::fund::Open {
        programme: programme(),
        period: name("2024-h1"),
        partner: partner(),
        currency,
    });
    let lot = earn(1, Money::from_minor(minor, currency));
    let publishes: ProgrammeCommand = publish(policy);
    vec![PIA.does(publishes), PIA.does(open), FAY.does(lot)]
}

/// Claim 1 for an amount, complete.
fn claim_for(amount: Money) -> Vec<Step> {
    [
        create_for(amount),
        attach(invoice(1, amount, amount)),
        attach(proof(2)),
    ]
    .map(|command| CAMILLE.does(command))
    .into()
}

fn approves(amount: Money) -> Step {
    let lines = vec![line(1, amount)];
    MARC.does(ClaimCommand::Approve(claim::Approve {
        approved: amount,
        lines,
    }))
}

fn pays(amount: Money) -> Step {
    FAY.does(ClaimCommand::RecordPayment(claim::RecordPayment {
        id: payment(1),
        amount,
        reference: "SWIFT 1".into(),
        value_date: day("2024-05-15"),
    }))
}

fn read(amount: &str, currency: &str) -> Money {
    Money::parse(amount, currency.parse().expect("a currency")).expect("an amount")
}

scenarios! {
    fn a_claim_runs_from_filing_to_payment_in_any_currency() {
        for (fund, asked, left) in [
            (read("250000", "JPY"), read("249999", "JPY"), "1"),
            (read("10.005", "KWD"), read("9.999", "KWD"), "0.006"),
        ] {
            let way = funded_in(fund.currency(), fund.minor())
                .and_all(claim_for(asked))
                .and(CAMILLE.does(submit()))
                .and(INES.does(ClaimCommand::StartReview))
                .and(approves(asked));
            let then = given(way).when(pays(asked)).accepted();
            assert_eq!(then.claim().status, domain::Status::Paid);
            assert_eq!(then.fund().available().amount(), left);
            assert_eq!(then.fund().figures.paid_minor, asked.minor());
        }
    }

    fn a_yen_is_not_a_cent() {
        let euros = CAMILLE.does(create_for(eur(1_000)));
        given(funded_in(money(1, "JPY").currency(), 1_000))
            .when(euros)
            .refused(Refusal::CurrencyMustMatch);
        let yen = FAY.does(earn(9, money(1_000, "JPY")));
        given(funded())
            .when(yen)
            .refused(Refusal::CurrencyMustMatch);
    }

    fn a_fund_holds_all_the_ledger_can_hold_and_no_cent_more() {
        let full = funded_in(Currency::EUR, i64::MAX);
        given(full.clone())
            .when(FAY.does(earn(2, eur(1))))
            .refused(Refusal::AmountMustFit);
        given(full.clone())
            .when(FAY.does(adjust(eur(1))))
            .refused(Refusal::AmountMustFit);
        let most = eur(i64::MAX);
        let way = full
            .and_all(claim_for(most))
            .and(CAMILLE.does(submit()))
            .and(INES.does(ClaimCommand::StartReview))
            .and(approves(most));
        let then = given(way).when(pays(most)).accepted();
        assert_eq!(then.fund().figures.paid_minor, i64::MAX);
    }

    fn a_rollover_into_a_full_fund_is_refused() {
        let full = two_funds().and(FAY.does(earn(4, eur(i64::MAX))).for_fund(later_fund()));
        given(full)
            .when(FAY.does(roll_over(later_fund(), eur(1))))
            .refused(Refusal::AmountMustFit);
    }

    fn the_lowest_amount_there_is_cannot_be_taken() {
        given(funded())
            .when(FAY.does(adjust(eur(i64::MIN))))
            .refused(Refusal::AmountMustFit);
    }

    fn documents_that_sum_to_more_than_the_ledger_can_hold_are_not_submitted() {
        let half = eur(i64::MAX / 2 + 1);
        let claimed = |number| CAMILLE.does(attach(csr(number, half, half)));
        let way = created()
            .and(claimed(1))
            .and(claimed(2))
            .and(CAMILLE.does(attach(proof(3))));
        given(way)
            .when(CAMILLE.does(submit()))
            .refused(Refusal::AmountMustFit);
    }

    fn a_negative_total_covers_no_claim() {
        let mut odd = invoice(1, eur(-5), eur(5));
        if let DocumentKind::Invoice(Cost { total, .. }) = &mut odd.kind {
            *total = eur(i64::MIN);
        }
        let odd = Document {
            note: Some("a credit note".into()),
            ..odd
        };
        given(created()).when(CAMILLE.does(attach(odd))).refused(
            Refusal::ClaimedMustNotExceedTotal {
                claimed: eur(5),
                total: eur(i64::MIN),
            },
        );
    }
}
