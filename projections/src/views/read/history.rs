//! Reading a claim's history: what happened from the view, what was said from the log.
//!
//! Each event is proven by its leaf; one of which the view has a row must be there, and so must the
//! one before it.

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use domain::aggregate::ClaimStream;
use domain::{ClaimEvent, ClaimId, Person, Role, Stamped};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};

use super::{HistoryCursor, Listed, Page, ReadError, Viewer, Views};
use crate::log::leaf::{Leaf, written};
use crate::log::scan::ScanError;
use crate::log::{LogError, decode};

const HISTORY: &str = "
    select
        history.sequence, history.position, history.recorded_at, history.event_type,
        history.is_vendor_only, event.payload::text, event.event_type, event.event_version,
        event.metadata::text, event.aggregate_id, event.leaf, event.recorded_at,
        history.sequence = 1 or exists (
            select
            from events as before
            where before.aggregate_type = 'claim'
              and before.aggregate_id = $4
              and before.sequence = history.sequence - 1
        ),
        event.position,
        exists (
            select
            from events as there
            where there.position = history.position
        )
    from history
    left join events as event
      on event.aggregate_type = 'claim'
     and event.aggregate_id = $4
     and event.sequence = history.sequence
    where history.claim_id = $3
      and history.sequence > $5
      and history.position <= $7
      -- A row whose position is another event's, or nobody's yet, is wrong itself.
      and (
            event.position is not null
            or (
                history.position <= (select log_head.position from log_head)
                and not exists (
                    select
                    from events as other
                    where other.position = history.position
                )
            )
        )
      and ($1 = 'vendor' or not history.is_vendor_only)
      and (
            $1 in ('vendor', 'invited')
            or ($1 = 'partner' and exists (
                select
                from claim
                where claim.claim_id = history.claim_id
                  and claim.partner = $2
            ))
            or ($1 = 'contributor' and exists (
                select
                from claim_invitation as invitation
                where invitation.person = $2
                  and invitation.claim_id = history.claim_id
            ))
        )
    order by history.sequence
    limit $6";

/// An event in a claim's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    pub sequence: u64,
    pub position: u64,
    /// When the ledger recorded it.
    pub recorded_at: DateTime<Utc>,
    /// The name of the event.
    pub event_type: String,
    pub is_vendor_only: bool,
    /// When it happened, who did it, and what happened.
    pub event: Stamped<ClaimEvent>,
    /// The same as it stands in the log.
    pub payload: String,
}

impl HistoryLine {
    /// Gives when it happened in the business.
    pub fn at(&self) -> DateTime<Utc> {
        self.event.at
    }

    /// Gives who did it, and as what.
    pub fn by(&self) -> (Person, Role) {
        (self.event.by.person(), self.event.by.role)
    }
}

impl Views {
    /// Lists the events of a claim, oldest first; none: there is no claim that the viewer may see.
    ///
    /// Partners and contributors see it by the view `claim`: wait for both.
    pub async fn history(
        &self,
        viewer: &Viewer,
        claim: ClaimId,
        page: &Page<HistoryCursor>,
    ) -> Result<Listed<HistoryLine, HistoryCursor>, ReadError> {
        read(&self.pool, Readers::Of(viewer), claim, i64::MAX, page).await
    }
}

/// Who reads a history.
#[derive(Clone, Copy, Debug)]
pub(super) enum Readers<'a> {
    /// This viewer, if he may see the claim as it is.
    Of(&'a Viewer),
    /// A contributor who was found to be invited already.
    Invited,
}

/// Reads a page of a history up to a position.
pub(super) async fn read(
    pool: &PgPool,
    readers: Readers<'_>,
    claim: ClaimId,
    until: i64,
    page: &Page<HistoryCursor>,
) -> Result<Listed<HistoryLine, HistoryCursor>, ReadError> {
    let (kind, name) = match readers {
        Readers::Of(viewer) => (viewer.kind(), viewer.name()),
        Readers::Invited => ("invited", String::new()),
    };
    let after = page.after.map_or(0, |after| after.sequence);
    let rows = sqlx::query(HISTORY)
        .persistent(false)
        .bind(kind)
        .bind(name)
        .bind(claim.uuid())
        .bind(claim.to_string())
        .bind(i64::try_from(after).unwrap_or(i64::MAX))
        .bind(page.limit.with_one_ahead())
        .bind(until)
        .fetch_all(pool)
        .await?;
    let lines = rows.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    Ok(Listed::cut(lines, page.limit, |line| HistoryCursor {
        sequence: line.sequence,
    }))
}

fn line(row: &PgRow) -> Result<HistoryLine, ReadError> {
    let position = row.try_get::<i64, _>(1)?.unsigned_abs();
    let payload: Option<String> = row.try_get(5)?;
    // The view remembers an event that is gone; not every reader is shown the one before.
    let payload = payload.ok_or(ScanError::Missing { position })?;
    if !row.try_get::<bool, _>(12)? {
        let stream = row.try_get(9)?;
        return Err(LogError::OutOfPlace { position, stream }.into());
    }
    if row.try_get::<i64, _>(13)?.unsigned_abs() != position {
        // Its place in the claim is another event's now.
        return Err(match row.try_get(14)? {
            true => ReadError::Unreadable("the view has the event at another position".into()),
            false => ScanError::Missing { position }.into(),
        });
    }
    let leaf = Leaf {
        aggregate_id: row.try_get(9)?,
        aggregate_type: ClaimStream::TYPE,
        event_type: row.try_get(6)?,
        event_version: row.try_get(7)?,
        metadata: row.try_get(8)?,
        payload: &payload,
        recorded_at: &written(row.try_get(11)?),
        sequence: row.try_get::<i64, _>(0)?.unsigned_abs(),
    };
    if leaf.digest().as_slice() != row.try_get::<&[u8], _>(10)? {
        return Err(ScanError::Altered { position }.into());
    }
    Ok(HistoryLine {
        sequence: row.try_get::<i64, _>(0)?.unsigned_abs(),
        position,
        recorded_at: row.try_get(2)?,
        event_type: row.try_get(3)?,
        is_vendor_only: row.try_get(4)?,
        event: decode::<ClaimStream>(row.try_get(6)?, row.try_get(7)?, &payload)?,
        payload,
    })
}
