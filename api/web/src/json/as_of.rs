//! When a question is about: `as_of` or `as_of_position`, and by which time.

use application::ask::{By, moment};
use application::wire::form::{Moment, TimeKind};
use projections::log::AsOf;

use super::query::Params;

const INSTANT: &str = "a moment is an instant such as 2026-10-01T00:00:00Z (RFC 3339, with + written \
                       as %2B) or a day such as 2026-09-30, which means its end in UTC";

/// Takes `as_of` or `as_of_position` out of the parameters; both at once are refused.
pub(super) fn take_as_of(params: &mut Params) -> Option<AsOf> {
    let instant = params.parsed("as_of", INSTANT, moment::instant);
    let position = params.parsed("as_of_position", moment::POSITION, moment::position);
    if instant.is_some() && position.is_some() {
        let detail = "the point in time is given twice: by as_of and by as_of_position";
        params.refuse("as_of_position", "given_twice", detail);
    }
    let position = position.map(AsOf::Position);
    position.or(instant.map(AsOf::Instant))
}

/// Takes a moment that must be there: a position, an instant or a day.
pub(super) fn take_moment(params: &mut Params, name: &str) -> Option<AsOf> {
    let Some(text) = params.text::<Moment>(name) else {
        params.refuse(name, "missing_parameter", "the parameter is missing");
        return None;
    };
    let found = moment::position_or_instant(&text);
    if found.is_none() {
        params.refuse(name, "bad_value", INSTANT);
    }
    found
}

/// Takes `by` and `business_until` out of the parameters.
pub(super) fn take_by(params: &mut Params) -> By {
    let by = params.parsed("by", "by is recorded or business", TimeKind::written);
    let detail = "a day is written 2024-03-31";
    let until = params.parsed("business_until", detail, moment::day);
    match (by, until) {
        (Some(TimeKind::Business), until) => By::Business { until },
        (Some(TimeKind::Recorded) | None, None) => By::Recorded,
        (Some(TimeKind::Recorded) | None, Some(_)) => {
            let detail = "business_until goes with by=business";
            params.refuse("business_until", "needs_business_time", detail);
            By::Recorded
        }
    }
}
