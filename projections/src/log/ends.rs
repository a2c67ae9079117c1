//! The ends of streams: an event taken from there leaves no gap between those that are left.
//!
//! The views remember: they have a row for each event of a claim or a fund, with its position. A
//! row beyond the last event that was read proves nothing by itself, for anybody may have written
//! it; but positions are dense, so where the log has no event at that position, it had one. Rows
//! and log are looked at as of one moment, and no view is ever ahead of the log: neither a stream
//! that grows meanwhile nor a view that is behind is taken for a loss.
//!
//! Views that are not there remember nothing. Programmes are in no view.

use std::collections::BTreeMap;

use domain::{ClaimId, FundId, OrgId};
use sqlx::PgPool;
use uuid::Uuid;

use super::StreamKind;
use super::scan::{ScanError, StoredEvent};

/// Stream by stream, by the view's key: joined at once, a planner would hash the whole log.
const OF_CLAIMS: &str = "
select min(gone.position)
from (
    select id, sequence
    from unnest($1::uuid[], $2::bigint[]) as read (id, sequence)
    union all
    select claim_id, 0
    from claim
    where claim_id > $4
    and claim_id <= $5
    and claim_id <> all($1)
) as read
cross join lateral (
    select min(known.position) as position
    from history as known
    where known.claim_id = read.id
    and known.sequence > read.sequence
    and known.position <= least($3, (select log_head.position from log_head))
    and not exists (
        select
        from events
        where events.position = known.position
    )
) as gone";

/// A fund may be long, so its rows are looked up by the key that they have.
const OF_FUNDS: &str = "
select min(gone.position)
from (
    select id, position
    from unnest($1::uuid[], $2::bigint[]) as read (id, position)
    union all
    select fund_id, 0
    from postings_fund
    where fund_id > $4
    and fund_id <= $5
    and fund_id <> all($1)
) as read
cross join lateral (
    select min(known.position) as position
    from postings_entry as known
    where known.fund_id = read.id
    and known.position > read.position
    and known.position <= least($3, (select log_head.position from log_head))
    and not exists (
        select
        from events
        where events.position = known.position
    )
) as gone";

const BEGINNINGS: &str = "
select min(opened)
from (
    select opened
    from postings_fund
    where partner = $1
    union all
    select opened
    from claim
    where fund_id = any($2)
) as known
where opened <= least($3, (select position from log_head))
and not exists (
    select
    from events
    where events.position = opened
)";

/// How far a stream was read.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    sequence: u64,
    position: u64,
}

impl End {
    const fn at(event: &StoredEvent) -> Self {
        Self {
            sequence: event.sequence,
            position: event.position,
        }
    }
}

/// The last events that were read of some streams.
#[derive(Debug)]
pub(crate) struct Ends {
    kind: StreamKind,
    last: BTreeMap<Uuid, End>,
    /// All streams after the first id, up to the second, were read.
    whole: Option<(Uuid, Uuid)>,
}

impl Ends {
    /// Begins with streams of which nothing was read yet.
    pub(crate) fn of<'a>(kind: StreamKind, ids: impl IntoIterator<Item = &'a str>) -> Self {
        let named = ids.into_iter().filter_map(|id| uuid_of(kind, id));
        Self {
            kind,
            last: named.map(|id| (id, End::default())).collect(),
            whole: None,
        }
    }

    /// Notes an event that was read; those of a stream come in order.
    pub(crate) fn reach(&mut self, event: &StoredEvent) {
        self.note(&event.aggregate_id, End::at(event));
    }

    fn note(&mut self, id: &str, end: End) {
        if let Some(id) = uuid_of(self.kind, id) {
            self.last.insert(id, end);
        }
    }

    /// Requires that the streams, read up to a position, do not go on where the log has a hole.
    ///
    /// # Errors
    /// [`ScanError::Missing`] names the first event that was taken away.
    pub(crate) async fn must_be_ends(&self, pool: &PgPool, until: u64) -> Result<(), ScanError> {
        let (statement, read): (_, fn(&End) -> u64) = match self.kind {
            StreamKind::Claim => (OF_CLAIMS, |end| end.sequence),
            StreamKind::Fund => (OF_FUNDS, |end| end.position),
            StreamKind::Programme => return Ok(()),
        };
        if self.last.is_empty() && self.whole.is_none() {
            return Ok(());
        }
        let ids: Vec<Uuid> = self.last.keys().copied().collect();
        let read: Vec<i64> = self.last.values().map(|end| signed(read(end))).collect();
        let query = sqlx::query_scalar(statement)
            .persistent(false)
            .bind(ids)
            .bind(read)
            .bind(signed(until))
            .bind(self.whole.map(|(after, _)| after))
            .bind(self.whole.map(|(_, to)| to));
        must_find_no_hole(query.fetch_one(pool).await)
    }
}

/// Requires that no fund of a partner, and no claim on some funds, is gone from its first event on.
pub(crate) async fn must_have_begun(
    pool: &PgPool,
    (partner, funds): (Option<&OrgId>, &[String]),
    until: u64,
) -> Result<(), ScanError> {
    let funds = funds.iter().filter_map(|id| uuid_of(StreamKind::Fund, id));
    let query = sqlx::query_scalar(BEGINNINGS)
        .persistent(false)
        .bind(partner.map(OrgId::as_str))
        .bind(funds.collect::<Vec<_>>())
        .bind(signed(until));
    must_find_no_hole(query.fetch_one(pool).await)
}

fn must_find_no_hole(found: Result<Option<i64>, sqlx::Error>) -> Result<(), ScanError> {
    match found {
        Ok(None) => Ok(()),
        Ok(Some(position)) => Err(ScanError::Missing {
            position: position.unsigned_abs(),
        }),
        Err(error) if are_not_made(&error) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Follows a reader of all streams of a kind, page by page.
#[derive(Debug)]
pub(super) struct Passed {
    kind: StreamKind,
    /// All streams up to this one were looked at.
    to: Uuid,
    /// The stream that may go on in the next page.
    open: Option<(String, End)>,
}

impl Passed {
    /// Begins before the first stream.
    pub(super) fn new(kind: StreamKind) -> Self {
        Self {
            kind,
            to: Uuid::nil(),
            open: None,
        }
    }

    /// Takes the next page, and gives the streams that ended; after an empty one there are no more.
    pub(super) fn take(&mut self, page: &[StoredEvent]) -> Ends {
        let mut ended = Ends::of(self.kind, []);
        for event in page {
            let goes_on = |(id, _): &&(String, End)| *id == event.aggregate_id;
            if self.open.as_ref().filter(goes_on).is_none() {
                if let Some((id, end)) = self.open.take() {
                    ended.note(&id, end);
                }
                self.open = Some((event.aggregate_id.clone(), End::default()));
            }
            if let Some((_, end)) = &mut self.open {
                *end = End::at(event);
            }
        }
        let mut to = Uuid::max();
        if page.is_empty() {
            if let Some((id, end)) = self.open.take() {
                ended.note(&id, end);
            }
        } else {
            to = ended.last.keys().next_back().copied().unwrap_or(self.to);
        }
        ended.whole = Some((self.to, to));
        self.to = to;
        ended
    }
}

fn uuid_of(kind: StreamKind, id: &str) -> Option<Uuid> {
    match kind {
        StreamKind::Claim => id.parse::<ClaimId>().ok().map(|id| id.uuid()),
        StreamKind::Fund => id.parse::<FundId>().ok().map(|id| id.uuid()),
        StreamKind::Programme => None,
    }
}

/// Tells whether the views have no tables yet.
fn are_not_made(error: &sqlx::Error) -> bool {
    const UNDEFINED_TABLE: &str = "42P01";
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| code == UNDEFINED_TABLE)
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
