//! The list of claims: saved views, filters that the address holds, and what each waits for.

use application::ask::{Cursor, Pages};
use askama::Template;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Response};
use chrono::NaiveDate;
use domain::{Money, OrgId, Role, Status};
use projections::stream::TaskKind;
use projections::views::{ClaimCursor, ClaimLine, Limit, Page};

use super::claim::standing::left;
use super::overview::tasks::Due;
use super::page::rendered;
use super::preferences::{KEPT, Theme, kept, value_of};
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::{Visitor, pairs_of};
use crate::failure::Failure;
pub(super) use file::{csv, xlsx};
use filters::{Choices, Filters, Pill, ROWS, ROWS_USUALLY, View, given, pills, views};

mod file;
mod filters;

/// The cookie that says how many rows a reader likes.
const ROWS_LIKED: &str = "claims-rows";

/// So many partners are a list that people know; of more they write one.
const PARTNERS_MAX: u32 = 50;

/// From how many rows on a list is set in small type.
const DENSE: usize = 20;

/// The page.
#[derive(Template)]
#[template(path = "claims.html")]
struct ClaimsPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    may_create: bool,
    sees_partners: bool,
    views: Vec<View>,
    asked: Filters,
    choices: Choices,
    pills: Vec<Pill>,
    rows: Vec<Row>,
    sums: Option<Vec<Sum>>,
    /// The address of the next page.
    next: Option<String>,
    /// The address of the first page, where this is another.
    first: Option<String>,
    is_dense: bool,
    /// How many rows the next page has at most.
    limit: u32,
    /// How many rows a page may have: the number, its address, and whether it is so.
    sizes: Vec<(u32, String, bool)>,
    csv: String,
    xlsx: String,
    rows_taken_along: u64,
}

/// A claim.
struct Row {
    href: String,
    number: String,
    title: String,
    activity: String,
    executed_on: NaiveDate,
    partner: String,
    status: Status,
    next_step: Html,
    requested: Money,
    is_requested: bool,
    approved: Option<Money>,
    line: ClaimLine,
}

/// What claims of one currency come to.
struct Sum {
    claims: u64,
    requested: Money,
    approved: Money,
}

/// Shows the list, with as many rows a page as its reader said last.
pub(super) async fn show(visitor: Visitor, headers: HeaderMap) -> Result<Response, Failure> {
    let liked = value_of(&headers, ROWS_LIKED).and_then(|text| size(&text));
    let chosen = visitor.here.query().map(pairs_of).unwrap_or_default();
    let chosen = given(&chosen, "limit").and_then(size);
    let outside = visitor.state.outside;
    let response = with_rows(visitor, chosen.or(liked).unwrap_or(ROWS_USUALLY)).await?;
    let keeps = chosen.map(|rows| kept(ROWS_LIKED, &rows.to_string(), outside, KEPT));
    let keeps = keeps.map(|cookie| AppendHeaders([(SET_COOKIE, cookie)]));
    Ok((keeps, response).into_response())
}

/// Shows the list to who came to it by another address as well.
pub(super) async fn listed(visitor: Visitor) -> Result<Response, Failure> {
    with_rows(visitor, ROWS_USUALLY).await
}

/// Reads how many rows a page has; one of a few.
fn size(text: &str) -> Option<u32> {
    text.parse().ok().filter(|rows| ROWS.contains(rows))
}

async fn with_rows(visitor: Visitor, limit: u32) -> Result<Response, Failure> {
    let say = visitor.say;
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let asked = Filters::of(&pairs);
    let after = given(&pairs, "cursor").and_then(Cursor::read::<ClaimCursor>);
    let is_first = after.is_none();
    let pages = Pages::One(Page {
        after,
        limit: Limit::try_from(limit).unwrap_or_default(),
    });
    let filter = asked.filter();
    let questions = &visitor.state.questions;
    let answer = questions
        .claims(visitor.asker(), &filter, &pages, visitor.when())
        .await?;
    let partners = partners(&visitor).await?;
    let today = visitor.today(answer.moment);
    let lines = &answer.body.rows;
    let title = say.t("claims-title");
    let shell = Shell::new(&visitor, Place::Claims, title, &answer);
    let rows: Vec<Row> = lines
        .iter()
        .map(|line| Row::of(&visitor, &shell, line, today))
        .collect();
    let address = |changed: &[(&str, &str)]| asked.address(&shell, changed);
    let next = answer.body.next.as_ref();
    let page = ClaimsPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        may_create: visitor.actor().role.is_partner() && !shell.is_past(),
        sees_partners: visitor.is_of_vendor(),
        views: views(&visitor, &shell, &asked),
        choices: Choices::of(&visitor, &asked).and_partners(partners, &asked, say),
        pills: pills(&visitor, &shell, &asked),
        sums: (is_first && next.is_none()).then(|| sums(&rows)),
        next: next.map(|next| address(&[("cursor", next.as_str())])),
        first: (!is_first).then(|| address(&[])),
        is_dense: rows.len() >= DENSE,
        limit,
        sizes: ROWS
            .map(|rows| {
                let href = address(&[("limit", &rows.to_string())]);
                (rows, href, rows == limit)
            })
            .into(),
        csv: asked.address_at("/claims.csv", &shell, &[]),
        xlsx: asked.address_at("/claims.xlsx", &shell, &[]),
        rows_taken_along: file::ROWS_MAX as u64,
        rows,
        asked,
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Lists the partners to choose among, for who sees several; none where there are too many.
async fn partners(visitor: &Visitor) -> Result<Vec<OrgId>, Failure> {
    if !visitor.is_of_vendor() {
        return Ok(vec![]);
    }
    let known = &visitor.state.known_partners;
    if let Some(known) = known.get(visitor.actor()).await {
        return Ok(known.to_vec());
    }
    let questions = &visitor.state.questions;
    let partners = questions
        .partners(visitor.asker(), PARTNERS_MAX + 1)
        .await?;
    let few = Some(partners).filter(|partners| partners.len() <= PARTNERS_MAX as usize);
    let few = few.unwrap_or_default();
    known
        .insert(visitor.actor().clone(), few.clone().into())
        .await;
    Ok(few)
}

impl Row {
    fn of(visitor: &Visitor, shell: &Shell, line: &ClaimLine, today: NaiveDate) -> Self {
        let (facts, standing) = (&line.facts, &line.progress.standing);
        Self {
            href: shell.to(format!("/claims/{}", line.number())),
            number: line.number().to_string(),
            title: facts.title.clone(),
            activity: visitor.activity_name(&facts.programme, &facts.activity),
            executed_on: facts.executed_on,
            partner: visitor.say.org(&facts.partner),
            status: standing.status,
            next_step: next_step(visitor, line, today),
            requested: standing.requested.unwrap_or(standing.declared),
            is_requested: standing.requested.is_some(),
            approved: standing.approved,
            line: line.clone(),
        }
    }
}

/// Says who acts next, and by when.
fn next_step(visitor: &Visitor, line: &ClaimLine, today: NaiveDate) -> Html {
    let say = visitor.say;
    let Some((kind, due)) = line.progress.task() else {
        return Html::default();
    };
    let is_mine = is_for(visitor.actor().role, kind);
    let whose = if is_mine { "mine" } else { "theirs" };
    let kind_of = kind.as_str().replace('_', "-");
    let dated = if due.is_some() { "by" } else { "open" };
    let sentence = say.say_of(format!("next-{kind_of}-{whose}-{dated}"));
    let sentence = sentence
        .text("partner", say.org(&line.facts.partner))
        .text("vendor", visitor.vendor_of(&line.facts.programme));
    match due {
        None => sentence.into_html(),
        Some(day) => {
            let due = Due::of(day, today);
            let class = match (is_mine || due.is_late(), kind) {
                (true, _) => due.class(),
                (false, TaskKind::Payment) => "due",
                (false, _) => "muted",
            };
            let late = match due.is_late() {
                true => format!(" · {}", left(say, Some(day), today)),
                false => String::new(),
            };
            let day = format!("<span class=\"{class}\">{}{late}</span>", say.weekday(day));
            sentence.html("day", Html::made(day)).into_html()
        }
    }
}

/// Tells whether something waits for somebody of a role.
fn is_for(role: Role, kind: TaskKind) -> bool {
    match kind.role() {
        Role::PartnerUser => role.is_partner(),
        awaited => awaited == role,
    }
}

/// Adds up what all rows come to, a currency at a time.
fn sums(rows: &[Row]) -> Vec<Sum> {
    let mut sums: Vec<Sum> = vec![];
    for row in rows {
        let currency = row.requested.currency();
        let known = sums
            .iter_mut()
            .position(|sum| sum.requested.currency() == currency);
        let at = known.unwrap_or_else(|| {
            sums.push(Sum {
                claims: 0,
                requested: Money::zero(currency),
                approved: Money::zero(currency),
            });
            sums.len() - 1
        });
        let sum = &mut sums[at];
        sum.claims += 1;
        sum.requested = sum.requested.plus(row.requested).unwrap_or(sum.requested);
        let approved = row.approved.unwrap_or(Money::zero(currency));
        sum.approved = sum.approved.plus(approved).unwrap_or(sum.approved);
    }
    sums
}
