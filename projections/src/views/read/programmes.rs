//! Whose programmes there are: the first event of each names its vendor, for good; and who has to do
//! with which.

use domain::aggregate::ProgrammeStream;
use domain::{OrgId, ProgrammeEvent, ProgrammeId};
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::{Past, ReadError, Viewer, Views, claims, overview};
use crate::log::StreamKind;
use crate::log::scan::signed;
use crate::stream::scan::each;

const PROGRAMMES: &str = "
    select aggregate_id
    from events
    where aggregate_type = 'programme'
      and sequence = 1";

/// Those in which a partner has funds.
const OF_FUNDS: &str = "
    select distinct programme
    from overview
    where true";

/// Those of the claims to which a colleague was invited.
const OF_CLAIMS: &str = "
    select distinct programme
    from claim
    where true";

/// After a programme in the list, by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeCursor {
    pub id: ProgrammeId,
}

impl Past {
    /// Lists the programmes that a partner or a colleague has to do with, as of the views.
    ///
    /// To a vendor's side it is their own that are listed, which no view tells.
    pub async fn programmes_of_theirs(
        &self,
        viewer: &Viewer,
    ) -> Result<Vec<ProgrammeId>, ReadError> {
        let (statement, owner) = match viewer {
            Viewer::Contributor(_) => (OF_CLAIMS, claims::OWNER),
            Viewer::Inside | Viewer::Vendor(_) | Viewer::Partner(_) | Viewer::Nobody => {
                (OF_FUNDS, overview::OWNER)
            }
        };
        let mut asked = Asked::new(statement);
        asked.seen_by(viewer, owner);
        asked.and("opened <=", Some(signed(self.position())));
        let views = self.views();
        let rows = asked.query().fetch_all(views.readers()).await?;
        rows.iter().map(|row| overview::parsed(row, 0)).collect()
    }
}

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
