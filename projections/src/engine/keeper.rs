//! The thread that starts a server, looks after it and stops it.
//!
//! It lives as long as the engine, whoever opened that: Linux tells a child about the death of the
//! *thread* that started it, and a thread of a runtime's pool may end at any time.

use std::convert::Infallible;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;

use super::EngineError;

const LOOK_EVERY: Duration = Duration::from_millis(250);

/// A server that one thread owns from start to end.
pub(super) trait Server {
    fn connect_options(&self) -> PgConnectOptions;

    /// Called every quarter of a second: puts right what can be put right.
    fn look_after(&mut self);

    /// Stops the server and waits until it has stopped.
    fn stop(self);
}

/// A server's thread. Dropping it stops the server and waits for it.
pub(super) struct Keeper {
    /// Never sent on: dropping it is the request to stop.
    stop: Option<Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Starts a server in a thread of its own; answers once it is up or has failed.
    pub(super) fn start<S: Server>(
        start: impl FnOnce() -> Result<S, EngineError> + Send + 'static,
    ) -> Result<(Self, PgConnectOptions), EngineError> {
        let (stop, stopped) = mpsc::channel::<Infallible>();
        let (up, is_up) = mpsc::sync_channel(1);
        let keep = move || {
            let mut server = match start() {
                Ok(server) => server,
                Err(error) => return drop(up.send(Err(error))),
            };
            // Nobody waits any more if the opener was killed; then the server is stopped below.
            drop(up.send(Ok(server.connect_options())));
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(LOOK_EVERY) {
                server.look_after();
            }
            server.stop();
        };
        let thread = thread::Builder::new()
            .name("engine-keeper".to_owned())
            .spawn(keep)
            .map_err(|error| EngineError::KeeperBroke(Some(error)))?;
        let keeper = Self {
            stop: Some(stop),
            thread: Some(thread),
        };
        let options = is_up.recv().map_err(|_| EngineError::KeeperBroke(None))??;
        Ok((keeper, options))
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that looks after the engine broke");
        }
    }
}
