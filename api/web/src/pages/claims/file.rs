//! The list of claims as a file: with the filters of its page, and all its rows.

use application::ask::{Answer, ListOf, Pages};
use application::export::{Cell, list_csv, list_xlsx};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use projections::views::ClaimLine;

use super::filters::Filters;
use crate::failure::Failure;
use crate::pages::visitor::{Visitor, pairs_of};
use crate::problem::Problem;

/// So many claims are taken along at most.
pub(super) const ROWS_MAX: usize = 20_000;

/// The columns, as the export of claims names them.
const COLUMNS: [&str; 19] = [
    "number",
    "title",
    "partner",
    "programme",
    "period",
    "activity",
    "executed_on",
    "location",
    "status",
    "waits_for",
    "due",
    "currency",
    "declared",
    "requested",
    "approved",
    "paid",
    "opened_at",
    "changed_at",
    "claim",
];

/// For whom a file is written: programs read codes, people read words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reader {
    Program,
    Person,
}

/// Sends the list as CSV.
pub(in crate::pages) async fn csv(visitor: Visitor) -> Result<Response, Failure> {
    let answer = asked(&visitor).await?;
    let rows = rows(&visitor, &answer, Reader::Program);
    let text = list_csv(&COLUMNS, &rows);
    Ok(sent(
        &visitor,
        &answer,
        ("csv", "text/csv; charset=utf-8"),
        text.into(),
    ))
}

/// Sends the list as a workbook, in the reader's language.
pub(in crate::pages) async fn xlsx(visitor: Visitor) -> Result<Response, Failure> {
    const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let say = visitor.say;
    let answer = asked(&visitor).await?;
    let rows = rows(&visitor, &answer, Reader::Person);
    let headings = COLUMNS.map(|column| say.word("claims-column", column).into_owned());
    let name = say.t("claims-title").into_owned();
    // A workbook of many rows takes a second: nobody else waits for it.
    let made = tokio::task::spawn_blocking(move || list_xlsx(&name, &headings, &rows));
    let made = made.await.map_err(|error| error.to_string());
    let book = made.and_then(|made| made.map_err(|error| error.to_string()));
    let book = book.map_err(|error| {
        tracing::error!(%error, "a workbook could not be made");
        Problem::internal()
    })?;
    Ok(sent(&visitor, &answer, ("xlsx", WORKBOOK), book))
}

async fn asked(visitor: &Visitor) -> Result<Answer<ListOf<ClaimLine>>, Failure> {
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let filter = Filters::of(&pairs).filter();
    let pages = Pages::All { most: ROWS_MAX };
    let questions = &visitor.state.questions;
    let (asker, when) = (visitor.asker(), visitor.when());
    Ok(questions.claims(asker, &filter, &pages, when).await?)
}

fn rows(visitor: &Visitor, answer: &Answer<ListOf<ClaimLine>>, reader: Reader) -> Vec<Vec<Cell>> {
    let lines = answer.body.rows.iter();
    lines.map(|line| row(visitor, line, reader)).collect()
}

fn row(visitor: &Visitor, line: &ClaimLine, reader: Reader) -> Vec<Cell> {
    let (facts, standing, say) = (&line.facts, &line.progress.standing, visitor.say);
    let named = |code: String, name: String| match reader {
        Reader::Program => Cell::Text(code),
        Reader::Person => Cell::Text(name),
    };
    let (kind, due) = line.progress.task().unzip();
    let waits_for =
        |role: domain::Role| named(role.as_str().to_owned(), say.role(role).into_owned());
    vec![
        Cell::text(line.number()),
        Cell::text(&facts.title),
        named(facts.partner.to_string(), say.org(&facts.partner)),
        named(
            facts.programme.to_string(),
            visitor.programme_name(&facts.programme),
        ),
        named(
            facts.period.to_string(),
            visitor.period_name(&facts.programme, &facts.period),
        ),
        named(
            facts.activity.to_string(),
            visitor.activity_name(&facts.programme, &facts.activity),
        ),
        Cell::Day(facts.executed_on),
        Cell::maybe(facts.location.as_ref(), Cell::text),
        named(
            standing.status.as_str().to_owned(),
            say.word("status", standing.status.as_str()).into_owned(),
        ),
        Cell::maybe(kind.map(|kind| kind.role()), waits_for),
        Cell::maybe(due.flatten(), Cell::Day),
        Cell::Currency(standing.declared.currency()),
        Cell::Amount(standing.declared),
        Cell::maybe(standing.requested, Cell::Amount),
        Cell::maybe(standing.approved, Cell::Amount),
        Cell::Amount(standing.paid),
        Cell::Instant(facts.opened_at),
        Cell::Instant(line.latest.changed_at),
        Cell::text(line.id),
    ]
}

/// Sends a file under a name that says of when it is, and whether it is all.
fn sent(
    visitor: &Visitor,
    answer: &Answer<ListOf<ClaimLine>>,
    (ending, content_type): (&str, &'static str),
    bytes: Vec<u8>,
) -> Response {
    let day = visitor.today(answer.moment);
    let cut = match answer.body.next {
        Some(_) => format!("-first-{ROWS_MAX}"),
        None => String::new(),
    };
    let name = format!("attachment; filename=\"claims-{day}{cut}.{ending}\"");
    let headers: [(HeaderName, String); 3] = [
        (CONTENT_TYPE, content_type.to_owned()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
