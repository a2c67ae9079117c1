//! The course of a trial balance: fund by fund through the log, the view's rows alongside.

use domain::aggregate::FundStream;
use domain::fund::Figures;
use domain::{Fund, FundEvent, FundId, fund};
use sqlx::PgPool;
use uuid::Uuid;

use super::entries::{Entries, Entry, Labels};
use super::{Balance, Finding, FundBalance, Problem, TrialBalance};
use crate::log::place::Place;
use crate::log::scan::StoredEvent;
use crate::log::{LogError, StreamKind};
use crate::stream::scan::ByStream;
use crate::views::Movement;

impl Balance {
    /// Adds up all funds, in the order of their ids, and shows each.
    ///
    /// The view is compared as far as it has come. Needs the memory of one page and one fund.
    ///
    /// # Errors
    /// When the log itself is not what was recorded: what is wrong with sums and with the view is
    /// in the balance.
    pub async fn run(
        &self,
        pool: &PgPool,
        show: impl FnMut(&FundBalance) + Send,
    ) -> Result<TrialBalance, LogError> {
        let entries = Entries::new(pool, self).await?;
        let mut course = Course {
            asked: self,
            trial: TrialBalance {
                compared_until: entries.until,
                ..TrialBalance::default()
            },
            entries,
            open: None,
            show,
        };
        let mut pages = ByStream::new(pool.clone(), StreamKind::Fund, self.until);
        loop {
            let page = pages.next_page().await?;
            if page.is_empty() {
                break;
            }
            for stored in page {
                course.take(&stored).await?;
            }
        }
        course.close();
        course.rows_before(None).await?;
        Ok(course.trial)
    }

    /// Tells whether a fund is asked for that begins with this event.
    fn is_about(&self, first: &FundEvent) -> bool {
        let is_all = self.partner.is_none() && self.programmes.is_none();
        let FundEvent::FundOpened {
            partner, programme, ..
        } = first
        else {
            return is_all;
        };
        let is_theirs = self.partner.as_ref().is_none_or(|asked| asked == partner);
        let programmes = self.programmes.as_ref();
        is_theirs && programmes.is_none_or(|asked| asked.contains(programme))
    }
}

/// The fund whose events are being read.
struct Open {
    id: FundId,
    /// None: it is not asked for.
    state: Option<Fund>,
    figures: Figures,
    /// Its last event.
    last: Place,
    /// Somebody asked for this partner's funds, or for all.
    is_asked_for: bool,
    finding: Option<Finding>,
}

struct Course<'a, F> {
    asked: &'a Balance,
    entries: Entries,
    trial: TrialBalance,
    open: Option<Open>,
    show: F,
}

impl<F: FnMut(&FundBalance)> Course<'_, F> {
    async fn take(&mut self, stored: &StoredEvent) -> Result<(), LogError> {
        let event = stored.read_as::<FundStream>()?;
        let id = parsed(stored)?;
        if self.open.as_ref().is_none_or(|open| open.id != id) {
            self.close();
            let is_asked_for = self.asked.is_about(&event.event);
            self.open = Some(Open {
                id,
                state: None,
                figures: Figures::default(),
                last: Place::default(),
                is_asked_for,
                finding: None,
            });
        }
        let open = self.open.as_mut().expect("it was opened");
        stored.must_follow(open.last)?;
        open.last = Place::of(stored);
        if !open.is_asked_for {
            return Ok(());
        }
        fund::evolve(&mut open.state, &event);
        if let Some(movement) = Movement::of(&event.event) {
            movement.apply(&mut open.figures);
        }
        let (last, figures) = (open.last, open.figures);
        if open.finding.is_none() && !figures.are_conserved() {
            self.find(id, last.position, Problem::NotConserved);
        }
        if last.position > self.entries.until {
            return Ok(());
        }
        let entry = Entry::of(id.uuid(), last, &event.event, figures);
        let state = self.open.as_ref().and_then(|open| open.state.as_ref());
        let labels = state.map(labels);
        self.compare(&entry, labels).await
    }

    /// Lays the view's row beside what it must be.
    async fn compare(&mut self, entry: &Entry, labels: Option<Labels>) -> Result<(), LogError> {
        self.rows_before(Some((entry.fund, entry.position))).await?;
        let row = self.entries.peek().await?;
        let row = row.filter(|(row, _)| (row.fund, row.position) == (entry.fund, entry.position));
        let problem = match row {
            None => Some(Problem::RowIsMissing),
            Some((row, _)) if row != entry => Some(Problem::RowDiffers),
            Some((_, said)) if Some(said) != labels.as_ref() => Some(Problem::FundDiffers),
            Some(_) => None,
        };
        if row.is_some() {
            self.entries.take();
        }
        if let Some(problem) = problem {
            self.find(FundId::from_uuid(entry.fund), entry.position, problem);
        }
        Ok(())
    }

    /// Passes the rows before a place, or all that are left: no event stands behind them.
    async fn rows_before(&mut self, place: Option<(Uuid, u64)>) -> Result<(), LogError> {
        while let Some((row, _)) = self.entries.peek().await? {
            let at = (row.fund, row.position);
            if place.is_some_and(|place| at >= place) {
                break;
            }
            self.find(FundId::from_uuid(at.0), at.1, Problem::RowIsTooMany);
            self.entries.take();
        }
        Ok(())
    }

    fn find(&mut self, fund: FundId, position: u64, problem: Problem) {
        let finding = Finding {
            fund,
            position,
            problem,
        };
        self.trial.note(finding);
        if let Some(open) = self.open.as_mut().filter(|open| open.id == fund) {
            open.finding.get_or_insert(finding);
        }
    }

    fn close(&mut self) {
        let differing = self.open.as_ref().filter(|open| {
            let mut state = open.state.iter();
            state.any(|fund| !fund.is_conserved() || fund.figures != open.figures)
        });
        if let Some((fund, last)) = differing.map(|open| (open.id, open.last)) {
            self.find(fund, last.position, Problem::OtherThanTheDomain);
        }
        let Some(open) = self.open.take() else {
            return;
        };
        let Some(fund) = open.state else { return };
        let balance = FundBalance {
            fund: open.id,
            partner: fund.partner,
            programme: fund.programme,
            period: fund.period,
            currency: fund.currency,
            figures: open.figures,
            events: open.last.sequence,
            finding: open.finding,
        };
        self.trial.add(&balance);
        (self.show)(&balance);
    }
}

fn labels(fund: &Fund) -> Labels {
    [
        Some(fund.partner.to_string()),
        Some(fund.programme.to_string()),
        Some(fund.period.to_string()),
        Some(fund.currency.code().to_owned()),
    ]
}

fn parsed(stored: &StoredEvent) -> Result<FundId, LogError> {
    stored
        .aggregate_id
        .parse()
        .map_err(|_| LogError::OutOfPlace {
            position: stored.position,
            stream: stored.aggregate_id.clone(),
        })
}
