//! Files that were not taken or not given out: what becomes of each.

use application::documents::{BadFile, DocumentsError, NoPreview, StoreError};
use application::wire::FieldError;
use axum::http::StatusCode;

use super::question::store_away;
use super::told::of_fault;
use super::{Failure, away};
use crate::problem::Problem;

/// Why a form was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FormError {
    #[error("the body is neither a form nor JSON")]
    WrongType,
    #[error("the form does not say what its parts are divided by")]
    NoBoundary,
    #[error("the form ends before its last part does")]
    CutOff,
    #[error("a part of the form cannot be read")]
    BadPart,
    #[error("the form is too large")]
    TooLarge,
    #[error("the caller was silent for too long")]
    TooSlow,
    #[error("the form has more parts than are taken at a time")]
    TooManyParts,
    #[error("the form has a part that is not asked for")]
    UnknownPart,
    #[error("the form has a part twice")]
    PartTwice,
    #[error("the form has no part `file`")]
    NoFile,
    #[error("the form has no part `facts`")]
    NoFacts,
    #[error("the part `facts` is too large")]
    FactsTooLarge,
}

impl FormError {
    /// All there are.
    pub(crate) const ALL: [Self; 12] = [
        Self::WrongType,
        Self::NoBoundary,
        Self::CutOff,
        Self::BadPart,
        Self::TooLarge,
        Self::TooSlow,
        Self::TooManyParts,
        Self::UnknownPart,
        Self::PartTwice,
        Self::NoFile,
        Self::NoFacts,
        Self::FactsTooLarge,
    ];

    const fn told(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::WrongType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "wrong_content_type",
                "send multipart/form-data, or JSON that names an upload where there is one",
            ),
            Self::NoBoundary => (
                StatusCode::BAD_REQUEST,
                "no_boundary",
                "let your program write the Content-Type itself: it names the boundary",
            ),
            Self::CutOff => (StatusCode::BAD_REQUEST, "body_cut_off", "send it again"),
            Self::BadPart => (
                StatusCode::BAD_REQUEST,
                "bad_part",
                "send parts as multipart/form-data has them (RFC 7578)",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "send fewer files at a time, or smaller ones",
            ),
            Self::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "body_too_slow",
                "send it again, without breaks",
            ),
            Self::TooManyParts => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_many_parts",
                "send fewer files at a time",
            ),
            Self::UnknownPart => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "unknown_part",
                "send the parts that this address takes, and no others",
            ),
            Self::PartTwice => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "part_given_twice",
                "send each part once",
            ),
            Self::NoFile => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "missing_part",
                "send the file as the part `file`",
            ),
            Self::NoFacts => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "missing_part",
                "send what the document says as the part `facts`, in JSON",
            ),
            Self::FactsTooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "facts_too_large",
                "say less: texts are for people",
            ),
        }
    }
}

impl From<FormError> for Failure {
    fn from(error: FormError) -> Self {
        let (status, code, hint) = error.told();
        let problem = Problem::new(status, code, error.to_string()).with_hint(hint);
        match error {
            FormError::WrongType => problem.accepting("multipart/form-data, application/json"),
            FormError::NoBoundary
            | FormError::CutOff
            | FormError::BadPart
            | FormError::TooLarge
            | FormError::TooSlow
            | FormError::TooManyParts
            | FormError::UnknownPart
            | FormError::PartTwice
            | FormError::NoFile
            | FormError::NoFacts
            | FormError::FactsTooLarge => problem,
        }
        .into()
    }
}

impl Failure {
    /// Says that a field names an upload that is not there.
    pub(crate) fn no_such_upload(pointer: String) -> Self {
        let errors = vec![FieldError {
            pointer,
            code: "upload_not_found",
            detail: DocumentsError::NoSuchUpload.to_string(),
        }];
        Problem::of_fields(errors).into()
    }
}

impl From<BadFile> for Failure {
    fn from(bad: BadFile) -> Self {
        let status = of_fault(bad.fault());
        let problem = Problem::new(status, bad.code(), bad.to_string());
        problem.with_hint(bad.hint()).into()
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        tracing::error!(%error, cause, "the store of documents failed");
        let detail = "the store of documents is unavailable";
        let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "documents_away", detail);
        away(problem).retry_after(5).into()
    }
}

impl From<DocumentsError> for Failure {
    fn from(error: DocumentsError) -> Self {
        let detail = error.to_string();
        match error {
            DocumentsError::Bad(bad) => bad.into(),
            DocumentsError::Store(error) => error.into(),
            DocumentsError::Command(error) => error.into(),
            DocumentsError::Uploads(error) => {
                let cause = std::error::Error::source(&error).map(ToString::to_string);
                tracing::warn!(%error, cause, "uploads could not be read or written");
                store_away().into()
            }
            DocumentsError::TooManyUploads { .. } => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                let problem = Problem::new(status, "too_many_uploads", detail);
                problem
                    .with_hint("make documents of them, or wait until their day is over")
                    .into()
            }
            DocumentsError::NoSuchUpload => Self::no_such_upload("/file/upload".to_owned()),
            DocumentsError::NotStored => {
                let problem = Problem::new(StatusCode::NOT_FOUND, "file_not_stored", detail);
                problem
                    .with_hint("whoever has the file can prove it by the document's SHA-256")
                    .into()
            }
            DocumentsError::Altered => {
                tracing::error!("a file in the store is not what was recorded");
                let status = StatusCode::INTERNAL_SERVER_ERROR;
                let problem = Problem::new(status, "file_altered", detail);
                problem
                    .with_hint("contact the operator of the ledger with the request id")
                    .into()
            }
        }
    }
}

impl From<NoPreview> for Failure {
    fn from(error: NoPreview) -> Self {
        let problem = Problem::new(StatusCode::NOT_FOUND, "no_preview", error.to_string());
        problem.with_hint("fetch the file itself").into()
    }
}
