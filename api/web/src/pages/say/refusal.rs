//! What a law refuses, in the reader's language: what is so, and what to do.

use domain::programme::Bilingual;
use domain::{MetricCode, Policy, Refusal};

use super::sentence::Sentence;
use super::{Html, Say, from_words};

impl Say {
    /// Says which law refuses, with what it names, and what to do about it.
    pub(in crate::pages) fn refusal(self, refusal: &Refusal) -> Html {
        self.refusal_under(refusal, None)
    }

    /// The same where the programme is known: its proofs and metrics go by their names.
    pub(in crate::pages) fn refusal_under(
        self,
        refusal: &Refusal,
        policy: Option<&Policy>,
    ) -> Html {
        let law = self.law(refusal, policy);
        let hint = self.word("hint", refusal.code());
        Html::made(format!("{law} {}", Html::text(&hint)))
    }

    fn law(self, refusal: &Refusal, policy: Option<&Policy>) -> Sentence {
        let law = self.say_of(format!("law-{}", refusal.code().replace('_', "-")));
        match refusal {
            Refusal::PolicyMustBeSound { what } => {
                law.text("what", self.word("unsound", what.as_str()))
            }
            Refusal::ExecutionMustBeInsideTheUsagePeriod { from, to }
            | Refusal::SubmissionMustBeInsideTheClaimingPeriod { from, to } => {
                law.day("from", *from).day("to", *to)
            }
            Refusal::ProofMustBeAskedFor { code }
            | Refusal::RequiredProofMustBeAttached { code }
            | Refusal::RequiredMetricMustBeRecorded { code } => {
                law.text("code", self.asked_for(code, policy))
            }
            Refusal::ClaimedMustNotExceedTotal { claimed, total } => {
                law.money("claimed", *claimed).money("total", *total)
            }
            Refusal::ClaimedMustSumToDeclared { claimed, declared } => {
                law.money("claimed", *claimed).money("declared", *declared)
            }
            Refusal::AnswerMustBeInTime { due_on } => law.weekday("due", *due_on),
            Refusal::FundMustCoverTheClaim {
                requested,
                available,
            } => law
                .money("requested", *requested)
                .money("available", *available),
            Refusal::ApprovedMustNotExceedRequested { requested } => {
                law.money("requested", *requested)
            }
            Refusal::LinesMustSumToApproved { lines } => law.money("lines", *lines),
            Refusal::DisputeMustBeInTime { until }
            | Refusal::DisputeWindowMustBeOver { until }
            | Refusal::ClaimingPeriodMustBeOver { until } => law.weekday("until", *until),
            Refusal::PaymentsMustNotExceedApproved { approved, paid } => {
                law.money("approved", *approved).money("paid", *paid)
            }
            Refusal::DeadlineMustHavePassed { deadline }
            | Refusal::DeadlineMustMoveLater { deadline } => law.weekday("deadline", *deadline),
            Refusal::AdjustmentMustNotExceedAvailable { available }
            | Refusal::RolloverMustNotExceedAvailable { available } => {
                law.money("available", *available)
            }
            // Ids say nothing to a person: their page leads to the line or the document.
            Refusal::ItemsMustBeAnswered { item: _ }
            | Refusal::DocumentMustNotBeOnAnotherClaim {
                document: _,
                claim: _,
            }
            | Refusal::ReducedLineMustHaveAReason { document: _ } => law,
            Refusal::ClaimMustExist
            | Refusal::ClaimMustBeNew
            | Refusal::FundMustExist
            | Refusal::FundMustBeNew
            | Refusal::ProgrammeMustExist
            | Refusal::PeriodMustExist
            | Refusal::ActorMustBeAllowed
            | Refusal::DecisionMustNotBeForOwnOrganisation
            | Refusal::DecisionMustNotBeByAPartnersHelper
            | Refusal::RevokerMustNotBeTheApprover
            | Refusal::ClaimIsClosed
            | Refusal::ClaimIsLocked
            | Refusal::ClaimMustBeSubmitted
            | Refusal::ReviewMustNotHaveStarted
            | Refusal::ClaimMustBeUnderReview
            | Refusal::ClaimMustBeApproved
            | Refusal::ClaimMustNotBePaid
            | Refusal::ClaimMustBeRejected
            | Refusal::RejectionIsFinal
            | Refusal::AmountMustFit
            | Refusal::AmountMustBePositive
            | Refusal::CurrencyMustMatch
            | Refusal::DeclaredMustBePositive
            | Refusal::ActivityMustBeOfTheProgramme
            | Refusal::TitleMustNotBeEmpty
            | Refusal::SomethingMustChange
            | Refusal::DocumentMustBeOnTheClaim
            | Refusal::DocumentMustBeNew
            | Refusal::ProofMustHaveANote
            | Refusal::ContributionMustExist
            | Refusal::ContributionMustBeNew
            | Refusal::TextMustNotBeEmpty
            | Refusal::CommentMustExist
            | Refusal::CommentMustBeNew
            | Refusal::ClaimMustCarryACostDocument
            | Refusal::ClaimMustCarryAProof
            | Refusal::ItemMustBeAsked
            | Refusal::RequestMustHaveItems
            | Refusal::RequestMustBeNew
            | Refusal::LinesMustBeTheCostDocuments
            | Refusal::RejectionMustHaveAReason
            | Refusal::DisputeDocumentsMustBeProofs
            | Refusal::PaymentMustBeNew
            | Refusal::PaymentMustExist
            | Refusal::DeadlineMustBeRunning
            | Refusal::EarningMustBeNew
            | Refusal::FundMustHaveALot
            | Refusal::RolloverMustBeToALikeFund
            | Refusal::SomethingMustBeAvailable => law,
        }
    }

    /// Names a proof or a metric as the programme does.
    fn asked_for(self, code: &MetricCode, policy: Option<&Policy>) -> String {
        let activities = policy.into_iter().flat_map(|policy| &policy.activities);
        let mut asked = activities.flat_map(|it| it.proofs.iter().chain(&it.metrics));
        let name: Option<&Bilingual> = asked
            .find(|asked| asked.code == *code)
            .map(|asked| &asked.name);
        name.map_or_else(
            || from_words(code.as_str()),
            |name| self.of(name).to_owned(),
        )
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use chrono_tz::Tz;
    use domain::Money;
    use domain::programme::Unsound;

    use super::*;
    use crate::pages::language::Language;

    fn say(language: Language) -> Say {
        Say {
            language,
            zone: Tz::UTC,
        }
    }

    #[test]
    fn every_law_and_what_to_do_about_it_is_said_in_both_languages() {
        for language in [Language::English, Language::French] {
            for code in Refusal::CODES {
                for prefix in ["law", "hint"] {
                    let key = format!("{prefix}-{}", code.replace('_', "-"));
                    assert!(say(language).knows(&key), "{key} in {}", language.tag());
                }
            }
        }
    }

    fn both(refusal: &Refusal) -> [String; 2] {
        [Language::English, Language::French]
            .map(|language| say(language).refusal(refusal).as_str().to_owned())
    }

    /// What stands in a page, without its marks.
    fn plain(html: &str) -> String {
        let parts = html.split('<').map(|part| match part.split_once('>') {
            Some((_, text)) => text,
            None => part,
        });
        parts.collect()
    }

    #[test]
    fn amounts_and_days_are_in_the_readers_form() {
        let euro = "EUR".parse().expect("a currency");
        let amount = |minor| Money::from_minor(minor, euro);
        let refusal = Refusal::FundMustCoverTheClaim {
            requested: amount(150_000),
            available: amount(110_000),
        };
        assert_eq!(
            both(&refusal).map(|html| plain(&html)),
            [
                "The claim asks for €1,500.00, but the fund has €1,100.00 available. Ask for less.",
                "La demande porte sur 1\u{202f}500,00\u{a0}€, mais le fonds n’a que \
                 1\u{202f}100,00\u{a0}€ disponibles. Demandez moins.",
            ]
        );
        let until = NaiveDate::from_ymd_opt(2024, 7, 24).expect("a day");
        let [english, french] = both(&Refusal::DisputeMustBeInTime { until });
        let day = |language| say(language).weekday(until).to_string();
        let (by, au) = (day(Language::English), day(Language::French));
        assert_eq!(
            english,
            format!(
                "The rejection could be disputed until {by}. Ask the programme’s administrator \
                 for an extension."
            )
        );
        assert_eq!(
            french,
            format!(
                "Le refus pouvait être contesté jusqu’au {au}. Demandez une prolongation à \
                 l’administration du programme."
            )
        );
    }

    #[test]
    fn why_a_policy_is_unsound_is_said_in_the_readers_language() {
        for what in Unsound::ALL {
            let [english, french] = both(&Refusal::PolicyMustBeSound { what });
            for html in [&english, &french] {
                assert!(!html.contains(['{', '_']), "{what:?}: {html}");
            }
            let said = what.to_string().replace('\'', "’");
            assert!(plain(&english).contains(&said), "{said}: {english}");
            assert!(!plain(&french).contains(&said), "{french}");
        }
    }

    #[test]
    fn what_a_law_names_is_there() {
        let day = NaiveDate::from_ymd_opt(2024, 7, 24).expect("a day");
        let zero = Money::zero("EUR".parse().expect("a currency"));
        let code: MetricCode = "booth-visitors".parse().expect("a code");
        for refusal in [
            Refusal::ExecutionMustBeInsideTheUsagePeriod { from: day, to: day },
            Refusal::SubmissionMustBeInsideTheClaimingPeriod { from: day, to: day },
            Refusal::ProofMustBeAskedFor { code: code.clone() },
            Refusal::RequiredProofMustBeAttached { code: code.clone() },
            Refusal::RequiredMetricMustBeRecorded { code },
            Refusal::ClaimedMustNotExceedTotal {
                claimed: zero,
                total: zero,
            },
            Refusal::ClaimedMustSumToDeclared {
                claimed: zero,
                declared: zero,
            },
            Refusal::AnswerMustBeInTime { due_on: day },
            Refusal::ApprovedMustNotExceedRequested { requested: zero },
            Refusal::LinesMustSumToApproved { lines: zero },
            Refusal::DisputeMustBeInTime { until: day },
            Refusal::DisputeWindowMustBeOver { until: day },
            Refusal::ClaimingPeriodMustBeOver { until: day },
            Refusal::PaymentsMustNotExceedApproved {
                approved: zero,
                paid: zero,
            },
            Refusal::DeadlineMustHavePassed { deadline: day },
            Refusal::DeadlineMustMoveLater { deadline: day },
            Refusal::AdjustmentMustNotExceedAvailable { available: zero },
            Refusal::RolloverMustNotExceedAvailable { available: zero },
        ] {
            for html in both(&refusal) {
                let names = ["€", "2024", "Booth Visitors"];
                let is_named = names.iter().any(|name| html.contains(name));
                assert!(is_named && !html.contains('{'), "{refusal:?}: {html}");
            }
        }
    }
}
