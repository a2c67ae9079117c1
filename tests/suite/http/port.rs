//! The accept loop, on a real port.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use web::{DoorOptions, Patience, Serving, Stopped, Times, layered, serve_with};

use super::door::Door;

/// A server that stops when told to.
pub struct Running {
    pub address: SocketAddr,
    pub stop: oneshot::Sender<()>,
    pub ended: JoinHandle<Stopped>,
}

async fn run(router: Router, patience: Patience) -> Running {
    let serving = Serving {
        patience,
        ..Serving::default()
    };
    run_with(router, serving).await
}

/// Serves on a free port.
pub async fn run_with(router: Router, serving: Serving) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let shutdown = async move {
        stopped.await.unwrap_or_default();
    };
    let ended = tokio::spawn(serve_with(listener, router, shutdown, serving));
    Running {
        address,
        stop,
        ended,
    }
}

fn patience(header_ms: u64, shutdown_ms: u64) -> Patience {
    Patience {
        header_read: Duration::from_millis(header_ms),
        shutdown: Duration::from_millis(shutdown_ms),
        ..Patience::default()
    }
}

/// Sends bytes and reads until the server closes.
pub async fn exchanged(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = vec![];
    let read = stream.read_to_end(&mut answer);
    let read = tokio::time::timeout(Duration::from_secs(20), read).await;
    read.expect("the server closes the connection").unwrap();
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_caller_who_does_not_finish_the_head_is_hung_up_on() {
    let router = Router::new().route("/", get(|| async { "there" }));
    let server = run(router, patience(100, 1_000)).await;
    let whole = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    assert!(exchanged(server.address, whole).await.ends_with("there"));
    for half in [
        b"".as_slice(),
        b"G",
        b"PRI * HTTP/2.0\r\n",
        b"GET / HTTP/1.1\r\nhost: local",
    ] {
        let answer = exchanged(server.address, half).await;
        assert!(!answer.contains("there"), "{answer}");
    }
    server.stop.send(()).unwrap();
    assert_eq!(server.ended.await.unwrap(), Stopped::Drained);
}

/// A router that tells when a request has come in and answers when it is let.
fn slow() -> (Router, mpsc::Receiver<()>, mpsc::Sender<()>) {
    let (came, coming) = mpsc::channel(1);
    let (letting, let_go) = mpsc::channel::<()>(1);
    let let_go = std::sync::Arc::new(tokio::sync::Mutex::new(let_go));
    let handler = move || async move {
        came.send(()).await.unwrap();
        let_go.lock().await.recv().await;
        "finished"
    };
    (Router::new().route("/", get(handler)), coming, letting)
}

#[tokio::test]
async fn a_running_request_is_finished_before_the_server_stops() {
    let (router, mut coming, letting) = slow();
    let server = run(router, patience(1_000, 20_000)).await;
    let address = server.address;
    let asked = tokio::spawn(async move {
        exchanged(address, b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await
    });
    coming.recv().await.unwrap();
    server.stop.send(()).unwrap();
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!server.ended.is_finished());
    letting.send(()).await.unwrap();
    assert!(asked.await.unwrap().ends_with("finished"));
    assert_eq!(server.ended.await.unwrap(), Stopped::Drained);
}

#[tokio::test]
async fn a_request_that_never_ends_does_not_keep_the_server() {
    let (router, mut coming, _letting) = slow();
    let server = run(router, patience(1_000, 50)).await;
    let address = server.address;
    let asked = tokio::spawn(async move {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
            .await
            .unwrap();
        stream.read_to_end(&mut vec![]).await
    });
    coming.recv().await.unwrap();
    server.stop.send(()).unwrap();
    assert_eq!(server.ended.await.unwrap(), Stopped::CutOff);
    asked.abort();
}

#[tokio::test]
async fn who_does_not_read_the_answer_is_hung_up_on() {
    let (came, mut coming) = mpsc::channel(1);
    let handler = move || async move {
        came.send(()).await.unwrap();
        // More than the system takes off our hands.
        vec![0_u8; 32 << 20]
    };
    let patience = Patience {
        write: Duration::from_millis(50),
        ..patience(1_000, 20_000)
    };
    let server = run(Router::new().route("/", get(handler)), patience).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let asking = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    stream.write_all(asking).await.unwrap();
    coming.recv().await.unwrap();
    server.stop.send(()).unwrap();
    assert_eq!(server.ended.await.unwrap(), Stopped::Drained);
    drop(stream);
}

#[tokio::test]
async fn the_ledger_answers_on_a_real_port() {
    let door = Door::open().await;
    let server = run(door.router.clone(), Patience::default()).await;
    let asked = |head: &str| {
        let request = format!(
            "{head}\r\nhost: {}\r\nconnection: close\r\n\r\n",
            server.address
        );
        async move { exchanged(server.address, request.as_bytes()).await }
    };
    let answer = asked("GET /livez HTTP/1.1").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    let answer = asked("BREW /livez HTTP/1.1").await;
    assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
    let answer = asked(&format!("GET /{} HTTP/1.1", "x".repeat(60_000))).await;
    assert!(answer.starts_with("HTTP/1.1 414 "), "{answer}");
    let answer = asked("GET /v1/claims HTTP/1.1\r\nauthorization: Bearer clk_\u{e9}").await;
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    let answer = asked("\u{0}\u{1}\u{2} nonsense").await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    server.stop.send(()).unwrap();
    assert_eq!(server.ended.await.unwrap(), Stopped::Drained);
    door.close().await;
}

#[tokio::test]
async fn a_fault_of_ours_is_told_calmly() {
    async fn panics() -> &'static str {
        panic!("secret of the house")
    }
    let routes = Router::new()
        .route("/panics", get(panics))
        .route("/hangs", get(std::future::pending::<&'static str>));
    let times = Times {
        answer: Duration::from_millis(20),
        ..Times::default()
    };
    let options = DoorOptions {
        times,
        ..DoorOptions::default()
    };
    let router = layered(routes, options);
    let server = run(router, Patience::default()).await;
    let asked = async |path: &str| {
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        exchanged(server.address, head.as_bytes()).await
    };
    let answer = asked("/panics").await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert!(
        answer.contains("\"internal_error\"") && !answer.contains("secret"),
        "{answer}"
    );
    let answer = asked("/hangs").await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert!(
        answer.contains("\"took_too_long\"") && answer.contains("retry-after: 1"),
        "{answer}"
    );
    server.stop.send(()).unwrap();
    assert_eq!(server.ended.await.unwrap(), Stopped::Drained);
}
