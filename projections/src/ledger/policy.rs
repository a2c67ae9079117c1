//! The policy a command is decided upon.

use std::sync::Arc;
use std::time::Duration;

use domain::aggregate::ProgrammeStream;
use domain::{Policy, ProgrammeId};

use super::CommandError;
use super::execute::Ledger;
use super::slot::Held;

/// How long a programme's current policy is taken as current without looking again.
const POLICY_IS_FRESH: Duration = Duration::from_secs(1);

impl Ledger {
    /// Finds a version of a programme's policy, or the current one.
    pub(super) async fn policy(
        &self,
        id: &ProgrammeId,
        version: Option<u32>,
    ) -> Result<Option<(u32, Arc<Policy>)>, CommandError> {
        let held = self.0.programmes.hold(id).await?;
        let find = |held: &Held<ProgrammeStream>| {
            let programme = held.aggregate.0.as_ref()?;
            let (version, policy) = match version {
                Some(version) => (version, programme.version(version)?),
                None => programme.current()?,
            };
            Some((version, Arc::clone(policy)))
        };
        let found = find(&held);
        let is_fresh = version.is_some() || held.read_at.elapsed() < POLICY_IS_FRESH;
        let seen = held.seen.clone();
        drop(held);
        let is_durable = seen.lineage.is_durable(seen.version).await;
        if found.is_some() && is_fresh && is_durable {
            return Ok(found);
        }
        // Another process may have published since.
        seen.lineage.break_off();
        let held = self.0.programmes.hold(id).await?;
        Ok(find(&held))
    }
}
