//! Why the tables of identity could not be read or written.

use std::error::Error;

/// Why the tables of identity could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    #[error("the database could not be reached")]
    Unavailable(#[source] sqlx::Error),
    #[error("a row of who may come in cannot be read")]
    Unreadable(#[source] Box<dyn Error + Send + Sync>),
}

impl From<sqlx::Error> for IdentityError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::ColumnDecode { source, .. } | sqlx::Error::Decode(source) => {
                Self::Unreadable(source)
            }
            other => Self::Unavailable(other),
        }
    }
}
