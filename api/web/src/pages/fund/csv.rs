//! A fund's entries as CSV, page by page.

use application::ask::{Answer, Asker, Cursor, Pages, Postings, PostingsPages, Questions, When};
use application::export::{entries_csv, entries_header};
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::{Actor, FundId};
use futures::stream::{self, StreamExt};
use projections::log::AsOf;
use projections::views::{EntryCursor, Limit, Page};

use super::named;
use crate::failure::Failure;
use crate::pages::visitor::Visitor;

/// Gives all entries, newest first, as of the moment at which the first were read.
pub(in crate::pages) async fn download(
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let fund = named(&id)?;
    let reading = Reading {
        questions: visitor.state.questions.clone(),
        by: visitor.actor().clone(),
        fund,
    };
    let first = reading.page(None, visitor.when()).await?;
    let (lines, next) = written(&first);
    let begin = entries_header() + &lines;
    let then = When {
        as_of: Some(AsOf::Position(first.position)),
        ..When::default()
    };
    let rest = stream::try_unfold((reading, next), move |(reading, next)| async move {
        let Some(after) = next else {
            return Ok(None);
        };
        let page = reading.page(Some(after), then).await;
        let page = page.map_err(|_| std::io::Error::other("the entries could not be read"))?;
        let (lines, next) = written(&page);
        Ok(Some((lines, (reading, next))))
    });
    let lines = stream::once(async { Ok::<_, std::io::Error>(begin) }).chain(rest);
    let headers = [
        (
            CONTENT_TYPE,
            "text/csv; charset=utf-8; header=present".to_owned(),
        ),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{fund}-postings.csv\""),
        ),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

/// Entries on their way out.
struct Reading {
    questions: Questions,
    by: Actor,
    fund: FundId,
}

impl Reading {
    async fn page(
        &self,
        after: Option<EntryCursor>,
        when: When,
    ) -> Result<Answer<Postings>, Failure> {
        let limit = Limit::MAX;
        let pages = PostingsPages::Recorded(Pages::One(Page { after, limit }));
        let asker = Asker::Actor(&self.by);
        Ok(self
            .questions
            .postings(asker, self.fund, &pages, when)
            .await?)
    }
}

fn written(page: &Answer<Postings>) -> (String, Option<EntryCursor>) {
    match &page.body {
        Postings::Recorded(entries) => {
            let next = entries.next.as_ref();
            let next = next.and_then(|next| Cursor::read(next.as_str()));
            (entries_csv(&entries.rows), next)
        }
        Postings::Business { .. } => (String::new(), None),
    }
}
