//! One attempt: lock the streams, decide, take a place in the queue, hand the events over.
//!
//! Locks are taken in one order: a claim before its fund, funds by id.

use std::sync::Arc;

use cqrs_es::Aggregate;
use domain::access::Counting;
use domain::aggregate::{ClaimStream, FundStream, ProgrammeStream};
use domain::event::Named;
use domain::{
    Claim, ClaimCommand, ClaimId, FundCommand, FundId, Policy, ProgrammeCommand, ProgrammeId,
    Refusal, Stamped, claim, fund, programme,
};
use serde::Serialize;
use tokio::sync::oneshot;

use super::execute::Ledger;
use super::prepared::Prepared;
use super::slot::{Held, Seen};
use super::{CommandError, Standing};
use crate::log::{NoPlace, Outcome};

/// How an attempt ended before its outcome is known.
pub(super) enum Attempted {
    Sent(Sent),
    /// Nothing was handed over; the error holds if what was seen is the truth.
    Declined {
        error: CommandError,
        seen: Vec<Seen>,
        counting: Counting,
    },
}

/// Events on their way.
pub(super) struct Sent {
    pub outcome: oneshot::Receiver<Outcome>,
    pub stream: Arc<str>,
    pub version: u64,
    pub appended: u32,
    pub standing: Standing,
    pub counting: Counting,
}

/// What a caller is told of a stream.
trait Told {
    fn standing(&self) -> Option<Standing>;

    /// Gives the claim, of which not everybody counts the same events.
    fn claim(&self) -> Option<&Claim>;
}

impl Told for ClaimStream {
    fn standing(&self) -> Option<Standing> {
        self.0.as_ref().map(Standing::from)
    }

    fn claim(&self) -> Option<&Claim> {
        self.0.as_ref()
    }
}

impl Told for FundStream {
    fn standing(&self) -> Option<Standing> {
        self.0.as_ref().map(Standing::from)
    }

    fn claim(&self) -> Option<&Claim> {
        None
    }
}

impl Told for ProgrammeStream {
    fn standing(&self) -> Option<Standing> {
        self.0.as_ref().map(Standing::from)
    }

    fn claim(&self) -> Option<&Claim> {
        None
    }
}

impl Ledger {
    pub(super) async fn attempt_claim(
        &self,
        id: ClaimId,
        command: &ClaimCommand,
        prepared: &Prepared,
    ) -> Result<Attempted, CommandError> {
        let claim = match command {
            ClaimCommand::Create(_) => self.0.claims.hold_new(&id).await?,
            _ => self.0.claims.hold(&id).await?,
        };
        let fund_id = match command {
            ClaimCommand::Create(claim::Create { fund, .. }) => Some(*fund),
            _ => claim.aggregate.0.as_ref().map(|claim| claim.fund),
        };
        let fund = match fund_id.filter(|_| command.needs_the_fund()) {
            Some(id) => Some(self.0.funds.hold(&id).await?),
            None => None,
        };
        let policy = match (&claim.aggregate.0, &fund) {
            (Some(claim), _) => {
                let version = Some(claim.policy_version);
                self.policy(&claim.programme, version).await?
            }
            (None, Some(fund)) => match &fund.aggregate.0 {
                Some(fund) => self.policy(&fund.programme, None).await?,
                None => None,
            },
            (None, None) => None,
        };
        let given = claim::Given {
            id,
            at: prepared.request.at,
            by: &prepared.request.by,
            policy: policy.as_ref().map(of_version),
            fund: fund.as_ref().and_then(|fund| fund.aggregate.0.as_ref()),
        };
        let decided = claim::decide(claim.aggregate.0.as_ref(), command, &given)
            .map(|decision| (decision.claim, decision.fund));
        let counting = match &policy {
            Some((_, policy)) => Counting::of(&prepared.request.by, &policy.vendor),
            None => Counting::WithoutVendorOnly,
        };
        self.hand_over(prepared, claim, fund, decided, counting)
    }

    pub(super) async fn attempt_fund(
        &self,
        id: FundId,
        command: &FundCommand,
        prepared: &Prepared,
    ) -> Result<Attempted, CommandError> {
        let (fund, other) = self.hold_funds(id, command).await?;
        let policy = match (command, &fund.aggregate.0) {
            (FundCommand::Open(fund::Open { programme, .. }), _) => {
                self.policy(programme, None).await?
            }
            (_, Some(fund)) => {
                let version = Some(fund.policy_version);
                self.policy(&fund.programme, version).await?
            }
            (_, None) => None,
        };
        let given = fund::GivenToFund {
            id,
            at: prepared.request.at,
            by: &prepared.request.by,
            policy: policy.as_ref().map(of_version),
            other: other.as_ref().and_then(|other| other.aggregate.0.as_ref()),
        };
        let decided = fund::decide(fund.aggregate.0.as_ref(), command, &given)
            .map(|decision| (decision.fund, decision.other));
        self.hand_over(prepared, fund, other, decided, Counting::EveryEvent)
    }

    pub(super) async fn attempt_programme(
        &self,
        id: &ProgrammeId,
        command: &ProgrammeCommand,
        prepared: &Prepared,
    ) -> Result<Attempted, CommandError> {
        let programme = self.0.programmes.hold(id).await?;
        let by = &prepared.request.by;
        let decided = programme::decide(programme.aggregate.0.as_ref(), command, by)
            .map(|events| (events, vec![]));
        let none = None::<HeldFund>;
        self.hand_over(prepared, programme, none, decided, Counting::EveryEvent)
    }

    /// Locks a fund, and the other one of a rollover, the lower id first.
    async fn hold_funds(
        &self,
        id: FundId,
        command: &FundCommand,
    ) -> Result<(HeldFund, Option<HeldFund>), CommandError> {
        let hold = async |id: FundId| self.0.funds.hold(&id).await;
        match command {
            FundCommand::RollOver(fund::RollOver { to, .. }) if *to < id => {
                let other = hold(*to).await?;
                Ok((hold(id).await?, Some(other)))
            }
            FundCommand::RollOver(fund::RollOver { to, .. }) if *to > id => {
                let fund = hold(id).await?;
                Ok((fund, Some(hold(*to).await?)))
            }
            FundCommand::Open(_)
            | FundCommand::RecordEarning(_)
            | FundCommand::Adjust(_)
            | FundCommand::RollOver(_)
            | FundCommand::Expire => Ok((hold(id).await?, None)),
        }
    }

    /// Hands over what was decided for a stream, and for a second one that goes with it.
    fn hand_over<A, B, E, F>(
        &self,
        prepared: &Prepared,
        mut first: Held<A>,
        mut second: Option<Held<B>>,
        decided: Result<(Vec<E>, Vec<F>), Refusal>,
        counting: Counting,
    ) -> Result<Attempted, CommandError>
    where
        A: Aggregate<Event = Stamped<E>> + Told + 'static,
        B: Aggregate<Event = Stamped<F>> + 'static,
        E: Named + Serialize,
        F: Named + Serialize,
    {
        let version = version(&first, counting);
        let expected = prepared.must_be_expected(version, decided.as_ref().err());
        let (events, entailed) = match expected.and_then(|()| Ok(decided?)) {
            Ok(events) => events,
            Err(error) => {
                let mut seen = vec![first.seen.clone()];
                seen.extend(second.iter().map(|held| held.seen.clone()));
                return Ok(Attempted::Declined {
                    error,
                    seen,
                    counting,
                });
            }
        };
        let place = self.0.log.place().map_err(|no_place| match no_place {
            NoPlace::Full => CommandError::Busy,
            NoPlace::Stopped => CommandError::Unavailable,
        })?;
        let (events, written) = prepared.written(events);
        let mut streams = vec![first.advance(events, written)];
        if let Some(second) = &mut second {
            let (events, written) = prepared.written(entailed);
            streams.push(second.advance(events, written));
        }
        let standing = first.aggregate.standing();
        let standing = standing.expect("a stream that was decided upon has events");
        let appended = streams.iter().map(|stream| stream.events.len() as u32);
        Ok(Attempted::Sent(Sent {
            appended: appended.sum(),
            stream: Arc::clone(&streams[0].id),
            version: self::version(&first, counting),
            outcome: place.fill(streams, prepared.keyed(&standing)),
            standing,
            counting,
        }))
    }
}

type HeldFund = Held<FundStream>;

/// Gives a stream's version as its reader counts.
fn version<A: Told>(held: &Held<A>, counting: Counting) -> u64 {
    let sequence = held.seen.version;
    let claim = held.aggregate.claim();
    claim.map_or(sequence, |claim| counting.version(claim, sequence))
}

fn of_version((version, policy): &(u32, Arc<Policy>)) -> (u32, &Policy) {
    (*version, policy)
}
