//! The files of documents: proven, swept up, taken along; and brought in by many at once.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::{Folder, Server, claims, fails, key_of, run, stderr};

fn json(folder: &Folder, arguments: &[&str], code: i32) -> Value {
    let output = run(folder, arguments);
    assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_files_of_the_demonstration_are_proven_taken_along_and_brought_back() {
    let folder = Folder::new();
    let told = run(&folder, &["demo", "--no-serve"]);
    assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));
    let looked = json(&folder, &["documents", "verify", "--json"], 0);
    assert_eq!(
        (&looked["files"], &looked["problems"]),
        (&10.into(), &Value::Array(vec![]))
    );
    let swept = json(&folder, &["documents", "gc", "--json"], 0);
    assert_eq!(swept["orphans"], Value::Array(vec![]));

    let arguments = [
        "export", "--format", "jsonl", "--what", "events", "--out", "out",
    ];
    let manifest = json(
        &folder,
        &[&arguments[..], &["--documents", "--json"]].concat(),
        0,
    );
    assert_eq!(manifest["documents"]["files"], 10);
    let there = ["--data-dir", "elsewhere"];
    let imported = json(
        &folder,
        &[&there[..], &["import", "jsonl", "out", "--json"]].concat(),
        0,
    );
    assert_eq!(imported["documents_restored"], 10);
    let verify = ["documents", "verify", "--json"];
    let looked = json(&folder, &[&there[..], &verify].concat(), 0);
    assert_eq!(looked["files"], 10);

    let kept = folder.data().join("documents/atelier-breton");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&kept)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    std::fs::remove_file(&files[0]).unwrap();
    std::fs::write(&files[1], b"something else").unwrap();
    let looked = json(&folder, &["documents", "verify", "--json"], 1);
    let found: Vec<&Value> = looked["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["found"])
        .collect();
    assert!(
        found.len() == 2 && found.iter().any(|found| *found == "missing"),
        "{looked}"
    );
    let arguments = [
        "export", "--format", "csv", "--what", "claims", "--out", "again",
    ];
    fails(
        &folder,
        &[&arguments[..], &["--documents"]].concat(),
        1,
        "not what was recorded",
    );
    assert!(!folder.0.join("again").exists());
    fails(
        &folder,
        &["documents", "verify", "--documents"],
        2,
        "--documents names the place",
    );
}

/// Who brings the files.
fn camilles_key(folder: &Folder) -> String {
    let whose = "--org atelier-breton --role partner_user --user camille";
    key_of(folder, whose, &[])
}

/// Sends a request with a body; gives status and body.
fn post((address, key): (&str, &str), head: &str, body: &[&[u8]]) -> (u16, Value) {
    let length: usize = body.iter().map(|piece| piece.len()).sum();
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "{head}\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    body.iter()
        .for_each(|piece| stream.write_all(piece).unwrap());
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

/// A store that speaks S3, on loopback, gone with the test.
struct Bucket {
    child: Child,
    port: u16,
}

impl Bucket {
    /// Starts it, and makes a bucket `evidence`.
    fn start() -> Self {
        let tools = std::env::var("CLAIMS_TEST_TOOLS").expect("the suite runs by `tests/run`");
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        drop(taken);
        let child = Command::new(Path::new(&tools).join("moto_server"))
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let bucket = Self { child, port };
        let mut stream = loop {
            match TcpStream::connect(("127.0.0.1", port)) {
                Ok(stream) => break stream,
                Err(_) => std::thread::yield_now(),
            }
        };
        let make = "PUT /evidence HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\
                    Connection: close\r\n\r\n";
        stream.write_all(make.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        bucket
    }

    /// Lets the program know where it is.
    fn tell(&self, command: &mut Command) {
        command
            .env("CLAIMS_DOCUMENTS", "s3://evidence/of/claims")
            .env("AWS_ENDPOINT", format!("http://127.0.0.1:{}", self.port))
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "eu-west-1")
            .env("AWS_ACCESS_KEY_ID", "someone")
            .env("AWS_SECRET_ACCESS_KEY", "secret");
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn files_are_kept_in_a_bucket_and_its_absence_is_told() {
    let (folder, bucket) = (Folder::new(), Bucket::start());
    let run = |arguments: &[&str]| {
        let mut command = claims(&folder);
        bucket.tell(&mut command);
        command.args(arguments).output().unwrap()
    };
    let told = run(&["demo", "--no-serve"]);
    assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));
    let looked = run(&["documents", "verify", "--json"]);
    let looked: Value = serde_json::from_slice(&looked.stdout).unwrap();
    assert_eq!(
        (&looked["files"], &looked["problems"]),
        (&10.into(), &Value::Array(vec![]))
    );
    let swept = run(&["documents", "gc", "--execute", "--json"]);
    let swept: Value = serde_json::from_slice(&swept.stdout).unwrap();
    assert_eq!(swept["removed"], 0);
    let left = std::fs::read_dir(folder.data().join("documents/_incoming")).unwrap();
    assert_eq!(left.count(), 0);

    let key = camilles_key(&folder);
    let server = Server::start_as(&folder, &[], |command| bucket.tell(command));
    let door = (server.address.as_str(), key.as_str());
    let claim = filed(&server, door);
    // More than S3 takes in one part.
    let content = vec![b'x'; 12 << 20];
    let (status, told) = upload(door, &claim, "large", &content);
    assert_eq!(
        (status, &told["uploads"][0]["outcome"]),
        (201, &"taken".into()),
        "{told}"
    );
    drop(bucket);
    let (status, told) = upload(door, &claim, "late", &content);
    assert_eq!(
        (status, &told["code"]),
        (503, &"documents_away".into()),
        "{told}"
    );
}

/// Files a claim that can be edited; gives its id.
fn filed(server: &Server, door: (&str, &str)) -> String {
    let funds = server.get("/v1/funds");
    let funds: Value = serde_json::from_str(&funds).unwrap();
    let claim = serde_json::json!({
        "fund": funds["funds"][0]["id"], "activity": "trade-show", "title": "Large files",
        "executed_on": "2024-03-14", "declared": { "amount": "10.00", "currency": "EUR" },
    });
    let head = "POST /v1/claims HTTP/1.1\r\nContent-Type: application/json";
    let (status, filed) = post(door, head, &[claim.to_string().as_bytes()]);
    assert_eq!(status, 201, "{filed}");
    filed["id"].as_str().unwrap().to_owned()
}

/// Brings a PDF with this content.
fn upload(door: (&str, &str), claim: &str, name: &str, content: &[u8]) -> (u16, Value) {
    let head = format!(
        "POST /v1/claims/{claim}/uploads HTTP/1.1\r\n\
         Content-Type: multipart/form-data; boundary=b"
    );
    let begin = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}.pdf\"\r\n\r\n\
         %PDF-1.7\n"
    );
    post(
        door,
        &head,
        &[begin.as_bytes(), content, b"\n%%EOF\n\r\n--b--\r\n"],
    )
}

const CALLERS: usize = 16;
const FILE_BYTES: usize = 20 << 20;
const MEMORY_KIB_MAX: u64 = 200 * 1024;

#[cfg(target_os = "linux")]
#[test]
fn sixteen_callers_bring_large_files_at_once_and_the_server_stays_small() {
    let folder = Folder::new();
    assert_eq!(run(&folder, &["demo", "--no-serve"]).status.code(), Some(0));
    let key = camilles_key(&folder);
    let server = Server::start(&folder, 0);
    let door = (server.address.as_str(), key.as_str());
    let claim = filed(&server, door);
    let began = std::time::Instant::now();
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let claim = &claim;
            scope.spawn(move || {
                let content = vec![b'a' + caller as u8; FILE_BYTES];
                let (status, told) = upload(door, claim, &caller.to_string(), &content);
                let outcome = &told["uploads"][0]["outcome"];
                assert_eq!((status, outcome), (201, &"taken".into()), "{told}");
            });
        }
    });
    let rate = (CALLERS * FILE_BYTES) as f64 / began.elapsed().as_secs_f64() / 1e6;
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    println!("{rate:.0} MB/s, {} MiB at the most", peak / 1024);
    assert!(peak < MEMORY_KIB_MAX, "{peak} KiB");
}
