//! Whatever a story says, something looks at it: each expectation made wrong is a surprise.

use application::story::{Accepted, Check, Expected, Story, Surprise, TellError, tell_alone};
use domain::{Currency, Money, Status};

use super::{all, read, the_story};

fn surprise(story: &Story) -> Surprise {
    match tell_alone(story, |_, _| {}) {
        Ok(_) => panic!("{} says something wrong, and nobody noticed", story.file),
        Err(TellError::Surprise(surprise)) => surprise,
        Err(error) => panic!("{error}"),
    }
}

fn one_cent(amount: Money) -> Money {
    Money::from_minor(amount.minor() + 1, amount.currency())
}

#[test]
fn every_outcome_is_looked_at() {
    for story in all() {
        for number in 0..story.steps.len() {
            let mut wrong = story.clone();
            let step = &mut wrong.steps[number];
            step.expected = match &step.expected {
                Expected::Accepted(_) => Expected::Refused {
                    code: "not_allowed".to_owned(),
                    available: None,
                },
                Expected::Refused { .. } => Expected::Accepted(Accepted::default()),
            };
            assert_eq!(
                surprise(&wrong).line,
                story.steps[number].line,
                "{}",
                story.file
            );
        }
    }
}

#[test]
fn every_refusals_code_and_every_claims_facts_are_looked_at() {
    for story in all() {
        for (number, step) in story.steps.iter().enumerate() {
            for expected in made_wrong(&step.expected) {
                let mut wrong = story.clone();
                wrong.steps[number].expected = expected;
                assert_eq!(surprise(&wrong).line, step.line, "{}", story.file);
            }
        }
    }
}

/// Gives an expectation with each of its parts made wrong, one at a time.
fn made_wrong(expected: &Expected) -> Vec<Expected> {
    let accepted = match expected {
        Expected::Accepted(accepted) => accepted,
        Expected::Refused { code, available } => {
            let other_code = match code.as_str() {
                "no_proof" => "no_cost_document",
                _ => "no_proof",
            };
            let available = available.map(one_cent);
            let mut wrong = vec![Expected::Refused {
                code: other_code.to_owned(),
                available: None,
            }];
            if available.is_some() {
                wrong.push(Expected::Refused {
                    code: code.clone(),
                    available,
                });
            }
            return wrong;
        }
    };
    let other_status = match accepted.status {
        Some(Status::Expired) => Status::Cancelled,
        Some(_) | None => Status::Expired,
    };
    let mut wrong = vec![];
    if accepted.status.is_some() {
        wrong.push(Accepted {
            status: Some(other_status),
            ..accepted.clone()
        });
    }
    if let Some(round) = accepted.round {
        wrong.push(Accepted {
            round: Some(round + 1),
            ..accepted.clone()
        });
    }
    if let Some(due_on) = accepted.due_on {
        wrong.push(Accepted {
            due_on: due_on.succ_opt(),
            ..accepted.clone()
        });
    }
    if let Some(until) = accepted.dispute_until {
        wrong.push(Accepted {
            dispute_until: until.succ_opt(),
            ..accepted.clone()
        });
    }
    if let Some(lots) = &accepted.lots {
        for index in 0..lots.len() {
            let mut lots = lots.clone();
            lots[index].amount = one_cent(lots[index].amount);
            wrong.push(Accepted {
                lots: Some(lots),
                ..accepted.clone()
            });
        }
    }
    wrong.into_iter().map(Expected::Accepted).collect()
}

#[test]
fn every_figure_and_every_lot_is_looked_at() {
    for story in all() {
        for (number, step) in story.steps.iter().enumerate() {
            for (place, check) in step.checks.iter().enumerate() {
                for (line, wrong_check) in wrong_checks(check) {
                    let mut wrong = story.clone();
                    wrong.steps[number].checks[place] = wrong_check;
                    assert_eq!(surprise(&wrong).line, line, "{}", story.file);
                }
            }
        }
    }
}

fn wrong_checks(check: &Check) -> Vec<(usize, Check)> {
    match check {
        Check::Figures {
            line,
            fund,
            figures,
        } => (0..6)
            .map(|column| {
                let mut figures = *figures;
                let figure = match column {
                    0 => &mut figures.earned,
                    1 => &mut figures.reserved,
                    2 => &mut figures.committed,
                    3 => &mut figures.paid,
                    4 => &mut figures.expired,
                    _ => &mut figures.available,
                };
                *figure = one_cent(*figure);
                (
                    *line,
                    Check::Figures {
                        line: *line,
                        fund: *fund,
                        figures,
                    },
                )
            })
            .collect(),
        Check::Lots { line, fund, lots } => (0..lots.len())
            .map(|index| {
                let mut lots = lots.clone();
                lots[index].amount = one_cent(lots[index].amount);
                (
                    *line,
                    Check::Lots {
                        line: *line,
                        fund: *fund,
                        lots,
                    },
                )
            })
            .collect(),
    }
}

#[test]
fn a_surprise_says_what_was_expected_and_what_is() {
    let mut story = the_story();
    let step = story
        .steps
        .iter_mut()
        .find(|step| !step.checks.is_empty())
        .unwrap();
    let Check::Lots { lots, .. } = &mut step.checks[1] else {
        panic!("lots come second")
    };
    lots[2].amount = Money::zero(Currency::EUR);
    assert_eq!(
        surprise(&story).to_string(),
        "atelier-breton.story, line 31: expected lots L-1 9400.00 EUR, L-2 6250.50 EUR, \
         L-3 0.00 EUR, but it is L-1 9400.00 EUR, L-2 6250.50 EUR, L-3 2849.50 EUR"
    );
}

#[test]
fn figures_of_a_fund_that_is_not_open_are_a_surprise() {
    let text = "story short \"A short one\"
programme helio-coop
actor Ada = ada@helio-cloud programme_admin
fund F = partner 2024-H1
figures fund earned reserved committed paid expired available
2024-01-02 Ada publish helio-coop -> ok
figures F 0 0 0 0 0 0";
    assert_eq!(
        surprise(&read(text).unwrap()).to_string(),
        "test.story, line 7: expected figures of F: earned 0.00 EUR, reserved 0.00 EUR, \
         committed 0.00 EUR, paid 0.00 EUR, expired 0.00 EUR, available 0.00 EUR, \
         but it is no fund"
    );
}
