//! The file of a document that is or was on a claim: for whoever reads the claim's history.

use domain::access::Operation;
use domain::document::File;
use domain::{ClaimId, DocumentId, OrgId, Refusal};
use projections::views::{Limit, Page, Viewer};

use super::error::found;
use super::{Answer, AskError, Asker, Questions, When};

/// A file, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownFile {
    /// The claim's partner.
    pub org: OrgId,
    pub file: File,
}

impl Questions {
    /// Finds the file of a document; one that was replaced or removed has not gone from history.
    pub async fn file(
        &self,
        asker: Asker<'_>,
        claim: ClaimId,
        document: DocumentId,
        when: When,
    ) -> Result<Answer<ShownFile>, AskError> {
        let viewer = self.admit(asker, Operation::ReadClaim).await?;
        let as_of = self.position_of(when.as_of).await?;
        self.log_must_have_come(when.fresh).await?;
        let read = self.views.claim(&viewer, claim, as_of).await?;
        let page = found(read.answer, Refusal::ClaimMustExist, read.moment)?;
        let held = page.details.documents.iter();
        let mut held = held.map(|held| &held.document);
        let file = match held.find(|held| held.id == document) {
            Some(held) => Some(held.file.clone()),
            None => self.former_file(&viewer, claim, document, as_of).await?,
        };
        let file = found(file, Refusal::DocumentMustBeOnTheClaim, read.moment)?;
        Ok(Answer {
            body: ShownFile {
                org: page.details.facts.partner,
                file,
            },
            position: read.head,
            waited: when.fresh.wait,
            moment: read.moment,
        })
    }

    /// Looks for a document in what happened; the last event that brought it counts.
    async fn former_file(
        &self,
        viewer: &Viewer,
        claim: ClaimId,
        document: DocumentId,
        as_of: Option<u64>,
    ) -> Result<Option<File>, AskError> {
        let (mut after, mut file) = (None, None);
        loop {
            let page = Page {
                after,
                limit: Limit::default(),
            };
            let read = self.views.history(viewer, claim, as_of, &page).await?;
            let listed = found(read.answer, Refusal::ClaimMustExist, read.moment)?;
            for line in listed.rows {
                let mut brought = line.event.event.documents().iter().rev();
                let brought = brought.find(|brought| brought.id == document);
                file = brought.map(|brought| brought.file.clone()).or(file);
            }
            match listed.next {
                Some(next) => after = Some(next),
                None => return Ok(file),
            }
        }
    }
}
