//! The review queue: what waits for the vendor's desks, by due day, and the start of a review.

use std::collections::BTreeSet;

use application::ask::{Cursor, Pages};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::{self, Operation};
use domain::{ClaimCommand, Money, Role, Status};
use projections::Command;
use projections::stream::TaskKind;
use projections::views::{Limit, Page, QueueCursor, QueueFilter, QueueLine};

use super::fields::{Errors, Fields, new_key};
use super::on_claim::{OnClaim, with_status};
use super::overview::tasks::Due;
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell, query};
use super::visitor::{Visitor, pairs_of};
use crate::failure::Failure;

mod clock;

pub(super) use clock::clock;

/// How many tasks a page has, unless its reader says otherwise.
const ROWS: u32 = 50;

/// From how many rows on a list is set in small type.
const DENSE: usize = 20;

/// A saved view of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    Waiting,
    Mine,
    Partner,
    Disputes,
    Pay,
}

impl View {
    const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Mine,
        Self::Partner,
        Self::Disputes,
        Self::Pay,
    ];

    /// Gives its word in the address.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Mine => "mine",
            Self::Partner => "partner",
            Self::Disputes => "disputes",
            Self::Pay => "pay",
        }
    }

    /// Gives the view that somebody sees first: what their role waits for.
    const fn of(role: Role) -> Self {
        match role {
            Role::Finance => Self::Pay,
            Role::PartnerAdmin
            | Role::PartnerUser
            | Role::Contributor
            | Role::Reviewer
            | Role::Approver
            | Role::ProgrammeAdmin
            | Role::Auditor
            | Role::Operator
            | Role::System => Self::Waiting,
        }
    }

    fn filter(self, visitor: &Visitor) -> QueueFilter {
        let kinds: &[TaskKind] = match self {
            Self::Waiting => &[
                TaskKind::Review,
                TaskKind::DisputeReview,
                TaskKind::Decision,
            ],
            Self::Mine => &[TaskKind::Decision, TaskKind::Answer, TaskKind::Review],
            Self::Partner => &[TaskKind::Answer, TaskKind::Dispute],
            Self::Disputes => &[TaskKind::DisputeReview],
            Self::Pay => &[TaskKind::Payment],
        };
        QueueFilter {
            kinds: kinds.to_vec(),
            reviewer: (self == Self::Mine).then(|| visitor.actor().person()),
            ..QueueFilter::default()
        }
    }
}

/// The page.
#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    errors: Errors,
    subtitle: Html,
    tabs: Vec<Tab>,
    view: &'static str,
    rows: Vec<Row>,
    /// Whether rows can be ticked, to be paid together.
    may_pay: bool,
    chosen: usize,
    sums: Vec<Money>,
    next: Option<String>,
    first: Option<String>,
    is_dense: bool,
}

/// A saved view, as its link shows it.
struct Tab {
    key: String,
    href: String,
    count: String,
    is_current: bool,
}

/// A claim in the queue.
pub(super) struct Row {
    pub(super) href: String,
    pub(super) number: String,
    pub(super) title: String,
    pub(super) partner: String,
    pub(super) status: Status,
    pub(super) round: u32,
    pub(super) since: DateTime<Utc>,
    pub(super) due: Option<Due>,
    pub(super) reviewer: Option<String>,
    pub(super) requested: Money,
    pub(super) approved: Option<Money>,
    pub(super) paid: Money,
    pub(super) act: Act,
    pub(super) key: String,
    pub(super) is_chosen: bool,
}

/// What its reader can do about a claim from the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Nothing,
    /// Takes it on.
    Start,
    /// Takes it over from another reviewer.
    TakeOver,
    Decide,
    Pay,
}

/// Shows the queue.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    shown(&visitor, Errors::default()).await
}

async fn shown(visitor: &Visitor, errors: Errors) -> Result<Response, Failure> {
    let say = visitor.say;
    visitor
        .caller
        .must_be_allowed_somewhere(Operation::ReadVendorOnlyComments)?;
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let given = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    let role = visitor.actor().role;
    let view = given("view").and_then(|text| View::ALL.into_iter().find(|it| it.as_str() == text));
    let view = view.unwrap_or(View::of(role));
    let chosen: BTreeSet<&str> = pairs
        .iter()
        .filter(|(name, _)| name == "claim")
        .map(|(_, value)| value.as_str())
        .collect();
    let after = given("cursor").and_then(Cursor::read::<QueueCursor>);
    let is_first = after.is_none();
    let limit = given("limit").and_then(|text| text.parse().ok());
    let limit = Limit::try_from(limit.unwrap_or(ROWS).clamp(1, 100)).unwrap_or_default();
    let (questions, when) = (&visitor.state.questions, visitor.when());
    let pages = Pages::One(Page { after, limit });
    let filter = view.filter(visitor);
    let answer = questions
        .queue(visitor.asker(), &filter, &pages, when)
        .await?;
    let counts = counts(visitor).await?;
    let today = visitor.today(answer.moment);
    let shell = Shell::new(visitor, Place::Review, say.t("review-title"), &answer);
    let mut rows: Vec<Row> = answer
        .body
        .rows
        .iter()
        .map(|line| Row::of(visitor, &shell, line, today))
        .collect();
    for row in &mut rows {
        row.is_chosen = chosen.contains(row.number.as_str());
    }
    let ticked = || rows.iter().filter(|row| row.is_chosen);
    let address = |pairs: &[(&str, &str)]| {
        let all = std::iter::once(("view", view.as_str())).chain(pairs.iter().copied());
        let all: Vec<_> = all.collect();
        let all: Vec<_> = all.iter().collect();
        shell.to(query("/review", &all))
    };
    let tabs = View::ALL.into_iter().zip(counts).map(|(it, count)| Tab {
        key: format!("review-view-{}", it.as_str()),
        href: shell.to(query("/review", &[&("view", it.as_str())])),
        count,
        is_current: it == view,
    });
    let next = answer.body.next.as_ref();
    let page = ReviewPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        subtitle: subtitle(say, &rows, next.is_some()),
        tabs: tabs.collect(),
        view: view.as_str(),
        may_pay: view == View::Pay && may(visitor, Operation::RecordPayment) && !shell.is_past(),
        chosen: ticked().count(),
        sums: per_currency(ticked().map(Row::left)),
        next: next.map(|next| address(&[("cursor", next.as_str())])),
        first: (!is_first).then(|| address(&[])),
        is_dense: rows.len() >= DENSE,
        errors,
        rows,
        shell,
    };
    Ok(rendered(&page, say.language))
}

fn may(visitor: &Visitor, operation: Operation) -> bool {
    access::may_somewhere(visitor.actor().role, operation)
}

/// Counts what each view has; of many it says that there are more.
async fn counts(visitor: &Visitor) -> Result<[String; 5], Failure> {
    let counted = View::ALL.map(|view| async move {
        let filter = view.filter(visitor);
        let (limit, after) = (Limit::MAX, None);
        let pages = Pages::One(Page { after, limit });
        let questions = &visitor.state.questions;
        let asked = questions.queue(visitor.asker(), &filter, &pages, visitor.when());
        let list = asked.await?.body;
        let more = if list.next.is_some() { "+" } else { "" };
        Ok::<_, Failure>(format!("{}{more}", list.rows.len()))
    });
    let [waiting, mine, partner, disputes, pay] = counted;
    let counts = futures::try_join!(waiting, mine, partner, disputes, pay)?;
    let (waiting, mine, partner, disputes, pay) = counts;
    Ok([waiting, mine, partner, disputes, pay])
}

/// Says how many wait, and how many of them are late.
fn subtitle(say: Say, rows: &[Row], has_more: bool) -> Html {
    let is_late = |row: &&Row| row.due.is_some_and(|due| due.days_left < 0);
    let key = if has_more {
        "review-first"
    } else {
        "review-all"
    };
    say.say(key)
        .count("claims", rows.len())
        .count("late", rows.iter().filter(is_late).count())
        .into_html()
}

/// Adds amounts up, a currency at a time, in the order in which currencies come.
pub(super) fn per_currency(amounts: impl Iterator<Item = Money>) -> Vec<Money> {
    let mut sums: Vec<Money> = vec![];
    for amount in amounts {
        let known = sums
            .iter_mut()
            .find(|sum| sum.currency() == amount.currency());
        match known {
            // Sums of what the ledger holds fit, because the ledger holds their sum.
            Some(sum) => *sum = sum.plus(amount).unwrap_or(*sum),
            None => sums.push(amount),
        }
    }
    sums
}

impl Row {
    pub(super) fn of(visitor: &Visitor, shell: &Shell, line: &QueueLine, today: NaiveDate) -> Self {
        let (say, standing) = (visitor.say, &line.progress.standing);
        let reviewer = line.progress.reviewer.as_ref();
        Self {
            href: shell.to(format!("/claims/{}", line.number)),
            number: line.number.to_string(),
            title: line.facts.title.clone(),
            partner: say.org(&line.facts.partner),
            status: standing.status,
            round: standing.round,
            since: line.since,
            due: line.due.map(|day| Due::of(day, today)),
            reviewer: reviewer.map(|person| say.person(&person.user)),
            requested: standing.requested.unwrap_or(standing.declared),
            approved: standing.approved,
            paid: standing.paid,
            act: match shell.is_past() {
                true => Act::Nothing,
                false => Act::of(visitor, line),
            },
            key: new_key(),
            is_chosen: false,
        }
    }

    /// Gives what is approved and not paid.
    pub(super) fn left(&self) -> Money {
        let approved = self.approved.unwrap_or(Money::zero(self.paid.currency()));
        Money::from_minor(approved.minor() - self.paid.minor(), approved.currency())
    }
}

impl Act {
    /// Says what comes next where the reader's role may do it; the domain decides when they do.
    fn of(visitor: &Visitor, line: &QueueLine) -> Self {
        let is_theirs = |person: &domain::Person| visitor.actor().is(person);
        let has_it = line.progress.reviewer.as_ref().is_some_and(is_theirs);
        match line.kind {
            TaskKind::Review | TaskKind::DisputeReview if may(visitor, Operation::StartReview) => {
                Self::Start
            }
            TaskKind::Decision if may(visitor, Operation::ApproveClaim) => Self::Decide,
            TaskKind::Decision if may(visitor, Operation::StartReview) && !has_it => Self::TakeOver,
            TaskKind::Payment if may(visitor, Operation::RecordPayment) => Self::Pay,
            TaskKind::Submission
            | TaskKind::Contribution
            | TaskKind::Answer
            | TaskKind::Review
            | TaskKind::DisputeReview
            | TaskKind::Decision
            | TaskKind::Dispute
            | TaskKind::Payment => Self::Nothing,
        }
    }
}
