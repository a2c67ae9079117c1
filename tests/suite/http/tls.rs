//! TLS on a real port: what is spoken inside, and what happens when the files change.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, Version};
use axum::routing::get;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::generate_simple_self_signed;
use tests::folder::Folder;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use web::{DoorOptions, Patience, Refreshed, Serving, Stopped, Tls, TlsError, layered};

use super::port::{Running, run_with};

/// Files of a certificate and a key, in a folder of one test alone.
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    _folder: Folder,
}

impl Files {
    /// Makes a pair; gives the certificate that callers trust.
    fn with_a_pair() -> (Self, String) {
        let folder = Folder::new();
        let files = Self {
            certificate: folder.path().join("certificate.pem"),
            key: folder.path().join("key.pem"),
            _folder: folder,
        };
        let (certificate, key) = pair();
        std::fs::write(&files.certificate, &certificate).unwrap();
        std::fs::write(&files.key, key).unwrap();
        (files, certificate)
    }

    fn load(&self) -> Result<Tls, TlsError> {
        Tls::load(&self.certificate, &self.key)
    }
}

fn pair() -> (String, String) {
    let made = generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

async fn serving(tls: Tls, patience: Patience) -> Running {
    let routes = Router::new().route("/", get(|| async { "there" }));
    let serving = Serving {
        tls: Some(tls),
        patience,
        ..Serving::default()
    };
    run_with(layered(routes, DoorOptions::default()), serving).await
}

/// Connects as one who trusts this certificate alone and speaks this protocol.
async fn connect(
    address: SocketAddr,
    trusted: &str,
    protocol: &[u8],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(trusted.as_bytes()).unwrap();
    roots.add(certificate).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

type Sender = hyper::client::conn::http2::SendRequest<Body>;

async fn http2(stream: TlsStream<TcpStream>) -> (Sender, tokio::task::JoinHandle<()>) {
    let io = TokioIo::new(stream);
    let made = hyper::client::conn::http2::handshake(TokioExecutor::new(), io).await;
    let (sender, connection) = made.unwrap();
    let driving = tokio::spawn(async move {
        let _ = connection.await;
    });
    (sender, driving)
}

async fn asked(sender: &mut Sender, headers: &[(&str, &str)]) -> Response<hyper::body::Incoming> {
    let mut request = Request::get("https://localhost/");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    sender.send_request(request).await.unwrap()
}

async fn ended(server: Running) {
    server.stop.send(()).unwrap();
    assert_eq!(server.ended.await.unwrap(), Stopped::Drained);
}

#[tokio::test]
async fn both_versions_of_http_are_spoken_inside_tls() {
    let (files, trusted) = Files::with_a_pair();
    let server = serving(files.load().unwrap(), Patience::default()).await;

    let stream = connect(server.address, &trusted, b"h2").await.unwrap();
    let (mut sender, _driving) = http2(stream).await;
    let answer = asked(&mut sender, &[]).await;
    assert_eq!(
        (answer.status().as_u16(), answer.version()),
        (200, Version::HTTP_2)
    );
    assert!(answer.headers().contains_key("strict-transport-security"));
    drop((answer, sender));

    let stream = connect(server.address, &trusted, b"http/1.1")
        .await
        .unwrap();
    let made = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = made.unwrap();
    let driving = tokio::spawn(connection);
    let request = Request::get("/").header("host", "localhost");
    let answer = sender
        .send_request(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.version()),
        (200, Version::HTTP_11)
    );
    drop((answer, sender));
    driving.await.unwrap().unwrap();

    // Who does not encrypt is not answered.
    let told = super::port::exchanged(server.address, b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    assert!(!told.await.contains("there"));
    ended(server).await;
}

#[tokio::test]
async fn a_renewed_certificate_is_served_at_once_and_a_bad_one_never() {
    let (files, old) = Files::with_a_pair();
    let tls = files.load().unwrap();
    let server = serving(tls.clone(), Patience::default()).await;
    assert!(matches!(tls.refresh(), Refreshed::Unchanged));
    let (new, key) = pair();

    // The certificate comes before its key.
    std::fs::write(&files.certificate, &new).unwrap();
    assert!(matches!(
        tls.refresh(),
        Refreshed::Kept(TlsError::NotAPair { .. })
    ));
    assert!(
        matches!(tls.refresh(), Refreshed::Unchanged),
        "it is told once"
    );
    assert!(connect(server.address, &old, b"h2").await.is_ok());
    std::fs::write(&files.key, key).unwrap();
    assert!(matches!(tls.refresh(), Refreshed::Renewed));
    assert!(connect(server.address, &new, b"h2").await.is_ok());
    assert!(connect(server.address, &old, b"h2").await.is_err());

    std::fs::write(&files.certificate, "torn").unwrap();
    assert!(matches!(
        tls.refresh(),
        Refreshed::Kept(TlsError::NoCertificate(_))
    ));
    std::fs::remove_file(&files.certificate).unwrap();
    assert!(matches!(
        tls.refresh(),
        Refreshed::Kept(TlsError::Unreadable { .. })
    ));
    assert!(connect(server.address, &new, b"h2").await.is_ok());
    ended(server).await;
}

#[test]
fn what_is_no_certificate_with_its_key_is_refused() {
    let (files, certificate) = Files::with_a_pair();
    let key = std::fs::read_to_string(&files.key).unwrap();
    let junk = "-----BEGIN CERTIFICATE-----\nanVuaw==\n-----END CERTIFICATE-----\n";
    let no_key = "-----BEGIN PRIVATE KEY-----\nanVuaw==\n-----END PRIVATE KEY-----\n";
    let told = |written: &str, key: &str| {
        std::fs::write(&files.certificate, written).unwrap();
        std::fs::write(&files.key, key).unwrap();
        files.load().err().unwrap()
    };
    assert!(matches!(told("", &key), TlsError::NoCertificate(_)));
    assert!(matches!(told(&key, &key), TlsError::NoCertificate(_)));
    assert!(matches!(told(junk, &key), TlsError::BadCertificate { .. }));
    assert!(matches!(told(&certificate, ""), TlsError::NoKey(_)));
    assert!(matches!(
        told(&certificate, &certificate),
        TlsError::NoKey(_)
    ));
    assert!(matches!(
        told(&certificate, no_key),
        TlsError::BadKey { .. }
    ));
    assert!(matches!(
        told(&certificate, &pair().1),
        TlsError::NotAPair { .. }
    ));
    std::fs::remove_file(&files.key).unwrap();
    assert!(matches!(
        files.load().err().unwrap(),
        TlsError::Unreadable { .. }
    ));
}

#[tokio::test]
async fn a_connection_on_which_nobody_asks_is_let_go() {
    let (files, trusted) = Files::with_a_pair();
    let patience = Patience {
        idle: Duration::from_millis(50),
        ..Patience::default()
    };
    let server = serving(files.load().unwrap(), patience).await;
    let stream = connect(server.address, &trusted, b"h2").await.unwrap();
    let (mut sender, driving) = http2(stream).await;
    assert_eq!(asked(&mut sender, &[]).await.status(), 200);
    // The server ends it, though the caller would still ask.
    driving.await.unwrap();
    assert!(sender.is_closed());
    ended(server).await;
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused_in_both_versions() {
    let (files, trusted) = Files::with_a_pair();
    let server = serving(files.load().unwrap(), Patience::default()).await;
    let stream = connect(server.address, &trusted, b"h2").await.unwrap();
    let (mut sender, _driving) = http2(stream).await;
    let long = "x".repeat(40_000);
    assert_eq!(asked(&mut sender, &[("x-long", &long)]).await.status(), 431);
    let longest = "x".repeat(15_000);
    let many: Vec<(&str, &str)> = vec![("x-long", &longest); 6];
    assert_eq!(asked(&mut sender, &many).await.status(), 431);
    let many = vec![("x-many", "1"); 80];
    let answer = asked(&mut sender, &many).await;
    assert_eq!(answer.status(), 431);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    drop((answer, sender));
    ended(server).await;
}
