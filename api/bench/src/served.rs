//! A ledger that is served as `claims serve` does it, on a schema of its own, and who calls it.

mod wire;

use std::time::Duration;

use application::documents::{Documents, Limits, Store, StorePlace};
use chrono::DateTime;
use domain::{Actor, KeyId};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::http::request;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use projections::engine::{pool_on, reading_pool_on};
use projections::identity::{Identity, IdentityError, NewKey};
use projections::views::{Projector, Views};
use projections::{Clock, Ledger, Pool, schema};
use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use uuid::Uuid;

use crate::run::BenchError;
use crate::stage::{Schema, Stage, followed};
pub(super) use wire::Wire;

/// How long somebody waits for an answer before the benchmark gives up.
const ANSWER: Duration = Duration::from_secs(60);

/// How many connections the server has to the database.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    pub max: u32,
    /// Those for questions; one: there is no second session for them.
    pub reading: u32,
}

/// Runs a benchmark in a schema that is removed at the end, however it ends.
pub(super) async fn on_schema<T>(
    database: &PgConnectOptions,
    connections: Connections,
    interrupted: impl Future<Output = ()>,
    run: impl AsyncFnOnce(&Schema, (&Pool, &Pool)) -> Result<T, BenchError>,
) -> Result<T, BenchError> {
    let name = format!("claims_bench_{}", Uuid::now_v7().simple());
    let schema = Schema::create(database, &name).await?;
    let pool = pool_on(schema.options.clone(), connections.max);
    let readers = match connections.reading {
        1 => pool.clone(),
        several => reading_pool_on(schema.options.clone(), several),
    };
    let report = tokio::select! {
        report = run(&schema, (&pool, &readers)) => report,
        () = interrupted => Err(BenchError::Interrupted),
    };
    readers.close().await;
    pool.close().await;
    schema.drop().await?;
    report
}

/// A ledger with its stage, its views and its server.
pub(super) struct Scene {
    pub ledger: Ledger,
    pub stage: Stage,
    pub views: Views,
    pub identity: Identity,
    pub port: u16,
    projector: Projector,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<web::Stopped>,
    _folder: TempDir,
}

impl Scene {
    /// Loads the log, lets the views follow, and serves them on a port of their own.
    pub async fn set(
        (pool, readers): (&Pool, &Pool),
        clock: Clock,
        (events, funds): (u64, usize),
        told: impl Fn(&str),
    ) -> Result<Self, BenchError> {
        schema::migrate(pool).await?;
        let ledger = Ledger::open(pool.clone(), clock).await?;
        let stage = Stage::set(&ledger, clock(), funds).await?;
        told("loading the log");
        stage.preload(&ledger, events).await?;
        told("the views follow");
        let projector = followed(pool, &ledger).await?;
        let views = Views::with_readers(pool.clone(), readers.clone());
        // Nobody asks for a file here: the store is an empty folder, gone at the end.
        let folder = tempfile::tempdir()?;
        let place = StorePlace::Folder(folder.path().to_owned());
        let store = Store::open(&place, folder.path())?;
        let documents = Documents::new(store, ledger.clone(), clock, Limits::default());
        let state = web::State::new(ledger.clone(), views.clone(), documents, clock);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await;
        let listener = listener.map_err(Unanswered::Connection)?;
        let address = listener.local_addr();
        let port = address.map_err(Unanswered::Connection)?.port();
        let (stop, stopped) = oneshot::channel();
        let until = async move {
            let _ = stopped.await;
        };
        let task = tokio::spawn(web::serve(listener, web::router(state), until));
        Ok(Self {
            identity: Identity::new(pool.clone()),
            ledger,
            stage,
            views,
            port,
            projector,
            stop,
            task,
            _folder: folder,
        })
    }

    /// Stops all of it.
    pub async fn leave(self) {
        let _ = self.stop.send(());
        let _ = self.task.await;
        self.ledger.stop().await;
        self.projector.stop().await;
    }
}

/// Makes a key for somebody.
pub(super) async fn key_of(identity: &Identity, actor: &Actor) -> Result<String, IdentityError> {
    let new = NewKey {
        id: KeyId::from_uuid(Uuid::now_v7()),
        actor: actor.clone(),
        made_at: DateTime::UNIX_EPOCH,
        made_by: None,
        expires_at: None,
    };
    let made = identity.make_key(&new).await?;
    let (_, text) = made.expect("the id of a new key is new");
    Ok(text.reveal())
}

/// Why somebody was not answered.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    #[error("the server could not be reached")]
    Connection(#[source] std::io::Error),
    #[error("the server did not speak HTTP")]
    Http(#[source] hyper::Error),
    #[error("the server ended an answer early, or did not speak HTTP")]
    NotHttp,
    #[error("{path} was answered with {status}")]
    Status { path: String, status: StatusCode },
    #[error("{path} was not answered in time")]
    Late { path: String },
}

impl From<hyper::Error> for Unanswered {
    fn from(error: hyper::Error) -> Self {
        Self::Http(error)
    }
}

/// Somebody with a connection of their own, which is kept.
pub(super) struct Client {
    sender: SendRequest<Full<Bytes>>,
    connection: tokio::task::JoinHandle<Result<(), hyper::Error>>,
    host: String,
}

impl Client {
    pub async fn connect(port: u16) -> Result<Self, Unanswered> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await;
        let stream = stream.map_err(Unanswered::Connection)?;
        stream.set_nodelay(true).map_err(Unanswered::Connection)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        Ok(Self {
            sender,
            connection: tokio::spawn(connection),
            host: format!("127.0.0.1:{port}"),
        })
    }

    /// Asks, and requires success; the body is still to be read.
    pub async fn ask(
        &mut self,
        request: request::Builder,
        key: &str,
        body: impl Into<Bytes>,
    ) -> Result<Response<Incoming>, Unanswered> {
        let request = request
            .header("host", &self.host)
            .header("authorization", format!("Bearer {key}"))
            .body(Full::new(body.into()))
            .expect("a path and a key are plain text");
        let path = request.uri().path().to_owned();
        let answered = tokio::time::timeout(ANSWER, self.sender.send_request(request));
        let Ok(response) = answered.await else {
            return Err(Unanswered::Late { path });
        };
        let response = response?;
        match response.status() {
            status if status.is_success() => Ok(response),
            status => Err(Unanswered::Status { path, status }),
        }
    }

    /// Closes the connection.
    pub async fn close(self) {
        drop(self.sender);
        let _ = self.connection.await;
    }
}

/// Reads the body of an answer.
pub(super) async fn body_of(response: Response<Incoming>) -> Result<Bytes, Unanswered> {
    Ok(response.into_body().collect().await?.to_bytes())
}

/// A request to a path.
pub(super) fn get(path: &str) -> request::Builder {
    Request::get(path)
}
