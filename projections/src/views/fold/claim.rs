//! `claim`: one narrow row per claim, what was asked of colleagues, what was paid, and what makes
//! documents the same.

use std::collections::HashSet;

use domain::claim::ContributionState;
use domain::document::DocumentKey;
use domain::{ClaimEvent, ClaimId, Money};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{ClaimStates, FoldError, OfClaim, delete, turns};
use crate::stream::FoldedClaim;
use crate::views::copy::Rows;
use crate::views::registry::of_version;
use crate::views::search::words_of;

const DELETE: &str = "delete from claim__v0 where claim_id = any($1)";
const DELETE_CONTRIBUTIONS: &str = "delete from claim_contribution__v0 where claim_id = any($1)";
const DELETE_PAYMENTS: &str = "delete from claim_payment__v0 where claim_id = any($1)";
const COPY: &str = "copy claim__v0 (
    claim_id, fund_id, partner, programme, policy_version, period, activity, title, executed_on,
    location, status, round, currency, declared_minor, requested_minor, approved_minor, paid_minor,
    reviewer, since, since_position, due, claim_until, opened_at, opened_by, changed_at, opened,
    version, position, partner_version, partner_changed_at, words
) from stdin (format binary)";
const COPY_CONTRIBUTIONS: &str = "copy claim_contribution__v0 (
    claim_id, contribution_id, person, state, what, due, since, position
) from stdin (format binary)";
const COPY_PAYMENTS: &str = "copy claim_payment__v0 (
    claim_id, payment_id, amount_minor, reference, value_date, position, reversed
) from stdin (format binary)";
const COPY_KEYS: &str = "copy claim_key__v0 (key, claim_id) from stdin (format binary)";
const ADD_KEYS: &str = "
    insert into claim_key__v0 (key, claim_id)
    select *
    from unnest($1::uuid[], $2::uuid[])
    on conflict do nothing";

pub(super) async fn fold(
    version: i32,
    events: &[OfClaim<'_>],
    states: &ClaimStates,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let mut keys = HashSet::new();
    let (mut asked, mut paid) = (HashSet::new(), HashSet::new());
    for event in events {
        keys.extend(new_keys(&event.event.event).map(|key| (key, event.id.uuid())));
        if changes_contributions(&event.event.event) {
            asked.insert(event.id);
        }
        if changes_payments(&event.event.event) {
            paid.insert(event.id);
        }
    }
    let mut rows = ClaimRows::default();
    let (mut old, mut old_contributions, mut old_payments) = (vec![], vec![], vec![]);
    let turns = turns(events, states, connection).await?;
    for (&id, turn) in &turns {
        if turn.before.is_some() {
            old.push(id.uuid());
        }
        rows.claim(id, &turn.after);
        if asked.contains(&id) {
            old_contributions.extend(turn.before.is_some().then_some(id.uuid()));
            rows.contributions(id, &turn.after);
        }
        if paid.contains(&id) {
            old_payments.extend(turn.before.is_some().then_some(id.uuid()));
            rows.payments(id, &turn.after);
        }
    }
    states.keep(turns);
    delete(connection, &of_version(DELETE, version), old).await?;
    let statement = of_version(DELETE_CONTRIBUTIONS, version);
    delete(connection, &statement, old_contributions).await?;
    let statement = of_version(DELETE_PAYMENTS, version);
    delete(connection, &statement, old_payments).await?;
    if !keys.is_empty() {
        let (keys, claims): (Vec<Uuid>, Vec<Uuid>) = keys.into_iter().unzip();
        sqlx::query(&of_version(ADD_KEYS, version))
            .bind(keys)
            .bind(claims)
            .execute(&mut *connection)
            .await?;
    }
    rows.copy(version, connection).await
}

/// The rows of some claims.
#[derive(Debug)]
pub(in crate::views) struct ClaimRows {
    claims: Rows,
    contributions: Rows,
    payments: Rows,
    keys: Rows,
}

impl Default for ClaimRows {
    fn default() -> Self {
        Self {
            claims: Rows::of(31),
            contributions: Rows::of(8),
            payments: Rows::of(7),
            keys: Rows::of(2),
        }
    }
}

impl ClaimRows {
    /// Adds the row of a claim.
    pub(in crate::views) fn claim(&mut self, id: ClaimId, folded: &FoldedClaim) {
        let (claim, standing) = (folded.claim(), folded.standing());
        let reviewer = claim.reviewer.as_ref().map(ToString::to_string);
        self.claims
            .row()
            .uuid(id.uuid())
            .uuid(claim.fund.uuid())
            .text(claim.partner.as_str())
            .text(claim.programme.as_str())
            .int4(claim.policy_version)
            .text(claim.period.as_str())
            .text(claim.activity.as_str())
            .text(&claim.title)
            .date(claim.executed_on)
            .text_or_null(claim.location.as_deref())
            .text(standing.status.as_str())
            .int4(standing.round)
            .text(standing.declared.currency().code())
            .int8(standing.declared.minor())
            .int8_or_null(standing.requested.map(Money::minor))
            .int8_or_null(standing.approved.map(Money::minor))
            .int8(standing.paid.minor())
            .text_or_null(reviewer.as_deref())
            .instant(folded.since)
            .int8(folded.since_position as i64)
            .date_or_null(folded.due())
            .date(claim.claim_until)
            .instant(folded.opened_at)
            .text(&folded.opened_by.to_string())
            .instant(folded.changed_at)
            .int8(folded.opened as i64)
            .int8(folded.last.sequence as i64)
            .int8(folded.last.position as i64)
            .int8(folded.for_partner.version as i64)
            .instant(folded.for_partner.changed_at)
            .text(&words_of(claim));
    }

    /// Adds the rows of what colleagues were asked for.
    pub(in crate::views) fn contributions(&mut self, id: ClaimId, folded: &FoldedClaim) {
        for asked in folded.asked() {
            let state = match asked.state {
                ContributionState::Open => "open",
                ContributionState::Fulfilled => "fulfilled",
                ContributionState::Cancelled => "cancelled",
            };
            self.contributions
                .row()
                .uuid(id.uuid())
                .uuid(asked.id.uuid())
                .text(&asked.to.to_string())
                .text(state)
                .text(&asked.what)
                .date_or_null(asked.due)
                .instant(asked.at)
                .int8(asked.position as i64);
        }
    }

    /// Adds the rows of what was paid.
    pub(in crate::views) fn payments(&mut self, id: ClaimId, folded: &FoldedClaim) {
        for paid in folded.payments() {
            let reversal = paid.reversal.as_ref();
            self.payments
                .row()
                .uuid(id.uuid())
                .uuid(paid.id.uuid())
                .int8(paid.amount.minor())
                .text(&paid.reference)
                .date(paid.value_date)
                .int8(paid.position as i64)
                .int8_or_null(reversal.map(|reversal| reversal.position as i64));
        }
    }

    /// Adds the rows of a claim's keys, each once.
    pub(in crate::views) fn keys(&mut self, id: ClaimId, keys: &HashSet<Uuid>) {
        for key in keys {
            self.keys.row().uuid(*key).uuid(id.uuid());
        }
    }

    /// Copies the rows into the tables of a version.
    pub(in crate::views) async fn copy(
        self,
        version: i32,
        connection: &mut PgConnection,
    ) -> Result<(), FoldError> {
        for (rows, statement) in [
            (self.claims, COPY),
            (self.contributions, COPY_CONTRIBUTIONS),
            (self.payments, COPY_PAYMENTS),
            (self.keys, COPY_KEYS),
        ] {
            rows.copy(connection, &of_version(statement, version))
                .await?;
        }
        Ok(())
    }
}

/// Gives the keys of the documents that an event puts on a claim.
pub(in crate::views) fn new_keys(event: &ClaimEvent) -> impl Iterator<Item = Uuid> + '_ {
    let documents = event.documents();
    documents
        .iter()
        .flat_map(|document| document.keys().map(|key| key_of(&key)))
}

/// Shortens what makes two documents the same: both kinds are, or become, a SHA-256.
pub(in crate::views) fn key_of(key: &DocumentKey) -> Uuid {
    let digest: [u8; 32] = match key {
        DocumentKey::File(sha256) => sha256.bytes(),
        DocumentKey::Invoice(invoice) => Sha256::digest(invoice).into(),
    };
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(short)
}

/// Tells whether an event changes what was asked of colleagues.
fn changes_contributions(event: &ClaimEvent) -> bool {
    matches!(
        event,
        ClaimEvent::ContributionRequested { .. }
            | ClaimEvent::ContributionCancelled { .. }
            | ClaimEvent::DocumentAttached {
                contribution: Some(_),
                ..
            }
    )
}

/// Tells whether an event changes what was paid.
fn changes_payments(event: &ClaimEvent) -> bool {
    matches!(
        event,
        ClaimEvent::PaymentRecorded { .. } | ClaimEvent::PaymentReversed { .. }
    )
}
