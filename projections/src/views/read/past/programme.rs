//! A programme as it was.

use std::slice;

use domain::aggregate::ProgrammeStream;
use domain::{Programme, ProgrammeId, programme};

use super::{Past, ReadError};
use crate::log::StreamKind;
use crate::stream::scan::each_whole;

impl Past {
    /// Reads a programme with its version; none: there was none.
    pub async fn programme(&self, id: &ProgrammeId) -> Result<Option<(u64, Programme)>, ReadError> {
        let name = id.to_string();
        let (mut state, mut version) = (None, 0);
        let (kind, ids) = (StreamKind::Programme, slice::from_ref(&name));
        each_whole::<ProgrammeStream>(&self.pool, (kind, ids), self.until, |stored, event| {
            programme::evolve(&mut state, &event);
            version = stored.sequence;
        })
        .await?;
        Ok(state.map(|state| (version, state)))
    }
}
