//! The first door: the domain alone, with streams in memory.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::access;
use domain::claim::{self, ClaimCommand};
use domain::fund::{self, GivenToFund};
use domain::{
    Actor, Claim, ClaimEvent, ClaimId, Fund, FundCommand, FundEvent, FundId, Policy, Programme,
    ProgrammeEvent, ProgrammeId, Refusal, Stamped, programme,
};
use projections::Command;
use projections::ledger::FundFigures;

use super::door::{ClaimFacts, Door, Failure, LotFacts, Outcome, lots_of};
use super::{Doing, Step};

/// One stream: what happened, and where that leaves it.
#[derive(Clone, Debug)]
pub struct Stream<S, E> {
    pub state: Option<S>,
    pub events: Vec<Stamped<E>>,
}

impl<S, E> Stream<S, E> {
    /// Appends what a command led to; gives the stream's version.
    fn append(
        &mut self,
        events: Vec<E>,
        (at, by): Given<'_>,
        evolve: impl Fn(&mut Option<S>, &Stamped<E>),
    ) -> u64 {
        for event in events {
            let by = by.clone();
            let event = Stamped { at, by, event };
            evolve(&mut self.state, &event);
            self.events.push(event);
        }
        self.events.len() as u64
    }
}

impl<S, E> Default for Stream<S, E> {
    fn default() -> Self {
        Self {
            state: None,
            events: vec![],
        }
    }
}

/// When a command is given, and by whom.
type Given<'a> = (DateTime<Utc>, &'a Actor);

/// The domain without a store.
#[derive(Clone, Debug, Default)]
pub struct Alone {
    claims: HashMap<ClaimId, Stream<Claim, ClaimEvent>>,
    funds: HashMap<FundId, Stream<Fund, FundEvent>>,
    programmes: HashMap<ProgrammeId, Stream<Programme, ProgrammeEvent>>,
}

impl Alone {
    /// Gives what happened to a claim.
    pub fn claim_events(&self, id: ClaimId) -> &[Stamped<ClaimEvent>] {
        self.claims.get(&id).map_or(&[], |stream| &stream.events)
    }

    /// Gives what happened to a fund.
    pub fn fund_events(&self, id: FundId) -> &[Stamped<FundEvent>] {
        self.funds.get(&id).map_or(&[], |stream| &stream.events)
    }

    fn claim_state(&self, id: ClaimId) -> Option<&Claim> {
        self.claims.get(&id)?.state.as_ref()
    }

    /// Gives where a fund stands.
    pub fn fund_state(&self, id: FundId) -> Option<&Fund> {
        self.funds.get(&id)?.state.as_ref()
    }

    fn programme_state(&self, id: &ProgrammeId) -> Option<&Programme> {
        self.programmes.get(id)?.state.as_ref()
    }

    fn current_policy(&self, id: &ProgrammeId) -> Option<(u32, &Policy)> {
        let (version, policy) = self.programme_state(id)?.current()?;
        Some((version, policy))
    }

    fn policy(&self, id: &ProgrammeId, version: u32) -> Option<(u32, &Policy)> {
        Some((version, self.programme_state(id)?.version(version)?))
    }

    fn decide_claim(
        &mut self,
        id: ClaimId,
        command: &ClaimCommand,
        (at, by): Given<'_>,
    ) -> Result<u64, Refusal> {
        let claim = self.claim_state(id);
        let created_on = if let ClaimCommand::Create(claim::Create { fund, .. }) = command {
            Some(*fund)
        } else {
            None
        };
        let fund_id = created_on.or(claim.map(|claim| claim.fund));
        let fund = fund_id.and_then(|id| self.fund_state(id));
        let policy = match (claim, fund) {
            (Some(claim), _) => self.policy(&claim.programme, claim.policy_version),
            (None, Some(fund)) => self.current_policy(&fund.programme),
            (None, None) => None,
        };
        let given = claim::Given {
            id,
            at,
            by,
            policy,
            fund,
        };
        let decision = claim::decide(claim, command, &given)?;
        if let Some(fund_id) = fund_id {
            self.append_to_fund(fund_id, decision.fund, (at, by));
        }
        let stream = self.claims.entry(id).or_default();
        Ok(stream.append(decision.claim, (at, by), claim::evolve))
    }

    fn decide_fund(
        &mut self,
        id: FundId,
        command: &FundCommand,
        (at, by): Given<'_>,
    ) -> Result<u64, Refusal> {
        let fund = self.fund_state(id);
        let policy = if let FundCommand::Open(fund::Open { programme, .. }) = command {
            self.current_policy(programme)
        } else {
            fund.and_then(|fund| self.policy(&fund.programme, fund.policy_version))
        };
        let other_id = if let FundCommand::RollOver(fund::RollOver { to, .. }) = command {
            Some(*to)
        } else {
            None
        };
        let other = other_id.and_then(|id| self.fund_state(id));
        let given = GivenToFund {
            id,
            at,
            by,
            policy,
            other,
        };
        let decision = fund::decide(fund, command, &given)?;
        if let Some(other_id) = other_id {
            self.append_to_fund(other_id, decision.other, (at, by));
        }
        Ok(self.append_to_fund(id, decision.fund, (at, by)))
    }

    fn append_to_fund(&mut self, id: FundId, events: Vec<FundEvent>, given: Given<'_>) -> u64 {
        let stream = self.funds.entry(id).or_default();
        stream.append(events, given, fund::evolve)
    }

    /// Does what the ledger would do with a command; gives the version of its stream.
    ///
    /// # Errors
    /// The law that refuses it.
    pub fn decide(&mut self, command: &Command, given: Given<'_>) -> Result<u64, Refusal> {
        match command {
            Command::Claim(id, command) => self.decide_claim(*id, command, given),
            Command::Fund(id, command) => self.decide_fund(*id, command, given),
            Command::Programme(id, command) => {
                let (_, by) = given;
                let events = programme::decide(self.programme_state(id), command, by)?;
                let stream = self.programmes.entry(id.clone()).or_default();
                Ok(stream.append(events, given, programme::evolve))
            }
        }
    }

    /// Gives where each fund stands.
    pub fn into_funds(self) -> impl Iterator<Item = (FundId, Option<Fund>)> {
        let funds = self.funds.into_iter();
        funds.map(|(id, stream)| (id, stream.state))
    }
}

impl Door for Alone {
    async fn execute(&mut self, step: &Step) -> Result<Outcome, Failure> {
        let version = match &step.doing {
            Doing::Command(command) => self.decide(command, (step.at, &step.by)),
            Doing::Look(id) => {
                let may_see = |claim: &&Claim| {
                    let policy = self.policy(&claim.programme, claim.policy_version);
                    policy
                        .is_some_and(|(_, policy)| access::may_see(&step.by, claim, &policy.vendor))
                };
                let claim = self.claim_state(*id).filter(may_see);
                let version = self.claim_events(*id).len() as u64;
                claim.map(|_| version).ok_or(Refusal::ClaimMustExist)
            }
        };
        let are_conserved = self
            .funds
            .values()
            .filter_map(|stream| stream.state.as_ref())
            .all(Fund::is_conserved);
        if !are_conserved {
            return Err(Failure("a fund's money is not conserved".to_owned()));
        }
        Ok(match version {
            Ok(version) => Outcome::Accepted { version },
            Err(refusal) => Outcome::from(&refusal),
        })
    }

    async fn claim(&mut self, id: ClaimId) -> Result<Option<ClaimFacts>, Failure> {
        let claim = self.claim_state(id);
        Ok(claim.map(|claim| ClaimFacts::of(id, claim, self.fund_state(claim.fund))))
    }

    async fn figures(&mut self, id: FundId) -> Result<Option<FundFigures>, Failure> {
        let fund = self.fund_state(id);
        Ok(fund.map(|fund| FundFigures::new(&fund.figures, fund.currency)))
    }

    async fn lots(&mut self, id: FundId) -> Result<Vec<LotFacts>, Failure> {
        Ok(self.fund_state(id).map(lots_of).unwrap_or_default())
    }
}
