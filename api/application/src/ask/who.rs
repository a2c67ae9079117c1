//! Who asks, and what the views may show them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::{Actor, OrgId, ProgrammeId, Refusal, Role};
use projections::views::Viewer;

use super::{AskError, Questions};

/// How long what is known of programmes is good enough: other processes publish some too.
const GOOD_FOR: Duration = Duration::from_secs(1);

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asker {
    /// From inside, such as the terminal: everything is for them.
    Inside,
    /// Who came through a door.
    Actor(Actor),
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
    /// Says who an asker is to the views, and refuses those for whom there is nothing.
    pub(super) async fn admit(&self, asker: &Asker) -> Result<Viewer, AskError> {
        let Asker::Actor(actor) = asker else {
            return Ok(Viewer::Inside);
        };
        match actor.role {
            Role::PartnerAdmin | Role::PartnerUser => Ok(Viewer::Partner(actor.org.clone())),
            Role::Contributor => Ok(Viewer::Contributor(actor.person())),
            Role::Reviewer
            | Role::Approver
            | Role::Finance
            | Role::ProgrammeAdmin
            | Role::Auditor => Ok(Viewer::Vendor(self.programmes_of(&actor.org).await?)),
            // Who runs the ledger sees no claim and no money; the system acts from inside alone.
            Role::Operator | Role::System => Err(Refusal::ActorMustBeAllowed.into()),
        }
    }

    /// Lets the vendor's side in, and nobody else.
    pub(super) async fn admit_vendor_side(&self, asker: &Asker) -> Result<Viewer, AskError> {
        let viewer = self.admit(asker).await?;
        match viewer.is_vendor_side() {
            true => Ok(viewer),
            false => Err(Refusal::ActorMustBeAllowed.into()),
        }
    }

    /// Tells whether somebody sees all that the ledger holds.
    pub(super) fn sees_all(&self, viewer: &Viewer) -> bool {
        match viewer {
            Viewer::Inside => true,
            Viewer::Vendor(programmes) => programmes.len() == self.vendors.lock().vendors.len(),
            Viewer::Partner(_) | Viewer::Contributor(_) | Viewer::Nobody => false,
        }
    }

    /// Lists the programmes of a vendor.
    async fn programmes_of(&self, vendor: &OrgId) -> Result<Arc<[ProgrammeId]>, AskError> {
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
        let theirs = known.vendors.iter().filter(|(_, of)| *of == vendor);
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
