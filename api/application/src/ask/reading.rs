//! One way to read what takes many streams, whether the ledger is read as it is or as it was.

use domain::FundId;
use projections::views::{
    ClaimCursor, ClaimFilter, ClaimLine, EntryCursor, EntryLine, FundCursor, FundFilter, FundLine,
    FundPage, Listed, Page, Past, QueueCursor, QueueFilter, QueueLine, ReadError, Viewer, Views,
};

/// The ledger as it is, or as it was.
#[derive(Clone, Debug)]
pub(super) enum Reading {
    Now(Views),
    Then(Past),
}

impl Reading {
    /// Gives what reads either as of a moment; now is that of all there is.
    pub fn of_either(&self) -> Past {
        match self {
            Self::Now(views) => views.as_of(u64::MAX),
            Self::Then(past) => past.clone(),
        }
    }

    pub async fn claims(
        &self,
        viewer: &Viewer,
        filter: &ClaimFilter,
        page: &Page<ClaimCursor>,
    ) -> Result<Listed<ClaimLine, ClaimCursor>, ReadError> {
        match self {
            Self::Now(views) => views.claims(viewer, filter, page).await,
            Self::Then(past) => past.claims(viewer, filter, page).await,
        }
    }

    pub async fn queue(
        &self,
        viewer: &Viewer,
        filter: &QueueFilter,
        page: &Page<QueueCursor>,
    ) -> Result<Listed<QueueLine, QueueCursor>, ReadError> {
        match self {
            Self::Now(views) => views.queue(viewer, filter, page).await,
            Self::Then(past) => past.queue(viewer, filter, page).await,
        }
    }

    pub async fn funds(
        &self,
        viewer: &Viewer,
        filter: &FundFilter,
        page: &Page<FundCursor>,
    ) -> Result<Listed<FundLine, FundCursor>, ReadError> {
        match self {
            Self::Now(views) => views.funds(viewer, filter, page).await,
            Self::Then(past) => past.funds(viewer, filter, page).await,
        }
    }

    /// Reads one fund with its lots, and how far the view had come, if it tells.
    pub async fn fund(
        &self,
        viewer: &Viewer,
        id: FundId,
    ) -> Result<Option<(FundPage, Option<u64>)>, ReadError> {
        match self {
            Self::Now(views) => views.fund(viewer, id).await,
            Self::Then(past) => Ok(past.fund(viewer, id).await?.map(|page| (page, None))),
        }
    }

    pub async fn postings(
        &self,
        viewer: &Viewer,
        fund: FundId,
        page: &Page<EntryCursor>,
    ) -> Result<Listed<EntryLine, EntryCursor>, ReadError> {
        match self {
            Self::Now(views) => views.postings(viewer, fund, page).await,
            Self::Then(past) => past.postings(viewer, fund, page).await,
        }
    }
}
