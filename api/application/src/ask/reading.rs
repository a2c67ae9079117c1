//! One way to read, whether the ledger is read as it is or as it was.

use domain::{Actor, ClaimId, FundId, Role};
use projections::stream::HistoryLine;

use projections::views::{
    ClaimCursor, ClaimFilter, ClaimLine, ClaimPage, Duplicate, EntryCursor, EntryLine, FundCursor,
    FundFilter, FundLine, FundPage, HistoryCursor, Listed, OverviewFilter, OverviewLine, Page,
    Past, QueueCursor, QueueFilter, QueueLine, ReadError, Viewer, Views,
};

/// The ledger as it is, or as it was.
#[derive(Clone, Debug)]
pub enum Reading {
    Now(Views),
    Then(Past),
}

impl Reading {
    /// Reads one claim whole; none: there is none, or the viewer may not see it.
    pub async fn claim(
        &self,
        viewer: &Viewer,
        id: ClaimId,
    ) -> Result<Option<ClaimPage>, ReadError> {
        match self {
            Self::Now(views) => Ok(views.claim(viewer, id, None).await?.answer),
            Self::Then(past) => {
                let (views, at) = (past.views(), past.position());
                Ok(views.claim(viewer, id, Some(at)).await?.answer)
            }
        }
    }

    /// Finds documents of a claim on the partner's other live claims.
    pub async fn duplicates(
        &self,
        viewer: &Viewer,
        claim: &ClaimPage,
    ) -> Result<Vec<Duplicate>, ReadError> {
        match self {
            Self::Now(views) => views.duplicates(viewer, claim, None).await,
            Self::Then(past) => {
                let (views, at) = (past.views(), past.position());
                views.duplicates(viewer, claim, Some(at)).await
            }
        }
    }

    /// Lists claims, newest first.
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

    /// Lists the events of a claim, oldest first.
    pub async fn history(
        &self,
        viewer: &Viewer,
        claim: ClaimId,
        page: &Page<HistoryCursor>,
    ) -> Result<Option<Listed<HistoryLine, HistoryCursor>>, ReadError> {
        match self {
            Self::Now(views) => Ok(views.history(viewer, claim, None, page).await?.answer),
            Self::Then(past) => {
                let (views, at) = (past.views(), past.position());
                Ok(views.history(viewer, claim, Some(at), page).await?.answer)
            }
        }
    }

    /// Lists what waits, by due day, then by age.
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

    /// Gives the overview; that of the past has no claims by status.
    pub async fn overview(
        &self,
        viewer: &Viewer,
        filter: &OverviewFilter,
    ) -> Result<Vec<OverviewLine>, ReadError> {
        match self {
            Self::Now(views) => Ok(views.overview(viewer, filter).await?.0),
            Self::Then(past) => past.overview(viewer, filter).await,
        }
    }

    /// Lists funds, newest first.
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

    /// Reads one fund with its lots; none: there is none, or the viewer may not see it.
    pub async fn fund(&self, viewer: &Viewer, id: FundId) -> Result<Option<FundPage>, ReadError> {
        match self {
            Self::Now(views) => Ok(views.fund(viewer, id).await?.map(|(page, _)| page)),
            Self::Then(past) => past.fund(viewer, id).await,
        }
    }

    /// Lists the entries of a fund, newest first.
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

/// Says who an actor is to the views.
pub fn viewer_of(actor: &Actor) -> Viewer {
    match actor.role {
        Role::PartnerAdmin | Role::PartnerUser => Viewer::Partner(actor.org.clone()),
        Role::Contributor => Viewer::Contributor(actor.person()),
        Role::Reviewer
        | Role::Approver
        | Role::Finance
        | Role::ProgrammeAdmin
        | Role::Auditor
        | Role::System => Viewer::Inside,
        Role::Operator => Viewer::Nobody,
    }
}
