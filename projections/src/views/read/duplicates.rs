//! Documents of a claim that are on another live claim of the same partner.

use domain::{ClaimId, DocumentId, FundId, Status};
use sqlx::Row;
use uuid::Uuid;

use super::overview::parsed;
use super::{ReadError, Viewer, Views};

/// A claim that is over counts as live if it was paid: its documents were reimbursed. So does one
/// that is still being written: whoever reviews the first should know.
const DUPLICATES: &str = "
    select
        mine.document_id, other.claim_id, other.document_id, claim.fund_id, claim.title,
        claim.status, mine.sha256 = other.sha256
    from claim as own
    join claim_document as mine using (claim_id)
    join claim_document as other
      on (other.sha256 = mine.sha256 or other.invoice_hash = mine.invoice_hash)
     and other.claim_id <> mine.claim_id
    join claim
      on claim.claim_id = other.claim_id
     and claim.partner = own.partner
    where own.claim_id = $3
      and claim.status not in ('cancelled', 'expired', 'rejection_final')
      and (
            $1 = 'vendor'
            or ($1 = 'partner' and own.partner = $2)
        )
    order by mine.place, claim.opened, other.place";

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
    pub other_document: DocumentId,
    pub other_fund: FundId,
    pub other_title: String,
    pub other_status: Status,
}

impl Views {
    /// Finds documents of a claim on the partner's other live claims, across all its funds.
    ///
    /// A contributor, who sees only the claims he was invited to, is shown none.
    pub async fn duplicates(
        &self,
        viewer: &Viewer,
        claim: ClaimId,
    ) -> Result<Vec<Duplicate>, ReadError> {
        let rows = sqlx::query(DUPLICATES)
            .bind(viewer.kind())
            .bind(viewer.name())
            .bind(claim.uuid())
            .fetch_all(&self.pool)
            .await?;
        let mut duplicates = vec![];
        for row in rows {
            let is_same_file: bool = row.try_get(6)?;
            duplicates.push(Duplicate {
                document: DocumentId::from_uuid(row.try_get::<Uuid, _>(0)?),
                same: if is_same_file {
                    DuplicateOf::File
                } else {
                    DuplicateOf::Invoice
                },
                other_claim: ClaimId::from_uuid(row.try_get::<Uuid, _>(1)?),
                other_document: DocumentId::from_uuid(row.try_get::<Uuid, _>(2)?),
                other_fund: FundId::from_uuid(row.try_get::<Uuid, _>(3)?),
                other_title: row.try_get(4)?,
                other_status: parsed(&row, 5)?,
            });
        }
        Ok(duplicates)
    }
}
