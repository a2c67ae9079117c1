//! One claim as it was, with its history up to then.

use std::slice;

use domain::aggregate::ClaimStream;
use domain::claim::{ContributionState, Visibility};
use domain::{ClaimId, Person};
use sqlx::PgPool;

use super::stream::Was;
use super::{Past, ReadError, Viewer, folded};
use crate::log::StreamKind;
use crate::views::details::{ClaimDetails, ClaimView};
use crate::views::read::history::{self, Readers};
use crate::views::read::{ClaimPage, HistoryCursor, HistoryLine, Listed, Page};

impl Past {
    /// Reads one claim whole; none: there was none, or the viewer could not see it.
    ///
    /// It is folded from the log alone: no view is waited for.
    pub async fn claim(
        &self,
        viewer: &Viewer,
        id: ClaimId,
    ) -> Result<Option<ClaimPage>, ReadError> {
        let name = id.to_string();
        let mut was = claims_until(&self.pool, slice::from_ref(&name), self.until).await?;
        let Some((mut details, opened, position)) = was.remove(&name).and_then(known) else {
            return Ok(None);
        };
        if !could_see(viewer, &details) {
            return Ok(None);
        }
        if *viewer != Viewer::Vendor {
            let is_shown = |visibility| visibility == Visibility::Everyone;
            details
                .comments
                .retain(|comment| is_shown(comment.visibility));
        }
        Ok(Some(ClaimPage {
            id,
            details,
            position,
            opened,
        }))
    }

    /// Lists the events of a claim up to then, oldest first; none: there was no claim that the
    /// viewer could see.
    pub async fn history(
        &self,
        viewer: &Viewer,
        claim: ClaimId,
        page: &Page<HistoryCursor>,
    ) -> Result<Listed<HistoryLine, HistoryCursor>, ReadError> {
        let readers = match viewer {
            Viewer::Contributor(_) => match self.claim(viewer, claim).await? {
                Some(_) => Readers::Invited,
                None => {
                    return Ok(Listed {
                        rows: vec![],
                        next: None,
                    });
                }
            },
            Viewer::Vendor | Viewer::Partner(_) | Viewer::Nobody => Readers::Of(viewer),
        };
        history::read(&self.pool, readers, claim, self.signed(), page).await
    }
}

type Known = (ClaimDetails, u64, u64);

/// Gives the details with where the claim begins and ends; none: it was never created.
pub(super) fn known(was: Was<ClaimView>) -> Option<Known> {
    Some((was.state.0?, was.opened, was.position))
}

/// Folds some claims up to a position.
pub(super) async fn claims_until(
    pool: &PgPool,
    ids: &[String],
    until: u64,
) -> Result<std::collections::HashMap<String, Was<ClaimView>>, ReadError> {
    folded::<ClaimStream, ClaimView>(pool, StreamKind::Claim, ids, until).await
}

/// Tells whether the viewer could see a claim when these were its details.
pub(in crate::views::read) fn could_see(viewer: &Viewer, details: &ClaimDetails) -> bool {
    match viewer {
        Viewer::Vendor => true,
        Viewer::Partner(org) => details.facts.partner == *org,
        Viewer::Contributor(person) => is_invited(person, details),
        Viewer::Nobody => false,
    }
}

fn is_invited(person: &Person, details: &ClaimDetails) -> bool {
    let asked = details.dossier.contributions.iter();
    let mut standing = asked.filter(|asked| asked.state != ContributionState::Cancelled);
    standing.any(|asked| asked.to == *person)
}
