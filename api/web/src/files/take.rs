//! One file of a form on its way in.

use application::documents::{BadFile, Documents, DocumentsError, Sound};

use super::form::Part;
use crate::failure::{Failure, FormError};
use crate::telemetry::refused_file;

/// Takes one file in; a bad one is read to its end, so that its sender hears what is wrong.
pub(crate) async fn take(
    documents: &Documents,
    part: &mut Part,
) -> Result<Result<Sound, BadFile>, Ended> {
    match taken(documents, part).await {
        Ok(sound) => Ok(Ok(sound)),
        Err(Ended::NotTaken(DocumentsError::Bad(bad))) => {
            refused_file(bad.code());
            part.pass_over().await?;
            Ok(Err(bad))
        }
        Err(ended) => Err(ended),
    }
}

/// Why a file did not come in: it could not be taken, or it did not arrive.
#[derive(Debug)]
pub(crate) enum Ended {
    NotTaken(DocumentsError),
    NotRead(FormError),
}

impl From<Ended> for Failure {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::NotTaken(error) => error.into(),
            Ended::NotRead(error) => error.into(),
        }
    }
}

impl From<DocumentsError> for Ended {
    fn from(error: DocumentsError) -> Self {
        Self::NotTaken(error)
    }
}

impl From<FormError> for Ended {
    fn from(error: FormError) -> Self {
        Self::NotRead(error)
    }
}

async fn taken(documents: &Documents, part: &mut Part) -> Result<Sound, Ended> {
    let mut incoming = documents.begin(part.file_name(), part.declared()).await?;
    while let Some(bytes) = part.next().await? {
        incoming.put(&bytes).await?;
    }
    Ok(incoming.end().await?)
}
