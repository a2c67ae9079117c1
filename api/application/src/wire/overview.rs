//! The overview, as it is shown.

use domain::{Currency, FundId, Status};
use projections::views::{CountedClaims, OverviewLine};
use schemars::JsonSchema;
use serde::Serialize;

use super::form::{Day, Id, Name, TimeKind, Word};
use super::{FiguresBody, MoneyBody, day, text};
use crate::ask::{Claims, Overview};

/// The overview: what each partner has in each programme, period and currency.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OverviewView {
    /// By which time the figures go: `recorded` or `business`.
    #[schemars(with = "Word<TimeKind>")]
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Day>")]
    business_until: Option<String>,
    overview: Vec<RowView>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct RowView {
    #[schemars(with = "Id<FundId>")]
    fund: String,
    #[schemars(with = "Name")]
    partner: String,
    #[schemars(with = "Name")]
    programme: String,
    #[schemars(with = "Name")]
    period: String,
    #[schemars(with = "Word<Currency>")]
    currency: &'static str,
    figures: FiguresBody,
    /// Reserved, committed and paid.
    claimed: MoneyBody,
    /// Absent: they were not counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    claims: Option<Vec<CountView>>,
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
struct CountView {
    #[schemars(with = "Word<Status>")]
    status: &'static str,
    count: u64,
    amount: MoneyBody,
}

impl From<&Overview> for OverviewView {
    fn from(overview: &Overview) -> Self {
        let row = |line| RowView::new(line, overview.claims);
        Self {
            by: overview.by.as_str(),
            business_until: overview.by.until().map(day),
            overview: overview.lines.iter().map(row).collect(),
        }
    }
}

impl RowView {
    fn new(line: &OverviewLine, claims: Claims) -> Self {
        let count = |counted: &CountedClaims| CountView {
            status: counted.status.as_str(),
            count: counted.claims,
            amount: counted.amount.into(),
        };
        let is_counted = claims == Claims::Counted;
        Self {
            fund: text(line.fund),
            partner: text(&line.partner),
            programme: text(&line.programme),
            period: text(&line.period),
            currency: line.currency.code(),
            figures: line.figures.into(),
            claimed: line.claimed.into(),
            claims: is_counted.then(|| line.claims.iter().map(count).collect()),
        }
    }
}
