//! The list of funds: what each partner has in each programme, period and currency.

use application::ask::{Cursor, Pages};
use askama::Template;
use axum::response::Response;
use domain::access::{self, Operation};
use domain::{Money, OrgId, PeriodId, ProgrammeId};
use projections::ledger::FundFigures;
use projections::views::{FundCursor, FundFilter, FundLine, Limit, Page};

use super::overview::tasks::Due;
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say, capitalised};
use super::shell::{Place, Shell, query};
use super::visitor::{Visitor, pairs_of};
use crate::failure::Failure;

/// How many funds a page has.
const ROWS: u32 = 50;

/// From how many rows on a list is set in small type.
const DENSE: usize = 20;

/// The page.
#[derive(Template)]
#[template(path = "funds.html")]
struct FundsPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    may_open: bool,
    sees_partners: bool,
    asked: Filters,
    programmes: Vec<(String, String, bool)>,
    periods: Vec<(String, String, bool)>,
    rows: Vec<Row>,
    /// A currency at a time; none: there are more funds than these.
    sums: Option<Vec<Sum>>,
    next: Option<String>,
    first: Option<String>,
    is_dense: bool,
}

/// What the form of filters holds.
#[derive(Clone, Debug, Default)]
struct Filters {
    partner: String,
    programme: String,
    period: String,
}

/// A fund.
struct Row {
    href: String,
    partner: String,
    programme: String,
    period: String,
    figures: FundFigures,
    claimed: Money,
    until: Html,
}

/// What funds of one currency have together.
struct Sum {
    code: &'static str,
    funds: usize,
    earned: Money,
    available: Money,
    claimed: Money,
}

/// Shows the list.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    let say = visitor.say;
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let asked = Filters::of(&pairs);
    let after = given(&pairs, "cursor").and_then(Cursor::read::<FundCursor>);
    let is_first = after.is_none();
    let limit = Limit::try_from(ROWS).unwrap_or_default();
    let pages = Pages::One(Page { after, limit });
    let questions = &visitor.state.questions;
    let filter = asked.filter();
    let answer = questions
        .funds(visitor.asker(), &filter, &pages, visitor.when())
        .await?;
    let shell = Shell::new(&visitor, Place::Funds, say.t("funds-title"), &answer);
    let today = visitor.today(answer.moment);
    let rows = answer.body.rows.iter();
    let rows: Vec<Row> = rows
        .map(|line| Row {
            href: shell.to(format!("/funds/{}", line.id)),
            partner: say.org(&line.partner),
            programme: visitor.programme_name(&line.programme),
            period: match visitor.is_of_vendor() {
                true => visitor.period_name(&line.programme, &line.period),
                false => capitalised(&visitor.period_name(&line.programme, &line.period)),
            },
            figures: line.figures,
            claimed: claimed(line),
            until: until(say, Due::of(line.claim_until, today)),
        })
        .collect();
    let next = answer.body.next.as_ref();
    let page = FundsPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        may_open: !shell.is_past()
            && access::may_somewhere(visitor.actor().role, Operation::OpenFund),
        sees_partners: visitor.is_of_vendor(),
        programmes: programmes(&visitor, &asked.programme),
        periods: periods(&visitor, &asked.period),
        sums: (is_first && next.is_none() && rows.len() > 1).then(|| sums(&answer.body.rows)),
        next: next.map(|next| asked.address(&shell, Some(next.as_str()))),
        first: (!is_first).then(|| asked.address(&shell, None)),
        is_dense: rows.len() >= DENSE,
        rows,
        asked,
        shell,
    };
    Ok(rendered(&page, say.language))
}

fn given<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = pairs.iter().find(|(known, _)| known == name);
    found
        .map(|(_, value)| value.trim())
        .filter(|value| !value.is_empty())
}

impl Filters {
    /// Reads the filters of an address; what is not understood filters nothing.
    fn of(pairs: &[(String, String)]) -> Self {
        let text = |name| given(pairs, name).unwrap_or_default().to_owned();
        Self {
            partner: text("partner"),
            programme: text("programme"),
            period: text("period"),
        }
    }

    fn filter(&self) -> FundFilter {
        FundFilter {
            // People write a partner as they read it.
            partner: self
                .partner
                .to_lowercase()
                .replace(' ', "-")
                .parse::<OrgId>()
                .ok(),
            programme: self.programme.parse::<ProgrammeId>().ok(),
            period: self.period.parse::<PeriodId>().ok(),
            currency: None,
        }
    }

    fn address(&self, shell: &Shell, cursor: Option<&str>) -> String {
        let pairs = [
            ("partner", self.partner.as_str()),
            ("programme", &self.programme),
            ("period", &self.period),
            ("cursor", cursor.unwrap_or_default()),
        ];
        let pairs: Vec<_> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        shell.to(query("/funds", &pairs))
    }

    fn are_some(&self) -> bool {
        [&self.partner, &self.programme, &self.period]
            .iter()
            .any(|filter| !filter.is_empty())
    }
}

fn programmes(visitor: &Visitor, chosen: &str) -> Vec<(String, String, bool)> {
    let programmes = visitor.programmes.iter();
    let known = programmes.map(|known| {
        let id = known.id.to_string();
        let is_chosen = id == chosen;
        (id, known.policy.name.clone(), is_chosen)
    });
    known.collect()
}

fn periods(visitor: &Visitor, chosen: &str) -> Vec<(String, String, bool)> {
    let programmes = visitor.programmes.iter();
    let periods = programmes.flat_map(|known| &known.policy.periods);
    let mut periods: Vec<_> = periods
        .map(|period| {
            let id = period.id.to_string();
            let is_chosen = id == chosen;
            (id, capitalised(&visitor.say.period(period)), is_chosen)
        })
        .collect();
    periods.dedup();
    periods
}

/// Gives what claims hold of a fund: reserved, committed and paid.
fn claimed(line: &FundLine) -> Money {
    let FundFigures {
        reserved,
        committed,
        paid,
        ..
    } = line.figures;
    // The ledger holds their sum with all else that was earned.
    let sum = reserved.plus(committed).and_then(|sum| sum.plus(paid));
    sum.unwrap_or(paid)
}

fn until(say: Say, due: Due) -> Html {
    let day = say.day(due.day);
    match due.days_left {
        ..0 => say.say("funds-closed").html("day", day).into_html(),
        days => {
            let left = say.say("task-days-left").count("days", days);
            Html::made(format!(
                "<span class=\"{}\">{day}</span><span class=\"sub\">{left}</span>",
                due.class()
            ))
        }
    }
}

/// Adds funds up, a currency at a time: sums across currencies say nothing.
fn sums(lines: &[FundLine]) -> Vec<Sum> {
    let mut sums: Vec<Sum> = vec![];
    for line in lines {
        let code = line.currency.code();
        let at = sums
            .iter()
            .position(|sum| sum.code == code)
            .unwrap_or_else(|| {
                let zero = Money::zero(line.currency);
                sums.push(Sum {
                    code,
                    funds: 0,
                    earned: zero,
                    available: zero,
                    claimed: zero,
                });
                sums.len() - 1
            });
        let sum = &mut sums[at];
        sum.funds += 1;
        sum.earned = sum.earned.plus(line.figures.earned).unwrap_or(sum.earned);
        let available = sum.available.plus(line.figures.available);
        sum.available = available.unwrap_or(sum.available);
        sum.claimed = sum.claimed.plus(claimed(line)).unwrap_or(sum.claimed);
    }
    sums
}
