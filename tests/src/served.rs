//! A ledger of its own, served on a port, for programs that are no test.

use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use projections::Ledger;
use projections::views::{Projector, Views};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use web::{Serving, State, Stopped, serve_with};

use crate::database::Scratch;
use crate::keys::Keys;
use crate::uploads::Shelf;

/// A server that is running.
pub struct Served {
    pub address: SocketAddr,
    pub keys: Keys,
    ledger: Ledger,
    projector: Projector,
    _shelf: Shelf,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Stopped>,
}

impl Served {
    /// Serves a ledger, with nobody's requests limited; the clock says when commands happen.
    pub async fn new(
        scratch: &Scratch,
        ledger: Ledger,
        shelf: Shelf,
        clock: fn() -> DateTime<Utc>,
    ) -> Self {
        Views::prepare(&scratch.pool).await.expect("views");
        let projector = Projector::start(scratch.pool.clone(), ledger.head());
        let views = Views::new(scratch.pool.clone());
        let documents = shelf.documents(&ledger, clock);
        let router = web::router(State::new(ledger.clone(), views, documents, clock));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let shutdown = async move { stopped.await.unwrap_or_default() };
        let serving = serve_with(listener, router, shutdown, Serving::default());
        Self {
            address,
            keys: Keys::new(scratch.pool.clone()),
            ledger,
            projector,
            _shelf: shelf,
            stop,
            serving: tokio::spawn(serving),
        }
    }

    /// Stops it.
    pub async fn stop(self) {
        drop(self.stop);
        self.serving.await.expect("the server ends");
        self.projector.stop().await;
        self.ledger.stop().await;
    }
}

/// Names a program in Python that `tests/run` installs.
pub fn tool(name: &str) -> String {
    let tools = std::env::var("CLAIMS_TEST_TOOLS").expect("the suite runs by `tests/run`");
    format!("{tools}/{name}")
}
