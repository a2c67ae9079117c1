//! JSON bodies: parsed at the door into domain values.

use application::wire::{FieldError, Ids, Reader, Wire, escaped};
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::objects::Objects;
use super::query::{Asked, Params};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::{BodyError, Failure};
use crate::openapi::{BodyMayBeAbsent, Input, Said, problems};

/// A body that was read.
#[derive(Debug)]
pub(super) struct Body<W: Wire>(pub(super) W::Into);

impl<W: Wire + JsonSchema> Input for Body<W> {
    fn tell(said: &mut Said) {
        <Asked<()> as Input>::tell(said);
        problems::of_bodies(said);
        said.body::<W>("application/json", Some(is_read::<W>));
        said.body_may_be_absent = match W::MAY_BE_EMPTY {
            true => BodyMayBeAbsent::Yes,
            false => BodyMayBeAbsent::No,
        };
    }
}

/// Reads a body for nobody: is it what is taken? If not, why?
pub(crate) fn is_read<W: Wire>(bytes: &[u8]) -> Result<(), String> {
    let read = || {
        let mut reader = Reader::new(Ids::Fresh);
        let value = parse::<W>(bytes)?.read(&mut reader);
        reader.finish(value).map_err(BodyError::Fields)
    };
    read().map(drop).map_err(|error| format!("{error:?}"))
}

impl<W: Wire> FromRequest<State> for Body<W> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &State) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let caller = Caller::from_request_parts(&mut parts, state).await?;
        Params::read::<()>(&parts.uri)?;
        let headers = parts.headers.clone();
        let request = Request::from_parts(parts, body);
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(not_received)?;
        let is_absent = W::MAY_BE_EMPTY && bytes.is_empty();
        if !is_absent && !is_json(&headers) {
            return Err(BodyError::WrongType.into());
        }
        let bytes = if is_absent { b"{}".as_slice() } else { &bytes };
        Ok(Self(read::<W>(bytes, &caller)?))
    }
}

/// Reads what came of a caller as JSON.
pub(super) fn read<W: Wire>(bytes: &[u8], caller: &Caller) -> Result<W::Into, BodyError> {
    let wire: W = parse(bytes)?;
    let mut reader = Reader::new(caller.ids());
    let value = wire.read(&mut reader);
    reader.finish(value).map_err(BodyError::Fields)
}

fn not_received(rejection: BytesRejection) -> Failure {
    let is_too_large = match &rejection {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => true,
        _ => rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE,
    };
    match is_too_large {
        true => BodyError::TooLarge.into(),
        false => BodyError::Unreadable("it did not arrive whole".to_owned()).into(),
    }
}

pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let media_type = value.split(';').next().unwrap_or("").trim();
    media_type.eq_ignore_ascii_case("application/json")
}

/// Parses the shape: is it JSON, does it fit, and is every field there once?
fn parse<W: DeserializeOwned>(bytes: &[u8]) -> Result<W, BodyError> {
    // Only an array may be taken for what it is not; whatever else fits is right at once.
    if !bytes.contains(&b'[')
        && let Ok(wire) = serde_json::from_slice(bytes)
    {
        return Ok(wire);
    }
    let unreadable = |error: serde_json::Error| match error.to_string() {
        why if why.starts_with("recursion limit") => BodyError::TooDeep,
        why => BodyError::Unreadable(why),
    };
    let value: Value = serde_json::from_slice(bytes).map_err(unreadable)?;
    let wire = serde_path_to_error::deserialize(Objects(&value)).map_err(located)?;
    // A value keeps the last of two fields of one name; only the text tells that there were two.
    let mut text = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize::<_, W>(&mut text).map_err(located)?;
    Ok(wire)
}

fn located(error: serde_path_to_error::Error<serde_json::Error>) -> BodyError {
    BodyError::Fields(vec![explained(pointer_of(error.path()), error.inner())])
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let names = path.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(escaped(key)),
        // The name of a choice is no field of its own; an unknown place has no name.
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    names.map(|name| format!("/{name}")).collect()
}

/// Makes a field error of what serde says.
fn explained(pointer: String, error: &serde_json::Error) -> FieldError {
    let said = error.to_string();
    let detail = said
        .rsplit_once(" at line ")
        .map_or(said.as_str(), |(before, _)| before);
    let named = detail.split('`').nth(1).map(escaped);
    let code = match detail {
        _ if detail.starts_with("unknown field") => "unknown_field",
        _ if detail.starts_with("missing field") => "missing_field",
        _ if detail.starts_with("duplicate field") => "duplicate_field",
        _ if detail.starts_with("unknown variant") => "unknown_choice",
        _ => "wrong_type",
    };
    let pointer = match (code, named) {
        ("unknown_field" | "missing_field" | "duplicate_field", Some(name))
            if !pointer.ends_with(&format!("/{name}")) =>
        {
            format!("{pointer}/{name}")
        }
        _ => pointer,
    };
    FieldError {
        pointer,
        code,
        detail: detail.to_owned(),
    }
}
