//! What bears witness to the ends of streams: an event taken from there leaves no gap between those
//! that are left.
//!
//! The row of a claim, and that of a fund, remember its last event: sequence and position. A row
//! beyond the last event that was read proves nothing by itself, for anybody may have written it;
//! but positions are dense, so where the log has no event at that position, it had one. Rows and log
//! are looked at in one statement, and no view is ever ahead of the log: neither a stream that grows
//! meanwhile nor a view that is behind is taken for a loss.
//!
//! Views that are not there remember nothing. Programmes are in no view. The log itself knows none
//! of this: whoever reads streams asks.

use std::collections::BTreeMap;

use domain::{ClaimId, FundId, OrgId};
use sqlx::PgPool;
use uuid::Uuid;

use crate::log::place::Place;
use crate::log::scan::{StoredEvent, signed};
use crate::log::{LogError, StreamKind};

/// Finds the first position at which an event of the streams is gone.
///
/// Of a stream that goes on after what was read, the next event must be the next one of it; of one
/// that does not, the row's own event must not be gone. A stream that was read up to an earlier
/// position and of which only later events are gone is whole as of then.
macro_rules! gone {
    ($kind:literal, $seen:literal, $id:literal) => {
        concat!(
            "
with read as (
    select read.name, read.sequence, read.position, seen.version, seen.position as known
    from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[])
        as read (id, name, sequence, position)
    join ",
            $seen,
            " as seen on seen.",
            $id,
            " = read.id
    where seen.version > read.sequence
), broken as (
    select read.position as after,
        case when next.sequence is null then read.known else next.position - 1 end as until
    from read
    left join lateral (
        select events.sequence, events.position
        from events
        where events.aggregate_type = '",
            $kind,
            "'
        and events.aggregate_id = read.name
        and events.sequence > read.sequence
        order by events.sequence
        limit 1
    ) as next on true
    where next.sequence > read.sequence + 1
    or (
        next.sequence is null
        and (read.known <= $5 or read.version > read.sequence + 1)
        and read.known <= (select log_head.position from log_head)
        and not exists (select from events where events.position = read.known)
    )
    union all
    select seen.opened - 1, seen.opened
    from ",
            $seen,
            " as seen
    where seen.",
            $id,
            " > $6
    and seen.",
            $id,
            " <= $7
    and seen.",
            $id,
            " <> all($1)
    and seen.opened <= (select log_head.position from log_head)
)
select min(hole.position)
from broken
cross join lateral (
    select min(hole) as position
    from generate_series(broken.after + 1, least(broken.until, $5)) as hole
    where not exists (select from events where events.position = hole)
) as hole"
        )
    };
}

const OF_CLAIMS: &str = gone!("claim", "claim", "claim_id");
const OF_FUNDS: &str = gone!("fund", "overview", "fund_id");

const BEGINNINGS: &str = "
select min(opened)
from (
    select opened
    from overview
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

/// The last events that were read of some streams.
#[derive(Debug)]
pub(crate) struct Ends {
    kind: StreamKind,
    last: BTreeMap<Uuid, (String, Place)>,
    /// All streams after the first id, up to the second, were read.
    whole: Option<(Uuid, Uuid)>,
}

impl Ends {
    /// Begins with streams of which nothing was read yet.
    pub(crate) fn of<'a>(kind: StreamKind, ids: impl IntoIterator<Item = &'a str>) -> Self {
        let named = ids
            .into_iter()
            .filter_map(|id| Some((uuid_of(kind, id)?, (id.to_owned(), Place::default()))));
        Self {
            kind,
            last: named.collect(),
            whole: None,
        }
    }

    /// Notes an event that was read; those of a stream come in order.
    pub(crate) fn reach(&mut self, event: &StoredEvent) {
        self.note(&event.aggregate_id, Place::of(event));
    }

    fn note(&mut self, id: &str, end: Place) {
        if let Some(uuid) = uuid_of(self.kind, id) {
            self.last.insert(uuid, (id.to_owned(), end));
        }
    }

    /// Requires that the streams, read up to a position, do not go on where the log has a hole.
    ///
    /// # Errors
    /// [`LogError::Missing`] names the first event that was taken away.
    pub(crate) async fn must_be_ends(&self, pool: &PgPool, until: u64) -> Result<(), LogError> {
        let statement = match self.kind {
            StreamKind::Claim => OF_CLAIMS,
            StreamKind::Fund => OF_FUNDS,
            StreamKind::Programme => return Ok(()),
        };
        if self.last.is_empty() && self.whole.is_none() {
            return Ok(());
        }
        let (mut names, mut sequences, mut positions) = (vec![], vec![], vec![]);
        for (name, end) in self.last.values() {
            names.push(name.as_str());
            sequences.push(signed(end.sequence));
            positions.push(signed(end.position));
        }
        let query = sqlx::query_scalar(statement)
            .bind(self.last.keys().copied().collect::<Vec<_>>())
            .bind(names)
            .bind(sequences)
            .bind(positions)
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
) -> Result<(), LogError> {
    let funds = funds.iter().filter_map(|id| uuid_of(StreamKind::Fund, id));
    let query = sqlx::query_scalar(BEGINNINGS)
        .bind(partner.map(OrgId::as_str))
        .bind(funds.collect::<Vec<_>>())
        .bind(signed(until));
    must_find_no_hole(query.fetch_one(pool).await)
}

fn must_find_no_hole(found: Result<Option<i64>, sqlx::Error>) -> Result<(), LogError> {
    match found {
        Ok(None) => Ok(()),
        Ok(Some(position)) => Err(LogError::Missing {
            position: position.unsigned_abs(),
        }),
        Err(error) if are_not_made(&error) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Follows a reader of all streams of a kind, page by page.
#[derive(Debug)]
pub(crate) struct Passed {
    kind: StreamKind,
    /// All streams up to this one were looked at.
    to: Uuid,
    /// The stream that may go on in the next page.
    open: Option<(String, Place)>,
}

impl Passed {
    /// Begins before the first stream.
    pub(crate) fn new(kind: StreamKind) -> Self {
        Self {
            kind,
            to: Uuid::nil(),
            open: None,
        }
    }

    /// Takes the next page, and gives the streams that ended; after an empty one there are no more.
    pub(crate) fn take(&mut self, page: &[StoredEvent]) -> Ends {
        let mut ended = Ends::of(self.kind, []);
        for of_stream in page.chunk_by(|one, next| one.aggregate_id == next.aggregate_id) {
            let last = of_stream.last().expect("a part of a page has events");
            let open = self
                .open
                .replace((last.aggregate_id.clone(), Place::of(last)));
            if let Some((id, end)) = open.filter(|(id, _)| *id != last.aggregate_id) {
                ended.note(&id, end);
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
