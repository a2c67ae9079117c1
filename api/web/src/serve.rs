//! The accept loop: bounds on how many callers there are and how long one may be silent, and a
//! shutdown that lets running requests finish.

mod activity;
mod connection;
mod peer;
mod tls;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::telemetry::Present;
use connection::Speaker;
pub use peer::Peer;
pub(crate) use peer::network;
pub use tls::{Refreshed, Tls, TlsError};

/// How long to wait before accepting again after the system refused a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long callers and the shutdown may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How long a caller may take over a handshake, and over the head of a request.
    pub header_read: Duration,
    /// How long a connection of several requests (HTTP/2) is kept without one.
    pub idle: Duration,
    /// How long a caller may not take what is written to them.
    pub write: Duration,
    /// How long running requests may take once the server is asked to stop.
    pub shutdown: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            header_read: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            write: Duration::from_secs(30),
            shutdown: Duration::from_secs(10),
        }
    }
}

/// How connections are served.
#[derive(Clone)]
pub struct Serving {
    /// Without it, connections are not encrypted.
    pub tls: Option<Tls>,
    /// How many connections are served at a time; further ones wait in the listener's queue.
    pub connections_max: usize,
    pub patience: Patience,
}

impl Default for Serving {
    fn default() -> Self {
        Self {
            tls: None,
            connections_max: 1_024,
            patience: Patience::default(),
        }
    }
}

/// Tells answers that have no end of their own when the server is asked to stop.
#[derive(Clone, Debug)]
pub(crate) struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Waits until the server is asked to stop; for good if there is none.
    pub(crate) async fn asked(stopping: Option<&mut Self>) {
        match stopping {
            // A sender that is gone has stopped as well.
            Some(Self(stop)) => drop(stop.wait_for(|is_asked| *is_asked).await),
            None => std::future::pending().await,
        }
    }
}

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Every running request was answered.
    Drained,
    /// Some took too long and were cut off.
    CutOff,
}

/// Serves until `shutdown` is there; then lets running requests finish, within a bound.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
) -> Stopped {
    serve_with(listener, router, shutdown, Serving::default()).await
}

/// Serves on terms of its own.
pub async fn serve_with(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
    serving: Serving,
) -> Stopped {
    let Serving { tls, patience, .. } = serving;
    let speaker = Speaker::new(router, tls.as_ref().map(Tls::acceptor), patience);
    let places = Arc::new(Semaphore::new(serving.connections_max));
    let (stop, stopped) = watch::channel(false);
    let mut connections = JoinSet::new();
    // Dropped with the loop, and the look-out ends with it.
    let mut lookout = JoinSet::new();
    if let Some(tls) = tls {
        lookout.spawn(tls.follow());
    }
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, stream) = tokio::select! {
            (place, accepted) = accepted => match accepted {
                Ok((stream, _)) => (place, stream),
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
            () = shutdown.as_mut() => break,
        };
        let _ = stream.set_nodelay(true);
        while connections.try_join_next().is_some() {}
        let served = speaker.clone().serve(stream, stopped.clone());
        let present = Present::connection();
        connections.spawn(async move {
            served.await;
            drop((place, present));
        });
    }
    drop(listener);
    stop.send_replace(true);
    let drained = async { while connections.join_next().await.is_some() {} };
    match tokio::time::timeout(patience.shutdown, drained).await {
        Ok(()) => Stopped::Drained,
        Err(_) => {
            connections.shutdown().await;
            Stopped::CutOff
        }
    }
}
