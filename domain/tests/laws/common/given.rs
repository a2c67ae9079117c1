//! `given([..]).when(step).then([..])`, or `.refused(law)`.

use domain::claim::FilesFor;
use domain::{Claim, Fund, FundId, Refusal};

use super::{Event, Step, World, claim, fund, recorder};

/// What has happened so far.
pub struct Given(World);

/// What came of the step.
pub struct When {
    world: World,
    step: Step,
    outcome: Result<Vec<Event>, Refusal>,
}

/// What stands afterwards.
pub struct Then(World);

/// Starts from steps that are all accepted.
#[track_caller]
pub fn given(steps: impl IntoIterator<Item = Step>) -> Given {
    let mut world = World::default();
    for step in steps {
        if let Err(refusal) = world.execute(&step) {
            panic!("what is given was refused: {refusal:?}\n{step:#?}");
        }
    }
    Given(world)
}

impl Given {
    /// Gives the next step.
    pub fn when(self, step: Step) -> When {
        let mut world = self.0;
        let outcome = world.execute(&step);
        let outcome = outcome.map(|logged| logged.iter().map(|logged| logged.event()).collect());
        When {
            world,
            step,
            outcome,
        }
    }
}

impl Given {
    /// Tells whether files may be brought for a step, and what came of it then.
    pub fn brings(mut self, step: &Step, purpose: FilesFor) -> [Result<(), Refusal>; 2] {
        let taken = self.0.takes_files(step, purpose);
        [taken, self.0.execute(step).map(drop)]
    }
}

impl When {
    /// Asserts that the step was refused by this law.
    #[track_caller]
    pub fn refused(self, refusal: Refusal) {
        assert_eq!(self.outcome.as_ref(), Err(&refusal), "{:#?}", self.step);
        recorder::note(refusal.code());
    }

    /// Asserts that the step led to exactly these events.
    #[track_caller]
    pub fn then<E: Into<Event>>(self, events: impl IntoIterator<Item = E>) -> Then {
        let expected: Vec<Event> = events.into_iter().map(Into::into).collect();
        assert_eq!(self.outcome.as_ref(), Ok(&expected), "{:#?}", self.step);
        expected
            .iter()
            .for_each(|event| recorder::note(event.name()));
        self.accepted()
    }

    /// Asserts that the step was accepted and gives what is picked from its events.
    #[track_caller]
    pub fn picked<T>(self, pick: impl Fn(&Event) -> Option<T>) -> Vec<T> {
        let events = self.outcome.clone().unwrap_or_default();
        self.accepted();
        events.iter().filter_map(pick).collect()
    }

    /// Asserts that the step was accepted, whatever it led to.
    #[track_caller]
    pub fn accepted(self) -> Then {
        if let Err(refusal) = &self.outcome {
            panic!("refused: {refusal:?}\n{:#?}", self.step);
        }
        for (id, fund) in self.world.funds() {
            assert!(fund.is_conserved(), "fund {id} is not conserved: {fund:#?}");
        }
        Then(self.world)
    }
}

impl Then {
    /// Gives the next step.
    pub fn when(self, step: Step) -> When {
        Given(self.0).when(step)
    }

    /// Gives claim 1.
    pub fn claim(&self) -> &Claim {
        self.claim_number(1)
    }

    /// Gives a claim by its number.
    pub fn claim_number(&self, number: u32) -> &Claim {
        self.0.claim(claim(number)).expect("the claim exists")
    }

    /// Gives the fund.
    pub fn fund(&self) -> &Fund {
        self.fund_with(fund())
    }

    /// Gives a fund by its id.
    pub fn fund_with(&self, id: FundId) -> &Fund {
        self.0.fund(id).expect("the fund is open")
    }

    /// Gives what is left of each lot of the fund, in minor units.
    pub fn lots(&self) -> Vec<i64> {
        self.fund()
            .lots
            .iter()
            .map(|lot| lot.remaining_minor)
            .collect()
    }
}
