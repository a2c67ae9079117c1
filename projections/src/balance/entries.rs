//! The view's side of a trial balance: the rows of `postings`, in the order of the log's funds.

use std::collections::VecDeque;

use domain::event::Named;
use domain::fund::Figures;
use domain::{FundEvent, OrgId, ProgrammeId};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};
use uuid::Uuid;

use super::Balance;
use crate::log::place::Place;
use crate::log::scan::signed;
use crate::views::{Account, Movement, figures};

const CHECKPOINT: &str = "
select position
from views
where name = 'postings'
and is_live";

const ENTRIES: &str = "
select
    entry.fund_id, entry.position, entry.sequence, entry.event_type, entry.from_account,
    entry.to_account, entry.amount_minor, entry.earned_minor, entry.available_minor,
    entry.reserved_minor, entry.committed_minor, entry.paid_minor, entry.expired_minor,
    fund.partner, fund.programme, fund.period, fund.currency
from postings_entry as entry
left join postings_fund as fund using (fund_id)
where (entry.fund_id, entry.position) > ($1, $2)
and entry.position <= $3
and ($4::text is null or fund.partner = $4)
and ($5::text[] is null or fund.programme = any($5))
order by entry.fund_id, entry.position
limit $6";

/// The most rows of a page.
const PAGE_ROWS: i64 = 5_000;

/// A row as the view has it, or as an event says that it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub fund: Uuid,
    pub position: u64,
    pub sequence: u64,
    pub event_type: String,
    pub accounts: (Option<String>, Option<String>),
    pub amount_minor: i64,
    pub figures: Figures,
}

impl Entry {
    /// Says what the row of an event must be, with the fund's figures after it.
    pub fn of(fund: Uuid, at: Place, event: &FundEvent, figures: Figures) -> Self {
        let movement = Movement::of(event);
        let written = |account: Account| account.as_str().to_owned();
        Self {
            fund,
            position: at.position,
            sequence: at.sequence,
            event_type: event.name().to_owned(),
            accounts: (
                movement.map(|movement| written(movement.from)),
                movement.map(|movement| written(movement.to)),
            ),
            amount_minor: movement.map_or(0, |movement| movement.amount_minor),
            figures,
        }
    }
}

/// Whose fund a row's fund is, as the view has it: partner, programme, period and currency.
pub(super) type Labels = [Option<String>; 4];

/// The rows of the view, one after the other.
#[derive(Debug)]
pub(super) struct Entries {
    pool: PgPool,
    asked: Balance,
    /// How far the view had come when the reading began.
    pub until: u64,
    after: (Uuid, i64),
    ahead: VecDeque<(Entry, Labels)>,
    is_over: bool,
}

impl Entries {
    /// Begins with the first fund; rows after the position, or the view's checkpoint, are left out.
    pub async fn new(pool: &PgPool, asked: &Balance) -> Result<Self, sqlx::Error> {
        let checkpoint: Option<i64> = sqlx::query_scalar(CHECKPOINT).fetch_optional(pool).await?;
        let checkpoint = checkpoint.unwrap_or(0).unsigned_abs();
        Ok(Self {
            pool: pool.clone(),
            asked: asked.clone(),
            until: asked.until.min(checkpoint),
            after: (Uuid::nil(), 0),
            ahead: VecDeque::new(),
            is_over: checkpoint == 0,
        })
    }

    /// Gives the next row, without taking it.
    pub async fn peek(&mut self) -> Result<Option<&(Entry, Labels)>, sqlx::Error> {
        if self.ahead.is_empty() && !self.is_over {
            self.read().await?;
        }
        Ok(self.ahead.front())
    }

    /// Takes the row that was seen.
    pub fn take(&mut self) {
        self.ahead.pop_front();
    }

    async fn read(&mut self) -> Result<(), sqlx::Error> {
        let programmes = self.asked.programmes.as_deref();
        let programmes = programmes.map(|asked| asked.iter().map(ProgrammeId::as_str));
        let rows = sqlx::query(ENTRIES)
            .persistent(false)
            .bind(self.after.0)
            .bind(self.after.1)
            .bind(signed(self.until))
            .bind(self.asked.partner.as_ref().map(OrgId::as_str))
            .bind(programmes.map(Vec::from_iter))
            .bind(PAGE_ROWS)
            .fetch_all(&self.pool)
            .await?;
        for row in &rows {
            self.ahead.push_back(read_row(row)?);
        }
        match rows.last() {
            Some(last) => self.after = (last.try_get(0)?, last.try_get(1)?),
            None => self.is_over = true,
        }
        Ok(())
    }
}

fn read_row(row: &PgRow) -> Result<(Entry, Labels), sqlx::Error> {
    let entry = Entry {
        fund: row.try_get(0)?,
        position: row.try_get::<i64, _>(1)?.unsigned_abs(),
        sequence: row.try_get::<i64, _>(2)?.unsigned_abs(),
        event_type: row.try_get(3)?,
        accounts: (row.try_get(4)?, row.try_get(5)?),
        amount_minor: row.try_get(6)?,
        figures: figures(row, 7)?,
    };
    let labels = [
        row.try_get(13)?,
        row.try_get(14)?,
        row.try_get(15)?,
        row.try_get(16)?,
    ];
    Ok((entry, labels))
}
