//! The overview: what needs its reader, what is left, where claims stand.

use application::ask::{By, Claims, Pages};
use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use domain::{Money, Role, Status};
use projections::ledger::FundFigures;
use projections::views::{CountedClaims, FundFilter, Limit, OverviewLine, Page, QueueFilter};

use super::fund::entries::Entry;
use super::page::rendered;
use super::say::{Given, Html, Say};
use super::shell::{Place, Shell};
use super::travel::{Strip, ThenNow};
use super::visitor::Visitor;
use crate::failure::Failure;

mod auditor;
mod begin;
mod funds;
mod latest;
mod past;
pub(super) mod periods;
pub(super) mod tasks;
mod vendor;

pub(super) use funds::FundTable;
use latest::Happened;
use past::{Changed, Past};
use periods::Steps;
use tasks::Task;

/// How many tasks are shown; there are more on the page of the queue.
const TASKS_MAX: u32 = 50;

/// The page.
#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage<'a> {
    shell: Shell,
    say: Say,
    theme: super::preferences::Theme,
    assets: &'static super::assets::Addresses,
    subtitle: Html,
    may_create: bool,
    needs_you: Vec<Task<'a>>,
    waits_for_others: Vec<Task<'a>>,
    statements: Vec<Statement<'a>>,
    statuses: Vec<StatusesOfCurrency>,
    /// What happened last; at an earlier moment what came next is told instead.
    latest: Vec<Happened>,
    is_partner: bool,
    strip: Option<Strip>,
    changes: Vec<Changed>,
    next: Vec<Entry>,
    /// The periods that go on, for who has no fund yet.
    going: Vec<begin::Going>,
}

/// What a fund has, and until when it may be spent and claimed.
struct Statement<'a> {
    line: &'a OverviewLine,
    /// The partner's, for who sees several.
    partner: Option<String>,
    programme: String,
    period: String,
    cells: [Cell; 5],
    steps: Option<Steps>,
    /// What it had then beside what it has now.
    then_now: Option<ThenNow>,
}

/// One figure of a statement.
struct Cell {
    part: &'static str,
    money: Money,
}

/// Claims by status, of one currency: sums across currencies say nothing.
struct StatusesOfCurrency {
    rows: Vec<CountedClaims>,
    claims: u64,
    amount: Money,
}

/// Shows the overview.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    if visitor.actor().role == Role::Contributor {
        return super::claims::listed(visitor).await;
    }
    if visitor.actor().role == Role::Operator {
        return Ok(Redirect::to("/operations").into_response());
    }
    if visitor.actor().role == Role::Auditor {
        return auditor::show(&visitor).await;
    }
    if visitor.is_of_vendor() {
        return vendor::show(&visitor).await;
    }
    let (questions, asker, when) = (&visitor.state.questions, visitor.asker(), visitor.when());
    let say = visitor.say;
    let (everything, anything) = (FundFilter::default(), QueueFilter::default());
    let overview = questions.overview(asker, &everything, (By::Recorded, Claims::Counted), when);
    let queue_page = first(TASKS_MAX);
    let queue = questions.queue(asker, &anything, &queue_page, when);
    let (overview, queue) = futures::try_join!(overview, queue)?;
    let past = Past::of(&visitor, &overview).await?;

    let today = visitor.today(overview.moment);
    let tasks = queue.body.rows.iter();
    let tasks = tasks.map(|line| Task::of(&visitor, line, today));
    let (needs_you, waits_for_others): (Vec<_>, Vec<_>) = tasks.partition(|task| task.is_mine);
    let lines = &overview.body.lines;
    let shell = Shell::new(
        &visitor,
        Place::Overview,
        say.t("overview-title"),
        &overview,
    );
    let shell = shell.counting(counted_at(visitor.actor().role), needs_you.len());
    let past = past.as_ref();
    let shell = match past {
        Some(past) => past.between(shell),
        None => shell,
    };
    let page = OverviewPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        subtitle: subtitle(&visitor, needs_you.len()),
        may_create: visitor.actor().role.is_partner() && !shell.is_past(),
        is_partner: visitor.actor().role.is_partner(),
        statements: statements(&visitor, lines, past, today),
        strip: past.and_then(|past| past.strip(&visitor, &shell)),
        changes: past.map_or_else(Vec::new, |past| past.changes(&shell)),
        next: past.map_or_else(Vec::new, |past| past.next(&visitor, &shell)),
        going: match lines.is_empty() {
            true => begin::periods(&visitor, today),
            false => vec![],
        },
        statuses: by_currency(lines),
        latest: match shell.is_past() {
            true => vec![],
            false => latest::of(&visitor).await?,
        },
        needs_you,
        waits_for_others,
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Asks for the beginning of a list.
fn first<C>(rows: u32) -> Pages<C> {
    Pages::One(Page {
        after: None,
        limit: Limit::try_from(rows).unwrap_or_default(),
    })
}

/// Gives the place of the navigation where what needs somebody is found.
const fn counted_at(role: Role) -> Place {
    match role {
        Role::Reviewer | Role::Approver | Role::Finance => Place::Review,
        Role::PartnerAdmin
        | Role::PartnerUser
        | Role::Contributor
        | Role::ProgrammeAdmin
        | Role::Auditor
        | Role::Operator
        | Role::System => Place::Claims,
    }
}

fn subtitle(visitor: &Visitor, needs_you: usize) -> Html {
    let (say, org) = (visitor.say, visitor.say.org(&visitor.actor().org));
    let vendor = visitor.vendor().map(|vendor| say.org(vendor));
    let who = match vendor.filter(|_| !visitor.is_of_vendor()) {
        Some(vendor) => say
            .say("overview-with")
            .text("org", org)
            .text("vendor", vendor),
        None => say.say("overview-of").text("org", org),
    };
    who.count("needs", i64::try_from(needs_you).unwrap_or_default())
        .into_html()
}

/// Shows the funds, those first that may still be claimed, and the newest of them first.
fn statements<'a>(
    visitor: &'a Visitor,
    lines: &'a [OverviewLine],
    past: Option<&Past>,
    today: NaiveDate,
) -> Vec<Statement<'a>> {
    let statements = lines.iter().map(|line| {
        let now = past.and_then(|past| past.now(line.fund));
        statement(visitor, line, now, today)
    });
    let mut statements: Vec<_> = statements.collect();
    statements.sort_by_cached_key(|statement| {
        let until = statement.steps.as_ref().map(|steps| steps.until());
        (
            until.is_some_and(|day| day < today),
            std::cmp::Reverse(until),
        )
    });
    statements
}

fn statement<'a>(
    visitor: &'a Visitor,
    line: &'a OverviewLine,
    now: Option<FundFigures>,
    today: NaiveDate,
) -> Statement<'a> {
    let programme = visitor.programme(&line.programme);
    let period = programme.and_then(|programme| programme.policy.period(&line.period));
    let FundFigures {
        paid,
        committed,
        reserved,
        available,
        expired,
        ..
    } = line.figures;
    let cells = [
        ("paid", paid),
        ("committed", committed),
        ("reserved", reserved),
        ("available", available),
        ("expired", expired),
    ];
    Statement {
        line,
        partner: visitor
            .is_of_vendor()
            .then(|| visitor.say.org(&line.partner)),
        programme: visitor.programme_name(&line.programme),
        period: visitor.period_name(&line.programme, &line.period),
        cells: cells.map(|(part, money)| Cell { part, money }),
        steps: period.map(|period| Steps::of(period, today)),
        then_now: now.map(|now| ThenNow::of(line.figures, now)),
    }
}

/// Adds claims up by status, a currency at a time.
fn by_currency(lines: &[OverviewLine]) -> Vec<StatusesOfCurrency> {
    let mut currencies: Vec<StatusesOfCurrency> = vec![];
    for line in lines {
        for counted in &line.claims {
            let known = currencies
                .iter_mut()
                .find(|known| known.amount.currency() == line.currency);
            let of = match known {
                Some(known) => known,
                None => {
                    currencies.push(StatusesOfCurrency {
                        rows: vec![],
                        claims: 0,
                        amount: Money::zero(line.currency),
                    });
                    currencies.last_mut().expect("one was put there")
                }
            };
            of.add(counted);
        }
    }
    for of in &mut currencies {
        of.rows.sort_by_key(|row| row.status);
    }
    currencies
}

impl StatusesOfCurrency {
    fn add(&mut self, counted: &CountedClaims) {
        self.claims += counted.claims;
        // Sums of what the ledger holds fit, because the ledger holds their sum.
        self.amount = self.amount.plus(counted.amount).unwrap_or(self.amount);
        let same = |row: &&mut CountedClaims| row.status == counted.status;
        match self.rows.iter_mut().find(same) {
            Some(row) => {
                row.claims += counted.claims;
                row.amount = row.amount.plus(counted.amount).unwrap_or(row.amount);
            }
            None => self.rows.push(*counted),
        }
    }
}

impl OverviewPage<'_> {
    /// Gives the address of the claims of a status.
    fn of_status(&self, status: impl Given<Status>) -> String {
        let status = status.given();
        self.shell.to(format!("/claims?status={}", status.as_str()))
    }
}
