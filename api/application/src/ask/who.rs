//! Who asks, and what the views may show them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::access::{self, Operation, Sight};
use domain::{Actor, OrgId, ProgrammeId, Refusal};
use projections::views::Viewer;

use super::{AskError, Questions};

/// How long what is known of programmes is good enough: other processes publish some too.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker<'a> {
    /// From inside, such as the terminal: everything is for them.
    Inside,
    /// Who came through a door.
    Actor(&'a Actor),
}

impl Asker<'_> {
    /// Refuses who may do this nowhere, before anything is looked up.
    pub(crate) fn must_be_allowed_somewhere(self, operation: Operation) -> Result<(), Refusal> {
        match self {
            Self::Actor(actor) if !access::may_somewhere(actor.role, operation) => {
                Err(Refusal::ActorMustBeAllowed)
            }
            Self::Inside | Self::Actor(_) => Ok(()),
        }
    }
}

/// The vendor of each programme, which never changes; shared by all clones.
#[derive(Clone, Debug, Default)]
pub(super) struct Vendors(Arc<Mutex<Known>>);

#[derive(Debug, Default)]
struct Known {
    vendors: HashMap<ProgrammeId, OrgId>,
    /// When all there were had been read, and this process's head then.
    complete: Option<(Instant, u64)>,
}

impl Questions {
    /// Says what the views may show an asker, and refuses those who see neither claims nor money.
    ///
    /// To whom nothing is shown of what is asked for, it looks as if there were nothing.
    pub(super) async fn admit(
        &self,
        asker: Asker<'_>,
        operation: Operation,
    ) -> Result<Viewer, AskError> {
        asker.must_be_allowed_somewhere(Operation::ReadClaim)?;
        self.viewer(asker, operation).await
    }

    /// Says what the views may show an asker, whoever they are.
    pub(super) async fn viewer(
        &self,
        asker: Asker<'_>,
        operation: Operation,
    ) -> Result<Viewer, AskError> {
        let Asker::Actor(actor) = asker else {
            return Ok(Viewer::Inside);
        };
        Ok(match Sight::of(actor, operation) {
            Sight::All => Viewer::Inside,
            Sight::OfVendor(vendor) => Viewer::Vendor(self.programmes_of(&vendor).await?),
            Sight::Own(partner) => Viewer::Partner(partner),
            Sight::Invited(person) => Viewer::Contributor(person),
            Sight::Nothing => Viewer::Nobody,
        })
    }

    /// Tells whether who asks sees everything: the money of every programme that there is.
    pub async fn sees_everything(&self, asker: Asker<'_>) -> Result<bool, AskError> {
        let viewer = self.admit(asker, Operation::ReadBalance).await?;
        Ok(self.sees_all(&viewer))
    }

    /// Tells whether a viewer sees all that the ledger holds.
    pub(super) fn sees_all(&self, viewer: &Viewer) -> bool {
        match viewer {
            Viewer::Inside => true,
            Viewer::Vendor(programmes) => {
                !programmes.is_empty() && programmes.len() == self.vendors.lock().vendors.len()
            }
            Viewer::Partner(_) | Viewer::Contributor(_) | Viewer::Nobody => false,
        }
    }

    /// Lists the programmes of a vendor.
    async fn programmes_of(&self, vendor: &OrgId) -> Result<Arc<[ProgrammeId]>, AskError> {
        self.programmes_where(|of| of == vendor).await
    }

    /// Lists the programmes of some vendors.
    pub(super) async fn programmes_where(
        &self,
        is_meant: impl Fn(&OrgId) -> bool,
    ) -> Result<Arc<[ProgrammeId]>, AskError> {
        let head = self.head();
        if !self.vendors.lock().is_complete(head) {
            let known: Vec<ProgrammeId> = self.vendors.lock().vendors.keys().cloned().collect();
            let asked = Instant::now();
            let new = self.views.new_programmes(&known).await?;
            let mut known = self.vendors.lock();
            known.vendors.extend(new);
            known.complete = Some((asked, head));
        }
        let known = self.vendors.lock();
        let theirs = known.vendors.iter().filter(|(_, of)| is_meant(of));
        Ok(theirs.map(|(programme, _)| programme.clone()).collect())
    }
}

impl Vendors {
    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn is_complete(&self, head: u64) -> bool {
        self.complete
            .is_some_and(|(at, then)| then == head && at.elapsed() < GOOD_FOR)
    }
}
