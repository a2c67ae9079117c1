//! Who reads, and what they may list: the sight of [`domain::access`], for SQL.

use std::sync::Arc;

use domain::{ClaimEvent, OrgId, Person, ProgrammeId};

use crate::stream::history::is_vendor_only;
use crate::stream::{FoldedClaim, Latest};

/// Who reads.
///
/// What one may not see looks exactly like what does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Viewer {
    /// From inside: everything.
    Inside,
    /// A vendor's side and its auditors: all of the vendor's programmes.
    Vendor(Arc<[ProgrammeId]>),
    /// A partner: what is its own, without what the vendor's side keeps to itself.
    Partner(OrgId),
    /// An invited colleague: the claims they were invited to, and nothing of the funds.
    Contributor(Person),
    /// An operator, or somebody of another vendor: nothing of claims and funds.
    Nobody,
}

impl Viewer {
    /// Tells whether what only the vendor's side may read is for them.
    pub const fn is_vendor_side(&self) -> bool {
        match self {
            Self::Inside | Self::Vendor(_) => true,
            Self::Partner(_) | Self::Contributor(_) | Self::Nobody => false,
        }
    }

    /// Tells whether they read of an event on a claim that they can see.
    pub fn reads_of(&self, event: &ClaimEvent) -> bool {
        self.is_vendor_side() || !is_vendor_only(event)
    }

    /// Gives a claim's version and last change, by the events they read of.
    ///
    /// What the vendor's side keeps to itself leaves no gap in how others count.
    pub fn latest(&self, folded: &FoldedClaim) -> Latest {
        match self.is_vendor_side() {
            true => folded.for_vendor(),
            false => folded.for_partner,
        }
    }

    /// Tells whether what they could see once may have been taken from them since: whose a claim is,
    /// and which programme's, never changes.
    pub(super) const fn may_be_withdrawn(&self) -> bool {
        match self {
            Self::Contributor(_) => true,
            Self::Inside | Self::Vendor(_) | Self::Partner(_) | Self::Nobody => false,
        }
    }

    /// Tells whether they can see a claim that was folded up to some position.
    pub fn can_see(&self, folded: &FoldedClaim) -> bool {
        let claim = folded.claim();
        match self {
            Self::Contributor(person) => claim.contributions.iter().any(|asked| {
                asked.to == *person && asked.state != domain::claim::ContributionState::Cancelled
            }),
            Self::Inside | Self::Vendor(_) | Self::Partner(_) | Self::Nobody => {
                self.can_see_money(&claim.partner, &claim.programme)
            }
        }
    }

    /// Tells whether they can see the money of a partner in a programme.
    pub fn can_see_money(&self, partner: &OrgId, programme: &ProgrammeId) -> bool {
        match self {
            Self::Inside => true,
            Self::Vendor(programmes) => programmes.contains(programme),
            Self::Partner(own) => partner == own,
            Self::Contributor(_) | Self::Nobody => false,
        }
    }
}
