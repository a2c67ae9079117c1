//! Programmes, funds and claims in memory, decided and evolved as the ledger does it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::access::Operation;
use domain::claim::{self, FilesFor, Given};
use domain::event::Named;
use domain::fund::{self, GivenToFund};
use domain::{
    Actor, Claim, ClaimCommand, ClaimEvent, ClaimId, Fund, FundCommand, FundEvent, FundId, Policy,
    Programme, ProgrammeCommand, ProgrammeEvent, ProgrammeId, Refusal, Stamped, programme,
};

/// A command on one of the three aggregates.
#[derive(Clone, Debug)]
pub enum Command {
    Claim(ClaimId, ClaimCommand),
    Fund(FundId, FundCommand),
    Programme(ProgrammeId, ProgrammeCommand),
}

/// A command with who gives it and when.
#[derive(Clone, Debug)]
pub struct Step {
    pub at: DateTime<Utc>,
    pub by: Actor,
    pub command: Command,
}

/// An event of one of the three aggregates.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Claim(ClaimEvent),
    Fund(FundEvent),
    Programme(ProgrammeEvent),
}

impl Event {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Claim(event) => event.name(),
            Self::Fund(event) => event.name(),
            Self::Programme(event) => event.name(),
        }
    }
}

impl From<ClaimEvent> for Event {
    fn from(event: ClaimEvent) -> Self {
        Self::Claim(event)
    }
}

impl From<FundEvent> for Event {
    fn from(event: FundEvent) -> Self {
        Self::Fund(event)
    }
}

impl From<ProgrammeEvent> for Event {
    fn from(event: ProgrammeEvent) -> Self {
        Self::Programme(event)
    }
}

/// An accepted event with the stream it went to.
#[derive(Clone, Debug, PartialEq)]
pub enum Logged {
    Claim(ClaimId, Stamped<ClaimEvent>),
    Fund(FundId, Stamped<FundEvent>),
    Programme(ProgrammeId, Stamped<ProgrammeEvent>),
}

impl Logged {
    pub fn event(&self) -> Event {
        match self {
            Self::Claim(_, stamped) => stamped.event.clone().into(),
            Self::Fund(_, stamped) => stamped.event.clone().into(),
            Self::Programme(_, stamped) => stamped.event.clone().into(),
        }
    }
}

/// Everything there is, folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct World {
    claims: BTreeMap<ClaimId, Option<Claim>>,
    funds: BTreeMap<FundId, Option<Fund>>,
    programmes: BTreeMap<ProgrammeId, Option<Programme>>,
}

impl World {
    pub fn claim(&self, id: ClaimId) -> Option<&Claim> {
        self.claims.get(&id)?.as_ref()
    }

    pub fn fund(&self, id: FundId) -> Option<&Fund> {
        self.funds.get(&id)?.as_ref()
    }

    pub fn claims(&self) -> impl Iterator<Item = (ClaimId, &Claim)> {
        self.claims
            .iter()
            .filter_map(|(id, claim)| Some((*id, claim.as_ref()?)))
    }

    pub fn funds(&self) -> impl Iterator<Item = (FundId, &Fund)> {
        self.funds
            .iter()
            .filter_map(|(id, fund)| Some((*id, fund.as_ref()?)))
    }

    /// Decides a step and applies what it leads to; gives the events in the order of the append.
    ///
    /// Whatever refuses it must be among the laws of its operation.
    pub fn execute(&mut self, step: &Step) -> Result<Vec<Logged>, Refusal> {
        let decided = self.decide(step);
        if let Err(refusal) = &decided {
            let (operation, law) = (step.operation(), refusal.law());
            let (own, usual) = (operation.laws(), operation.usual_laws());
            let is_listed = own.contains(&law) || usual.contains(&law);
            assert!(is_listed, "{operation:?} is refused by {law:?}");
        }
        let logged = decided?;
        logged.iter().for_each(|logged| self.apply(logged));
        Ok(logged)
    }

    fn decide(&self, step: &Step) -> Result<Vec<Logged>, Refusal> {
        match &step.command {
            Command::Claim(id, command) => self.decide_claim(*id, command, step),
            Command::Fund(id, command) => self.decide_fund(*id, command, step),
            Command::Programme(id, command) => {
                let state = self.programmes.get(id).and_then(Option::as_ref);
                let events = programme::decide(state, command, &step.by)?;
                let logged = |event| Logged::Programme(id.clone(), step.stamp(event));
                Ok(events.into_iter().map(logged).collect())
            }
        }
    }

    /// Applies an accepted event.
    pub fn apply(&mut self, logged: &Logged) {
        match logged {
            Logged::Claim(id, event) => claim::evolve(self.claims.entry(*id).or_default(), event),
            Logged::Fund(id, event) => fund::evolve(self.funds.entry(*id).or_default(), event),
            Logged::Programme(id, event) => {
                programme::evolve(self.programmes.entry(id.clone()).or_default(), event);
            }
        }
    }

    /// Gives what stands in the way of the submission that a step asks for.
    pub fn missing(&self, step: &Step) -> Vec<Refusal> {
        let Command::Claim(id, command) = &step.command else {
            panic!("not a submission: {step:#?}");
        };
        let ClaimCommand::Submit(submit) = command else {
            panic!("not a submission: {step:#?}");
        };
        let claim = self.claim(*id).expect("the claim exists");
        let (given, _) = self.given(*id, command, step);
        claim::missing(claim, submit, &given)
    }

    /// Tells whether files may be brought for what a step does.
    pub fn takes_files(&self, step: &Step, purpose: FilesFor) -> Result<(), Refusal> {
        let Command::Claim(id, command) = &step.command else {
            panic!("not on a claim: {step:#?}");
        };
        let (given, _) = self.given(*id, command, step);
        claim::must_take_files(self.claim(*id), purpose, &given)
    }

    fn given<'a>(
        &'a self,
        id: ClaimId,
        command: &ClaimCommand,
        step: &'a Step,
    ) -> (Given<'a>, Option<FundId>) {
        let claim = self.claim(id);
        let fund_id = match (command, claim) {
            (ClaimCommand::Create(claim::Create { fund, .. }), _) => Some(*fund),
            (_, Some(claim)) => Some(claim.fund),
            (_, None) => None,
        };
        // A rule that says it does without the fund is not given one.
        let fund_id = fund_id.filter(|_| command.needs_the_fund());
        let fund = fund_id.and_then(|id| self.fund(id));
        let policy = match (claim, fund) {
            (Some(claim), _) => self.policy(&claim.programme, Some(claim.policy_version)),
            (None, Some(fund)) => self.policy(&fund.programme, None),
            (None, None) => None,
        };
        let given = Given {
            id,
            at: step.at,
            by: &step.by,
            policy,
            fund,
        };
        (given, fund_id)
    }

    fn decide_claim(
        &self,
        id: ClaimId,
        command: &ClaimCommand,
        step: &Step,
    ) -> Result<Vec<Logged>, Refusal> {
        let (given, fund_id) = self.given(id, command, step);
        let decision = claim::decide(self.claim(id), command, &given)?;
        let mut logged: Vec<_> = decision
            .claim
            .into_iter()
            .map(|event| Logged::Claim(id, step.stamp(event)))
            .collect();
        for event in decision.fund {
            let fund_id = fund_id.expect("a rule that moves money asks for the fund");
            logged.push(Logged::Fund(fund_id, step.stamp(event)));
        }
        Ok(logged)
    }

    fn decide_fund(
        &self,
        id: FundId,
        command: &FundCommand,
        step: &Step,
    ) -> Result<Vec<Logged>, Refusal> {
        let fund = self.fund(id);
        let policy = match (command, fund) {
            (FundCommand::Open(fund::Open { programme, .. }), _) => self.policy(programme, None),
            (_, Some(fund)) => self.policy(&fund.programme, Some(fund.policy_version)),
            (_, None) => None,
        };
        let other_id = match command {
            FundCommand::RollOver(fund::RollOver { to, .. }) => Some(*to),
            FundCommand::Open(_)
            | FundCommand::RecordEarning(_)
            | FundCommand::Adjust(_)
            | FundCommand::Expire => None,
        };
        let given = GivenToFund {
            id,
            at: step.at,
            by: &step.by,
            policy,
            other: other_id.and_then(|id| self.fund(id)),
        };
        let decision = fund::decide(fund, command, &given)?;
        let own = decision.fund.into_iter().map(|event| (id, event));
        let other = decision.other.into_iter().map(|event| {
            let other = other_id.expect("only a rollover touches another fund");
            (other, event)
        });
        Ok(own
            .chain(other)
            .map(|(id, event)| Logged::Fund(id, step.stamp(event)))
            .collect())
    }

    fn policy(&self, id: &ProgrammeId, version: Option<u32>) -> Option<(u32, &Policy)> {
        let programme = self.programmes.get(id)?.as_ref()?;
        match version {
            Some(version) => Some((version, programme.version(version)?)),
            None => programme
                .current()
                .map(|(version, policy)| (version, policy.as_ref())),
        }
    }
}

impl Step {
    fn operation(&self) -> Operation {
        match &self.command {
            Command::Claim(_, command) => Operation::of_claim(command),
            Command::Fund(_, command) => Operation::of_fund(command),
            Command::Programme(_, command) => Operation::of_programme(command),
        }
    }

    fn stamp<E>(&self, event: E) -> Stamped<E> {
        Stamped {
            at: self.at,
            by: self.by.clone(),
            event,
        }
    }
}
