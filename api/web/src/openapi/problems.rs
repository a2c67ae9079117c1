//! What may go wrong, by what an operation does. Statuses and codes are those of [`crate::failure`].

use application::documents::BadFile;
use axum::http::StatusCode;

use super::said::Said;
use crate::failure::{BodyError, DoorError, Failure, FormError, Unidentified, told};
use crate::problem::Problem;

/// Whatever is asked for, the door may turn it away, and we may be at fault.
pub(super) fn of_the_door(said: &mut Said) {
    said.may_fail(DoorError::ForeignHost);
    said.may_fail(DoorError::ForeignPage);
    said.may_fail(DoorError::HeadersTooLarge);
    said.may_fail(DoorError::AddressTooLong);
    said.may_fail(DoorError::TooMany(1));
    said.may_fail(DoorError::TooManyFailures(1));
    said.may_fail(Problem::of_status(StatusCode::SERVICE_UNAVAILABLE));
    said.may_fail(Problem::internal());
}

/// What is no mere read has a body that may not come.
pub(super) fn of_pages(said: &mut Said) {
    said.may_fail(DoorError::BodyLate);
    said.may_fail(Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE));
}

/// Who asks may not be known.
pub(crate) fn of_callers(said: &mut Said) {
    for why in Unidentified::ALL {
        said.may_fail(why);
    }
}

/// A question may be about what cannot be shown.
pub(super) fn of_questions(said: &mut Said) {
    said.obeys(&[domain::refusal::Law::ActorMustBeAllowed]);
    said.may_be(500, told::OF_THE_LOG);
    said.may_be(503, &["store_unavailable"]);
}

/// A command may lose a race, be sent twice, or not be recorded.
pub(super) fn of_commands(said: &mut Said) {
    said.may_fail(DoorError::StillRunning);
    for told in told::of_commands() {
        said.problems.insert(told);
    }
}

/// A body may not be what is taken.
pub(crate) fn of_bodies(said: &mut Said) {
    said.may_fail(BodyError::TooDeep);
    said.may_fail(BodyError::WrongType);
    said.may_fail(BodyError::TooLarge);
    said.may_fail(BodyError::Fields(vec![]));
}

/// A form, or a file in it, may not be what is taken.
pub(super) fn of_forms(said: &mut Said) {
    said.may_fail(Failure::of_query(vec![]));
    for error in FormError::ALL {
        said.may_fail(error);
    }
    for (fault, code) in BadFile::FAULTS {
        said.may_be(told::of_fault(*fault).as_u16(), &[*code]);
    }
    said.may_be(503, &["documents_away", "store_unavailable"]);
}
