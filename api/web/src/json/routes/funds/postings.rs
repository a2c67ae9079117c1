//! A fund's double entries, by the time they were recorded or by that of the business.

use application::ask::reading::Reading;
use application::wire::day;
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use chrono::NaiveDate;
use domain::{FundId, Refusal};
use projections::log::AsOf;
use projections::views::{
    DatedCursor, DatedEntry, EntryCursor, Page, Past, ReadError, ViewName, Viewer,
};
use serde::Serialize;
use serde_json::Map;

use super::EntryView;
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::as_of::{By, take_as_of};
use crate::json::path::At;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Fresh, Freshness, found, take_page};
use crate::json::routes::{Route, get};

pub(in crate::json::routes) fn routes() -> Vec<Route> {
    vec![get("/v1/funds/{fund}/postings", list)]
}

/// Which page of the entries, and by which time they are put in order.
#[derive(Debug)]
struct EntriesQuery {
    page: Entries,
    as_of: Option<AsOf>,
}

#[derive(Debug)]
enum Entries {
    Recorded(Page<EntryCursor>),
    Business {
        until: Option<NaiveDate>,
        page: Page<DatedCursor>,
    },
}

impl Parameters for EntriesQuery {
    fn take(params: &mut Params) -> Option<Self> {
        let page = match By::take(params) {
            By::Recorded => Entries::Recorded(take_page(params, |_| true)),
            By::Business { until } => Entries::Business {
                until,
                page: take_page(params, |_| true),
            },
        };
        let as_of = take_as_of(params);
        Some(Self { page, as_of })
    }
}

/// An entry with the day from which it counts.
#[derive(Serialize)]
struct DatedView {
    business_day: String,
    #[serde(flatten)]
    entry: EntryView,
}

impl From<&DatedEntry> for DatedView {
    fn from(dated: &DatedEntry) -> Self {
        Self {
            business_day: day(dated.day),
            entry: EntryView::from(&dated.entry),
        }
    }
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    At(id): At<FundId>,
    freshness: Freshness,
    Asked(query): Asked<EntriesQuery>,
    uri: Uri,
) -> Result<Response, Failure> {
    let views = [ViewName::Postings];
    let (viewer, reading, fresh) = state
        .reader(&caller, &views, freshness, query.as_of)
        .await?;
    match query.page {
        Entries::Recorded(page) => {
            let listed = reading.postings(&viewer, id, &page).await?;
            // A fund has the entry of its opening at least, and a page is asked for only where
            // there is one.
            let is_there = !listed.rows.is_empty();
            found(is_there.then_some(()), Refusal::FundMustExist)?;
            let rows = listed.rows.iter().map(EntryView::from).collect();
            fresh.list_with(by("recorded"), "entries", rows, listed.next, &uri)
        }
        Entries::Business { until, page } => {
            let past = match reading {
                Reading::Now(views) => views.as_of(u64::MAX),
                Reading::Then(past) => past,
            };
            by_business(&past, &viewer, fresh, (id, until, page), &uri).await
        }
    }
}

async fn by_business(
    past: &Past,
    viewer: &Viewer,
    fresh: Fresh,
    (id, until, page): (FundId, Option<NaiveDate>, Page<DatedCursor>),
    uri: &Uri,
) -> Result<Response, Failure> {
    let listed = past.postings_by_business(viewer, id, until, &page).await?;
    let is_there = !listed.rows.is_empty() || is_open(past, viewer, id).await?;
    found(is_there.then_some(()), Refusal::FundMustExist)?;
    let mut head = by("business");
    head.extend(until.map(|until| ("business_until".to_owned(), day(until).into())));
    let rows = listed.rows.iter().map(DatedView::from).collect();
    fresh.list_with(head, "entries", rows, listed.next, uri)
}

/// A fund may be there and yet have no entry that counts by a day.
async fn is_open(past: &Past, viewer: &Viewer, id: FundId) -> Result<bool, ReadError> {
    let first = past.postings(viewer, id, &Page::default()).await?;
    Ok(!first.rows.is_empty())
}

fn by(time: &str) -> Map<String, serde_json::Value> {
    Map::from_iter([("by".to_owned(), time.into())])
}
