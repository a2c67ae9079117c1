//! One connection: its handshake, its protocol, and the bounds on both.

use std::convert::Infallible;
use std::pin::pin;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::{Router, http};
use hyper::body::Incoming;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

use super::activity::{Activity, Counted};
use super::peer::Peer;
use super::{Patience, Stopping};

/// The most bytes of a request's head that are read at all; a head that goes on is answered 431.
const HEAD_BYTES_MAX: usize = 64 * 1024;

/// How many requests one connection may have under way (HTTP/2).
const STREAMS_MAX: u32 = 128;

/// How many streams may be reset before they were looked at (CVE-2023-44487).
const PENDING_RESETS_MAX: usize = 20;

/// How much of a request's body is on its way before it is read (HTTP/2).
const STREAM_WINDOW: u32 = 256 * 1024;

/// The same for all requests of a connection.
const CONNECTION_WINDOW: u32 = 1024 * 1024;

/// What is said on a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Protocol {
    Http1,
    Http2,
}

/// Serves connections, each as TLS and its first bytes say.
#[derive(Clone)]
pub(super) struct Speaker {
    router: Router,
    tls: Option<TlsAcceptor>,
    patience: Patience,
    http1: auto::Builder<TokioExecutor>,
    http2: auto::Builder<TokioExecutor>,
}

impl Speaker {
    pub(super) fn new(router: Router, tls: Option<TlsAcceptor>, patience: Patience) -> Self {
        // Which version is spoken is agreed upon within TLS: guessing it has no time limit, and
        // without TLS nobody speaks HTTP/2.
        let mut http1 = auto::Builder::new(TokioExecutor::new()).http1_only();
        http1
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(patience.header_read)
            .max_buf_size(HEAD_BYTES_MAX);
        let mut http2 = auto::Builder::new(TokioExecutor::new()).http2_only();
        http2
            .http2()
            .timer(TokioTimer::new())
            .max_header_list_size(u32::try_from(HEAD_BYTES_MAX).unwrap_or(u32::MAX))
            .max_concurrent_streams(STREAMS_MAX)
            .max_pending_accept_reset_streams(PENDING_RESETS_MAX)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .keep_alive_interval(patience.idle)
            .keep_alive_timeout(patience.header_read);
        Self {
            router,
            tls,
            patience,
            http1,
            http2,
        }
    }

    /// Serves one connection until it ends, or until `stop` and its running requests are answered.
    pub(super) async fn serve(self, stream: TcpStream, mut stop: watch::Receiver<bool>) {
        let addresses = (stream.peer_addr(), stream.local_addr());
        let (Ok(address), Ok(local)) = addresses else {
            return;
        };
        let peer = Peer {
            address,
            local,
            is_encrypted: self.tls.is_some(),
        };
        let mut stream = TimeoutStream::new(stream);
        // Who asks and does not read the answer would keep a place for good.
        stream.set_write_timeout(Some(self.patience.write));
        let stream = Box::pin(stream);
        let Some(tls) = &self.tls else {
            return self.speak(Protocol::Http1, stream, peer, stop).await;
        };
        let handshake = tokio::time::timeout(self.patience.header_read, tls.accept(stream));
        let shaken = tokio::select! {
            shaken = handshake => shaken,
            _ = stop.wait_for(|is_asked| *is_asked) => return,
        };
        match shaken {
            Ok(Ok(stream)) => {
                let protocol = match stream.get_ref().1.alpn_protocol() {
                    Some(b"h2") => Protocol::Http2,
                    Some(_) | None => Protocol::Http1,
                };
                self.speak(protocol, stream, peer, stop).await;
            }
            Ok(Err(error)) => tracing::debug!(%error, "a handshake failed"),
            Err(_) => tracing::debug!("a handshake took too long"),
        }
    }

    async fn speak(
        &self,
        protocol: Protocol,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: Peer,
        mut stop: watch::Receiver<bool>,
    ) {
        let (builder, activity) = match protocol {
            // Its next head has a time limit of its own.
            Protocol::Http1 => (&self.http1, None),
            Protocol::Http2 => (&self.http2, Some(Activity::new())),
        };
        let idle = async {
            match &activity {
                Some(activity) => activity.idle_for(self.patience.idle).await,
                None => std::future::pending().await,
            }
        };
        let mut idle = pin!(idle);
        let told = (peer, Stopping(stop.clone()));
        let service = answering(&self.router, told, activity.clone());
        let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
        let mut is_ending = false;
        loop {
            tokio::select! {
                ended = connection.as_mut() => {
                    if let Err(error) = ended {
                        tracing::debug!(%error, "a connection ended early");
                    }
                    return;
                }
                // A sender that is gone has stopped as well.
                _ = stop.wait_for(|is_asked| *is_asked), if !is_ending => {}
                () = idle.as_mut(), if !is_ending => {}
            }
            is_ending = true;
            connection.as_mut().graceful_shutdown();
        }
    }
}

/// The router, which is told who asks and when to stop; a connection that may have been idle too
/// long counts as active until an answer is through.
fn answering(
    router: &Router,
    (peer, stopping): (Peer, Stopping),
    activity: Option<Activity>,
) -> impl Service<http::Request<Incoming>, Response = Response, Error = Infallible, Future: Send>
+ Send
+ 'static {
    let router = router.clone();
    service_fn(move |request: http::Request<Incoming>| {
        let answering = activity.as_ref().map(Activity::begin);
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        request.extensions_mut().insert(stopping.clone());
        let answer = router.clone().call(request);
        async move {
            let answer = answer.await?;
            Ok(match answering {
                Some(answering) => answer.map(|body| Body::new(Counted::new(body, answering))),
                None => answer,
            })
        }
    })
}
