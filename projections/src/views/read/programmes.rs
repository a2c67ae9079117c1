//! Whose programmes there are: the first event of each names its vendor, for good.

use domain::aggregate::ProgrammeStream;
use domain::{OrgId, ProgrammeEvent, ProgrammeId};

use super::{ReadError, Views};
use crate::log::StreamKind;
use crate::stream::scan::each;

const PROGRAMMES: &str = "
    select aggregate_id
    from events
    where aggregate_type = 'programme'
      and sequence = 1";

impl Views {
    /// Lists the programmes that are not known yet, each with its vendor; waits for nothing.
    pub async fn new_programmes(
        &self,
        known: &[ProgrammeId],
    ) -> Result<Vec<(ProgrammeId, OrgId)>, ReadError> {
        let mut new: Vec<String> = sqlx::query_scalar(PROGRAMMES)
            .fetch_all(&self.readers)
            .await?;
        new.retain(|name| known.iter().all(|known| known.as_str() != name));
        let mut vendors = vec![];
        let streams = (StreamKind::Programme, new.as_slice());
        each::<ProgrammeStream>(&self.pool, streams, u64::MAX, |stored, event| {
            let ProgrammeEvent::PolicyPublished { policy, .. } = event.event;
            if let (1, Ok(id)) = (stored.sequence, stored.aggregate_id.parse()) {
                vendors.push((id, policy.vendor.clone()));
            }
        })
        .await?;
        Ok(vendors)
    }
}
