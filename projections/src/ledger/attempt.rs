//! One attempt: lock the streams, decide, take a place in the queue, hand the events over.
//!
//! Locks are taken in one order: a claim before its fund, funds by id.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use cqrs_es::DomainEvent;
use domain::event::Named;
use domain::{
    ClaimCommand, ClaimId, FundCommand, FundId, Policy, ProgrammeCommand, ProgrammeId, Refusal,
    Stamped, claim, fund, programme,
};
use serde::Serialize;
use tokio::sync::oneshot;

use super::execute::{Ledger, unreadable};
use super::slot::{Held, Seen};
use super::{CommandError, Request, Standing, first_answer};
use crate::log::{KeyedCommand, Log, NewEvent, NoPlace, Outcome, Place, StreamAppend};

/// How long a programme's current policy is taken as current without looking again.
const POLICY_IS_FRESH: Duration = Duration::from_secs(1);

/// A request with what is computed of it once.
pub(super) struct Prepared {
    pub request: Request,
    pub request_hash: [u8; 32],
    metadata: Arc<str>,
}

impl Prepared {
    pub fn new(request: Request) -> Self {
        let metadata = metadata(&request);
        let request_hash = match &request.key {
            Some(_) => first_answer::request_hash(&request.command),
            None => [0; 32],
        };
        Self {
            request,
            request_hash,
            metadata,
        }
    }

    fn stamped<E>(&self, events: Vec<E>) -> Vec<Stamped<E>> {
        let (at, by) = (self.request.at, &self.request.by);
        events
            .into_iter()
            .map(|event| Stamped {
                at,
                by: by.clone(),
                event,
            })
            .collect()
    }

    fn written<E>(&self, events: &[Stamped<E>]) -> Vec<NewEvent>
    where
        E: Named + Serialize,
        Stamped<E>: DomainEvent,
    {
        events
            .iter()
            .map(|event| NewEvent {
                event_type: event.event.name(),
                payload: canonical(event),
                metadata: Arc::clone(&self.metadata),
            })
            .collect()
    }

    /// The version the caller expects comes after the law of visibility: who may not see a
    /// stream learns nothing of its version.
    fn must_be_expected(
        &self,
        version: u64,
        refusal: Option<&Refusal>,
    ) -> Result<(), CommandError> {
        let is_hidden = matches!(
            refusal,
            Some(Refusal::ClaimMustExist | Refusal::FundMustExist)
        );
        match self.request.expected {
            Some(expected) if expected != version && !is_hidden => {
                Err(CommandError::WrongVersion {
                    expected,
                    current: version,
                })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn keyed(&self, standing: &Standing) -> Option<KeyedCommand> {
        self.request.key.as_ref().map(|key| KeyedCommand {
            principal: self.request.by.person().to_string(),
            key: key.to_string(),
            request_hash: self.request_hash,
            answer: first_answer::written(standing),
        })
    }
}

/// How an attempt ended before its outcome is known.
pub(super) enum Attempted {
    Sent(Sent),
    /// Nothing was handed over; the error holds if what was seen is the truth.
    Declined {
        error: CommandError,
        seen: Vec<Seen>,
    },
}

/// Events on their way.
pub(super) struct Sent {
    pub outcome: oneshot::Receiver<Outcome>,
    pub stream: Arc<str>,
    pub version: u64,
    pub appended: u32,
    pub standing: Standing,
}

impl Ledger {
    pub(super) async fn attempt_claim(
        &self,
        id: ClaimId,
        command: &ClaimCommand,
        prepared: &Prepared,
    ) -> Result<Attempted, CommandError> {
        let pool = self.pool();
        let held = match command {
            ClaimCommand::Create { .. } => self.0.claims.hold_new(pool, &id).await,
            _ => self.0.claims.hold(pool, &id).await,
        };
        let mut claim = held.map_err(unreadable(&id))?;
        let fund_id = match command {
            ClaimCommand::Create { fund, .. } => Some(*fund),
            _ => claim.aggregate.0.as_ref().map(|claim| claim.fund),
        };
        let mut fund = match fund_id.filter(|_| command.needs_the_fund()) {
            Some(id) => Some(
                self.0
                    .funds
                    .hold(pool, &id)
                    .await
                    .map_err(unreadable(&id))?,
            ),
            None => None,
        };
        let policy = match (&claim.aggregate.0, &fund) {
            (Some(claim), _) => {
                self.policy(&claim.programme, Some(claim.policy_version))
                    .await?
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
            policy: policy
                .as_ref()
                .map(|(version, policy)| (*version, policy.as_ref())),
            fund: fund.as_ref().and_then(|fund| fund.aggregate.0.as_ref()),
        };
        let decided = claim::decide(claim.aggregate.0.as_ref(), command, &given);
        let seen = || {
            std::iter::once(claim.seen())
                .chain(fund.iter().map(|f| f.seen()))
                .collect()
        };
        let decision = match prepared
            .must_be_expected(claim.version, decided.as_ref().err())
            .and_then(|()| Ok(decided?))
        {
            Ok(decision) => decision,
            Err(error) => {
                return Ok(Attempted::Declined {
                    error,
                    seen: seen(),
                });
            }
        };
        let place = place(&self.0.log)?;
        let events = prepared.stamped(decision.claim);
        let written = prepared.written(&events);
        let mut streams = vec![claim.advance(events, written)];
        if let Some(fund) = &mut fund {
            let events = prepared.stamped(decision.fund);
            let written = prepared.written(&events);
            streams.push(fund.advance(events, written));
        }
        let standing = claim.aggregate.0.as_ref().map(Standing::from);
        Ok(sent(
            place,
            streams,
            standing.expect("the claim has events"),
            claim.version,
            prepared,
        ))
    }

    pub(super) async fn attempt_fund(
        &self,
        id: FundId,
        command: &FundCommand,
        prepared: &Prepared,
    ) -> Result<Attempted, CommandError> {
        let (mut fund, mut other) = self.hold_funds(id, command).await?;
        let policy = match (command, &fund.aggregate.0) {
            (FundCommand::Open { programme, .. }, _) => self.policy(programme, None).await?,
            (_, Some(fund)) => {
                self.policy(&fund.programme, Some(fund.policy_version))
                    .await?
            }
            (_, None) => None,
        };
        let given = fund::GivenToFund {
            id,
            at: prepared.request.at,
            by: &prepared.request.by,
            policy: policy
                .as_ref()
                .map(|(version, policy)| (*version, policy.as_ref())),
            other: other.as_ref().and_then(|other| other.aggregate.0.as_ref()),
        };
        let decided = fund::decide(fund.aggregate.0.as_ref(), command, &given);
        let seen = || {
            std::iter::once(fund.seen())
                .chain(other.iter().map(|o| o.seen()))
                .collect()
        };
        let decision = match prepared
            .must_be_expected(fund.version, decided.as_ref().err())
            .and_then(|()| Ok(decided?))
        {
            Ok(decision) => decision,
            Err(error) => {
                return Ok(Attempted::Declined {
                    error,
                    seen: seen(),
                });
            }
        };
        let place = place(&self.0.log)?;
        let events = prepared.stamped(decision.fund);
        let written = prepared.written(&events);
        let mut streams = vec![fund.advance(events, written)];
        if let Some(other) = &mut other {
            let events = prepared.stamped(decision.other);
            let written = prepared.written(&events);
            streams.push(other.advance(events, written));
        }
        let standing = fund.aggregate.0.as_ref().map(Standing::from);
        Ok(sent(
            place,
            streams,
            standing.expect("the fund has events"),
            fund.version,
            prepared,
        ))
    }

    pub(super) async fn attempt_programme(
        &self,
        id: &ProgrammeId,
        command: &ProgrammeCommand,
        prepared: &Prepared,
    ) -> Result<Attempted, CommandError> {
        let pool = self.pool();
        let mut programme = self
            .0
            .programmes
            .hold(pool, id)
            .await
            .map_err(unreadable(id))?;
        let by = &prepared.request.by;
        let decided = programme::decide(programme.aggregate.0.as_ref(), command, by);
        let events = match prepared
            .must_be_expected(programme.version, decided.as_ref().err())
            .and_then(|()| Ok(decided?))
        {
            Ok(events) => prepared.stamped(events),
            Err(error) => {
                return Ok(Attempted::Declined {
                    error,
                    seen: vec![programme.seen()],
                });
            }
        };
        let place = place(&self.0.log)?;
        let written = prepared.written(&events);
        let streams = vec![programme.advance(events, written)];
        let standing = programme.aggregate.0.as_ref().map(Standing::from);
        let standing = standing.expect("the programme has events");
        Ok(sent(place, streams, standing, programme.version, prepared))
    }

    /// Locks a fund, and the other one of a rollover, the lower id first.
    async fn hold_funds(
        &self,
        id: FundId,
        command: &FundCommand,
    ) -> Result<(HeldFund, Option<HeldFund>), CommandError> {
        let hold = async |id: FundId| {
            self.0
                .funds
                .hold(self.pool(), &id)
                .await
                .map_err(unreadable(&id))
        };
        match command {
            FundCommand::RollOver { to, .. } if *to < id => {
                let other = hold(*to).await?;
                Ok((hold(id).await?, Some(other)))
            }
            FundCommand::RollOver { to, .. } if *to > id => {
                let fund = hold(id).await?;
                Ok((fund, Some(hold(*to).await?)))
            }
            FundCommand::Open { .. }
            | FundCommand::RecordEarning { .. }
            | FundCommand::Adjust { .. }
            | FundCommand::RollOver { .. }
            | FundCommand::Expire => Ok((hold(id).await?, None)),
        }
    }

    /// Finds a version of a programme's policy, or the current one.
    async fn policy(
        &self,
        id: &ProgrammeId,
        version: Option<u32>,
    ) -> Result<Option<(u32, Arc<Policy>)>, CommandError> {
        let held = self
            .0
            .programmes
            .hold(self.pool(), id)
            .await
            .map_err(unreadable(id))?;
        let find = |held: &Held<_>| {
            let stream: &domain::aggregate::ProgrammeStream = &held.aggregate;
            let programme = stream.0.as_ref()?;
            match version {
                Some(version) => Some((version, Arc::clone(programme.version(version)?))),
                None => programme
                    .current()
                    .map(|(version, policy)| (version, Arc::clone(policy))),
            }
        };
        let found = find(&held);
        let is_fresh = version.is_some() || held.read_at.elapsed() < POLICY_IS_FRESH;
        let seen = held.seen();
        drop(held);
        let is_durable = seen.lineage.is_durable(seen.version).await;
        if found.is_some() && is_fresh && is_durable {
            return Ok(found);
        }
        // Another process may have published since.
        seen.lineage.break_off();
        let held = self
            .0
            .programmes
            .hold(self.pool(), id)
            .await
            .map_err(unreadable(id))?;
        Ok(find(&held))
    }
}

type HeldFund = Held<domain::aggregate::FundStream>;

fn place(log: &Log) -> Result<Place<'_>, CommandError> {
    log.place().map_err(|no_place| match no_place {
        NoPlace::Full => CommandError::Busy,
        NoPlace::Stopped => CommandError::Unavailable,
    })
}

fn sent(
    place: Place<'_>,
    streams: Vec<StreamAppend>,
    standing: Standing,
    version: u64,
    prepared: &Prepared,
) -> Attempted {
    let appended = streams
        .iter()
        .map(|stream| stream.events.len())
        .sum::<usize>();
    let stream = Arc::clone(&streams[0].id);
    let outcome = place.fill(streams, prepared.keyed(&standing));
    Attempted::Sent(Sent {
        outcome,
        stream,
        version,
        appended: appended as u32,
        standing,
    })
}

/// Writes what surrounds an event: the command's key and where it came from.
fn metadata(request: &Request) -> Arc<str> {
    let known = [
        ("command", request.key.as_ref().map(|key| key.as_str())),
        ("origin", request.origin.as_deref()),
    ];
    let said: BTreeMap<&str, &str> = known
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
    if said.is_empty() {
        "{}".into()
    } else {
        canonical(&said).into()
    }
}

fn canonical<T: Serialize>(value: &T) -> String {
    serde_json_canonicalizer::to_string(value).expect("events and metadata are plain JSON")
}
