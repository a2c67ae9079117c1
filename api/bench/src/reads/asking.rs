//! A caller that asks over one connection, one question after the other.

use std::sync::Arc;
use std::time::Instant;

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::measure::Tally;

/// What a caller asks: a path, and the key they come in with.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub path: String,
    pub key: String,
}

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    #[error("the server could not be reached")]
    Connection(#[source] std::io::Error),
    #[error("the server did not speak HTTP")]
    Http(#[source] hyper::Error),
    #[error("{path} was answered with {status}")]
    Status { path: String, status: StatusCode },
}

impl From<hyper::Error> for Unanswered {
    fn from(error: hyper::Error) -> Self {
        Self::Http(error)
    }
}

/// Asks until the deadline; each caller begins elsewhere.
pub(super) async fn ask_until(
    deadline: Instant,
    port: u16,
    asked: Arc<[Asked]>,
    caller: usize,
) -> Result<Tally, Unanswered> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await;
    let stream = stream.map_err(Unanswered::Connection)?;
    stream.set_nodelay(true).map_err(Unanswered::Connection)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let host = format!("127.0.0.1:{port}");
    let mut tally = Tally::default();
    let mut turn = caller;
    while Instant::now() < deadline {
        let Asked { path, key } = &asked[turn % asked.len()];
        turn = turn.wrapping_add(1);
        let request = Request::get(path)
            .header("host", &host)
            .header("authorization", format!("Bearer {key}"))
            .body(Empty::<Bytes>::new())
            .expect("a path and a key are plain text");
        let answered = async {
            let mut response = sender.send_request(request).await?;
            if response.status() != StatusCode::OK {
                let (path, status) = (path.clone(), response.status());
                return Err(Unanswered::Status { path, status });
            }
            while let Some(frame) = response.frame().await {
                frame?;
            }
            Ok(())
        };
        tally.time(answered).await?;
    }
    drop(sender);
    let _ = connection.await;
    Ok(tally)
}
