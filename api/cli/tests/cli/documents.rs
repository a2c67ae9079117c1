//! The files of documents: proven, swept up, taken along; and brought in by many at once.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

use serde_json::Value;

use super::{Folder, Server, fails, run, stderr};

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

/// Sends a request with a body; gives status and body.
fn post(address: &str, head: &str, body: &[&[u8]]) -> (u16, Value) {
    let length: usize = body.iter().map(|piece| piece.len()).sum();
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "{head}\r\nHost: {address}\r\nX-Actor: camille@atelier-breton partner_user\r\n\
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

const CALLERS: usize = 16;
const FILE_BYTES: usize = 20 << 20;
const MEMORY_KIB_MAX: u64 = 200 * 1024;

#[cfg(target_os = "linux")]
#[test]
fn sixteen_callers_bring_large_files_at_once_and_the_server_stays_small() {
    let folder = Folder::new();
    assert_eq!(run(&folder, &["demo", "--no-serve"]).status.code(), Some(0));
    let server = Server::start(&folder, 0);
    let funds = server.get("/v1/funds", "fay@helio-cloud finance");
    let funds: Value = serde_json::from_str(&funds).unwrap();
    let claim = serde_json::json!({
        "fund": funds["funds"][0]["id"], "activity": "trade-show", "title": "Large files",
        "executed_on": "2024-03-14", "declared": { "amount": "10.00", "currency": "EUR" },
    });
    let head = "POST /v1/claims HTTP/1.1\r\nContent-Type: application/json";
    let (status, filed) = post(&server.address, head, &[claim.to_string().as_bytes()]);
    assert_eq!(status, 201, "{filed}");
    let claim = filed["id"].as_str().unwrap();
    let began = std::time::Instant::now();
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let address = &server.address;
            scope.spawn(move || {
                let head = format!(
                    "POST /v1/claims/{claim}/uploads HTTP/1.1\r\n\
                     Content-Type: multipart/form-data; boundary=b"
                );
                let begin = format!(
                    "--b\r\nContent-Disposition: form-data; name=\"file\"; \
                     filename=\"{caller}.pdf\"\r\n\r\n%PDF-1.7\n"
                );
                let content = vec![b'a' + caller as u8; FILE_BYTES];
                let body = [begin.as_bytes(), &content, b"\n%%EOF\n\r\n--b--\r\n"];
                let (status, told) = post(address, &head, &body);
                assert_eq!(
                    (status, &told["uploads"][0]["outcome"]),
                    (201, &"taken".into()),
                    "{told}"
                );
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
