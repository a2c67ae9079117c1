//! The texts of the statements that answer the questions asked most, to be measured by themselves.
//!
//! In each, `$1` and so on stand for what is bound, in the order that is told here.

use domain::FundId;

use super::claim::CLAIM;
use super::claims::asked_claims;
use super::funds::asked_fund;
use super::overview::asked_overview;
use super::{ClaimCursor, ClaimFilter, FundFilter, Page, Viewer};

/// Gives that of the overview: whose it is, then what the filter says.
pub fn overview(viewer: &Viewer, filter: &FundFilter) -> String {
    asked_overview(viewer, filter).text().to_owned()
}

/// Gives that of a page of claims: whose they are, what the filter says, how many rows.
pub fn claims(viewer: &Viewer, filter: &ClaimFilter, page: &Page<ClaimCursor>) -> String {
    let mut asked = asked_claims(viewer, filter, page.after, None);
    asked.with(" limit", page.limit.with_one_ahead());
    asked.text().to_owned()
}

/// Gives that of one claim and of its history: its name, its id, the position or null.
pub fn claim() -> String {
    CLAIM.to_owned()
}

/// Gives that of one fund: whose it is, its id.
pub fn fund(viewer: &Viewer, id: FundId) -> String {
    asked_fund(viewer, id).text().to_owned()
}
