//! Which events of a claim somebody counts.
//!
//! A claim's version is how many events there are that its reader may read of: what the vendor's
//! side keeps to itself leaves no gap in the numbers of others, nor does it overtake their commands.

use super::sees_vendor_only;
use crate::{Actor, Claim, OrgId};

/// Which events of a claim somebody counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    /// All there are.
    EveryEvent,
    /// Those that are not for the vendor's side alone.
    WithoutVendorOnly,
}

impl Counting {
    /// Gives how an actor counts; the vendor is that of the claim's programme.
    pub fn of(actor: &Actor, vendor: &OrgId) -> Self {
        match sees_vendor_only(actor, vendor) {
            true => Self::EveryEvent,
            false => Self::WithoutVendorOnly,
        }
    }

    /// Gives the version of a claim whose last event has this sequence.
    pub fn version(self, claim: &Claim, sequence: u64) -> u64 {
        self.without(claim.vendor_only_events(), sequence)
    }

    /// The same where as many of its events are for the vendor's side alone.
    pub const fn without(self, vendor_only: u64, sequence: u64) -> u64 {
        match self {
            Self::EveryEvent => sequence,
            Self::WithoutVendorOnly => sequence.saturating_sub(vendor_only),
        }
    }
}
