//! Forms of several parts (RFC 7578), read part by part as their bytes come; nothing is gathered.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use futures::{Stream, StreamExt};
use http_body_util::LengthLimitError;
use multer::{Field, Multipart};

use crate::failure::FormError;

/// How much is read in search of the next part or of its content, in bytes.
const SOUGHT_MAX: usize = 64 * 1024;

/// How long a caller may send nothing.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// A form that is being read.
pub(crate) struct Form {
    parts: Multipart<'static>,
    sought: Arc<AtomicUsize>,
}

/// A part that is being read.
pub(crate) struct Part {
    field: Field<'static>,
    sought: Arc<AtomicUsize>,
}

impl Form {
    /// Tells whether a request says that it is a form.
    pub(crate) fn is_one(headers: &HeaderMap) -> bool {
        let value = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let essence = value.and_then(|value| value.split(';').next());
        essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("multipart/form-data"))
    }

    /// Begins to read a request that says that it is a form.
    pub(crate) fn begin(request: Request) -> Result<Self, FormError> {
        let value = request.headers().get(CONTENT_TYPE);
        let value = value.and_then(|value| value.to_str().ok()).unwrap_or("");
        let boundary = multer::parse_boundary(value).map_err(|_| FormError::NoBoundary)?;
        let sought = Arc::new(AtomicUsize::new(0));
        let fed = Fed {
            body: request.into_body().into_data_stream(),
            sought: Arc::clone(&sought),
            has_fed: false,
        };
        Ok(Self {
            parts: Multipart::new(fed, boundary),
            sought,
        })
    }

    /// Gives the next part; none: that was all. The part before must be read to its end.
    pub(crate) async fn next(&mut self) -> Result<Option<Part>, FormError> {
        self.sought.store(0, Ordering::Relaxed);
        let next = in_time(self.parts.next_field()).await?;
        Ok(next.map(|field| Part {
            field,
            sought: Arc::clone(&self.sought),
        }))
    }
}

impl Part {
    /// Gives the part's name in the form.
    pub(crate) fn name(&self) -> &str {
        self.field.name().unwrap_or("")
    }

    /// Gives the name of the part's file.
    pub(crate) fn file_name(&self) -> Option<&str> {
        self.field.file_name()
    }

    /// Gives the type that the part says it is of.
    pub(crate) fn declared(&self) -> Option<&str> {
        self.field.content_type().map(|declared| declared.as_ref())
    }

    /// Gives the next bytes; none: that was all.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, FormError> {
        self.sought.store(0, Ordering::Relaxed);
        in_time(self.field.chunk()).await
    }

    /// Reads the part to its end, and leaves it at that.
    pub(crate) async fn pass_over(&mut self) -> Result<(), FormError> {
        while self.next().await?.is_some() {}
        Ok(())
    }

    /// Gives all bytes of a small part.
    pub(crate) async fn whole(&mut self, most: usize) -> Result<Vec<u8>, FormError> {
        let mut whole = vec![];
        while let Some(bytes) = self.next().await? {
            if whole.len() + bytes.len() > most {
                return Err(FormError::FactsTooLarge);
            }
            whole.extend_from_slice(&bytes);
        }
        Ok(whole)
    }
}

async fn in_time<T>(read: impl Future<Output = multer::Result<T>>) -> Result<T, FormError> {
    match tokio::time::timeout(SILENCE_MAX, read).await {
        Ok(read) => read.map_err(|error| of_reading(&error)),
        Err(_) => Err(FormError::TooSlow),
    }
}

/// Tells what went wrong from what the reader of forms says.
fn of_reading(error: &multer::Error) -> FormError {
    match error {
        multer::Error::StreamReadFailed(source) => match source.downcast_ref::<FormError>() {
            Some(known) => *known,
            None => FormError::CutOff,
        },
        multer::Error::IncompleteStream
        | multer::Error::IncompleteFieldData { .. }
        | multer::Error::IncompleteHeaders => FormError::CutOff,
        // The reader's list of errors may grow: whatever else is wrong is wrong with a part.
        _ => FormError::BadPart,
    }
}

/// The body as it is fed to the reader of forms, which takes in all that it is given.
///
/// After each piece there is a pause in which it gives out what it found, so that it holds one piece
/// at most; and what it finds nothing in comes to an end.
struct Fed {
    body: BodyDataStream,
    sought: Arc<AtomicUsize>,
    has_fed: bool,
}

impl Stream for Fed {
    type Item = Result<Bytes, FormError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.has_fed) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.sought.load(Ordering::Relaxed) >= SOUGHT_MAX {
            return Poll::Ready(Some(Err(FormError::BadPart)));
        }
        let next = self.body.poll_next_unpin(cx);
        next.map(|next| {
            next.map(|read| {
                let bytes = read.map_err(|error| of_body(&error))?;
                self.has_fed = true;
                self.sought.fetch_add(bytes.len(), Ordering::Relaxed);
                Ok(bytes)
            })
        })
    }
}

fn of_body(error: &axum::Error) -> FormError {
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return FormError::TooLarge;
        }
        cause = error.source();
    }
    FormError::CutOff
}

/// Bounds a body that is no form: it is read whole.
pub(crate) fn bounded(request: Request, most: usize) -> Request {
    request.map(|body| Body::new(http_body_util::Limited::new(body, most)))
}
