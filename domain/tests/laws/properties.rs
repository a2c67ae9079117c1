//! Random histories: several claims, two funds with rollovers, any actor at any time.
//!
//! After every accepted step all laws hold; what was accepted, written as JSON, read again and
//! replayed from nothing, is the same world.

mod laws;
mod lots;
mod moves;
mod tally;

use std::cell::RefCell;

use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;

use domain::{ClaimCommand, Refusal};

use crate::common::{Command, Logged, Step, World};
use laws::Memory;
use moves::Table;
use tally::Tally;

/// Keeps the run to some seconds without optimisation; `PROPTEST_CASES` asks for more.
const CASES: u32 = 500;

#[test]
fn random_histories_keep_every_law_and_replay_to_the_same_world() {
    let config = Config {
        cases: std::env::var("PROPTEST_CASES").map_or(CASES, |n| n.parse().expect("a number")),
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::default()
    };
    let tally = RefCell::new(Tally::default());
    let seeds = vec(any::<u64>(), 40..160);
    let result = TestRunner::new(config).run(&seeds, |seeds| {
        let log = play(&seeds, &tally).map_err(TestCaseError::fail)?;
        tally.borrow_mut().ends(&log);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    tally.borrow().must_be_telling();
}

/// Plays one history; gives its log.
fn play(seeds: &[u64], tally: &RefCell<Tally>) -> Result<Vec<Logged>, String> {
    let mut table = Table::laid();
    let mut world = World::default();
    let mut memory = Memory::default();
    let mut log = vec![];
    let opening = table.opening();
    for n in 0..opening.len() + seeds.len() {
        let step = match n.checked_sub(opening.len()) {
            None => opening[n].clone(),
            Some(n) => table.next(&world, seeds[n]),
        };
        let before = world.clone();
        let outcome = world.execute(&step);
        what_is_missing_agrees(&before, &step, outcome.as_ref().err())?;
        match outcome {
            Ok(logged) => {
                tally.borrow_mut().accepted += 1;
                memory
                    .laws_hold(&before, &step, &logged, &world)
                    .map_err(|law| format!("{law}\nafter step {n}: {step:#?}\n{logged:#?}"))?;
                log.extend(logged);
            }
            Err(refusal) => tally.borrow_mut().refused(refusal.code()),
        }
    }
    lots::every_cent_is_traceable(&world, &log)?;
    if replayed(&log)? != world {
        return Err("the replayed world is another".into());
    }
    Ok(log)
}

/// Nothing is missing where a partner's submission is accepted; else the first is why it is not.
fn what_is_missing_agrees(
    before: &World,
    step: &Step,
    refusal: Option<&Refusal>,
) -> Result<(), String> {
    let Command::Claim(id, ClaimCommand::Submit(_)) = &step.command else {
        return Ok(());
    };
    let may_submit = before
        .claim(*id)
        .is_some_and(|claim| step.by.role.is_partner() && step.by.org == claim.partner);
    if !may_submit {
        return Ok(());
    }
    let missing = before.missing(step);
    match missing.first() == refusal {
        true => Ok(()),
        false => Err(format!(
            "missing {missing:?}, refused {refusal:?}: {step:#?}"
        )),
    }
}

/// Applies a log to an empty world, every event read from its own JSON.
fn replayed(log: &[Logged]) -> Result<World, String> {
    let mut world = World::default();
    for logged in log {
        let read = match logged {
            Logged::Claim(id, event) => Logged::Claim(*id, through_json(event)?),
            Logged::Fund(id, event) => Logged::Fund(*id, through_json(event)?),
            Logged::Programme(id, event) => Logged::Programme(id.clone(), through_json(event)?),
        };
        if read != *logged {
            return Err(format!("written and read again it differs: {logged:#?}"));
        }
        world.apply(&read);
    }
    Ok(world)
}

fn through_json<T: Serialize + DeserializeOwned>(event: &T) -> Result<T, String> {
    let text = serde_json::to_string(event).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))
}
