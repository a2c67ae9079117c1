//! `queue`: what waits for whom.
//!
//! A claim that may still move has one row of its own, which also keeps what the fold needs to go
//! on, and one for each open contribution while the partner may change the claim.

use domain::aggregate::ClaimStream;
use domain::{ClaimEvent, Stamped, Status};
use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::{FoldError, Of, delete, kept};
use crate::views::copy::Rows;
use crate::views::course::{Course, TaskKind};
use crate::views::details::Facts;
use crate::views::read::AwaitedContribution;
use crate::views::registry::of_version;

const LOAD: &str = "
    select claim_id, folded
    from queue__v0
    where claim_id = any($1)
      and contribution_id = '00000000-0000-0000-0000-000000000000'";
const DELETE: &str = "delete from queue__v0 where claim_id = any($1)";
const COPY: &str = "copy queue__v0 (
    claim_id, contribution_id, is_waiting, kind, role, person, partner, programme, status,
    reviewer, currency, amount_minor, since, due, position, folded
) from stdin (format binary)";

/// A claim that may still move.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::views) struct Waiting {
    pub facts: Facts,
    pub course: Course,
    /// The position of the event since which it waits.
    position: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    contributions: Vec<AwaitedContribution>,
}

struct Held {
    waiting: Waiting,
    is_new: bool,
}

pub(super) async fn fold(
    version: i32,
    events: &[Of<'_, ClaimStream>],
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let moving = || {
        events
            .iter()
            .filter(|event| matters(&event.envelope.payload.event))
    };
    let mut claims = load(version, moving(), connection).await?;
    for event in moving() {
        apply(&mut claims, event)?;
    }
    write(version, claims, connection).await
}

async fn load<'a>(
    version: i32,
    events: impl Iterator<Item = &'a Of<'a, ClaimStream>>,
    connection: &mut PgConnection,
) -> Result<IndexMap<Uuid, Held>, FoldError> {
    let ids = super::earlier_claims(events);
    let mut claims = IndexMap::new();
    if ids.is_empty() {
        return Ok(claims);
    }
    let load = of_version(LOAD, version);
    for row in sqlx::query(&load).bind(ids).fetch_all(connection).await? {
        let waiting = kept(row.try_get(1)?)?;
        claims.insert(
            row.try_get(0)?,
            Held {
                waiting,
                is_new: false,
            },
        );
    }
    Ok(claims)
}

fn apply(claims: &mut IndexMap<Uuid, Held>, event: &Of<'_, ClaimStream>) -> Result<(), FoldError> {
    match claims.entry(event.id) {
        Entry::Occupied(entry) => {
            let waiting = &mut entry.into_mut().waiting;
            waiting.apply(&event.envelope.payload, event.position());
        }
        Entry::Vacant(entry) => {
            let waiting = Waiting::created(&event.envelope.payload, event.position());
            let why = "the claim was never created, or is over";
            entry.insert(Held {
                waiting: waiting.ok_or_else(|| event.poison(why))?,
                is_new: true,
            });
        }
    }
    Ok(())
}

impl Waiting {
    /// Begins with the creation of the claim; no other event begins it.
    pub(in crate::views) fn created(event: &Stamped<ClaimEvent>, position: i64) -> Option<Self> {
        Some(Self {
            facts: Facts::created(event)?,
            course: Course::created(event)?,
            position,
            contributions: vec![],
        })
    }

    /// Applies an event of the claim; one that moves nothing changes nothing.
    pub(in crate::views) fn apply(&mut self, stamped: &Stamped<ClaimEvent>, position: i64) {
        match &stamped.event {
            ClaimEvent::DetailsEdited { changes } => {
                changes.iter().for_each(|change| self.facts.change(change));
            }
            ClaimEvent::ContributionRequested { id, to, what, due } => {
                self.contributions.push(AwaitedContribution {
                    id: *id,
                    to: to.clone(),
                    what: what.clone(),
                    due: *due,
                    since: stamped.at,
                    position,
                });
            }
            ClaimEvent::ContributionCancelled { id }
            | ClaimEvent::DocumentAttached {
                contribution: Some(id),
                ..
            } => {
                self.contributions.retain(|known| known.id != *id);
            }
            ClaimEvent::ClaimCreated { .. }
            | ClaimEvent::DocumentAttached {
                contribution: None, ..
            }
            | ClaimEvent::DocumentReplaced { .. }
            | ClaimEvent::DocumentRemoved { .. }
            | ClaimEvent::DocumentAnnotated { .. }
            | ClaimEvent::MetricRecorded { .. }
            | ClaimEvent::CommentAdded { .. }
            | ClaimEvent::ClaimSubmitted { .. }
            | ClaimEvent::ClaimRecalled { .. }
            | ClaimEvent::ClaimCancelled { .. }
            | ClaimEvent::ReviewStarted { .. }
            | ClaimEvent::InfoRequested { .. }
            | ClaimEvent::ClaimApproved { .. }
            | ClaimEvent::ClaimRejected { .. }
            | ClaimEvent::ApprovalRevoked { .. }
            | ClaimEvent::ClaimDisputed { .. }
            | ClaimEvent::RejectionClosed {}
            | ClaimEvent::PaymentRecorded { .. }
            | ClaimEvent::PaymentReversed { .. }
            | ClaimEvent::ClaimExpired { .. }
            | ClaimEvent::DeadlineExtended { .. } => {}
        }
        let before = (self.course.standing.status, self.course.since);
        self.course.apply(stamped);
        if before != (self.course.standing.status, self.course.since) {
            self.position = position;
        }
    }

    /// Gives the position of the event since which the claim waits.
    pub(in crate::views) const fn position(&self) -> i64 {
        self.position
    }

    /// Gives the contributions that are waited for, while the partner may change the claim.
    pub(in crate::views) fn awaited(&self) -> &[AwaitedContribution] {
        if self.course.standing.status.is_editable() {
            &self.contributions
        } else {
            &[]
        }
    }
}

/// Tells whether an event can change what waits for whom.
fn matters(event: &ClaimEvent) -> bool {
    match event {
        ClaimEvent::ContributionRequested { .. }
        | ClaimEvent::ContributionCancelled { .. }
        | ClaimEvent::DocumentAttached {
            contribution: Some(_),
            ..
        } => true,
        event => Course::is_moved_by(event),
    }
}

async fn write(
    version: i32,
    claims: IndexMap<Uuid, Held>,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let mut rows = Rows::of(16);
    let mut old = vec![];
    for (id, held) in &claims {
        if !held.is_new {
            old.push(*id);
        }
        let waiting = &held.waiting;
        match waiting.course.standing.status {
            Status::Cancelled | Status::Expired | Status::RejectionFinal => {}
            Status::Editing | Status::ActionRequired => {
                claim_row(&mut rows, *id, waiting);
                for contribution in &waiting.contributions {
                    contribution_row(&mut rows, *id, waiting, contribution);
                }
            }
            Status::Submitted
            | Status::UnderReview
            | Status::Approved
            | Status::Rejected
            | Status::Disputed
            | Status::Paid => claim_row(&mut rows, *id, waiting),
        }
    }
    delete(connection, &of_version(DELETE, version), old).await?;
    Ok(rows.copy(connection, &of_version(COPY, version)).await?)
}

fn claim_row(rows: &mut Rows, id: Uuid, waiting: &Waiting) {
    let task = waiting.course.task();
    // Of what is over, only a paid claim has a row: a reversed payment brings it back.
    let (kind, due) = task.unwrap_or((TaskKind::Payment, None));
    rows.row().uuid(id).uuid(Uuid::nil()).is(task.is_some());
    rows.text(kind.as_str()).text(kind.role().as_str()).null();
    of_claim(rows, waiting);
    rows.instant(waiting.course.since)
        .date_or_infinity(due)
        .int8(waiting.position)
        .json(waiting);
}

fn contribution_row(
    rows: &mut Rows,
    id: Uuid,
    waiting: &Waiting,
    contribution: &AwaitedContribution,
) {
    let kind = TaskKind::Contribution;
    rows.row().uuid(id).uuid(contribution.id.uuid()).is(true);
    rows.text(kind.as_str())
        .text(kind.role().as_str())
        .text(&contribution.to.to_string());
    of_claim(rows, waiting);
    rows.instant(contribution.since)
        .date_or_infinity(contribution.due)
        .int8(contribution.position)
        .json(contribution);
}

fn of_claim(rows: &mut Rows, waiting: &Waiting) {
    let amount = waiting.course.standing.amount();
    let reviewer = waiting.course.reviewer.as_ref().map(ToString::to_string);
    rows.text(waiting.facts.partner.as_str())
        .text(waiting.facts.programme.as_str())
        .text(waiting.course.standing.status.as_str())
        .text_or_null(reviewer.as_deref())
        .text(amount.currency().code())
        .int8(amount.minor());
}
