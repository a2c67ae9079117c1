//! Documents of a claim that are, or were, on another live claim of the same partner.

use std::collections::HashMap;

use domain::document::DocumentKey;
use domain::{ClaimId, ClaimNumber, Document, DocumentId, FundId, OrgId, Status};
use uuid::Uuid;

use super::{ClaimPage, ReadError, Viewer, Views};
use crate::log::scan::signed;
use crate::stream::FoldedClaim;
use crate::views::fold::key_of;

/// From the keys of the claim's documents to the claims that ever carried such a document.
const CANDIDATES: &str = "
    select distinct claim.claim_id, claim.opened
    from claim_key as same
    join claim on claim.claim_id = same.claim_id
    where same.key = any($1)
      and same.claim_id <> $2
      and claim.partner = $3
      and claim.opened <= $4
    order by claim.opened";

/// What makes two documents the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DuplicateOf {
    /// The same bytes.
    File,
    /// The same supplier and invoice number.
    Invoice,
}

/// A document that is on another live claim too, in whatever fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    pub document: DocumentId,
    pub same: DuplicateOf,
    pub other_claim: ClaimId,
    pub other_number: ClaimNumber,
    pub other_document: DocumentId,
    pub other_fund: FundId,
    pub other_title: String,
    pub other_status: Status,
}

/// The order of what is found: my document, the age of the other claim, its document.
type Found = ((usize, u64, usize), Duplicate);

impl Views {
    /// Finds documents of a claim on the partner's other live claims that the viewer may see, across
    /// all its funds, as it is or as of a position.
    ///
    /// A contributor, who sees only the claims they were invited to, is shown none.
    pub async fn duplicates(
        &self,
        viewer: &Viewer,
        own: &ClaimPage,
        as_of: Option<u64>,
    ) -> Result<Vec<Duplicate>, ReadError> {
        let facts = &own.details.facts;
        if !viewer.can_see_money(&facts.partner, &facts.programme) {
            return Ok(vec![]);
        }
        let mine: Vec<&Document> = own.details.claim.documents.iter().collect();
        let keys = mine.iter().flat_map(|document| document.keys());
        let keys: Vec<Uuid> = keys.map(|key| key_of(&key)).collect();
        if keys.is_empty() {
            return Ok(vec![]);
        }
        let until = as_of.unwrap_or(u64::MAX);
        let others: Vec<(Uuid, i64)> = sqlx::query_as(CANDIDATES)
            .bind(keys)
            .bind(own.id.uuid())
            .bind(OrgId::as_str(&facts.partner))
            .bind(signed(until))
            .fetch_all(&self.readers)
            .await?;
        let others = others.into_iter().map(|(id, _)| ClaimId::from_uuid(id));
        let others: Vec<ClaimId> = others.collect();
        let mut folded = super::past::folded(&self.pool, &others, until).await?;
        let mut found: Vec<Found> = vec![];
        for other in others {
            // The partner may have filed it with another vendor.
            if let Some(folded) = folded.remove(&other).filter(|it| viewer.can_see(it)) {
                compare(&mine, other, &folded, &mut found);
            }
        }
        found.sort_by_key(|(place, _)| *place);
        Ok(found.into_iter().map(|(_, duplicate)| duplicate).collect())
    }
}

/// Lays the documents of two claims side by side.
fn compare(mine: &[&Document], id: ClaimId, other: &FoldedClaim, found: &mut Vec<Found>) {
    let claim = other.claim();
    if !is_live(claim.status) {
        return;
    }
    let mut theirs: HashMap<DocumentKey, Vec<(usize, &Document)>> = HashMap::new();
    for (place, document) in claim.documents.iter().enumerate() {
        for key in document.keys() {
            theirs.entry(key).or_default().push((place, document));
        }
    }
    for (my_place, document) in mine.iter().enumerate() {
        for key in document.keys() {
            for (place, their) in theirs.get(&key).into_iter().flatten() {
                let same = match key {
                    DocumentKey::File(_) => DuplicateOf::File,
                    // The same file is told of once, though it has the same number as well.
                    DocumentKey::Invoice(_) if their.file.sha256 == document.file.sha256 => {
                        continue;
                    }
                    DocumentKey::Invoice(_) => DuplicateOf::Invoice,
                };
                let duplicate = Duplicate {
                    document: document.id,
                    same,
                    other_claim: id,
                    other_number: other.number(),
                    other_document: their.id,
                    other_fund: claim.fund,
                    other_title: claim.title.clone(),
                    other_status: claim.status,
                };
                found.push(((my_place, other.opened, *place), duplicate));
            }
        }
    }
}

/// A claim that is over counts as live if it was paid: its documents were reimbursed. So does one
/// that is still being written: whoever reviews the first should know.
const fn is_live(status: Status) -> bool {
    match status {
        Status::Cancelled | Status::Expired | Status::RejectionFinal => false,
        Status::Editing
        | Status::Submitted
        | Status::UnderReview
        | Status::ActionRequired
        | Status::Approved
        | Status::Rejected
        | Status::Disputed
        | Status::Paid => true,
    }
}
