//! Between the ledger and its PostgreSQL: connections that die on one side alone, or fall silent.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;

/// The name under which clients of PostgreSQL look for its socket.
const SOCKET: &str = ".s.PGSQL.5432";

/// Takes connections of clients and carries their bytes to a server.
pub struct Proxy {
    folder: TempDir,
    /// How often the clients' sides were cut.
    cuts: watch::Sender<u32>,
    silent: Arc<AtomicBool>,
    broken: Arc<AtomicBool>,
}

/// What one connection's carriers share.
#[derive(Clone)]
struct Line {
    cuts: watch::Receiver<u32>,
    silent: Arc<AtomicBool>,
    /// Set once a message with the marker came.
    broken: Arc<AtomicBool>,
    marker: &'static [u8],
}

impl Proxy {
    /// Begins between clients and a server whose socket lies in a folder.
    ///
    /// A connection on which a client sends the marker dies; what was sent never arrives.
    pub fn before(server: &PgConnectOptions, marker: &'static str) -> Self {
        let server = server.get_socket().expect("the test server has a socket");
        let server: PathBuf = server.join(SOCKET);
        let folder = tempfile::tempdir().expect("a folder");
        let listener = UnixListener::bind(folder.path().join(SOCKET)).expect("a socket");
        let proxy = Self {
            folder,
            cuts: watch::Sender::new(0),
            silent: Arc::default(),
            broken: Arc::default(),
        };
        let line = Line {
            cuts: proxy.cuts.subscribe(),
            silent: Arc::clone(&proxy.silent),
            broken: Arc::clone(&proxy.broken),
            marker: marker.as_bytes(),
        };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&server).await.expect("the server");
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                let mut line = line.clone();
                line.cuts.mark_unchanged();
                tokio::spawn(line.clone().there(from_client, to_server));
                tokio::spawn(line.back(from_server, to_client));
            }
        });
        proxy
    }

    /// Gives the way through it.
    pub fn options(&self, server: &PgConnectOptions) -> PgConnectOptions {
        server.clone().socket(self.folder.path())
    }

    /// Cuts the clients' sides; the server does not hear of it.
    pub fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// Carries nothing any more, and says nothing: as a server that is frozen.
    pub fn fall_silent(&self) {
        self.silent.store(true, Ordering::SeqCst);
    }

    /// Tells whether the marker came.
    pub fn was_marked(&self) -> bool {
        self.broken.load(Ordering::SeqCst)
    }
}

impl Line {
    async fn there(mut self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut bytes = vec![0; 1 << 16];
        loop {
            let read = tokio::select! {
                read = from.read(&mut bytes) => read.unwrap_or(0),
                _ = self.cuts.changed() => break,
            };
            if read == 0 {
                return;
            }
            if self.silent.load(Ordering::SeqCst) {
                std::future::pending::<()>().await;
            }
            let came = &bytes[..read];
            if !self.marker.is_empty() && came.windows(self.marker.len()).any(|w| w == self.marker)
            {
                self.broken.store(true, Ordering::SeqCst);
                return;
            }
            if to.write_all(came).await.is_err() {
                return;
            }
        }
        drop(from);
        // The server's side stays open: it does not hear that its client is gone.
        std::future::pending::<()>().await;
    }

    async fn back(mut self, mut from: OwnedReadHalf, mut to: OwnedWriteHalf) {
        let mut bytes = vec![0; 1 << 16];
        loop {
            let read = tokio::select! {
                read = from.read(&mut bytes) => read.unwrap_or(0),
                _ = self.cuts.changed() => break,
            };
            if read == 0 || self.silent.load(Ordering::SeqCst) {
                break;
            }
            if to.write_all(&bytes[..read]).await.is_err() {
                break;
            }
        }
        if self.silent.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        drop(to);
        while from.read(&mut bytes).await.is_ok_and(|read| read > 0) {}
    }
}
