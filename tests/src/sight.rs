//! Who reads in tests, and one claim as it is and as it was, asked in the same words.

use domain::{Actor, ClaimId, Role};
use projections::stream::HistoryLine;
use projections::views::{
    ClaimPage, Duplicate, HistoryCursor, Listed, Page, Past, ReadError, Viewer, Views,
};

/// Reads an actor as a viewer, where all programmes are this one vendor's.
pub fn viewer(actor: &str) -> Viewer {
    viewer_of(&actor.parse().expect("an actor"))
}

/// Gives what an actor may list, where all programmes are this one vendor's.
pub fn viewer_of(actor: &Actor) -> Viewer {
    match actor.role {
        Role::PartnerAdmin | Role::PartnerUser => Viewer::Partner(actor.org.clone()),
        Role::Contributor => Viewer::Contributor(actor.person()),
        Role::Reviewer | Role::Approver | Role::Finance | Role::ProgrammeAdmin | Role::Auditor => {
            Viewer::Vendor(["boost", "helio-coop"].map(named).into())
        }
        Role::System => Viewer::Inside,
        Role::Operator => Viewer::Nobody,
    }
}

fn named(programme: &str) -> domain::ProgrammeId {
    programme.parse().expect("a name")
}

/// Lists the events of a claim.
pub type Told = Listed<HistoryLine, HistoryCursor>;

/// Asks about one claim, now or then.
pub trait OneClaim {
    /// Gives the views, and as of when they are asked.
    fn end(&self) -> (Views, Option<u64>);

    /// Reads one claim whole.
    fn one(
        &self,
        viewer: &Viewer,
        id: ClaimId,
    ) -> impl Future<Output = Result<Option<ClaimPage>, ReadError>> + Send {
        let (views, as_of) = self.end();
        let viewer = viewer.clone();
        async move { Ok(views.claim(&viewer, id, as_of).await?.answer) }
    }

    /// Lists its events; none where the viewer may not see it.
    fn told(
        &self,
        viewer: &Viewer,
        id: ClaimId,
        page: &Page<HistoryCursor>,
    ) -> impl Future<Output = Result<Told, ReadError>> + Send {
        let (views, as_of) = self.end();
        let (viewer, page) = (viewer.clone(), page.clone());
        async move {
            let told = views.history(&viewer, id, as_of, &page).await?.answer;
            Ok(told.unwrap_or(Listed {
                rows: vec![],
                next: None,
                checkpoint: None,
            }))
        }
    }

    /// Finds its documents on other claims; none where the viewer may not see it.
    fn same_documents(
        &self,
        viewer: &Viewer,
        id: ClaimId,
    ) -> impl Future<Output = Result<Vec<Duplicate>, ReadError>> + Send {
        let (views, as_of) = self.end();
        let viewer = viewer.clone();
        async move {
            match views.claim(&viewer, id, as_of).await?.answer {
                Some(own) => views.duplicates(&viewer, &own, as_of).await,
                None => Ok(vec![]),
            }
        }
    }
}

impl OneClaim for Views {
    fn end(&self) -> (Views, Option<u64>) {
        (self.clone(), None)
    }
}

impl OneClaim for Past {
    fn end(&self) -> (Views, Option<u64>) {
        (self.views(), Some(self.position()))
    }
}
