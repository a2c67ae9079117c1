//! The overview of the vendor's desks: their queue first, then what waits elsewhere, then all funds.

use application::ask::{By, Claims, ListOf};
use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use domain::Role;
use projections::stream::TaskKind;
use projections::views::{FundFilter, QueueFilter, QueueLine};

use super::funds::FundTable;
use super::past::strip_of_all;
use super::tasks::Due;
use super::{StatusesOfCurrency, by_currency, first};
use crate::failure::Failure;
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::review::Row;
use crate::pages::say::{Html, Say};
use crate::pages::shell::{Place, Shell};
use crate::pages::travel::Strip;
use crate::pages::visitor::Visitor;

/// How much of the queue is shown; all of it is on its page.
const ROWS: usize = 10;

/// How far claims are counted.
const COUNTED_MAX: u32 = 100;

/// The page.
#[derive(Template)]
#[template(path = "overview_vendor.html")]
struct VendorPage {
    shell: Shell,
    strip: Option<Strip>,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    subtitle: Html,
    rows: Vec<Row>,
    waiting: usize,
    /// Whether more wait than are shown.
    has_rest: bool,
    has_more: bool,
    elsewhere: Vec<Elsewhere>,
    funds: FundTable,
    statuses: Vec<StatusesOfCurrency>,
}

/// What waits for somebody else, of one kind.
struct Elsewhere {
    icon: &'static str,
    href: String,
    title: Html,
    details: Html,
    due: Option<Due>,
}

/// What a desk hears of, in the order in which a claim comes by.
const KINDS: [TaskKind; 6] = [
    TaskKind::Review,
    TaskKind::DisputeReview,
    TaskKind::Decision,
    TaskKind::Answer,
    TaskKind::Dispute,
    TaskKind::Payment,
];

/// Shows the overview.
pub(super) async fn show(visitor: &Visitor) -> Result<Response, Failure> {
    let (questions, asker, when) = (&visitor.state.questions, visitor.asker(), visitor.when());
    let (say, role) = (visitor.say, visitor.actor().role);
    let everything = FundFilter::default();
    let overview = questions.overview(asker, &everything, (By::Recorded, Claims::Counted), when);
    let mine = QueueFilter {
        roles: vec![role],
        ..QueueFilter::default()
    };
    let page = first(COUNTED_MAX);
    let mine = questions.queue(asker, &mine, &page, when);
    let (overview, mine) = futures::try_join!(overview, mine)?;
    let today = visitor.today(overview.moment);
    let shell = Shell::new(visitor, Place::Overview, say.t("overview-title"), &overview);
    let elsewhere = elsewhere(visitor, &shell, role, today).await?;
    let lines = &overview.body.lines;
    let queue = mine.body;
    let (waiting, has_more) = (queue.rows.len(), queue.next.is_some());
    let rows: Vec<Row> = queue
        .rows
        .iter()
        .take(ROWS)
        .map(|line| Row::of(visitor, &shell, line, today))
        .collect();
    let shell = shell.counting(Place::Review, waiting);
    let page = VendorPage {
        strip: strip_of_all(visitor, &shell).await,
        say,
        theme: visitor.theme,
        assets: shell.assets,
        subtitle: match has_more {
            true => say
                .say("vendor-many")
                .text("org", say.org(&visitor.actor().org))
                .count("needs", waiting)
                .into_html(),
            false => super::subtitle(visitor, waiting),
        },
        has_rest: waiting > rows.len(),
        waiting,
        has_more,
        rows,
        elsewhere,
        funds: FundTable::of(visitor, lines),
        statuses: by_currency(lines),
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Says what waits for others, a kind at a time.
async fn elsewhere(
    visitor: &Visitor,
    shell: &Shell,
    role: Role,
    today: NaiveDate,
) -> Result<Vec<Elsewhere>, Failure> {
    let others = KINDS.into_iter().filter(|kind| kind.role() != role);
    let asked = others.map(|kind| async move {
        let filter = QueueFilter {
            kinds: vec![kind],
            ..QueueFilter::default()
        };
        let page = first(COUNTED_MAX);
        let questions = &visitor.state.questions;
        let asked = questions.queue(visitor.asker(), &filter, &page, visitor.when());
        Ok::<_, Failure>((kind, asked.await?.body))
    });
    let lists = futures::future::try_join_all(asked).await?;
    let told = lists
        .iter()
        .filter_map(|(kind, list)| Elsewhere::of(visitor, shell, *kind, list, today));
    Ok(told.collect())
}

impl Elsewhere {
    fn of(
        visitor: &Visitor,
        shell: &Shell,
        kind: TaskKind,
        list: &ListOf<QueueLine>,
        today: NaiveDate,
    ) -> Option<Self> {
        let say = visitor.say;
        let line = list.rows.first()?;
        let word = kind.as_str().replace('_', "-");
        let (icon, view) = match kind {
            TaskKind::Payment => ("banknote", "pay"),
            TaskKind::Decision => ("gavel", "waiting"),
            TaskKind::DisputeReview => ("scale", "disputes"),
            TaskKind::Answer | TaskKind::Dispute => ("hourglass", "partner"),
            TaskKind::Review | TaskKind::Submission | TaskKind::Contribution => {
                ("clock", "waiting")
            }
        };
        let title = say.say_of(format!("elsewhere-{word}"));
        let more = if list.next.is_some() { "+" } else { "" };
        Some(Self {
            icon,
            href: shell.to(format!("/review?view={view}")),
            title: title
                .count("claims", list.rows.len())
                .text("more", more)
                .into_html(),
            details: say
                .say("elsewhere-first")
                .text("number", line.number.to_string())
                .text("title", &line.facts.title)
                .text("partner", say.org(&line.facts.partner))
                .into_html(),
            due: line.due.map(|day| Due::of(day, today)),
        })
    }
}

impl VendorPage {
    /// Gives the address of the claims of a status.
    fn of_status(&self, status: domain::Status) -> String {
        self.shell.to(format!("/claims?status={}", status.as_str()))
    }
}
