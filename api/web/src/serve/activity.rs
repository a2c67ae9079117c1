//! How many requests of a connection are being answered; one with none is idle.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use tokio::sync::watch;

/// Counts the requests of one connection that are being answered.
#[derive(Clone)]
pub(super) struct Activity(Arc<watch::Sender<usize>>);

/// A request that is being answered, until its last byte is out.
pub(super) struct Answering(Activity);

impl Activity {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    pub(super) fn begin(&self) -> Answering {
        self.0.send_modify(|running| *running += 1);
        Answering(self.clone())
    }

    /// Waits until nothing was asked for as long as this.
    pub(super) async fn idle_for(&self, quiet: Duration) {
        let mut running = self.0.subscribe();
        loop {
            // The sender is ours: it does not go away while this waits.
            let _ = running.wait_for(|running| *running == 0).await;
            tokio::select! {
                () = tokio::time::sleep(quiet) => return,
                _ = running.changed() => {}
            }
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.0.0.send_modify(|running| *running -= 1);
    }
}

/// A body that counts as being answered until it is through.
pub(super) struct Counted {
    body: Body,
    _answering: Answering,
}

impl Counted {
    pub(super) fn new(body: Body, answering: Answering) -> Self {
        Self {
            body,
            _answering: answering,
        }
    }
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}
