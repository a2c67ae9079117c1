//! Whose time it is: a caller may take so long to send a body, and we so long to answer.

use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, StatusCode, Version};
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use crate::failure::{DoorError, Failure};

/// How long a request may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// How long we may work on an answer, not counting what is waited for the body.
    pub answer: Duration,
    /// How long may be waited for the body in all, whatever comes of it.
    pub body: Duration,
    /// For so many bytes that have come in, a second more may be waited for the rest.
    pub body_bytes_per_second: u32,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(30),
            body: Duration::from_secs(10),
            body_bytes_per_second: 4 * 1024,
        }
    }
}

/// Who took too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Late {
    Caller,
    We,
}

/// What a request has taken so far.
struct Taken {
    times: Times,
    began: Instant,
    /// Since when a piece of the body is waited for.
    waiting_since: Option<Instant>,
    /// How long was waited for pieces that came.
    waited: Duration,
    bytes: u64,
}

impl Taken {
    /// Says when it will be too late, and who will have been.
    fn deadline(&self) -> (Instant, Late) {
        let Some(since) = self.waiting_since else {
            return (self.began + self.waited + self.times.answer, Late::We);
        };
        let rate = u64::from(self.times.body_bytes_per_second).max(1);
        let may_wait = self.times.body + Duration::from_millis(self.bytes * 1_000 / rate);
        (since + may_wait.saturating_sub(self.waited), Late::Caller)
    }
}

/// Answers in time, or says who was late: 408 if the body did not come, 503 if we were not done.
pub(super) async fn in_time(
    times: Times,
    request: Request,
    next: impl AsyncFnOnce(Request) -> Response,
) -> Response {
    let version = request.version();
    let taken = Arc::new(Mutex::new(Taken {
        times,
        began: Instant::now(),
        waiting_since: None,
        waited: Duration::ZERO,
        bytes: 0,
    }));
    let request = request.map(|body| match body.is_end_stream() {
        true => body,
        false => Body::new(Watched {
            body,
            taken: Arc::clone(&taken),
        }),
    });
    let mut answer = pin!(next(request));
    let mut alarm = pin!(tokio::time::sleep(times.answer));
    let answered = std::future::poll_fn(|context| {
        // What is waited for is decided as the answer is worked on: the deadline after it.
        if let Poll::Ready(response) = answer.as_mut().poll(context) {
            return Poll::Ready(Ok(response));
        }
        let (deadline, late) = locked(&taken).deadline();
        // A timer is never early and may be late: pieces that keep coming would put it off for good.
        if deadline <= Instant::now() {
            return Poll::Ready(Err(late));
        }
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
        ready!(alarm.as_mut().poll(context));
        Poll::Ready(Err(late))
    });
    match answered.await {
        Ok(response) => response,
        Err(Late::We) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(Late::Caller) => {
            let mut response = Failure::from(DoorError::BodyLate).into_response();
            if version < Version::HTTP_2 {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
            }
            response
        }
    }
}

/// A body that notes how long it is waited for.
struct Watched {
    body: Body,
    taken: Arc<Mutex<Taken>>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        let mut taken = locked(&self.taken);
        match &polled {
            Poll::Pending => {
                taken.waiting_since.get_or_insert_with(Instant::now);
            }
            Poll::Ready(frame) => {
                if let Some(since) = taken.waiting_since.take() {
                    taken.waited += since.elapsed();
                }
                let data = frame.as_ref().and_then(|frame| frame.as_ref().ok());
                let data = data.and_then(http_body::Frame::data_ref);
                taken.bytes += data.map_or(0, |data| data.len() as u64);
            }
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    /// Nobody waits for a body that is given up.
    fn drop(&mut self) {
        let mut taken = locked(&self.taken);
        if let Some(since) = taken.waiting_since.take() {
            taken.waited += since.elapsed();
        }
    }
}

fn locked(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}
