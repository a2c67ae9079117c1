//! Events on their way to a reader, as `text/event-stream` (WHATWG HTML, 9.2).
//!
//! A page of the log is one piece of the body, and is made when the connection takes it: a slow
//! reader costs no more than the piece that is under way, and reads the log itself if they fall
//! behind. Who asks is looked at again each second.

mod places;

use std::convert::Infallible;
use std::fmt::Write;
use std::pin::pin;
use std::time::Duration;

use application::ask::{Followed, Follower};
use axum::body::{Body, Bytes};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::response::Response;
use futures::StreamExt;
use futures::stream::{once, unfold};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

use crate::State;
use crate::door::caller::Caller;
use crate::door::identify::{Credentials, still};
use crate::failure::{Failure, Unidentified};
use crate::serve::Stopping;
use crate::telemetry::Present;
use places::Place;
pub(crate) use places::Places;

/// After how long without an event a reader is told that we are still there: proxies give up on
/// connections that are silent for a minute.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How often it is looked at who asks.
const LOOK: Duration = Duration::from_secs(1);

/// After how many milliseconds a reader that lost its connection comes back.
const RETRY: u32 = 2_000;

/// Tells proxies not to hold the events back (nginx).
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// The events that one reader is sent.
pub(super) struct EventStream {
    reader: Reader,
    follower: Follower,
    looks: Interval,
    /// How far the reader has been told that the log was looked at.
    position: u64,
    /// When something was sent last.
    sent: Instant,
    is_over: bool,
    _place: Place,
    _present: Present,
}

/// Who is sent them.
pub(super) struct Reader {
    pub(super) state: State,
    pub(super) caller: Caller,
    pub(super) credentials: Credentials,
}

impl EventStream {
    pub(super) fn new(reader: Reader, follower: Follower, place: Place) -> Self {
        let mut looks = interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            reader,
            position: follower.position(),
            follower,
            looks,
            sent: Instant::now(),
            is_over: false,
            _place: place,
            _present: Present::event_stream(),
        }
    }

    /// Answers with the events, until who asks may no longer or the server stops.
    pub(super) fn respond(self, stopping: Option<Stopping>) -> Response {
        let begin = format!("retry: {RETRY}\n{}", id(self.position));
        let begin = once(async { Ok::<_, Infallible>(Bytes::from(begin)) });
        let pieces = unfold((self, stopping), |(mut stream, mut stopping)| async {
            let piece = stream.next(stopping.as_mut()).await?;
            Some((Ok::<_, Infallible>(Bytes::from(piece)), (stream, stopping)))
        });
        let mut response = Response::new(Body::from_stream(begin.chain(pieces)));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(BUFFERING, HeaderValue::from_static("no"));
        response
    }

    async fn next(&mut self, mut stopping: Option<&mut Stopping>) -> Option<String> {
        while !self.is_over {
            // It goes on while it is looked who asks: one that were begun anew each time would
            // lose its place among those that wait for the log.
            let mut following = pin!(self.follower.next());
            let piece = loop {
                let turn = tokio::select! {
                    biased;
                    () = Stopping::asked(stopping.as_deref_mut()) => return None,
                    _ = self.looks.tick() => self.reader.look().await.map(|()| None),
                    followed = following.as_mut() => followed.map(Some).map_err(Failure::from),
                };
                match turn {
                    Ok(None) if self.sent.elapsed() < HEARTBEAT => {}
                    Ok(None) => break id(self.position),
                    Ok(Some(followed)) => {
                        self.position = followed.until;
                        break written(&followed);
                    }
                    Err(why) => {
                        self.is_over = true;
                        break self.reader.told(&why);
                    }
                }
            };
            if !piece.is_empty() {
                self.sent = Instant::now();
                return Some(piece);
            }
        }
        None
    }
}

impl Reader {
    /// Requires that who asked still may, and still is who they were.
    async fn look(&self) -> Result<(), Failure> {
        match still(&self.state, &self.credentials).await {
            Ok(actor) if actor == self.caller.by => Ok(()),
            // Nobody can tell at present: then nothing can be read either.
            Err(Unidentified::StoreAway | Unidentified::ProviderAway) => Ok(()),
            Ok(_) => Err(Unidentified::Invalid.into()),
            Err(why) => Err(why.into()),
        }
    }

    /// Says why there is no more.
    fn told(&self, why: &Failure) -> String {
        let problem = why.text(&self.caller.request_id);
        format!("event: problem\ndata: {problem}\n\n")
    }
}

/// Notes a position without an event: a reader who comes back goes on from there.
fn id(position: u64) -> String {
    format!("id: {position}\n\n")
}

fn written(followed: &Followed) -> String {
    let bytes = followed
        .events
        .iter()
        .map(|(_, json)| json.len() + 32)
        .sum();
    let mut piece = String::with_capacity(bytes);
    for (position, json) in &followed.events {
        // Writing to text does not fail.
        let _ = write!(piece, "id: {position}\ndata: {json}\n\n");
    }
    piece
}
