//! Lists of claims, and how a row becomes a claim in a list.

use domain::{
    ActivityCode, ClaimId, ClaimNumber, Currency, FundId, Money, OrgId, PeriodId, Person,
};
use domain::{ProgrammeId, Status};
use sqlx::Row;
use sqlx::postgres::PgRow;
use uuid::Uuid;

use super::asked::{Asked, Owner};
use super::overview::parsed;
use super::{ClaimCursor, Listed, Page, ReadError, Viewer, Views};
use crate::log::scan::signed;
use crate::stream::{ClaimProgress, Facts, FoldedClaim, Latest, Standing};
use crate::views::Search;

/// The columns of a claim in a list, in the order in which [`line`] reads them.
macro_rules! line_columns {
    () => {
        "claim_id, opened, version, position, fund_id, partner, programme, policy_version, period,
        activity, title, executed_on, location, status, round, currency, declared_minor,
        requested_minor, approved_minor, paid_minor, reviewer, since, due, claim_until, opened_at,
        opened_by, changed_at, partner_version, partner_changed_at"
    };
}
pub(super) use line_columns;

/// With how far the view has come, as of the same statement.
const CLAIMS: &str = concat!(
    "
    select ",
    line_columns!(),
    ",
        (select views.position from views where views.name = 'claim' and views.is_live)
            as checkpoint
    from claim
    where true"
);

/// Whose a claim is; who was invited once and is withdrawn sees nothing of it, of whatever moment.
pub(super) const OWNER: Owner = Owner {
    partner: "partner",
    programme: "programme",
    invited: Some(
        "claim_id in (
            select invited.claim_id
            from claim_contribution as invited
            where invited.state <> 'cancelled'
              and invited.person =",
    ),
};

/// Which claims; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimFilter {
    /// Any of these; none given: all.
    pub statuses: Vec<Status>,
    pub partner: Option<OrgId>,
    pub programme: Option<ProgrammeId>,
    pub period: Option<PeriodId>,
    pub fund: Option<FundId>,
    pub activity: Option<ActivityCode>,
    pub reviewer: Option<Person>,
    /// Words and numbers by which they are found.
    pub search: Option<Search>,
}

/// A claim in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimLine {
    pub id: ClaimId,
    pub facts: Facts,
    pub progress: ClaimProgress,
    /// As the viewer has them.
    pub latest: Latest,
    /// The position of its last event, whoever reads of it.
    pub position: u64,
    /// The position at which it was created.
    pub opened: u64,
}

impl ClaimLine {
    /// Gives the number that people call it by.
    pub const fn number(&self) -> ClaimNumber {
        ClaimNumber::of(self.opened)
    }

    /// Makes the line of a claim that was folded.
    pub(super) fn of(viewer: &Viewer, id: ClaimId, folded: &FoldedClaim) -> Self {
        Self {
            id,
            facts: folded.facts(),
            progress: folded.progress(),
            latest: viewer.latest(folded),
            position: folded.last.position,
            opened: folded.opened,
        }
    }
}

impl ClaimFilter {
    /// Adds the conditions on what a claim was created with, which never changes.
    fn narrow(&self, asked: &mut Asked) {
        asked
            .and_word("partner =", self.partner.as_ref())
            .and_word("programme =", self.programme.as_ref())
            .and_word("period =", self.period.as_ref())
            .and("fund_id =", self.fund.map(|fund| fund.uuid()));
    }

    /// Adds the conditions on the words by which a claim is found.
    fn find(&self, asked: &mut Asked, until: Option<u64>) {
        let Some(search) = &self.search else {
            return;
        };
        asked
            .and("opened =", search.number().map(|it| signed(it.position())))
            .and_now(until, "words like all", search.patterns());
        if let Some((number, pattern)) = search.number_or_pattern() {
            asked
                .with(" and (opened =", signed(number.position()))
                .with(" or words like", pattern);
            if let Some(until) = until {
                asked.with(" or position >", signed(until));
            }
            asked.then(")");
        }
    }

    /// Gives the statuses as they are written; none: all.
    fn written_statuses(&self) -> Option<Vec<&'static str>> {
        let written = self.statuses.iter().map(|status| status.as_str());
        (!self.statuses.is_empty()).then(|| written.collect())
    }
}

impl Views {
    /// Lists claims, newest first.
    pub async fn claims(
        &self,
        viewer: &Viewer,
        filter: &ClaimFilter,
        page: &Page<ClaimCursor>,
    ) -> Result<Listed<ClaimLine, ClaimCursor>, ReadError> {
        let mut asked = asked_claims(viewer, filter, page.after, None);
        asked.with(" limit", page.limit.with_one_ahead());
        let rows = asked.query().fetch_all(&self.readers).await?;
        Listed::read(&rows, page.limit, |row| line(viewer, row), cursor)
    }

    /// Reads the claims that changed last, those first: by the events that the viewer reads of.
    pub async fn latest_claims(
        &self,
        viewer: &Viewer,
        most: u32,
    ) -> Result<Vec<ClaimLine>, ReadError> {
        let mut asked = Asked::new(CLAIMS);
        asked.seen_by(viewer, OWNER);
        asked.then(match viewer.is_vendor_side() {
            true => " order by changed_at desc, opened desc",
            false => " order by partner_changed_at desc, opened desc",
        });
        asked.with(" limit", i64::from(most));
        let rows = asked.query().fetch_all(&self.readers).await?;
        rows.iter().map(|row| line(viewer, row)).collect()
    }

    /// Reads the lines of some claims, newest first; those that the viewer may not see are left
    /// out.
    pub async fn some_claims(
        &self,
        viewer: &Viewer,
        ids: &[ClaimId],
    ) -> Result<Vec<ClaimLine>, ReadError> {
        let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
        let mut asked = Asked::new(CLAIMS);
        asked.seen_by(viewer, OWNER);
        asked
            .and("claim_id = any", Some(ids))
            .then(" order by opened desc");
        let rows = asked.query().fetch_all(&self.readers).await?;
        rows.iter().map(|row| line(viewer, row)).collect()
    }
}

/// Makes the cursor of the page after a claim.
pub(super) fn cursor(line: &ClaimLine) -> ClaimCursor {
    let opened = line.opened;
    ClaimCursor { opened }
}

/// Puts the question for the claims after one together, newest first; as of a position, for all
/// that were there and may be of those that are asked for.
pub(super) fn asked_claims(
    viewer: &Viewer,
    filter: &ClaimFilter,
    after: Option<ClaimCursor>,
    until: Option<u64>,
) -> Asked {
    let mut asked = Asked::new(CLAIMS);
    asked.seen_by(viewer, OWNER);
    filter.narrow(&mut asked);
    asked
        .and("opened <=", until.map(signed))
        .and("opened <", after.map(|after| signed(after.opened)))
        .and_now(until, "status = any", filter.written_statuses())
        .and_now(
            until,
            "activity =",
            filter.activity.as_ref().map(ToString::to_string),
        )
        .and_now(
            until,
            "reviewer =",
            filter.reviewer.as_ref().map(ToString::to_string),
        );
    filter.find(&mut asked, until);
    asked.then(" order by opened desc");
    asked
}

/// Reads a claim in a list; the first columns are those of [`line_columns`].
pub(super) fn line(viewer: &Viewer, row: &PgRow) -> Result<ClaimLine, ReadError> {
    let currency: Currency = parsed(row, 15)?;
    let money = |minor| Money::from_minor(minor, currency);
    let maybe = |column| -> Result<Option<Money>, ReadError> {
        Ok(row.try_get::<Option<i64>, _>(column)?.map(money))
    };
    let reviewer = match row.try_get::<Option<&str>, _>(20)? {
        Some(_) => Some(parsed(row, 20)?),
        None => None,
    };
    let (version, changed_at) = match viewer.is_vendor_side() {
        true => (2, 26),
        false => (27, 28),
    };
    Ok(ClaimLine {
        id: ClaimId::from_uuid(row.try_get::<Uuid, _>(0)?),
        facts: Facts {
            programme: parsed(row, 6)?,
            policy_version: row.try_get::<i32, _>(7)?.unsigned_abs(),
            period: parsed(row, 8)?,
            fund: FundId::from_uuid(row.try_get::<Uuid, _>(4)?),
            partner: parsed(row, 5)?,
            activity: parsed(row, 9)?,
            title: row.try_get(10)?,
            executed_on: row.try_get(11)?,
            location: row.try_get(12)?,
            opened_at: row.try_get(24)?,
            opened_by: parsed(row, 25)?,
        },
        progress: ClaimProgress {
            standing: Standing {
                status: parsed(row, 13)?,
                round: row.try_get::<i32, _>(14)?.unsigned_abs(),
                declared: money(row.try_get(16)?),
                requested: maybe(17)?,
                approved: maybe(18)?,
                paid: money(row.try_get(19)?),
            },
            since: row.try_get(21)?,
            due: row.try_get(22)?,
            claim_until: row.try_get(23)?,
            reviewer,
        },
        latest: Latest {
            version: row.try_get::<i64, _>(version)?.unsigned_abs(),
            changed_at: row.try_get(changed_at)?,
        },
        position: row.try_get::<i64, _>(3)?.unsigned_abs(),
        opened: row.try_get::<i64, _>(1)?.unsigned_abs(),
    })
}
