//! Whose a stream is: its first event says so, for good.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use domain::{ClaimEvent, FundEvent, FundId, OrgId, ProgrammeEvent, ProgrammeId};
use moka::sync::Cache;
use sqlx::PgPool;

use super::Happened;
use crate::log::scan::{StoredEvent, event_columns};
use crate::log::{LogError, StreamKind};

/// How many streams are remembered.
const REMEMBERED_MAX: u64 = 100_000;

const FIRST_EVENTS: &str = concat!(
    "
select ",
    event_columns!(),
    "
from unnest($1::text[], $2::text[]) as wanted (kind, id)
join events as event
    on event.aggregate_type = wanted.kind
    and event.aggregate_id = wanted.id
    and event.sequence = 1"
);

/// Whose a claim, a fund or a programme is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Of a programme itself, none.
    pub partner: Option<OrgId>,
    pub programme: ProgrammeId,
    /// The vendor whose programme it is.
    pub vendor: OrgId,
    /// The fund that a claim is filed against, or the fund itself.
    pub fund: Option<FundId>,
}

/// The kind and the id of a stream.
type Stream = (String, String);

/// What a first event says.
struct Said {
    partner: Option<OrgId>,
    programme: ProgrammeId,
    /// What a programme says itself; of claims and funds the programme's first event says it.
    vendor: Option<OrgId>,
    fund: Option<FundId>,
}

/// Whose the streams are that were met lately.
#[derive(Debug)]
pub(super) struct Owners {
    pool: PgPool,
    known: Cache<Stream, Arc<Owner>>,
}

/// Whose the streams of a page are.
type Met = HashMap<Stream, Arc<Owner>>;

impl Owners {
    pub(super) fn new(pool: PgPool) -> Self {
        let known = Cache::new(REMEMBERED_MAX);
        Self { pool, known }
    }

    /// Says whose each event is; asks the log once for streams and once for their programmes, and
    /// only for those that were not met lately.
    pub(super) async fn of(&self, events: &[StoredEvent]) -> Result<Vec<Arc<Owner>>, LogError> {
        let streams: Vec<Stream> = events.iter().map(stream_of).collect();
        let mut met = Met::new();
        let said = self.unmet(&streams, &mut met).await?;
        let programmes: Vec<Stream> = said.iter().map(|(_, said)| said.programme()).collect();
        let of_programmes = self.unmet(&programmes, &mut met).await?;
        let (vendors, money): (Vec<_>, Vec<_>) = of_programmes
            .into_iter()
            .chain(said)
            .partition(|(_, said)| said.vendor.is_some());
        for (stream, said) in vendors.into_iter().chain(money) {
            let known = met.get(&said.programme()).map(|owner| owner.vendor.clone());
            let Some(vendor) = said.vendor.or(known) else {
                continue;
            };
            let owner = Arc::new(Owner {
                partner: said.partner,
                programme: said.programme,
                vendor,
                fund: said.fund,
            });
            self.known.insert(stream.clone(), Arc::clone(&owner));
            met.insert(stream, owner);
        }
        let owners = events.iter().zip(streams).map(|(event, stream)| {
            let owner = met.get(&stream).map(Arc::clone);
            owner.ok_or_else(|| LogError::OutOfPlace {
                position: event.position,
                stream: stream.1,
            })
        });
        owners.collect()
    }

    /// Reads the first events of streams that were not met lately; notes the others.
    async fn unmet(
        &self,
        streams: &[Stream],
        met: &mut Met,
    ) -> Result<Vec<(Stream, Said)>, LogError> {
        let mut unmet = BTreeSet::new();
        for stream in streams {
            match self.known.get(stream) {
                Some(owner) => drop(met.insert(stream.clone(), owner)),
                None => drop(unmet.insert(stream.clone())),
            }
        }
        if unmet.is_empty() {
            return Ok(vec![]);
        }
        let (kinds, ids): (Vec<String>, Vec<String>) = unmet.into_iter().unzip();
        let rows = sqlx::query(FIRST_EVENTS)
            .bind(kinds)
            .bind(ids)
            .fetch_all(&self.pool)
            .await?;
        let said = rows.iter().map(|row| {
            let event = StoredEvent::read(row)?;
            Ok(Said::read(&event)?.map(|said| (stream_of(&event), said)))
        });
        said.filter_map(Result::transpose).collect()
    }
}

fn stream_of(event: &StoredEvent) -> Stream {
    (event.aggregate_type.clone(), event.aggregate_id.clone())
}

impl Said {
    /// Reads a first event; none: it is not one that begins a stream.
    fn read(event: &StoredEvent) -> Result<Option<Self>, LogError> {
        Ok(match Happened::read(event)? {
            Happened::Claim(_, stamped) => {
                let ClaimEvent::ClaimCreated {
                    programme,
                    partner,
                    fund,
                    ..
                } = stamped.event
                else {
                    return Ok(None);
                };
                Some(Self::of_money(partner, programme, fund))
            }
            Happened::Fund(id, stamped) => {
                let FundEvent::FundOpened {
                    programme, partner, ..
                } = stamped.event
                else {
                    return Ok(None);
                };
                Some(Self::of_money(partner, programme, id))
            }
            Happened::Programme(programme, stamped) => {
                let ProgrammeEvent::PolicyPublished { policy, .. } = stamped.event;
                Some(Self {
                    partner: None,
                    programme,
                    vendor: Some(policy.vendor.clone()),
                    fund: None,
                })
            }
        })
    }

    const fn of_money(partner: OrgId, programme: ProgrammeId, fund: FundId) -> Self {
        Self {
            partner: Some(partner),
            programme,
            vendor: None,
            fund: Some(fund),
        }
    }

    /// Gives the stream of its programme.
    fn programme(&self) -> Stream {
        let kind = StreamKind::Programme.as_str();
        (kind.to_owned(), self.programme.to_string())
    }
}
