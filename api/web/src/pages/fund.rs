//! One fund: what it has, where each of its cents went, and every entry.

mod adjustment;
mod csv;
mod earning;
pub(super) mod entries;
mod flow;
pub(super) mod form;
mod moving;
mod picture;
mod rollover;

use application::ask::{Answer, Cursor, Pages, Postings, PostingsPages, When};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::NaiveDate;
use domain::access::{self, Operation};
use domain::{ClaimId, FundId, Money, Refusal};
use projections::log::AsOf;
use projections::trace::{FundTrace, Whereabouts};
use projections::views::{ClaimLine, EntryCursor, EntryLine, FundLine, Limit, Page};

pub(super) use csv::download;

use super::overview::periods::Steps;
use super::overview::tasks::Due;
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell, query};
use super::travel::{Mark, Strip, ThenNow, neighbours};
use super::visitor::{Visitor, pairs_of};
use crate::failure::Failure;
use entries::Entry;
use flow::Flow;

/// How many entries a page has.
const ROWS: u32 = 50;

/// So many of a fund's latest events are on the strip.
const MARKS_MAX: usize = 400;

/// The page.
#[derive(Template)]
#[template(path = "fund.html")]
struct FundDetails {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fund: FundLine,
    subtitle: String,
    claiming: Html,
    /// What a partner was credited, where some of it was taken back.
    credited: Option<(Money, Money)>,
    flow: Option<Flow>,
    entries: Vec<Entry>,
    next: Option<String>,
    first: Option<String>,
    csv: String,
    steps: Option<Steps>,
    strip: Option<Strip>,
    then_now: Option<ThenNow>,
    may: May,
}

/// What its reader may do with the fund.
struct May {
    earn: bool,
    adjust: bool,
    roll_over: bool,
}

/// Shows a fund.
pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let id = named(&id)?;
    let (questions, asker, when) = (&visitor.state.questions, visitor.asker(), visitor.when());
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let cursor = pairs.iter().find(|(name, _)| name == "cursor");
    let after = cursor.and_then(|(_, text)| Cursor::read::<EntryCursor>(text));
    let is_first = after.is_none();
    let limit = Limit::try_from(ROWS).unwrap_or_default();
    let pages = PostingsPages::Recorded(Pages::One(Page { after, limit }));
    let fund = questions.fund(asker, id, when).await?;
    // The picture is of the same moment as the figures above it.
    let until = Some(AsOf::Position(fund.position));
    let postings = async {
        questions
            .postings(asker, id, &pages, when)
            .await
            .map_err(Failure::from)
    };
    let trace = async {
        questions
            .fund_trace(asker, id, until)
            .await
            .map_err(Failure::from)
    };
    let past = then_now(&visitor, &fund);
    let (postings, trace, past) = futures::try_join!(postings, trace, past)?;
    let listed = match postings.body {
        Postings::Recorded(listed) => listed,
        Postings::Business { .. } => return Err(Refusal::FundMustExist.into()),
    };
    let claims = claims_of(&visitor, &trace.body, &listed.rows).await?;
    let line = fund.body.fund.clone();
    let here = format!("/funds/{id}");
    let title = title(&visitor, &line);
    let shell = Shell::new(&visitor, Place::Funds, title, &fund);
    let (shell, strip, then_now) = in_the_past(&visitor, shell, &here, past);
    let shell = shell.under("/funds", visitor.say.t("shell-funds"));
    let say = visitor.say;
    let flow = Flow::of(say, &trace.body, &claims, |href| shell.to(href));
    let numbered = |id: ClaimId| {
        let claim = claims.iter().find(|claim| claim.id == id);
        claim.map(|claim| claim.number().to_string())
    };
    let entry = |line: &EntryLine| Entry::of(say, &shell, &here, line, numbered);
    let next = listed.next.as_ref();
    let policy = visitor
        .programme(&line.programme)
        .map(|known| &known.policy);
    let today = visitor.today(fund.moment);
    let page = FundDetails {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        subtitle: subtitle(&visitor, &line),
        claiming: claiming(say, line.claim_until, today),
        credited: flow.as_ref().filter(|flow| flow.has_withdrawn).map(|flow| {
            let withdrawn = flow.total.withdrawn;
            let withdrawn = Money::from_minor(-withdrawn.minor(), withdrawn.currency());
            (flow.total.put_in, withdrawn)
        }),
        entries: listed.rows.iter().map(entry).collect(),
        next: next.map(|next| {
            shell.to(format!(
                "{}#postings",
                query(&here, &[&("cursor", next.as_str())])
            ))
        }),
        first: (!is_first).then(|| shell.to(format!("{here}#postings"))),
        csv: shell.to(format!("{here}/postings.csv")),
        steps: policy
            .and_then(|policy| policy.period(&line.period))
            .map(|period| Steps::of(period, today)),
        may: May::of(&visitor, &line, shell.is_past()),
        flow,
        strip,
        then_now,
        fund: line,
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Reads the id in the address; what is none names nothing.
fn named(id: &str) -> Result<FundId, Failure> {
    id.parse().map_err(|_| Refusal::FundMustExist.into())
}

/// Gives the claims that a fund's flow and entries name.
async fn claims_of(
    visitor: &Visitor,
    trace: &FundTrace,
    entries: &[EntryLine],
) -> Result<Vec<ClaimLine>, Failure> {
    let fates = trace.lots.iter().flat_map(|lot| &lot.fates);
    let traced = fates.filter_map(|fate| match fate.place {
        Whereabouts::Claim(claim) if fate.fund == trace.fund => Some(claim),
        Whereabouts::Claim(_)
        | Whereabouts::Remaining
        | Whereabouts::Expired
        | Whereabouts::Withdrawn
        | Whereabouts::OnItsWay { .. } => None,
    });
    let named = entries.iter().filter_map(|entry| entry.claim);
    let mut ids: Vec<ClaimId> = traced.chain(named).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let fresh = visitor.when().fresh;
    let asked = visitor
        .state
        .questions
        .some_claims(visitor.asker(), &ids, fresh);
    Ok(asked.await?.body)
}

/// Where a moment lies among a fund's events, and what the fund has now.
struct Past {
    marks: Vec<Mark>,
    then_now: ThenNow,
}

/// Reads what stands beside a fund of then; nothing, if it is shown as it is.
async fn then_now(
    visitor: &Visitor,
    fund: &Answer<projections::views::FundPage>,
) -> Result<Option<Past>, Failure> {
    if fund.moment.is_none() {
        return Ok(None);
    }
    let (questions, asker) = (&visitor.state.questions, visitor.asker());
    let (id, now) = (fund.body.fund.id, When::default());
    let current = questions.fund(asker, id, now);
    let all = PostingsPages::Recorded(Pages::All { most: MARKS_MAX });
    let entries = questions.postings(asker, id, &all, now);
    let (current, entries) = futures::try_join!(current, entries)?;
    let mut marks: Vec<Mark> = match &entries.body {
        Postings::Recorded(listed) => listed.rows.iter().map(Mark::from).collect(),
        Postings::Business { .. } => vec![],
    };
    marks.reverse();
    Ok(Some(Past {
        marks,
        then_now: ThenNow::of(fund.body.fund.figures, current.body.fund.figures),
    }))
}

fn in_the_past(
    visitor: &Visitor,
    shell: Shell,
    here: &str,
    past: Option<Past>,
) -> (Shell, Option<Strip>, Option<ThenNow>) {
    let (Some(past), Some(at)) = (past, shell.past.as_ref().map(|past| past.position)) else {
        return (shell, None, None);
    };
    let (earlier, later) = neighbours(&past.marks, at);
    let shell = shell.between(earlier, later);
    let ends = past.marks.first().zip(past.marks.last());
    let strip = ends.and_then(|(first, last)| {
        let span = (first.position, last.position);
        Strip::of(visitor.say, &shell, here, span, &past.marks)
    });
    (shell, strip, Some(past.then_now))
}

/// Names a fund by its period, and by its partner for those who see several.
fn title(visitor: &Visitor, fund: &FundLine) -> String {
    let period = visitor.period_name(&fund.programme, &fund.period);
    visitor
        .say
        .say("fund-title")
        .text("period", period)
        .to_string()
}

/// Says whose fund it is, in which programme and currency.
fn subtitle(visitor: &Visitor, fund: &FundLine) -> String {
    format!(
        "{} · {} · {}",
        visitor.say.org(&fund.partner),
        visitor.programme_name(&fund.programme),
        fund.currency
    )
}

/// Says until when claims are taken.
fn claiming(say: Say, until: NaiveDate, today: NaiveDate) -> Html {
    let due = Due::of(until, today);
    match due.days_left {
        ..0 => say
            .say("fund-claiming-closed")
            .weekday("day", until)
            .into_html(),
        days => say
            .say("fund-claiming-open")
            .weekday("day", until)
            .count("days", days)
            .into_html(),
    }
}

impl May {
    fn of(visitor: &Visitor, fund: &FundLine, is_past: bool) -> Self {
        let may = |operation| {
            let programme = visitor.programme(&fund.programme);
            !is_past
                && programme.is_some_and(|programme| {
                    let relation = access::to_programme(visitor.actor(), &programme.policy.vendor);
                    access::may(visitor.actor().role, operation, relation)
                })
        };
        Self {
            earn: may(Operation::RecordEarning),
            adjust: may(Operation::AdjustFund),
            roll_over: may(Operation::RollOverFund),
        }
    }

    const fn anything(&self) -> bool {
        self.earn || self.adjust || self.roll_over
    }
}

impl FundDetails {
    /// Gives where the money is, in the order of the bar.
    fn cells(&self) -> [(&'static str, Money); 5] {
        let figures = &self.fund.figures;
        [
            ("paid", figures.paid),
            ("committed", figures.committed),
            ("reserved", figures.reserved),
            ("available", figures.available),
            ("expired", figures.expired),
        ]
    }

    /// Gives the balance of the account that money comes from.
    fn credit(&self) -> Money {
        let earned = self.fund.figures.earned;
        Money::from_minor(earned.minor().saturating_neg(), earned.currency())
    }

    /// Adds all accounts up: zero, unless something is wrong.
    fn sum(&self) -> Money {
        let parts = self.cells().into_iter().map(|(_, money)| money);
        let add = |sum: Money, money: Money| sum.plus(money).unwrap_or(sum);
        parts.fold(self.credit(), add)
    }
}
