//! The programmes that somebody has to do with, by id.
//!
//! A vendor's side has to do with its own, a partner with those in which it has funds, a colleague
//! with those of the claims they were invited to, and who is inside with all.

use domain::ProgrammeId;
use domain::access::Operation;
use projections::views::{Listed, Page, Past, ProgrammeCursor, ViewName, Viewer};

use super::list::read_pages;
use super::programme::ShownProgramme;
use super::{Answer, AskError, Asker, ListOf, Pages, Questions, When};

impl Questions {
    /// Lists programmes, each with the policy in force.
    pub async fn programmes(
        &self,
        asker: Asker<'_>,
        pages: &Pages<ProgrammeCursor>,
        when: When,
    ) -> Result<Answer<ListOf<ShownProgramme>>, AskError> {
        let viewer = self.viewer(asker, Operation::ReadProgramme).await?;
        let moment = match when.as_of {
            None => None,
            Some(as_of) => Some(self.moment(as_of).await?),
        };
        let fresh = moment.map_or(when.fresh, |moment| when.fresh.up_to(moment));
        // Of partners and colleagues the views know which; of all others the log does.
        let views: &'static [ViewName] = match viewer {
            Viewer::Partner(_) => &[ViewName::Overview],
            Viewer::Contributor(_) => &[ViewName::Claim],
            Viewer::Inside | Viewer::Vendor(_) | Viewer::Nobody => &[],
        };
        let mut reach = self.reach(views, fresh, moment).await?;
        let position = match (views, moment) {
            ([], None) => reach.wait().await?.max(self.head()),
            _ => reach.wait().await?,
        };
        let past = self
            .views
            .as_of(moment.map_or(u64::MAX, |moment| moment.position));
        let mut names = self.names_for(&viewer, &past).await?;
        names.sort_unstable();
        let (past, names) = (&past, &names);
        let list = read_pages(pages, |page| async move {
            self.shown_after(past, names, &page).await
        });
        let (list, _) = list.await?;
        Ok(reach.answer(position, list))
    }

    async fn names_for(&self, viewer: &Viewer, past: &Past) -> Result<Vec<ProgrammeId>, AskError> {
        Ok(match viewer {
            Viewer::Inside => self.programmes_where(|_| true).await?.to_vec(),
            Viewer::Vendor(theirs) => theirs.to_vec(),
            Viewer::Partner(_) | Viewer::Contributor(_) => {
                past.programmes_of_theirs(viewer).await?
            }
            Viewer::Nobody => vec![],
        })
    }

    /// Reads a page of the programmes of these names; those that were not there yet are left out.
    async fn shown_after(
        &self,
        past: &Past,
        names: &[ProgrammeId],
        page: &Page<ProgrammeCursor>,
    ) -> Result<Listed<ShownProgramme, ProgrammeCursor>, AskError> {
        let mut rows = vec![];
        let after = |id: &&ProgrammeId| page.after.as_ref().is_none_or(|after| **id > after.id);
        for id in names.iter().filter(after) {
            if let Some((version, programme)) = past.programme(id).await? {
                rows.extend(ShownProgramme::of(id, version, &programme));
            }
            if rows.len() > page.limit.get() {
                break;
            }
        }
        Ok(Listed::cut(rows, page.limit, |shown| ProgrammeCursor {
            id: shown.id.clone(),
        }))
    }
}
