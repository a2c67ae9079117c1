//! How much is due, of whomever and by what it waits for: for those who watch over the ledger.

use chrono::NaiveDate;
use domain::Status;
use sqlx::Row;

use super::{ReadError, Views};
use crate::stream::TaskKind;

/// Claims that wait, by their status, and what colleagues were asked for (no status).
const DUE: &str = "
    select status, count(*)
    from claim
    where due <= $1
      and status not in ('cancelled', 'expired', 'rejection_final', 'paid')
    group by status
    union all
    select null, count(*)
    from claim_contribution as asked
    join claim using (claim_id)
    where asked.state = 'open'
      and asked.due <= $1
      and claim.status in ('editing', 'action_required')";

impl Views {
    /// Counts what is due on a day or before, of every kind: as the queue has it.
    pub async fn due_by(&self, day: NaiveDate) -> Result<Vec<(TaskKind, u64)>, ReadError> {
        let rows = sqlx::query(DUE).bind(day).fetch_all(&self.readers).await?;
        let mut due: Vec<(TaskKind, u64)> = TaskKind::ALL.map(|kind| (kind, 0)).to_vec();
        for row in rows {
            let status: Option<&str> = row.try_get(0)?;
            let kind = match status {
                None => Some(TaskKind::Contribution),
                Some(status) => Status::written(status).and_then(TaskKind::of),
            };
            let unknown = || ReadError::Unreadable("a claim that is over is due".into());
            let kind = kind.ok_or_else(unknown)?;
            let count = row.try_get::<i64, _>(1)?.unsigned_abs();
            due.iter_mut()
                .filter(|(its, _)| *its == kind)
                .for_each(|(_, sum)| *sum += count);
        }
        Ok(due)
    }
}
