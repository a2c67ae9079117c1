//! Documents of a claim that were on another live claim of the same partner then.

use std::collections::HashMap;

use domain::{ClaimId, OrgId, Status};
use sqlx::Row;
use uuid::Uuid;

use super::claim::{claims_until, could_see, known};
use super::{BATCH, Past, ReadError, Viewer};
use crate::views::details::{ClaimDetails, HeldDocument};
use crate::views::fold::claim::invoice_hash;
use crate::views::read::{Duplicate, DuplicateOf};

/// The other claims that changed since, and of the others those that carry such a document.
const CANDIDATES: &str = "
    select claim_id, opened
    from claim
    where partner = $1
      and claim_id <> $2
      and opened > $3
      and opened <= $4
      and (
            position > $4
            or (
                status not in ('cancelled', 'expired', 'rejection_final')
                and exists (
                    select
                    from claim_document as other
                    where other.claim_id = claim.claim_id
                      and (other.sha256 = any($5) or other.invoice_hash = any($6))
                )
            )
        )
    order by opened
    limit $7";

impl Past {
    /// Finds documents of a claim on the partner's other claims that were live then.
    ///
    /// A contributor, who sees only the claims he was invited to, is shown none.
    pub async fn duplicates(
        &self,
        viewer: &Viewer,
        claim: ClaimId,
    ) -> Result<Vec<Duplicate>, ReadError> {
        let own = match viewer {
            Viewer::Vendor | Viewer::Partner(_) => self.claim(viewer, claim).await?,
            Viewer::Contributor(_) | Viewer::Nobody => None,
        };
        let Some(own) = own.filter(|own| could_see(viewer, &own.details)) else {
            return Ok(vec![]);
        };
        let own = own.details;
        let mut found = vec![];
        let mut opened = 0;
        loop {
            let others = self.others(claim, &own, &mut opened).await?;
            let names: Vec<String> = others.iter().map(ToString::to_string).collect();
            let mut was = claims_until(&self.pool, &names, self.until).await?;
            for (id, name) in others.iter().zip(&names) {
                if let Some((other, opened, _)) = was.remove(name).and_then(known) {
                    compare(&own, *id, &other, opened, &mut found);
                }
            }
            if others.len() < BATCH {
                break;
            }
        }
        found.sort_by_key(|(place, _)| *place);
        Ok(found.into_iter().map(|(_, duplicate)| duplicate).collect())
    }

    async fn others(
        &self,
        claim: ClaimId,
        own: &ClaimDetails,
        opened: &mut i64,
    ) -> Result<Vec<ClaimId>, ReadError> {
        let files = own.documents.iter();
        let files = files.map(|held| held.document.file.sha256.to_string());
        let invoices = own.documents.iter().filter_map(hash);
        let rows = sqlx::query(CANDIDATES)
            .persistent(false)
            .bind(OrgId::as_str(&own.facts.partner))
            .bind(claim.uuid())
            .bind(*opened)
            .bind(self.signed())
            .bind(files.collect::<Vec<_>>())
            .bind(invoices.map(|hash| hash.to_vec()).collect::<Vec<_>>())
            .bind(BATCH as i64)
            .fetch_all(&self.pool)
            .await?;
        let mut others = vec![];
        for row in rows {
            others.push(ClaimId::from_uuid(row.try_get::<Uuid, _>(0)?));
            *opened = row.try_get(1)?;
        }
        Ok(others)
    }
}

/// The order of what is found: my document, the age of the other claim, its document.
type Found = ((u32, u64, u32), Duplicate);

fn compare(
    own: &ClaimDetails,
    id: ClaimId,
    other: &ClaimDetails,
    opened: u64,
    found: &mut Vec<Found>,
) {
    if !is_live(other.course.standing.status) {
        return;
    }
    let mut by_file: HashMap<_, Vec<&HeldDocument>> = HashMap::new();
    let mut by_invoice: HashMap<[u8; 32], Vec<&HeldDocument>> = HashMap::new();
    for held in &other.documents {
        let sha256 = held.document.file.sha256.to_string();
        by_file.entry(sha256).or_default().push(held);
        if let Some(hash) = hash(held) {
            by_invoice.entry(hash).or_default().push(held);
        }
    }
    for mine in &own.documents {
        let sha256 = mine.document.file.sha256.to_string();
        let files = by_file.get(&sha256).map_or(&[][..], Vec::as_slice);
        let invoices = hash(mine).and_then(|hash| by_invoice.get(&hash));
        let invoices = invoices.map_or(&[][..], Vec::as_slice);
        let is_other_file =
            |held: &&&HeldDocument| held.document.file.sha256 != mine.document.file.sha256;
        let same = files.iter().map(|held| (DuplicateOf::File, *held));
        let alike = invoices.iter().filter(is_other_file);
        let alike = alike.map(|held| (DuplicateOf::Invoice, *held));
        for (same, held) in same.chain(alike) {
            let duplicate = Duplicate {
                document: mine.document.id,
                same,
                other_claim: id,
                other_document: held.document.id,
                other_fund: other.facts.fund,
                other_title: other.facts.title.clone(),
                other_status: other.course.standing.status,
            };
            found.push(((mine.place, opened, held.place), duplicate));
        }
    }
}

fn hash(held: &HeldDocument) -> Option<[u8; 32]> {
    invoice_hash(&held.document)
}

/// A claim that is over counts as live if it was paid: its documents were reimbursed.
fn is_live(status: Status) -> bool {
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
