//! Files that are not taken, each with its answer; and nothing is left of any.

use axum::body::Body;
use serde_json::json;
use tests::form::{BOUNDARY, Form};
use tests::samples::{self, DOCUMENT, WORKBOOK};

use super::door::Door;
use super::stage::{CAMILLE, filed, fund};

const PDF: &str = "application/pdf";
const ANY: &str = "application/octet-stream";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// One bad file: how it is called, what it is said to be, what it is, and what is told.
type Bad = (&'static str, &'static str, Vec<u8>, (u16, &'static str));

fn with_tail(mut bytes: Vec<u8>, tail: &[u8]) -> Vec<u8> {
    bytes.extend_from_slice(tail);
    bytes
}

fn cut(bytes: &[u8], by: usize) -> Vec<u8> {
    bytes[..bytes.len() - by].to_vec()
}

fn names() -> Vec<Bad> {
    let pdf = || samples::pdf("bill");
    let long: &'static str = Box::leak(format!("{}.pdf", "n".repeat(252)).into_boxed_str());
    vec![
        (
            "../../etc/passwd.pdf",
            PDF,
            pdf(),
            (422, "file_name_has_a_path"),
        ),
        (
            "C:\\bills\\bill.pdf",
            PDF,
            pdf(),
            (422, "file_name_has_a_path"),
        ),
        ("/bill.pdf", PDF, pdf(), (422, "file_name_has_a_path")),
        (
            "bill\u{202e}fdp.pdf",
            PDF,
            pdf(),
            (422, "file_name_hides_something"),
        ),
        (
            "bill\u{2066}.pdf",
            PDF,
            pdf(),
            (422, "file_name_hides_something"),
        ),
        (
            "bill\u{200b}.pdf",
            PDF,
            pdf(),
            (422, "file_name_hides_something"),
        ),
        (
            "bill\u{85}.pdf",
            PDF,
            pdf(),
            (422, "file_name_hides_something"),
        ),
        ("", PDF, pdf(), (422, "file_has_no_name")),
        ("   ", PDF, pdf(), (422, "file_has_no_name")),
        (long, PDF, pdf(), (422, "file_name_too_long")),
        ("bill", PDF, pdf(), (415, "file_type_not_taken")),
        (".pdf", PDF, pdf(), (415, "file_type_not_taken")),
        (
            "bill.exe",
            ANY,
            b"MZ\x90".to_vec(),
            (415, "file_type_not_taken"),
        ),
        ("bill.pdf.js", ANY, pdf(), (415, "file_type_not_taken")),
        (
            "page.html",
            "text/html",
            b"<p>".to_vec(),
            (415, "file_type_not_taken"),
        ),
        (
            "picture.svg",
            "image/svg+xml",
            b"<svg/>".to_vec(),
            (415, "file_type_not_taken"),
        ),
        (
            "files.zip",
            "application/zip",
            samples::docx(),
            (415, "file_type_not_taken"),
        ),
        (
            "macros.docm",
            ANY,
            samples::docx(),
            (415, "file_type_not_taken"),
        ),
        (
            "picture.gif",
            "image/gif",
            b"GIF89a".to_vec(),
            (415, "file_type_not_taken"),
        ),
    ]
}

fn types() -> Vec<Bad> {
    let (pdf, png) = (samples::pdf("bill"), samples::png());
    vec![
        (
            "bill.pdf",
            "image/png",
            pdf.clone(),
            (415, "file_type_disagrees"),
        ),
        (
            "photo.png",
            "image/jpeg",
            png.clone(),
            (415, "file_type_disagrees"),
        ),
        (
            "table.csv",
            "text/html",
            samples::csv(),
            (415, "file_type_disagrees"),
        ),
        ("bill.pdf", PDF, png.clone(), (415, "file_content_differs")),
        (
            "photo.png",
            "image/png",
            pdf.clone(),
            (415, "file_content_differs"),
        ),
        (
            "photo.jpg",
            "image/jpeg",
            png.clone(),
            (415, "file_content_differs"),
        ),
        (
            "photo.heic",
            "image/heic",
            samples::jpeg(),
            (415, "file_content_differs"),
        ),
        ("table.csv", "text/csv", png, (415, "file_content_differs")),
        (
            "table.csv",
            "text/csv",
            samples::xlsx(),
            (415, "file_content_differs"),
        ),
        (
            "mail.eml",
            "message/rfc822",
            samples::csv(),
            (415, "file_content_differs"),
        ),
        (
            "mail.eml",
            "message/rfc822",
            b"Subject: x\n\nx".to_vec(),
            (415, "file_content_differs"),
        ),
        ("text.docx", DOCX, pdf, (415, "file_content_differs")),
        (
            "text.docx",
            DOCX,
            samples::xlsx(),
            (415, "file_content_differs"),
        ),
        (
            "table.xlsx",
            ANY,
            samples::docx(),
            (415, "file_content_differs"),
        ),
        (
            "text.docx",
            DOCX,
            samples::archive([("a.txt", b"a".as_slice())].into_iter()),
            (415, "file_content_differs"),
        ),
        (
            "bill.pdf",
            PDF,
            b"%PDF-x.y\n%%EOF".to_vec(),
            (415, "file_content_differs"),
        ),
        (
            "bill.pdf",
            PDF,
            b"\xef\xbb\xbf%PDF-1.7\n%%EOF".to_vec(),
            (415, "file_content_differs"),
        ),
    ]
}

fn contents() -> Vec<Bad> {
    let (pdf, png, jpeg, docx) = (
        samples::pdf("bill"),
        samples::png(),
        samples::jpeg(),
        samples::docx(),
    );
    let macros = samples::office(DOCUMENT, &[("word/vbaProject.bin", b"macro")]);
    let climbing = samples::office(WORKBOOK, &[("../../evil.xml", b"x")]);
    let many: Vec<String> = (0..2_100).map(|n| format!("x/{n}")).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|name| (name.as_str(), b"".as_slice()))
        .collect();
    let many = samples::office(DOCUMENT, &many);
    let locked = locked(&docx);
    vec![
        ("bill.pdf", PDF, vec![], (422, "file_is_empty")),
        ("table.csv", "text/csv", vec![], (422, "file_is_empty")),
        ("bill.pdf", PDF, cut(&pdf, 7), (422, "file_is_damaged")),
        (
            "bill.pdf",
            PDF,
            b"%PDF-1.7\n1 0 obj".to_vec(),
            (422, "file_is_damaged"),
        ),
        (
            "photo.png",
            "image/png",
            cut(&png, 3),
            (422, "file_is_damaged"),
        ),
        (
            "photo.jpg",
            "image/jpeg",
            cut(&jpeg, 900),
            (422, "file_is_damaged"),
        ),
        (
            "photo.heic",
            "image/heic",
            cut(&samples::heic(), 9),
            (422, "file_is_damaged"),
        ),
        ("text.docx", DOCX, cut(&docx, 12), (422, "file_is_damaged")),
        ("table.xlsx", ANY, climbing, (422, "file_is_damaged")),
        (
            "bill.pdf",
            PDF,
            with_tail(pdf.clone(), &docx),
            (422, "file_is_two_things"),
        ),
        (
            "bill.pdf",
            PDF,
            with_tail(pdf.clone(), b"<script>alert(1)</script>"),
            (422, "file_is_two_things"),
        ),
        (
            "photo.png",
            "image/png",
            with_tail(png, b"extra"),
            (422, "file_is_two_things"),
        ),
        (
            "photo.jpg",
            "image/jpeg",
            with_tail(jpeg.clone(), &docx),
            (422, "file_is_two_things"),
        ),
        (
            "photo.jpg",
            "image/jpeg",
            [&jpeg[..20], b"%PDF-1.7", &jpeg[20..]].concat(),
            (422, "file_is_two_things"),
        ),
        (
            "table.csv",
            "text/csv",
            b"<html><script>x</script>".to_vec(),
            (415, "file_content_differs"),
        ),
        (
            "table.csv",
            "text/csv",
            b"a,b\n<?php system($_GET[0]); ?>".to_vec(),
            (422, "file_is_two_things"),
        ),
        (
            "table.csv",
            "text/csv",
            b"a;b\n\0;c".to_vec(),
            (422, "file_is_not_text"),
        ),
        (
            "table.csv",
            "text/csv",
            b"a;b\n\x1b[31m;c".to_vec(),
            (422, "file_is_not_text"),
        ),
        (
            "mail.eml",
            ANY,
            with_tail(samples::eml(), b"\0"),
            (422, "file_is_not_text"),
        ),
        (
            "text.docx",
            DOCX,
            samples::bomb(40 << 20),
            (422, "file_unpacks_too_large"),
        ),
        ("text.docx", DOCX, many, (422, "file_has_too_many_entries")),
        ("text.docx", DOCX, macros, (422, "file_has_macros")),
        ("text.docx", DOCX, locked, (422, "file_is_encrypted")),
        (
            "text.docx",
            DOCX,
            with_tail(docx.clone(), b"tail"),
            (422, "file_is_two_things"),
        ),
    ]
}

/// Says of every entry of an archive that it is encrypted.
fn locked(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(4).position(|it| it == b"PK\x01\x02") {
        bytes[at + found + 8] |= 1;
        at += found + 4;
    }
    bytes
}

#[tokio::test]
async fn a_bad_file_is_answered_with_what_is_wrong_and_leaves_nothing() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let facts = json!({ "kind": "proof", "note": "what it shows" }).to_string();
    let all: Vec<Bad> = [names(), types(), contents()].concat();
    assert!(all.len() >= 60, "{}", all.len());
    for (name, media_type, bytes, (status, code)) in &all {
        let form = Form::default()
            .facts(&facts)
            .file(name, media_type, bytes)
            .end();
        let asking = door.post(&format!("{claim}/documents")).by(CAMILLE).at(1);
        let told = asking.raw(&Form::media_type(), form).send().await;
        assert_eq!(told.problem(), (*status, *code), "{name:?} {media_type}");
        assert!(!told.text("detail").contains(name) || name.trim().is_empty());
        let form = Form::default().file(name, media_type, bytes).end();
        let asking = door.post(&format!("{claim}/uploads")).by(CAMILLE);
        let told = asking.raw(&Form::media_type(), form).send().await;
        assert_eq!(told.status, 200, "{told:#?}");
        assert_eq!(told.text_at("/uploads/0/code"), *code, "{name:?}");
    }
    assert_eq!(door.get(&claim).by(CAMILLE).send().await.version(), 1);
    let left = files_under(door.shelf.folder.path());
    assert_eq!(left, Vec::<std::path::PathBuf>::new());
    door.close().await;
}

/// Sends a body in pieces, as it comes over a wire.
fn piecemeal(body: Vec<u8>) -> Body {
    let pieces: Vec<_> = body
        .chunks(16 * 1024)
        .map(|piece| Ok::<_, std::io::Error>(bytes::Bytes::copy_from_slice(piece)))
        .collect();
    Body::from_stream(futures::stream::iter(pieces))
}

/// Lists the files in a folder and those in it.
pub fn files_under(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = vec![];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(files_under(&path)),
            false => files.push(path),
        }
    }
    files
}

#[tokio::test]
async fn a_bad_form_is_answered_with_what_is_wrong_and_leaves_nothing() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let facts = || Form::default().facts(r#"{ "kind": "proof", "note": "shown" }"#);
    let pdf = samples::pdf("bill");
    let good = || facts().file("bill.pdf", PDF, &pdf);
    let typed = Form::media_type();
    let too_large = vec![b' '; (25 << 20) + 1];
    let no_boundary = "multipart/form-data".to_owned();
    let other_boundary = "multipart/form-data; boundary=other".to_owned();
    let long_head = [
        b"Content-Disposition: form-data; name=\"".as_slice(),
        &[b'x'; 200_000],
        b"\"",
    ]
    .concat();
    let nul = b"Content-Disposition: form-data; name=\"file\"; filename=\"bill\0.pdf\"";
    let parts = |count: usize| {
        let mut form = Form::default();
        for _ in 0..count {
            form = form.part(b"Content-Disposition: form-data; name=\"x\"", b"x");
        }
        form.end()
    };
    let long_facts = format!(r#"{{ "kind": "proof", "note": "{}" }}"#, "x".repeat(70_000));
    let bad = [
        (no_boundary, good().end(), (400, "no_boundary")),
        (other_boundary, good().end(), (400, "body_cut_off")),
        (
            "application/xml".to_owned(),
            b"<a/>".to_vec(),
            (415, "wrong_content_type"),
        ),
        (
            "text/plain".to_owned(),
            pdf.clone(),
            (415, "wrong_content_type"),
        ),
        (typed.clone(), good().cut_off(), (400, "body_cut_off")),
        (
            typed.clone(),
            cut(&good().end(), BOUNDARY.len() + 40),
            (400, "body_cut_off"),
        ),
        (typed.clone(), vec![], (400, "body_cut_off")),
        (
            typed.clone(),
            b"no form at all".to_vec(),
            (400, "body_cut_off"),
        ),
        (typed.clone(), facts().end(), (422, "missing_part")),
        (
            typed.clone(),
            Form::default().file("bill.pdf", PDF, &pdf).end(),
            (422, "missing_part"),
        ),
        (
            typed.clone(),
            good().file("bill.pdf", PDF, &pdf).end(),
            (422, "part_given_twice"),
        ),
        (typed.clone(), parts(10_000), (422, "unknown_part")),
        (
            typed.clone(),
            Form::default().part(&long_head, b"x").end(),
            (400, "bad_part"),
        ),
        (
            typed.clone(),
            Form::default().part(nul, &pdf).end(),
            (400, "bad_part"),
        ),
        (
            typed.clone(),
            Form::default().facts("{").file("bill.pdf", PDF, &pdf).end(),
            (400, "body_unreadable"),
        ),
        (
            typed.clone(),
            Form::default()
                .facts("{}")
                .file("bill.pdf", PDF, &pdf)
                .end(),
            (422, "invalid_fields"),
        ),
        (
            typed.clone(),
            Form::default().facts(&long_facts).end(),
            (413, "facts_too_large"),
        ),
        (
            typed.clone(),
            facts().file("bill.pdf", PDF, &too_large).end(),
            (413, "file_too_large"),
        ),
        (
            typed.clone(),
            facts().file("bill.pdf", PDF, &vec![b' '; 27 << 20]).end(),
            (413, "body_too_large"),
        ),
    ];
    for (n, (media_type, body, (status, code))) in bad.into_iter().enumerate() {
        let asking = door.post(&format!("{claim}/documents")).by(CAMILLE).at(1);
        let told = asking.raw(&media_type, piecemeal(body)).send().await;
        assert_eq!(told.problem(), (status, code), "row {n}");
    }
    let mut many = Form::default();
    for n in 0..21 {
        many = many.file(&format!("{n}.pdf"), PDF, &pdf);
    }
    let asking = door.post(&format!("{claim}/uploads")).by(CAMILLE);
    let told = asking.raw(&typed, many.end()).send().await;
    assert_eq!(told.problem(), (413, "too_many_parts"));
    assert_eq!(door.get(&claim).by(CAMILLE).send().await.version(), 1);
    let left = files_under(door.shelf.folder.path());
    assert_eq!(left, Vec::<std::path::PathBuf>::new());
    door.close().await;
}
