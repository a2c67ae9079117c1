//! How the ledger is served: where, encrypted or not, and what is told of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Stdio;

use super::{Folder, Server, claims, fails, run, stderr};

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Writes a file into the folder; gives its path.
fn written(folder: &Folder, name: &str, content: &str) -> String {
    let path: PathBuf = folder.0.join(name);
    std::fs::write(&path, content).unwrap();
    path.to_str().unwrap().to_owned()
}

fn pair() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

#[test]
fn an_address_that_others_reach_is_refused_unguarded() {
    let folder = Folder::new();
    let open = ["serve", "--listen", "0.0.0.0"];
    fails(&folder, &open, 2, "give a certificate with --tls-cert");
    let behind = [&open[..], &["--behind-proxy"]].concat();
    fails(&folder, &behind, 2, "say by --origin");
    fails(
        &folder,
        &["serve", "--listen", "::"],
        2,
        "can be reached from other machines",
    );
    std::fs::write(
        folder.0.join("claims.toml"),
        "[serve]\nlisten = \"0.0.0.0\"\n",
    )
    .unwrap();
    fails(&folder, &["serve"], 2, "can be reached from other machines");
    assert!(!folder.data().exists(), "nothing is started for it");
}

#[test]
fn wrong_settings_of_serving_are_told() {
    let folder = Folder::new();
    for (arguments, says) in [
        (
            &["--listen", "claims.example"] as &[&str],
            "an address to listen on is one such as",
        ),
        (&["--listen", "127.0.0.1:80"], "without a port"),
        (&["--origin", "claims.example"], "an origin is written"),
        (
            &["--origin", "https://claims.example/app"],
            "an origin is written",
        ),
        (&["--rate-limit=-1"], "rate-limit"),
        (&["--rate-limit", "many"], "rate-limit"),
        (&["--rate-burst", "0"], "rate-burst"),
        (&["--metrics-port", "99999"], "metrics-port"),
        (&["--behind-proxy=maybe"], "behind-proxy"),
        (&["--tls-cert", "cert.pem"], "no tls_key its key"),
        (&["--tls-key", "key.pem"], "no tls_cert its certificate"),
    ] {
        fails(&folder, &[&["serve"], arguments].concat(), 2, says);
    }
    for (written, says) in [
        (
            "[serve]\nlisten = \"here\"\n",
            "listen: an address to listen on",
        ),
        (
            "[serve]\norigin = \"here\"\n",
            "origin: an origin is written",
        ),
        ("[serve]\nrate_limit = -1\n", "rate_limit"),
        ("[serve]\nrate_burst = 0\n", "rate_burst"),
        ("[serve]\nrate = 5\n", "rate"),
    ] {
        std::fs::write(folder.0.join("claims.toml"), written).unwrap();
        fails(&folder, &["config", "show"], 2, says);
    }
    std::fs::remove_file(folder.0.join("claims.toml")).unwrap();
    fails(
        &folder,
        &["--log-format", "xml", "views"],
        2,
        "is one of text, json",
    );
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_before_anything_is_started() {
    let folder = Folder::new();
    let (certificate, key) = pair();
    let certificate = written(&folder, "certificate.pem", &certificate);
    let key = written(&folder, "key.pem", &key);
    let other = written(&folder, "other.pem", &pair().1);
    let junk = written(&folder, "junk.pem", "junk");
    let told = |certificate: &str, key: &str, says: &str| {
        let arguments = ["serve", "--tls-cert", certificate, "--tls-key", key];
        fails(&folder, &arguments, 3, says);
    };
    told("missing.pem", &key, "missing.pem cannot be read");
    told("missing.pem", &key, "because: No such file");
    told(&certificate, ".", ". cannot be read");
    told(&junk, &key, "junk.pem holds no certificate in PEM form");
    told(
        &certificate,
        &junk,
        "junk.pem holds no private key in PEM form",
    );
    told(&certificate, &other, "does not belong to the certificate");
    assert!(!folder.data().exists());
}

#[test]
fn a_port_or_an_address_that_cannot_be_had_is_told() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let says = format!("port {port} is in use by another program; choose one with --metrics-port");
    let (free, metrics) = (free_port().to_string(), ["--metrics-port", &port]);
    fails(
        &folder,
        &[&["serve", "--port", &free], &metrics[..]].concat(),
        3,
        &says,
    );
    // An address of nobody (RFC 5737), behind a proxy that is not there.
    let elsewhere = [
        "serve",
        "--listen",
        "192.0.2.1",
        "--behind-proxy",
        "--origin",
        "https://claims.example",
    ];
    fails(
        &folder,
        &elsewhere,
        3,
        "192.0.2.1 is no address of this machine",
    );
    assert!(!folder.data().exists());
}

#[test]
fn settings_of_serving_are_shown_with_where_they_come_from() {
    let folder = Folder::new();
    let file = "port = 9000\n[serve]\nrate_limit = 7\norigin = \"https://claims.example\"\n";
    std::fs::write(folder.0.join("claims.toml"), file).unwrap();
    let output = claims(&folder)
        .env("CLAIMS_LISTEN", "::1")
        .env("CLAIMS_BEHIND_PROXY", "true")
        .args(["config", "show", "--metrics-port", "9100", "--json"])
        .output()
        .unwrap();
    let shown: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for (setting, value, source) in [
        ("port", serde_json::json!(9000), "claims.toml"),
        ("serve.rate_limit", 7.into(), "claims.toml"),
        ("serve.rate_burst", 70.into(), "default"),
        (
            "serve.origin",
            "https://claims.example".into(),
            "claims.toml",
        ),
        ("serve.listen", "::1".into(), "environment"),
        ("serve.behind_proxy", true.into(), "environment"),
        ("serve.metrics_port", 9100.into(), "command line"),
        ("serve.tls_cert", serde_json::Value::Null, "default"),
    ] {
        assert_eq!(shown[setting]["value"], value, "{setting}: {shown}");
        assert_eq!(shown[setting]["source"], source, "{setting}: {shown}");
    }
}

#[test]
fn a_server_with_a_certificate_says_so_and_figures_have_a_port_of_their_own() {
    let folder = Folder::new();
    let (certificate, key) = pair();
    let certificate = written(&folder, "certificate.pem", &certificate);
    let key = written(&folder, "key.pem", &key);
    let figures = free_port().to_string();
    let mut server = Server::start_as(&folder, &[], |command| {
        command.env("CLAIMS_TLS_CERT", certificate);
        command.env("CLAIMS_TLS_KEY", key);
        command.env("CLAIMS_METRICS_PORT", &figures);
    });
    let mut stream = TcpStream::connect(("127.0.0.1", figures.parse().unwrap())).unwrap();
    let asking = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(asking.as_bytes()).unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    assert!(told.contains("\nclaims_database_up 1\n"), "{told}");
    // Who does not encrypt gets nothing.
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(asking.as_bytes()).unwrap();
    let mut told = vec![];
    let _ = stream.read_to_end(&mut told);
    assert!(!told.starts_with(b"HTTP"), "{told:?}");
    assert_eq!(server.signal("TERM"), Some(0));
}

/// Every line that a server logs while it answers two requests; one says a secret in each place
/// that a caller can fill.
fn logged(folder: &Folder, filter: &str) -> Vec<String> {
    let port = free_port().to_string();
    let mut child = claims(folder)
        .env("CLAIMS_LOG", filter)
        .args(["serve", "--port", &port, "--log-format", "json"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut logged = vec![];
    for line in lines.by_ref() {
        let line = line.unwrap();
        let is_serving = line.contains("serving on");
        logged.push(line);
        if is_serving {
            break;
        }
    }
    let reading = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());
    for head in [
        "GET /readyz HTTP/1.1\r\nX-Request-Id: ready-1",
        "POST /v1/claims/geheim?geheim=geheim HTTP/1.1\r\nAuthorization: Bearer geheim\r\nCookie: a=geheim\r\nX-Actor: geheim@geheim auditor\r\nIdempotency-Key: geheim",
    ] {
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        let asking = format!(
            "{head}\r\nHost: localhost\r\nContent-Length: 6\r\nConnection: close\r\n\r\ngeheim"
        );
        stream.write_all(asking.as_bytes()).unwrap();
        stream.read_to_end(&mut vec![]).unwrap();
    }
    let pid = child.id().to_string();
    std::process::Command::new("kill")
        .arg(&pid)
        .status()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    logged.extend(reading.join().unwrap());
    logged
}

#[test]
fn each_request_is_logged_by_route_and_no_secret_ever() {
    let folder = Folder::new();
    let lines = logged(&folder, "info");
    let requests: Vec<serde_json::Value> = lines
        .iter()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|line: &serde_json::Value| line["message"] == "a request was answered")
        .collect();
    let ready = &requests[0];
    assert_eq!(ready["method"], "GET", "{ready}");
    assert_eq!(ready["route"], "/readyz");
    assert_eq!(ready["status"], 200);
    assert_eq!(ready["request_id"], "ready-1");
    assert!(ready["duration_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(requests[1]["route"], "/v1/claims/{claim}");
    let folder = Folder::new();
    for line in logged(&folder, "trace") {
        assert!(!line.contains("geheim"), "{line}");
    }
}

#[test]
fn a_demonstration_is_for_this_machine_alone_whatever_the_settings_say() {
    let folder = Folder::new();
    let told = run(&folder, &["demo", "--listen", "0.0.0.0"]);
    assert_eq!(told.status.code(), Some(2), "{}", stderr(&told));
}
