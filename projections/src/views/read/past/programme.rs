//! A programme as it was.

use domain::aggregate::ProgrammeStream;
use domain::{Programme, ProgrammeId};

use super::{Past, ReadError};
use crate::log::StreamKind;
use crate::stream::scan::folded;

impl Past {
    /// Reads a programme with its version; none: there was none.
    pub async fn programme(&self, id: &ProgrammeId) -> Result<Option<(u64, Programme)>, ReadError> {
        let (kind, name) = (StreamKind::Programme, id.to_string());
        let (stream, version) =
            folded::<ProgrammeStream>(&self.views.pool, kind, &name, self.until).await?;
        Ok(stream.0.map(|programme| (version, programme)))
    }
}
