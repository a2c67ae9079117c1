//! Changing what a claim says.

use domain::claim::{Change, Edit};
use domain::{ClaimEvent, Refusal};

use crate::common::*;

fn edits(change: Edit) -> Step {
    CAMILLE.does(edit(change))
}

scenarios! {
    fn every_change_keeps_what_was_there() {
        let everything = Edit {
            title: Some("Salon".into()),
            activity: Some(name("seminar")),
            executed_on: Some(day("2024-03-15")),
            declared: Some(eur(1_100_00)),
            location: Some(" Nantes ".into()),
        };
        let changes = vec![
            Change::Title {
                from: "Salon du Cloud".into(),
                to: "Salon".into(),
            },
            Change::Activity {
                from: name("trade-show"),
                to: name("seminar"),
            },
            Change::ExecutedOn {
                from: day("2024-03-14"),
                to: day("2024-03-15"),
            },
            Change::Declared {
                from: eur(1_200_00),
                to: eur(1_100_00),
            },
            Change::Location {
                from: Some("Rennes".into()),
                to: Some("Nantes".into()),
            },
        ];
        let then = given(created())
            .when(edits(everything))
            .then([ClaimEvent::DetailsEdited { changes }]);
        assert_eq!(then.claim().title, "Salon");
        assert_eq!(then.claim().activity, name("seminar"));
        assert_eq!(then.claim().executed_on, day("2024-03-15"));
        assert_eq!(then.claim().declared, eur(1_100_00));
        assert_eq!(then.claim().location.as_deref(), Some("Nantes"));
    }

    fn what_stays_is_not_a_change() {
        let edit = Edit {
            title: Some("Salon du Cloud".into()),
            declared: Some(eur(1_000_00)),
            ..Edit::default()
        };
        let changes = vec![Change::Declared {
            from: eur(1_200_00),
            to: eur(1_000_00),
        }];
        given(created())
            .when(edits(edit))
            .then([ClaimEvent::DetailsEdited { changes }]);
    }

    fn an_empty_location_clears_it() {
        let edit = Edit {
            location: Some(String::new()),
            ..Edit::default()
        };
        let changes = vec![Change::Location {
            from: Some("Rennes".into()),
            to: None,
        }];
        given(created())
            .when(edits(edit))
            .then([ClaimEvent::DetailsEdited { changes }]);
    }

    fn an_edit_changes_something() {
        given(created())
            .when(edits(Edit::default()))
            .refused(Refusal::SomethingMustChange);
        let same = Edit {
            executed_on: Some(day("2024-03-14")),
            ..Edit::default()
        };
        given(created())
            .when(edits(same))
            .refused(Refusal::SomethingMustChange);
    }

    fn a_submitted_claim_is_locked() {
        let edit = Edit {
            title: Some("Salon".into()),
            ..Edit::default()
        };
        given(submitted())
            .when(edits(edit))
            .refused(Refusal::ClaimIsLocked);
    }

    fn a_cancelled_claim_is_closed() {
        let edit = Edit {
            title: Some("Salon".into()),
            ..Edit::default()
        };
        given(cancelled())
            .when(edits(edit))
            .refused(Refusal::ClaimIsClosed);
    }

    fn a_claim_stays_in_its_currency() {
        let edit = Edit {
            declared: Some(money(1_000, "JPY")),
            ..Edit::default()
        };
        given(created())
            .when(edits(edit))
            .refused(Refusal::CurrencyMustMatch);
    }

    fn a_claim_goes_on_asking_for_more_than_zero() {
        let edit = Edit {
            declared: Some(eur(0)),
            ..Edit::default()
        };
        given(created())
            .when(edits(edit))
            .refused(Refusal::DeclaredMustBePositive);
    }

    fn the_new_activity_is_one_of_the_programme() {
        let edit = Edit {
            activity: Some(name("yachting")),
            ..Edit::default()
        };
        given(created())
            .when(edits(edit))
            .refused(Refusal::ActivityMustBeOfTheProgramme);
    }

    fn the_new_date_is_inside_the_usage_period() {
        let edit = Edit {
            executed_on: Some(day("2024-07-01")),
            ..Edit::default()
        };
        given(created())
            .when(edits(edit))
            .refused(Refusal::ExecutionMustBeInsideTheUsagePeriod {
                from: day("2024-01-01"),
                to: day("2024-06-30"),
            });
    }

    fn the_new_title_says_something() {
        let edit = Edit {
            title: Some("  ".into()),
            ..Edit::default()
        };
        given(created())
            .when(edits(edit))
            .refused(Refusal::TitleMustNotBeEmpty);
    }
}
