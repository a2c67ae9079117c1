//! The accept loop: bounds on how long a caller may be silent, and a shutdown that lets
//! running requests finish.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How long a caller may take over the head of a request.
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(10);

/// How long running requests may take once the server is asked to stop.
const SHUTDOWN_BOUND: Duration = Duration::from_secs(10);

/// How long to wait before accepting again after the system refused a connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How many connections are served at a time; further ones wait in the listener's queue.
const CONNECTIONS_MAX: usize = 1_024;

/// How long callers and the shutdown may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    pub header_read: Duration,
    pub shutdown: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            header_read: HEADER_READ_TIMEOUT,
            shutdown: SHUTDOWN_BOUND,
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
    serve_with(listener, router, shutdown, Patience::default()).await
}

/// Serves with its own patience.
pub async fn serve_with(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()>,
    patience: Patience,
) -> Stopped {
    // Only HTTP/1: guessing the version has no time limit, and without TLS nobody speaks HTTP/2.
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.header_read);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut connections = JoinSet::new();
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
        let service = TowerToHyperService::new(router.clone());
        let connection = builder
            .serve_connection(TokioIo::new(stream), service)
            .into_owned();
        let connection = graceful.watch(connection);
        while connections.try_join_next().is_some() {}
        connections.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    match tokio::time::timeout(patience.shutdown, graceful.shutdown()).await {
        Ok(()) => Stopped::Drained,
        Err(_) => {
            connections.shutdown().await;
            Stopped::CutOff
        }
    }
}
