//! Keys that were not made, listed or revoked: what the caller is told.

use application::act::keys::KeyError;
use axum::http::StatusCode;
use projections::identity::IdentityError;

use super::Failure;
use super::question::store_away;
use crate::problem::Problem;

impl From<KeyError> for Failure {
    fn from(error: KeyError) -> Self {
        let (code, hint, detail) = (error.code(), error.hint(), error.to_string());
        let told = |status| Problem::new(status, code, detail).with_hint(hint);
        let problem = match error {
            KeyError::Refused(refusal) => return refusal.into(),
            KeyError::RoleIsNotYours(_) => told(StatusCode::FORBIDDEN),
            KeyError::RoleIsInside | KeyError::ExpiryHasPassed | KeyError::UserIsAKey => {
                told(StatusCode::UNPROCESSABLE_ENTITY)
            }
            KeyError::MadeBefore => told(StatusCode::CONFLICT),
            KeyError::NotThere => told(StatusCode::NOT_FOUND),
            KeyError::Identity(error) => of_identity(&error),
        };
        problem.into()
    }
}

pub(super) fn of_identity(error: &IdentityError) -> Problem {
    match error {
        IdentityError::Unavailable(_) => {
            let error = error as &dyn std::error::Error;
            tracing::warn!(error, "who may come in could not be read or written");
            store_away()
        }
        IdentityError::Unreadable(_) => {
            let error = error as &dyn std::error::Error;
            tracing::error!(error, "a row of who may come in cannot be read");
            Problem::internal()
        }
    }
}

impl From<IdentityError> for Failure {
    fn from(error: IdentityError) -> Self {
        of_identity(&error).into()
    }
}

impl Failure {
    /// Says that there is no such key, for those it is not for as well.
    pub(crate) fn no_such_key() -> Self {
        KeyError::NotThere.into()
    }
}
