"""What schemathesis is told beyond the description."""

import schemathesis

# Problems of the form alone: a schema must say what these refuse.
FORM = {"invalid_fields", "invalid_query", "body_unreadable", "wrong_content_type", "bad_precondition",
        "bad_idempotency_key", "bad_position", "unknown_api_version", "precondition_required",
        "idempotency_key_required", "unknown_part", "missing_part", "part_given_twice"}

# What depends on more than the form, as `info.description` says; the last four are of parameters
# that go together.
BEYOND = {"too_many_decimals", "unknown_time_zone", "amount_overflow", "upload_not_found", "bad_cursor",
          "given_twice", "needs_business_time", "not_by_business_time", "out_of_order"}


def is_written_with_decimals(error):
    """To a schema 60.0 is a whole number; we take 60 alone."""
    return error["code"] == "wrong_type" and "floating point" in error["detail"]


@schemathesis.check
def no_valid_form_is_refused(ctx, response, case):
    """Where a request fits the description, it is refused by a law, but never for its form."""
    meta = case.meta
    if meta is None or not meta.generation.mode.is_positive:
        return
    if not 400 <= response.status_code < 500:
        return
    # An optional header that is left out is sent as an empty one, which is none of the description.
    if any(value == "" for value in (case.headers or {}).values()):
        return
    problem = response.json()
    if problem["code"] not in FORM:
        return
    errors = problem.get("errors", [])
    if errors and all(error["code"] in BEYOND or is_written_with_decimals(error) for error in errors):
        return
    raise AssertionError(f"a valid form was refused: {problem}")
