//! Figures by business time: what had happened by a day, whenever it was recorded.
//!
//! An earning counts from the day it was earned on, a payment from its value date, everything else
//! from the day in UTC on which it happened. What was recorded out of that order may leave a figure
//! below zero for some days: paid before it was committed, say.

use std::collections::BTreeSet;
use std::collections::hash_map::{Entry, HashMap};

use chrono::NaiveDate;
use domain::aggregate::{ClaimStream, FundStream};
use domain::fund::Figures;
use domain::{ClaimEvent, ClaimId, FundEvent, FundId, PaymentId};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::{Past, ReadError, Viewer};
use crate::ledger::FundFigures;
use crate::log::decode;
use crate::log::raw::Raw;
use crate::log::scan::{StoredEvent, event_columns, signed};
use crate::views::account::Movement;
use crate::views::read::asked::Asked;
use crate::views::read::funds::{OWNER_OF_ENTRIES, entry, entry_columns};
use crate::views::read::overview::{FundOwner, parsed};
use crate::views::read::{EntryLine, FundFilter, Listed, OverviewLine, Page};

/// The most entries that are held at a time.
const PAGE_ENTRIES: i64 = 5_000;

/// The first columns are those of an entry, the last those of the event that dates it.
const ENTRIES: &str = concat!(
    "
    select ",
    entry_columns!(),
    ",
        fund.fund_id, fund.partner, fund.programme, fund.period,
        event.position, event.aggregate_type, event.aggregate_id, event.sequence,
        event.event_type, event.event_version, event.payload::text, event.metadata::text,
        event.recorded_at, event.leaf
    from postings_entry as entry
    join postings_fund as fund using (fund_id)
    left join events as event
      on event.position = entry.position
     and entry.event_type in ('FundEarned', 'FundDisbursed')
    where true"
);
const PAYMENTS: &str = concat!(
    "
    select ",
    event_columns!(),
    "
    from unnest($1::text[]) as paid (claim)
    cross join lateral (
        select *
        from events
        where aggregate_type = 'claim'
          and aggregate_id = paid.claim
          and event_type = 'PaymentRecorded'
          and position <= $2
    ) as event"
);

/// An entry with the day from which it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedEntry {
    pub day: NaiveDate,
    /// Its figures are those after all entries that count from an earlier day, or were recorded
    /// earlier for the same.
    pub entry: EntryLine,
}

/// After an entry in a fund's postings by business time, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedCursor {
    pub day: NaiveDate,
    pub position: u64,
}

/// Which entries, and after which the next ones come.
#[derive(Default)]
struct Chosen {
    fund: Option<FundId>,
    filter: FundFilter,
    after: Option<(Uuid, i64)>,
    is_over: bool,
}

/// An entry as it was read, before its day is known.
struct Undated {
    row: PgRow,
    entry: EntryLine,
    day: NaiveDate,
    payment: Option<PaymentId>,
}

impl Past {
    /// Gives the overview of what had happened by the end of a day; no day: of all there is.
    ///
    /// It sums all entries up to then, which takes seconds on a large log.
    pub async fn overview_by_business(
        &self,
        viewer: &Viewer,
        filter: &FundFilter,
        until: Option<NaiveDate>,
    ) -> Result<Vec<OverviewLine>, ReadError> {
        let mut chosen = Chosen {
            filter: filter.clone(),
            ..Chosen::default()
        };
        let mut funds: HashMap<Uuid, (FundOwner, Figures)> = HashMap::new();
        while !chosen.is_over {
            for dated in self.next_entries(viewer, &mut chosen).await? {
                if until.is_some_and(|until| dated.day > until) {
                    continue;
                }
                let (_, figures) = match funds.entry(dated.row.try_get(16)?) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => new.insert((owner(&dated.row)?, Figures::default())),
                };
                apply(figures, &dated.entry);
            }
        }
        let lines = funds.into_iter().map(|(fund, (owner, figures))| {
            OverviewLine::new(FundId::from_uuid(fund), owner, &figures)
        });
        let mut lines: Vec<OverviewLine> = lines.collect();
        lines.sort_by(|one, other| one.place().cmp(&other.place()));
        Ok(lines)
    }

    /// Lists the entries of a fund that count by the end of a day, newest first by business time.
    pub async fn postings_by_business(
        &self,
        viewer: &Viewer,
        fund: FundId,
        until: Option<NaiveDate>,
        page: &Page<DatedCursor>,
    ) -> Result<Listed<DatedEntry, DatedCursor>, ReadError> {
        let mut chosen = Chosen {
            fund: Some(fund),
            ..Chosen::default()
        };
        let mut entries: Vec<DatedEntry> = vec![];
        while !chosen.is_over {
            let more = self.next_entries(viewer, &mut chosen).await?.into_iter();
            entries.extend(more.map(|dated| DatedEntry {
                day: dated.day,
                entry: dated.entry,
            }));
        }
        entries.sort_by_key(DatedEntry::place);
        let mut figures = Figures::default();
        for dated in &mut entries {
            apply(&mut figures, &dated.entry);
            dated.entry.figures = FundFigures::new(&figures, dated.entry.amount.currency());
        }
        let after = page.after.map(|after| (after.day, after.position));
        entries.retain(|dated| {
            until.is_none_or(|until| dated.day <= until)
                && after.is_none_or(|after| dated.place() < after)
        });
        entries.reverse();
        Ok(Listed::cut(entries, page.limit, |dated| DatedCursor {
            day: dated.day,
            position: dated.entry.position,
        }))
    }

    /// Reads the next entries, each with the day from which it counts.
    async fn next_entries(
        &self,
        viewer: &Viewer,
        chosen: &mut Chosen,
    ) -> Result<Vec<Undated>, ReadError> {
        let mut asked = Asked::new(ENTRIES);
        asked.seen_by(viewer, OWNER_OF_ENTRIES);
        chosen.filter.narrow(&mut asked);
        asked
            .and("entry.position <=", Some(signed(self.until)))
            .and("entry.fund_id =", chosen.fund.map(|fund| fund.uuid()));
        if let Some((fund, position)) = chosen.after {
            asked
                .with(" and (entry.fund_id, entry.position) > (", fund)
                .with(",", position)
                .then(")");
        }
        asked.with(
            " order by entry.fund_id, entry.position limit",
            PAGE_ENTRIES,
        );
        let rows = asked.query().fetch_all(&self.views.pool).await?;
        chosen.is_over = (rows.len() as i64) < PAGE_ENTRIES;
        if let Some(last) = rows.last() {
            chosen.after = Some((last.try_get(16)?, last.try_get(0)?));
        }
        let entries = rows.into_iter().map(undated);
        let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
        let value_dates = self.value_dates(&entries).await?;
        for entry in &mut entries {
            let payment = entry.entry.claim.zip(entry.payment);
            if let Some(day) = payment.and_then(|payment| value_dates.get(&payment)) {
                entry.day = *day;
            }
        }
        Ok(entries)
    }

    /// Looks up the value dates of payments, which the claims' own events carry.
    async fn value_dates(
        &self,
        entries: &[Undated],
    ) -> Result<HashMap<(ClaimId, PaymentId), NaiveDate>, ReadError> {
        let paid = entries.iter().filter(|entry| entry.payment.is_some());
        let claims: BTreeSet<ClaimId> = paid.filter_map(|entry| entry.entry.claim).collect();
        let names: Vec<String> = claims.iter().map(ToString::to_string).collect();
        let mut days = HashMap::with_capacity(names.len());
        if names.is_empty() {
            return Ok(days);
        }
        let rows = sqlx::query(PAYMENTS)
            .bind(&names)
            .bind(signed(self.until))
            .fetch_all(&self.views.pool)
            .await?;
        for row in rows {
            let stored = StoredEvent::read(&row)?;
            let event = stored.read_as::<ClaimStream>()?;
            if let (Ok(claim), ClaimEvent::PaymentRecorded { id, value_date, .. }) =
                (stored.aggregate_id.parse(), event.event)
            {
                days.insert((claim, id), value_date);
            }
        }
        Ok(days)
    }
}

impl DatedEntry {
    fn place(&self) -> (NaiveDate, u64) {
        (self.day, self.entry.position)
    }
}

/// Reads an entry with the day it has of itself; that of a payment is looked up later.
fn undated(row: PgRow) -> Result<Undated, ReadError> {
    let entry = entry(&row)?;
    let (mut day, mut payment) = (entry.at.date_naive(), None);
    if row.try_get::<Option<i64>, _>(20)?.is_some() {
        let raw = Raw::at(&row, 20)?.proven()?;
        let event = decode::<FundStream>(raw.event_type, raw.event_version, raw.payload);
        let event = event.map_err(|error| ReadError::Unreadable(error.into()))?;
        if let FundEvent::FundEarned { earned_on, .. } = &event.event {
            day = *earned_on;
        } else if let FundEvent::FundDisbursed { payment: id, .. } = &event.event {
            payment = Some(*id);
        }
    }
    Ok(Undated {
        row,
        entry,
        day,
        payment,
    })
}

fn apply(figures: &mut Figures, entry: &EntryLine) {
    if let Some((from, to)) = entry.accounts {
        let amount_minor = entry.amount.minor();
        Movement {
            from,
            to,
            amount_minor,
        }
        .apply(figures);
    }
}

/// Whose a fund is: what an overview is ordered by.
fn owner(row: &PgRow) -> Result<FundOwner, ReadError> {
    Ok((
        parsed(row, 17)?,
        parsed(row, 18)?,
        parsed(row, 19)?,
        parsed(row, 9)?,
    ))
}
