//! A fund's double entries, by the time they were recorded or by that of the business.

use chrono::NaiveDate;
use domain::access::Operation;
use domain::{FundId, Refusal};
use projections::views::{DatedCursor, DatedEntry, EntryCursor, EntryLine, Page, ViewName};

use super::list::read_pages;
use super::reading::Reading;
use super::{Answer, AskError, Asker, ListOf, Pages, Questions, When};

/// Which entries, and by which time they are put in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostingsPages {
    Recorded(Pages<EntryCursor>),
    Business {
        until: Option<NaiveDate>,
        pages: Pages<DatedCursor>,
    },
}

/// The entries of a fund, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Postings {
    Recorded(ListOf<EntryLine>),
    Business {
        until: Option<NaiveDate>,
        entries: ListOf<DatedEntry>,
    },
}

const VIEWS: &[ViewName] = &[ViewName::Postings];

impl Questions {
    /// Lists the entries of a fund, newest first by the time asked for.
    pub async fn postings(
        &self,
        asker: Asker<'_>,
        id: FundId,
        pages: &PostingsPages,
        when: When,
    ) -> Result<Answer<Postings>, AskError> {
        let asked = (asker, Operation::ReadPostings);
        let mut asked = self.asked(asked, when, (VIEWS, VIEWS)).await?;
        let read = asked.read(|viewer, reading| async move {
            let (postings, is_there, checkpoint) = match pages {
                PostingsPages::Recorded(pages) => {
                    let list = read_pages(pages, |page| async move {
                        match reading {
                            Reading::Now(views) => views.postings(viewer, id, &page).await,
                            Reading::Then(past) => past.postings(viewer, id, &page).await,
                        }
                    });
                    let (entries, checkpoint) = list.await?;
                    // A fund has the entry of its opening at least, and a page is asked for only
                    // where there is one.
                    let is_there = !entries.rows.is_empty();
                    (Postings::Recorded(entries), is_there, checkpoint)
                }
                PostingsPages::Business { until, pages } => {
                    let (past, until) = (&reading.of_either(), *until);
                    let list = read_pages(pages, |page| async move {
                        past.postings_by_business(viewer, id, until, &page).await
                    });
                    let (entries, _) = list.await?;
                    // A fund may be there and yet have no entry that counts by a day.
                    let is_there = !entries.rows.is_empty() || {
                        let page = Page::default();
                        let any = past.postings(viewer, id, &page).await?;
                        !any.rows.is_empty()
                    };
                    (Postings::Business { until, entries }, is_there, None)
                }
            };
            Ok((is_there.then_some(postings), checkpoint))
        });
        read.await?.there(Refusal::FundMustExist)
    }
}
