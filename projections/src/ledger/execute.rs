//! The facade that HTTP, the command line and imports share.

use std::sync::Arc;

use domain::access::Counting;
use domain::aggregate::{ClaimStream, FundStream, ProgrammeStream};
use domain::{Claim, ClaimId, Fund, FundId, Person, Programme, ProgrammeId};
use sqlx::PgPool;
use tokio::sync::watch;

use super::attempt::Attempted;
use super::prepared::{Prepared, hides};
use super::slot::{Seen, Slots};
use super::{
    Answer, Clock, Command, CommandError, CommandKey, KnownCommand, Request, first_answer,
};
use crate::log::seldom::Seldom;
use crate::log::session::went_away;
use crate::log::settle::latest;
use crate::log::{Log, LogError, Outcome, StreamKind};

/// How often a command is decided again after somebody else was faster.
const TRIES: usize = 8;

/// How many folded streams stay warm.
const WARM_CLAIMS: u64 = 20_000;
const WARM_FUNDS: u64 = 2_000;
const WARM_PROGRAMMES: u64 = 100;

/// The ledger; cheap to clone.
#[derive(Clone)]
pub struct Ledger(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub log: Log,
    pub claims: Slots<ClaimId, ClaimStream>,
    pub funds: Slots<FundId, FundStream>,
    pub programmes: Slots<ProgrammeId, ProgrammeStream>,
}

/// The state of a stream that is durable, with its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Current<T> {
    pub version: u64,
    pub state: T,
}

/// Why the ledger did not open.
#[derive(Debug, thiserror::Error)]
#[error("the log could not be opened")]
pub struct OpenError(#[from] sqlx::Error);

impl Ledger {
    /// Opens the ledger on a migrated database, inside a runtime.
    pub async fn open(pool: PgPool, clock: Clock) -> Result<Self, OpenError> {
        let log = Log::start(pool, clock).await?;
        Ok(Self(Arc::new(Inner {
            claims: Slots::new(&log, StreamKind::Claim, WARM_CLAIMS),
            funds: Slots::new(&log, StreamKind::Fund, WARM_FUNDS),
            programmes: Slots::new(&log, StreamKind::Programme, WARM_PROGRAMMES),
            log,
        })))
    }

    /// Decides a command and appends what follows; answers once that is durable.
    ///
    /// With a key, the same command again gets the first answer, whatever happened since; unless who
    /// asks may not see the claim or the fund any more.
    pub async fn execute(&self, request: Request) -> Result<Answer, CommandError> {
        let prepared = Prepared::new(request);
        for _ in 0..TRIES {
            let attempted = match &prepared.request.command {
                Command::Claim(id, command) => self.attempt_claim(*id, command, &prepared).await?,
                Command::Fund(id, command) => self.attempt_fund(*id, command, &prepared).await?,
                Command::Programme(id, command) => {
                    self.attempt_programme(id, command, &prepared).await?
                }
            };
            let settled = match attempted {
                Attempted::Sent(sent) => match sent.outcome.await {
                    Ok(Outcome::Appended { position }) => {
                        return Ok(Answer {
                            stream: sent.stream.to_string(),
                            version: sent.version,
                            position,
                            appended: sent.appended,
                            is_replay: false,
                            standing: sent.standing,
                        });
                    }
                    Ok(Outcome::Conflict) => None,
                    Ok(Outcome::KeyKnown) => self.first_answer(&prepared, sent.counting).await?,
                    Ok(Outcome::Unavailable) => return Err(CommandError::Unavailable),
                    Ok(Outcome::Unknown) | Err(_) => return Err(CommandError::OutcomeUnknown),
                },
                Attempted::Declined {
                    error,
                    seen,
                    counting,
                } => match (self.was_true(&seen).await?, &error) {
                    (false, _) => None,
                    (true, CommandError::Refused(law)) if hides(law) => return Err(error),
                    (true, _) => {
                        let first = self.first_answer(&prepared, counting).await?;
                        return first.ok_or(error);
                    }
                },
            };
            if let Some(answer) = settled {
                return Ok(answer);
            }
        }
        Err(CommandError::Contended)
    }

    /// Reads a claim as it is now, durably.
    pub async fn claim(&self, id: ClaimId) -> Result<Option<Current<Claim>>, CommandError> {
        self.current(&self.0.claims, &id, |stream| stream.0.clone())
            .await
    }

    /// Reads a fund as it is now, durably.
    pub async fn fund(&self, id: FundId) -> Result<Option<Current<Fund>>, CommandError> {
        self.current(&self.0.funds, &id, |stream| stream.0.clone())
            .await
    }

    /// Reads a programme as it is now, durably.
    pub async fn programme(
        &self,
        id: &ProgrammeId,
    ) -> Result<Option<Current<Programme>>, CommandError> {
        self.current(&self.0.programmes, id, |stream| stream.0.clone())
            .await
    }

    /// Looks up which of a principal's command ids are known already, in the order asked.
    pub async fn known_keys(
        &self,
        by: &Person,
        keys: &[CommandKey],
    ) -> Result<Vec<Option<KnownCommand>>, CommandError> {
        first_answer::known(self.pool(), by, keys)
            .await
            .map_err(unavailable)
    }

    /// Gives the hash by which the same command is known again.
    pub fn request_hash(command: &Command) -> [u8; 32] {
        first_answer::request_hash(command)
    }

    /// Watches the position of this process's last committed append.
    pub fn head(&self) -> watch::Receiver<u64> {
        self.0.log.head()
    }

    /// Gives the log, for programs that speak cqrs-es alone.
    pub fn log(&self) -> &Log {
        &self.0.log
    }

    /// Gives the pool the ledger lives on.
    pub fn pool(&self) -> &PgPool {
        self.0.log.pool()
    }

    /// Waits until all that was handed over is settled.
    pub async fn stop(&self) {
        self.0.log.drain().await;
    }

    async fn current<K, A, T>(
        &self,
        slots: &Slots<K, A>,
        key: &K,
        state: fn(&A) -> Option<T>,
    ) -> Result<Option<Current<T>>, CommandError>
    where
        K: std::fmt::Display + std::hash::Hash + Eq + Clone + Send + Sync + 'static,
        A: cqrs_es::Aggregate + 'static,
    {
        for _ in 0..TRIES {
            let held = slots.hold(key).await?;
            let (seen, state) = (held.seen.clone(), state(&held.aggregate));
            drop(held);
            let version = seen.version;
            if self.was_true(&[seen]).await? {
                return Ok(state.map(|state| Current { version, state }));
            }
        }
        Err(CommandError::Contended)
    }

    /// Tells whether what was seen is durable and the latest there is; forgets it otherwise.
    ///
    /// A refusal is an answer about the ledger: it may rest neither on an append that failed
    /// later, nor on a stream that another process moved on.
    async fn was_true(&self, seen: &[Seen]) -> Result<bool, CommandError> {
        for stream in seen {
            if !stream.lineage.is_durable(stream.version).await {
                return Ok(false);
            }
        }
        let streams = seen.iter().map(|seen| (seen.kind, seen.id.as_ref()));
        let versions = latest(self.pool(), streams).await.map_err(unavailable)?;
        let mut is_latest = true;
        for (stream, version) in seen.iter().zip(versions) {
            // Unless this process itself has moved the stream on since. A version that is gone is
            // no truth either.
            let moved_on = version > stream.version && !stream.lineage.has_settled(version);
            if version < stream.version || moved_on {
                stream.lineage.break_off();
                is_latest = false;
            }
        }
        Ok(is_latest)
    }

    async fn first_answer(
        &self,
        prepared: &Prepared,
        counting: Counting,
    ) -> Result<Option<Answer>, CommandError> {
        let Some(key) = &prepared.request.key else {
            return Ok(None);
        };
        let by = prepared.request.by.person();
        let first = first_answer::find(self.pool(), &by, key, counting)
            .await
            .map_err(unavailable)?;
        match first {
            Some((hash, answer)) if hash == prepared.request_hash => Ok(Some(answer)),
            Some(_) => Err(CommandError::KeyReused),
            None => Ok(None),
        }
    }
}

/// Says it now and then: while the database is unavailable, every command meets it.
static AWAY: Seldom = Seldom::new();

pub(super) fn unavailable(error: impl std::fmt::Display) -> CommandError {
    if AWAY.is_time() {
        tracing::warn!(%error, "the database did not answer");
    }
    CommandError::Unavailable
}

/// Says why a stream could not be read, by its name.
pub(super) fn unreadable(stream: String, error: LogError) -> CommandError {
    match error {
        LogError::Database(error) if went_away(&error) => unavailable(error),
        damage => CommandError::Unreadable {
            stream,
            why: damage.to_string(),
        },
    }
}
