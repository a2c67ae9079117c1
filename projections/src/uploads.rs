//! Uploads: files brought for a claim, which documents may name for a while.
//!
//! The bytes are elsewhere; a row says whose they are, for which claim, and until when.

use chrono::{DateTime, Utc};
use domain::document::{File, Sha256};
use domain::{ClaimId, OrgId, Person, UploadId};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};

use crate::log::scan::signed;

/// A file that was brought for a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    pub claim: ClaimId,
    /// The claim's partner, under whose name the bytes are kept.
    pub org: OrgId,
    pub file: File,
    pub by: Person,
    pub at: DateTime<Utc>,
    /// Until when a document may name it.
    pub expires_at: DateTime<Utc>,
}

/// Reads and writes the rows of uploads; cheap to clone.
#[derive(Clone, Debug)]
pub struct Uploads {
    pool: PgPool,
}

/// Why uploads could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the uploads could not be read or written")]
pub struct UploadsError(#[from] sqlx::Error);

const ADD: &str = "
insert into uploads (upload_id, claim_id, org, sha256, size, media_type, name, uploaded_by,
    uploaded_at, expires_at)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
where (select count(*) from uploads where claim_id = $2 and expires_at > $9) < $11
on conflict (upload_id) do nothing";

const FIND: &str = "
select org, sha256, size, media_type, name, uploaded_by, uploaded_at, expires_at
from uploads
where upload_id = $1
and claim_id = $2
and expires_at > $3";

const OF_CLAIM: &str = "
select upload_id, org, sha256, size, media_type, name, uploaded_by, uploaded_at, expires_at
from uploads
where claim_id = $1
and expires_at > $2
order by uploaded_at, upload_id";

const DROP: &str = "
delete from uploads
where upload_id = $1
and claim_id = $2";

const COUNT: &str = "
select count(*)
from uploads
where claim_id = $1
and expires_at > $2";

const LIVING: &str = "
select distinct org, sha256
from uploads
where expires_at > $1";

const FORGET: &str = "
delete from uploads
where expires_at <= $1";

impl Uploads {
    /// Looks at the uploads of a migrated database.
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// Adds an upload, unless it is there or its claim has so many that can still be named.
    pub async fn add(&self, upload: &Upload, most: u32) -> Result<Added, UploadsError> {
        let File {
            sha256,
            size,
            media_type,
            name,
        } = &upload.file;
        let written = sqlx::query(ADD)
            .bind(upload.id.uuid())
            .bind(upload.claim.to_string())
            .bind(upload.org.as_str())
            .bind(sha256.bytes().as_slice())
            .bind(signed(*size))
            .bind(media_type)
            .bind(name)
            .bind(upload.by.to_string())
            .bind(upload.at)
            .bind(upload.expires_at)
            .bind(i64::from(most))
            .execute(&self.pool)
            .await?;
        match written.rows_affected() {
            0 => match self.find(upload.id, upload.claim, upload.at).await? {
                Some(known) => Ok(Added::Known(Box::new(known))),
                None => Ok(Added::TooMany),
            },
            _ => Ok(Added::Kept),
        }
    }

    /// Finds an upload for a claim that may still be named.
    pub async fn find(
        &self,
        id: UploadId,
        claim: ClaimId,
        now: DateTime<Utc>,
    ) -> Result<Option<Upload>, UploadsError> {
        let row = sqlx::query(FIND)
            .bind(id.uuid())
            .bind(claim.to_string())
            .bind(now)
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.map(|row| upload(&row, id, claim)).transpose()?)
    }

    /// Lists a claim's uploads that may still be named, in the order in which they came.
    pub async fn of_claim(
        &self,
        claim: ClaimId,
        now: DateTime<Utc>,
    ) -> Result<Vec<Upload>, UploadsError> {
        let rows = sqlx::query(OF_CLAIM)
            .bind(claim.to_string())
            .bind(now)
            .fetch_all(&self.pool)
            .await?;
        let read = |row: &PgRow| {
            let id = UploadId::from_uuid(row.try_get("upload_id")?);
            upload(row, id, claim)
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Forgets an upload before its day is over; its bytes are swept up like those of any other.
    pub async fn drop(&self, id: UploadId, claim: ClaimId) -> Result<(), UploadsError> {
        let dropped = sqlx::query(DROP).bind(id.uuid()).bind(claim.to_string());
        dropped.execute(&self.pool).await?;
        Ok(())
    }

    /// Counts a claim's uploads that may still be named.
    pub async fn count(&self, claim: ClaimId, now: DateTime<Utc>) -> Result<u32, UploadsError> {
        let count: i64 = sqlx::query_scalar(COUNT)
            .bind(claim.to_string())
            .bind(now)
            .fetch_one(&self.pool)
            .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Lists the bytes of all uploads that may still be named.
    pub async fn living(&self, now: DateTime<Utc>) -> Result<Vec<(OrgId, Sha256)>, UploadsError> {
        let rows = sqlx::query(LIVING).bind(now).fetch_all(&self.pool).await?;
        let read = |row: &PgRow| {
            let org: String = row.try_get("org")?;
            let org = org.parse().map_err(undecodable)?;
            Ok::<_, sqlx::Error>((org, digest(row)?))
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// Forgets uploads that cannot be named any more; gives how many.
    pub async fn forget(&self, now: DateTime<Utc>) -> Result<u64, UploadsError> {
        let gone = sqlx::query(FORGET).bind(now).execute(&self.pool).await?;
        Ok(gone.rows_affected())
    }
}

/// What became of an upload that was to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Added {
    Kept,
    /// There is one with this id already.
    Known(Box<Upload>),
    /// The claim has as many as it may have.
    TooMany,
}

fn upload(row: &PgRow, id: UploadId, claim: ClaimId) -> Result<Upload, sqlx::Error> {
    let (org, by): (String, String) = (row.try_get("org")?, row.try_get("uploaded_by")?);
    Ok(Upload {
        id,
        claim,
        org: org.parse().map_err(undecodable)?,
        file: File {
            sha256: digest(row)?,
            size: row.try_get::<i64, _>("size")?.unsigned_abs(),
            media_type: row.try_get("media_type")?,
            name: row.try_get("name")?,
        },
        by: by.parse().map_err(undecodable)?,
        at: row.try_get("uploaded_at")?,
        expires_at: row.try_get("expires_at")?,
    })
}

fn digest(row: &PgRow) -> Result<Sha256, sqlx::Error> {
    let bytes: Vec<u8> = row.try_get("sha256")?;
    let bytes: [u8; 32] = bytes
        .try_into()
        .map_err(|_| undecodable(domain::document::InvalidSha256))?;
    Ok(Sha256::from_bytes(bytes))
}

fn undecodable(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}
