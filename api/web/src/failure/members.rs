//! Members that were not invited, given a role or withdrawn: what the caller is told.

use application::act::members::MemberError;
use axum::http::StatusCode;

use super::Failure;
use super::keys::of_identity;
use crate::problem::Problem;

impl From<MemberError> for Failure {
    fn from(error: MemberError) -> Self {
        let (code, hint, detail) = (error.code(), error.hint(), error.to_string());
        let told = |status| Problem::new(status, code, detail).with_hint(hint);
        let problem = match error {
            MemberError::Refused(refusal) => return refusal.into(),
            MemberError::RoleIsNotYours(_) => told(StatusCode::FORBIDDEN),
            MemberError::AddressIsNone | MemberError::NameIsNeeded => {
                told(StatusCode::UNPROCESSABLE_ENTITY)
            }
            MemberError::NameIsTaken => told(StatusCode::CONFLICT),
            MemberError::NotThere => told(StatusCode::NOT_FOUND),
            MemberError::Identity(error) => of_identity(&error),
        };
        problem.into()
    }
}

impl Failure {
    /// Says that there is no such member, of those who are not for the caller as well.
    pub(crate) fn no_such_member() -> Self {
        MemberError::NotThere.into()
    }
}
