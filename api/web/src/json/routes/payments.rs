//! Payments across claims, for whoever reconciles them with the bank: as JSON, or all as CSV.

use application::ask::moment::day;
use application::ask::{Answer, Asker, Cursor, ListOf, Pages, Questions, When};
use application::export::{payments_csv, payments_header};
use application::wire::PaidView;
use application::wire::form::{FilledLine, PaymentsFormat, Word};
use axum::body::Body;
use axum::extract::State as With;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use domain::Actor;
use futures::stream::{self, StreamExt};
use projections::log::AsOf;
use projections::views::{Limit, Page, PaymentCursor, PaymentFilter, PaymentLine};

use super::{Route, get};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::accept::Accepted;
use crate::json::query::{Asked, Parameters, Params, Written};
use crate::json::read::{Fresh, mark, show_page};

pub(super) fn routes() -> Vec<Route> {
    let list = get("/v1/payments", list)
        .says(
            "list_payments",
            "Lists what was paid, and whether it came back.",
        )
        .explains("With `format=csv`, or where `Accept` prefers `text/csv`, all of it is CSV.")
        .lists::<PaidView>()
        .or_gives(&["text/csv"])
        .asks();
    vec![list]
}

/// Which payments.
impl Parameters for PaymentFilter {
    fn take(params: &mut Params) -> Option<Self> {
        let written = "a day is written 2024-03-31";
        let (from, to) = (
            params.parsed("from", written, day),
            params.parsed("to", written, day),
        );
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            params.refuse("to", "out_of_order", "to is a day before from");
        }
        Some(Self {
            from,
            to,
            fund: params.parsed("fund", "an id of a fund begins with fund_", |s| {
                s.parse().ok()
            }),
            partner: params.name("partner"),
            programme: params.name("programme"),
            reference: params
                .parsed("reference", "a reference is a line of text", line)
                .map(|Reference(text)| text),
        })
    }
}

fn line(text: &str) -> Option<Reference> {
    let is_line = !text.trim().is_empty() && !text.chars().any(char::is_control);
    is_line.then(|| Reference(text.to_owned()))
}

/// In which form payments are wanted, where the address says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Json,
    Csv,
}

impl Written for Form {
    type Form = Word<PaymentsFormat>;
}

/// A line of text.
struct Reference(String);

impl Written for Reference {
    type Form = FilledLine;
}

/// Which payments, and in which form.
struct Wanted {
    filter: PaymentFilter,
    form: Option<Form>,
}

impl Parameters for Wanted {
    fn take(params: &mut Params) -> Option<Self> {
        let form = params.parsed("format", "a format is json or csv", |text| match text {
            "json" => Some(Form::Json),
            "csv" => Some(Form::Csv),
            _ => None,
        });
        let filter = PaymentFilter::take(params)?;
        Some(Self { filter, form })
    }
}

impl Form {
    /// Reads which form is preferred; JSON, unless CSV is.
    fn preferred(headers: &HeaderMap) -> Self {
        let accepted = Accepted::of(headers);
        match accepted.of_type("text", "csv") > accepted.of_type("application", "json") {
            true => Self::Csv,
            false => Self::Json,
        }
    }
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Fresh(fresh): Fresh,
    headers: HeaderMap,
    Asked((wanted, pages, as_of)): Asked<(Wanted, Pages<PaymentCursor>, Option<AsOf>)>,
    uri: Uri,
) -> Result<Response, Failure> {
    let (asker, when) = (caller.asker(), When { as_of, fresh });
    let Wanted { filter, form } = wanted;
    let form = form.unwrap_or_else(|| Form::preferred(&headers));
    let mut response = match form {
        Form::Json => {
            let answer = state
                .questions
                .payments(asker, &filter, &pages, when)
                .await?;
            show_page::<_, PaidView>(&answer, &uri)
        }
        Form::Csv => {
            let pages = match pages {
                Pages::One(Page { after, .. }) => after,
                Pages::All { .. } => None,
            };
            let reading = Reading {
                questions: state.questions.clone(),
                by: caller.by.clone(),
                filter,
            };
            reading.into_csv(pages, when).await?
        }
    };
    response
        .headers_mut()
        .append(VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// Answers with all payments that a filter leaves, as CSV, as of one moment.
pub(crate) async fn all_as_csv(
    state: &State,
    by: &Actor,
    filter: PaymentFilter,
    when: When,
) -> Result<Response, Failure> {
    let reading = Reading {
        questions: state.questions.clone(),
        by: by.clone(),
        filter,
    };
    reading.into_csv(None, when).await
}

/// Payments on their way out, page by page.
struct Reading {
    questions: Questions,
    by: Actor,
    filter: PaymentFilter,
}

type Paid = Answer<ListOf<PaymentLine>>;

impl Reading {
    async fn page(&self, after: Option<PaymentCursor>, when: When) -> Result<Paid, Failure> {
        let limit = Limit::MAX;
        let (asker, page) = (Asker::Actor(&self.by), Pages::One(Page { after, limit }));
        let asked = self.questions.payments(asker, &self.filter, &page, when);
        Ok(asked.await?)
    }

    /// Answers with all payments after one, as of the moment at which the first were read.
    async fn into_csv(self, after: Option<PaymentCursor>, when: When) -> Result<Response, Failure> {
        let first = self.page(after, when).await?;
        let begin = payments_header() + &payments_csv(&first.body.rows);
        let next = next(&first);
        let then = When {
            as_of: Some(AsOf::Position(first.position)),
            ..when
        };
        let rest = stream::try_unfold((self, next), move |(reading, next)| async move {
            let Some(after) = next else {
                return Ok(None);
            };
            let page = reading.page(Some(after), then).await;
            let page = page.map_err(|_| std::io::Error::other("the payments could not be read"))?;
            let next = self::next(&page);
            Ok(Some((payments_csv(&page.body.rows), (reading, next))))
        });
        let lines = stream::once(async { Ok::<_, std::io::Error>(begin) }).chain(rest);
        let headers = [
            (CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
            (CONTENT_DISPOSITION, "attachment; filename=\"payments.csv\""),
        ];
        let response = (headers, Body::from_stream(lines)).into_response();
        Ok(mark(&first, response))
    }
}

fn next(page: &Paid) -> Option<PaymentCursor> {
    Cursor::read(page.body.next.as_ref()?.as_str())
}
