//! The three aggregates as cqrs-es knows them, on top of `decide` and `evolve`.
//!
//! The ledger drives them itself, because a command on a claim may need its fund; `handle` is for
//! programs that speak cqrs-es alone, and answers commands that need nothing beside their stream.

use chrono::{DateTime, Utc};
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};

use crate::claim::{self, Claim, ClaimCommand, ClaimEvent};
use crate::event::{Named, Stamped};
use crate::fund::{self, Fund, FundCommand, FundEvent};
use crate::programme::{self, Programme, ProgrammeCommand, ProgrammeEvent};
use crate::{Actor, ClaimId, FundId, Policy, Refusal};

impl<E> DomainEvent for Stamped<E>
where
    E: Named + Serialize + serde::de::DeserializeOwned + Clone + PartialEq,
    E: std::fmt::Debug + Sync + Send,
{
    fn event_type(&self) -> String {
        self.event.name().to_owned()
    }

    fn event_version(&self) -> String {
        self.event.version().to_owned()
    }
}

/// A command with who gives it and when.
#[derive(Clone, Debug)]
pub struct Commanded<C> {
    pub at: DateTime<Utc>,
    pub by: Actor,
    pub command: C,
}

/// The stream of one claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimStream(pub Option<Claim>);

/// The stream of one fund.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundStream(pub Option<Fund>);

/// The stream of one programme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgrammeStream(pub Option<Programme>);

/// What stands beside a claim's stream when cqrs-es drives it.
#[derive(Clone, Debug)]
pub struct BesideClaim {
    pub id: ClaimId,
    pub policy: Option<(u32, Policy)>,
    pub fund: Option<Fund>,
}

/// What stands beside a fund's stream when cqrs-es drives it.
#[derive(Clone, Debug)]
pub struct BesideFund {
    pub id: FundId,
    pub policy: Option<(u32, Policy)>,
}

impl Aggregate for ClaimStream {
    const TYPE: &'static str = "claim";
    type Command = Commanded<ClaimCommand>;
    type Event = Stamped<ClaimEvent>;
    type Error = Refusal;
    type Services = BesideClaim;

    /// Decides; refuses what would move money, for which the ledger appends to two streams.
    async fn handle(
        &mut self,
        command: Self::Command,
        beside: &BesideClaim,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        let Commanded { at, by, command } = command;
        let given = claim::Given {
            id: beside.id,
            at,
            by: &by,
            policy: beside
                .policy
                .as_ref()
                .map(|(version, policy)| (*version, policy)),
            fund: beside.fund.as_ref(),
        };
        let decision = claim::decide(self.0.as_ref(), &command, &given)?;
        if !decision.fund.is_empty() {
            return Err(Refusal::FundMustExist);
        }
        write(self, sink, (at, &by), decision.claim).await;
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        claim::evolve(&mut self.0, &event);
    }
}

impl Aggregate for FundStream {
    const TYPE: &'static str = "fund";
    type Command = Commanded<FundCommand>;
    type Event = Stamped<FundEvent>;
    type Error = Refusal;
    type Services = BesideFund;

    /// Decides; a rollover, which touches two funds, is refused.
    async fn handle(
        &mut self,
        command: Self::Command,
        beside: &BesideFund,
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        let Commanded { at, by, command } = command;
        let policy = beside
            .policy
            .as_ref()
            .map(|(version, policy)| (*version, policy));
        let given = fund::GivenToFund {
            id: beside.id,
            at,
            by: &by,
            policy,
            other: None,
        };
        let decision = fund::decide(self.0.as_ref(), &command, &given)?;
        write(self, sink, (at, &by), decision.fund).await;
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        fund::evolve(&mut self.0, &event);
    }
}

impl Aggregate for ProgrammeStream {
    const TYPE: &'static str = "programme";
    type Command = Commanded<ProgrammeCommand>;
    type Event = Stamped<ProgrammeEvent>;
    type Error = Refusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Refusal> {
        let Commanded { at, by, command } = command;
        let events = programme::decide(self.0.as_ref(), &command, &by)?;
        write(self, sink, (at, &by), events).await;
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        programme::evolve(&mut self.0, &event);
    }
}

/// Writes what was decided, with who gave the command and when.
async fn write<A: Aggregate<Event = Stamped<E>>, E>(
    stream: &mut A,
    sink: &EventSink<A>,
    (at, by): (DateTime<Utc>, &Actor),
    events: Vec<E>,
) {
    for event in events {
        let by = by.clone();
        sink.write(Stamped { at, by, event }, stream).await;
    }
}
