//! A programme as it was.

use std::slice;

use domain::aggregate::ProgrammeStream;
use domain::{Programme, ProgrammeId, programme};

use super::{Past, ReadError, each};
use crate::log::StreamKind;

impl Past {
    /// Reads a programme with its version; none: there was none.
    pub async fn programme(&self, id: &ProgrammeId) -> Result<Option<(u64, Programme)>, ReadError> {
        let name = id.to_string();
        let (mut state, mut version) = (None, 0);
        let (kind, ids) = (StreamKind::Programme, slice::from_ref(&name));
        each::<ProgrammeStream>(&self.pool, kind, ids, self.until, |stored, envelope| {
            programme::evolve(&mut state, &envelope.payload);
            version = stored.sequence;
        })
        .await?;
        Ok(state.map(|state| (version, state)))
    }
}
