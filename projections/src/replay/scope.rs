//! What is replayed, and which streams that is.
//!
//! Found through what never changes: the first event of a claim names its fund, that of a fund its
//! partner. The views are asked only whether they remember a stream that is gone, so a replay is
//! right whatever state they are in.

use domain::{ClaimId, FundId, OrgId};
use sqlx::PgPool;

use super::ReplayError;

use crate::log::scan::signed;
use crate::log::{LogError, StreamKind};
use crate::witness::{Ends, must_have_begun};

const BEGINS: &str = "
select position
from events
where aggregate_type = $1
and aggregate_id = $2
and sequence = 1";

const FUNDS_OF_PARTNER: &str = "
select aggregate_id
from events
where aggregate_type = 'fund'
and sequence = 1
and position <= $2
and payload -> 'event' -> 'FundOpened' ->> 'partner' = $1
order by aggregate_id";

const CLAIMS_OF_FUNDS: &str = "
select aggregate_id
from events
where aggregate_type = 'claim'
and sequence = 1
and position <= $2
and payload -> 'event' -> 'ClaimCreated' ->> 'fund' = any($1)
order by aggregate_id";

/// What is replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One claim.
    Claim(ClaimId),
    /// A fund, and the claims on it.
    Fund(FundId),
    /// A partner's funds, and the claims on them.
    Partner(OrgId),
    /// Every stream of the log.
    All,
}

impl Scope {
    /// Lists the streams, in the order of their kinds and ids; everything is never listed.
    pub(super) async fn streams(
        &self,
        pool: &PgPool,
        until: u64,
    ) -> Result<Vec<(StreamKind, String)>, ReplayError> {
        let funds = match self {
            Self::All => return Ok(vec![]),
            Self::Claim(claim) => {
                let id = claim.to_string();
                let begins = begins_whole(pool, StreamKind::Claim, &id, until).await?;
                let begins = begins.ok_or(ReplayError::NoSuchClaim(*claim))?;
                if begins > until {
                    return Err(ReplayError::ClaimBeginsLater {
                        claim: *claim,
                        position: until,
                        begins,
                    });
                }
                return Ok(vec![(StreamKind::Claim, id)]);
            }
            Self::Fund(fund) => {
                let id = fund.to_string();
                let begins = begins_whole(pool, StreamKind::Fund, &id, until).await?;
                let begins = begins.ok_or(ReplayError::NoSuchFund(*fund))?;
                if begins > until {
                    return Err(ReplayError::FundBeginsLater {
                        fund: *fund,
                        position: until,
                        begins,
                    });
                }
                vec![id]
            }
            Self::Partner(partner) => {
                let funds: Vec<String> = sqlx::query_scalar(FUNDS_OF_PARTNER)
                    .bind(partner.as_str())
                    .bind(signed(until))
                    .fetch_all(pool)
                    .await?;
                if funds.is_empty() {
                    return Err(has_no_fund(pool, partner, until).await);
                }
                funds
            }
        };
        must_have_begun(pool, (self.partner(), &funds), until).await?;
        let claims: Vec<String> = sqlx::query_scalar(CLAIMS_OF_FUNDS)
            .bind(&funds)
            .bind(signed(until))
            .fetch_all(pool)
            .await?;
        let claims = claims.into_iter().map(|id| (StreamKind::Claim, id));
        let funds = funds.into_iter().map(|id| (StreamKind::Fund, id));
        Ok(claims.chain(funds).collect())
    }

    const fn partner(&self) -> Option<&OrgId> {
        match self {
            Self::Partner(partner) => Some(partner),
            Self::Claim(_) | Self::Fund(_) | Self::All => None,
        }
    }
}

/// The same as [`begins`]; a stream that is not there must not have been there either.
async fn begins_whole(
    pool: &PgPool,
    kind: StreamKind,
    id: &str,
    until: u64,
) -> Result<Option<u64>, LogError> {
    let begins = begins(pool, kind, id).await?;
    if begins.is_none() {
        Ends::of(kind, [id]).must_be_ends(pool, until).await?;
    }
    Ok(begins)
}

/// Requires that the log knows a partner: every claim is on a fund, so that a fund tells.
pub async fn must_have_a_fund(
    pool: &PgPool,
    partner: &OrgId,
    until: u64,
) -> Result<(), ReplayError> {
    let fund: Option<String> = sqlx::query_scalar(FUNDS_OF_PARTNER)
        .bind(partner.as_str())
        .bind(signed(until))
        .fetch_optional(pool)
        .await?;
    match fund {
        Some(_) => Ok(()),
        None => Err(has_no_fund(pool, partner, until).await),
    }
}

/// Says that a partner has no fund, unless one is gone.
async fn has_no_fund(pool: &PgPool, partner: &OrgId, position: u64) -> ReplayError {
    match must_have_begun(pool, (Some(partner), &[]), position).await {
        Err(gone) => gone.into(),
        Ok(()) => ReplayError::PartnerHasNoFund {
            partner: partner.clone(),
            position,
        },
    }
}

/// Finds the position of a stream's first event.
pub(crate) async fn begins(
    pool: &PgPool,
    kind: StreamKind,
    id: &str,
) -> Result<Option<u64>, sqlx::Error> {
    let position: Option<i64> = sqlx::query_scalar(BEGINS)
        .bind(kind.as_str())
        .bind(id)
        .fetch_optional(pool)
        .await?;
    Ok(position.map(i64::unsigned_abs))
}
