//! Bringing several files, saying what each is, and attaching them all.

use serde_json::{Value, json};
use tests::samples;

use super::visit::{Sent, Shown, bring, fill, form, read, send};
use crate::http::door::{Door, on};
use crate::http::stage::{CAMILLE, PAUL, STRANGER, YANN, complete, filed, fund};

const PNG: &str = "image/png";
const PDF: &str = "application/pdf";

/// Gives the address of the page of a claim from that of the interface.
fn page(claim: &str) -> String {
    claim.replace("/v1/", "/")
}

async fn claim_of(door: &Door, claim: &str) -> Value {
    door.get(claim).by(CAMILLE).send().await.done().body
}

/// Brings an invoice and a photo; gives the page that describes them, and both uploads.
async fn brought(door: &Door, path: &str, by: &str) -> (Shown, String, String) {
    let (pdf, png) = (samples::pdf("stand"), samples::png());
    let files: [Sent<'_>; 2] = [("stand.pdf", PDF, &pdf), ("photo.png", PNG, &png)];
    let led = bring(door, by, path, &[("add", "yes")], &files).await;
    let shown = read(door, by, led.led_to()).await;
    let uploads = shown.hidden("upload");
    let [first, second] = uploads.as_slice() else {
        panic!("{}", shown.main());
    };
    let (first, second) = (first.clone(), second.clone());
    (shown, first, second)
}

#[tokio::test]
async fn files_are_described_and_attached_all_at_once_and_only_once() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "1200.00").await;
    let path = format!("{}/documents/new", page(&claim));
    let (shown, invoice, photo) = brought(&door, &path, CAMILLE).await;
    shown
        .must_have("2 files received")
        .must_have("Attach 2 documents");
    let key = shown.hidden("key").remove(0);
    let field = |name: &str, upload: &str| format!("{name}-{upload}");
    let typed = [
        ("key".to_owned(), key.as_str()),
        ("upload".to_owned(), &invoice),
        ("upload".to_owned(), &photo),
        (field("kind", &invoice), "invoice"),
        (field("supplier", &invoice), "Ouest <Expo>"),
        (field("number", &invoice), "F-1"),
        (field("dated", &invoice), "14/03/2024"),
        (field("total", &invoice), "1,200.00"),
        (field("claimed", &invoice), "1,200.00"),
        (field("kind", &photo), "proof"),
        (field("answers", &photo), "photo"),
    ];
    let mut typed: Vec<(&str, &str)> = typed
        .iter()
        .map(|(name, value)| (&**name, *value))
        .collect();
    typed.push(("attach", "yes"));
    let refused = bring(&door, CAMILLE, &path, &typed, &[]).await;
    assert_eq!(refused.status, 422);
    refused
        .must_have("photo.png: Add a note: every proof needs one.")
        .must_have("value=\"Ouest &#60;Expo&#62;\"")
        .must_have("value=\"1,200.00\"");
    assert_eq!(
        claim_of(&door, &claim).await["documents"],
        json!([]),
        "nothing is attached"
    );

    let note = field("note", &photo);
    typed.push((&note, "our stand, on the second day"));
    for _ in 0..2 {
        let done = bring(&door, CAMILLE, &path, &typed, &[]).await;
        assert!(
            done.led_to().ends_with("?done=documents-attached"),
            "{done:?}"
        );
        assert_ne!(
            done.header("set-cookie"),
            "",
            "its reader sees what they did"
        );
    }
    let now = claim_of(&door, &claim).await;
    let documents = now["documents"].as_array().unwrap();
    let said: Vec<Value> = documents
        .iter()
        .map(|it| json!([it["kind"], it["file"]["name"]]))
        .collect();
    assert_eq!(
        said,
        [
            json!(["invoice", "stand.pdf"]),
            json!(["proof", "photo.png"])
        ]
    );
    assert_eq!(
        documents[0]["claimed"],
        json!({ "amount": "1200.00", "currency": "EUR" })
    );
    assert_eq!(documents[1]["note"], "our stand, on the second day");
    assert_eq!(now["version"], 3);
    let shown = read(&door, CAMILLE, &path).await;
    assert_eq!(
        shown.hidden("upload"),
        Vec::<String>::new(),
        "none waits any more"
    );
    door.close().await;
}

#[tokio::test]
async fn what_a_law_refuses_is_said_at_its_field_and_attaches_nothing() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "1200.00").await;
    let path = format!("{}/documents/new", page(&claim));
    let (shown, invoice, photo) = brought(&door, &path, CAMILLE).await;
    let key = shown.hidden("key").remove(0);
    let field = |name: &str, upload: &str| format!("{name}-{upload}");
    let typed = [
        ("key".to_owned(), key.as_str()),
        ("upload".to_owned(), &photo),
        ("upload".to_owned(), &invoice),
        (field("kind", &photo), "proof"),
        (field("note", &photo), "our stand"),
        (field("kind", &invoice), "csr"),
        (field("number", &invoice), "CSR-1"),
        (field("dated", &invoice), "2024-03-14"),
        (field("total", &invoice), "100"),
        (field("claimed", &invoice), "100.01"),
        ("attach".to_owned(), "yes"),
    ];
    let typed: Vec<(&str, &str)> = typed
        .iter()
        .map(|(name, value)| (&**name, *value))
        .collect();
    let refused = bring(&door, CAMILLE, &path, &typed, &[]).await;
    assert_eq!(refused.status, 422);
    refused.must_have(&format!("<a href=\"#claimed-{invoice}\">stand.pdf: "));
    assert_eq!(claim_of(&door, &claim).await["documents"], json!([]));
    door.close().await;
}

#[tokio::test]
async fn a_bad_file_is_said_first_and_nothing_typed_is_lost() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "1200.00").await;
    let path = format!("{}/documents/new", page(&claim));
    let (_, invoice, photo) = brought(&door, &path, CAMILLE).await;
    let number = format!("number-{invoice}");
    let typed = [
        ("key", "k1"),
        ("upload", &invoice),
        ("upload", &photo),
        (&number, "F-77"),
        ("add", "yes"),
    ];
    let large = [samples::pdf("large"), vec![b' '; 26 * 1024 * 1024]].concat();
    let (png, pdf) = (samples::png(), samples::pdf("cut"));
    let files: [Sent<'_>; 5] = [
        ("film.mov", "video/quicktime", b"moov"),
        ("empty.pdf", PDF, b""),
        ("large.pdf", PDF, &large),
        ("lying.pdf", PDF, &png),
        ("cut.pdf", PDF, &pdf[..pdf.len() / 2]),
    ];
    let refused = bring(&door, CAMILLE, &path, &typed, &files).await;
    assert_eq!(refused.status, 422);
    for said in [
        "5 files were not taken",
        "film.mov was not taken: this type is not taken",
        "empty.pdf was not taken: it is empty",
        "large.pdf was not taken: too big",
        "It is larger than 26\u{a0}MB.",
        "lying.pdf was not taken: it is not what its name says",
        "cut.pdf was not taken: damaged or incomplete",
        "value=\"F-77\"",
    ] {
        refused.must_have(said);
    }
    assert_eq!(refused.hidden("upload"), [invoice.clone(), photo.clone()]);
    let remembered = refused.hidden("refused");
    let mut again = typed.to_vec();
    again.pop();
    again.extend(remembered.iter().map(|file| ("refused", file.as_str())));
    again.push(("again", "yes"));
    let again = bring(&door, CAMILLE, &path, &again, &[]).await;
    again
        .must_have("film.mov was not taken")
        .must_have("value=\"F-77\"");

    let broken = form(&typed, &[("late.pdf", PDF, &pdf)]).cut_off();
    let broken = send(&door, CAMILLE, &path, broken).await;
    assert_eq!(broken.status, 422);
    broken
        .must_have("The upload broke off before its end.")
        .must_have("value=\"F-77\"");
    assert_eq!(
        broken.hidden("upload").len(),
        2,
        "no file of a broken form is kept"
    );

    let asking = door.post(&path).by(CAMILLE).header("accept-language", "fr");
    let body = form(&typed, &files[..1]).end();
    let (_, bytes) = asking
        .raw(&tests::form::Form::media_type(), body)
        .answer()
        .await;
    let french = String::from_utf8(bytes).unwrap();
    assert!(
        french.contains("film.mov n’a pas été pris\u{a0}: type non accepté"),
        "{french}"
    );
    door.close().await;
}

#[tokio::test]
async fn files_wait_for_whoever_may_edit_the_claim_for_a_day() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "1200.00").await;
    let path = format!("{}/documents/new", page(&claim));
    let (_, invoice, photo) = brought(&door, &path, CAMILLE).await;
    let by_paul = read(&door, PAUL, &path).await;
    by_paul.must_have("brought by Camille");
    assert_eq!(read(&door, STRANGER, &path).await.status, 404);

    let typed = [
        ("upload", invoice.as_str()),
        ("upload", &photo),
        ("drop", &invoice),
    ];
    let dropped = bring(&door, PAUL, &path, &typed, &[]).await;
    assert_eq!(
        (dropped.status, dropped.hidden("upload")),
        (200, vec![photo.clone()])
    );

    // The same file again is not kept twice; another name makes no other file of it.
    let png = samples::png();
    let files: [Sent<'_>; 1] = [("same.png", PNG, &png)];
    let led = bring(&door, PAUL, &path, &[("add", "yes")], &files).await;
    let shown = read(&door, PAUL, led.led_to()).await;
    assert_eq!(shown.hidden("upload"), vec![photo.clone()]);
    on("2024-03-21");
    let shown = read(&door, CAMILLE, &path).await;
    assert_eq!(shown.hidden("upload"), Vec::<String>::new());
    let typed = [("key", "k2"), ("upload", &photo), ("attach", "yes")];
    let gone = bring(&door, CAMILLE, &path, &typed, &[]).await;
    gone.must_have("This file is no longer here");
    door.close().await;
}

#[tokio::test]
async fn a_colleague_brings_what_they_were_asked_for_and_sees_no_money() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "7350.00").await;
    let path = format!("{}/documents/new", page(&claim));
    assert_eq!(read(&door, YANN, &path).await.status, 404);
    let body = json!({
        "to": { "user": "yann", "org": "atelier-breton" },
        "what": "The agenda & a photo", "due": "2024-03-25",
    });
    let asking = door
        .post(&format!("{claim}/contributions"))
        .by(CAMILLE)
        .at_any();
    asking.json(body).send().await.done();
    let (pdf, png) = (samples::pdf("agenda"), samples::jpeg());
    let files: [Sent<'_>; 2] = [("agenda.pdf", PDF, &pdf), ("stand.jpg", "image/jpeg", &png)];
    let led = bring(&door, YANN, &path, &[("add", "yes")], &files).await;
    let shown = read(&door, YANN, led.led_to()).await;
    shown
        .must_have("Camille asks you for documents")
        .must_have("The agenda &#38; a photo")
        .must_have("On this claim so far")
        .must_not_have("7,350.00")
        .must_not_have("Does it add up?");
    let uploads = shown.hidden("upload");
    let pdf = samples::pdf("stand");
    let files: [Sent<'_>; 1] = [("stand.pdf", PDF, &pdf)];
    let led = bring(&door, CAMILLE, &path, &[("add", "yes")], &files).await;
    let hers = read(&door, CAMILLE, led.led_to()).await;
    assert_eq!(
        hers.hidden("upload").len(),
        3,
        "whoever edits the claim sees all"
    );
    assert_eq!(
        read(&door, YANN, &path).await.hidden("upload"),
        uploads,
        "a colleague their own"
    );

    let mut typed = vec![
        ("key".to_owned(), "k3".to_owned()),
        ("attach".to_owned(), "yes".to_owned()),
    ];
    for upload in &uploads {
        typed.push(("upload".to_owned(), upload.clone()));
        typed.push((format!("kind-{upload}"), "proof".to_owned()));
        typed.push((format!("note-{upload}"), "what it shows".to_owned()));
    }
    let typed: Vec<(&str, &str)> = typed
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    bring(&door, YANN, &path, &typed, &[]).await.led_to();
    let now = claim_of(&door, &claim).await;
    assert_eq!(now["documents"].as_array().unwrap().len(), 4);
    assert_eq!(now["contributions"][0]["state"], "fulfilled");
    door.close().await;
}

#[tokio::test]
async fn a_document_is_explained_replaced_and_removed() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, invoice) = complete(&door, &fund, "1200.00").await;
    let path = format!("{}/documents/{invoice}", page(&claim));

    let note = read(&door, CAMILLE, &format!("{path}/note")).await;
    let (key, version) = (
        note.hidden("key").remove(0),
        note.hidden("version").remove(0),
    );
    let typed = [
        ("key", key.as_str()),
        ("version", &version),
        ("note", "Stand rental."),
    ];
    let done = fill(&door, CAMILLE, &format!("{path}/note"), &typed).await;
    assert!(done.led_to().contains("?done=note-changed#"));
    // Whoever has an older page is told, and what they typed stands.
    let typed = [("key", "other"), ("version", &version), ("note", "Mine.")];
    let stale = fill(&door, PAUL, &format!("{path}/note"), &typed).await;
    assert_eq!(stale.status, 409);
    stale
        .must_have(">Mine.</textarea>")
        .must_have("Camille changed the claim a moment ago")
        .must_have("What changed meanwhile")
        .must_have("explained the invoice");

    let replace = format!("{path}/replace");
    let shown = read(&door, CAMILLE, &replace).await;
    shown
        .must_have("value=\"1,200.00\"")
        .must_have("Stand rental.");
    let (key, version) = (
        shown.hidden("key").remove(0),
        shown.hidden("version").remove(0),
    );
    let signed = samples::pdf("signed");
    let typed = [
        ("key", key.as_str()),
        ("version", &version),
        ("upload", ""),
        ("kind-new", "csr"),
        ("number-new", "CSR-1"),
        ("dated-new", "18/03/2024"),
        ("total-new", "1,000.00"),
        ("claimed-new", "1.000,5"),
    ];
    let refused = bring(
        &door,
        CAMILLE,
        &replace,
        &typed,
        &[("signed.pdf", PDF, &signed)],
    )
    .await;
    assert_eq!(refused.status, 422);
    refused
        .must_have("<strong>signed.pdf</strong>")
        .must_have("value=\"1.000,5\"");
    let upload = refused.hidden("upload").remove(0);
    let mut typed = typed.to_vec();
    typed[2].1 = &upload;
    typed[7].1 = "1,000.00";
    let done = bring(&door, CAMILLE, &replace, &typed, &[]).await;
    let new = done.led_to().split_once('#').unwrap().1.to_owned();
    let now = claim_of(&door, &claim).await;
    assert_eq!(now["documents"][0]["file"]["name"], "signed.pdf");
    assert_eq!(now["documents"][0]["id"], new);

    let remove = format!("{}/documents/{new}/remove", page(&claim));
    let shown = read(&door, CAMILLE, &remove).await;
    let version = shown.hidden("version").remove(0);
    let typed = [("key", "k4"), ("version", &version), ("why", " ")];
    let refused = fill(&door, CAMILLE, &remove, &typed).await;
    assert_eq!(refused.status, 422);
    refused.must_have("The document was not removed");
    let typed = [
        ("key", "k4"),
        ("version", &version),
        ("why", "sent by mistake"),
    ];
    fill(&door, CAMILLE, &remove, &typed).await.led_to();
    let now = claim_of(&door, &claim).await;
    assert_eq!(now["documents"].as_array().unwrap().len(), 1);
    assert_eq!(read(&door, CAMILLE, &remove).await.status, 404);
    door.close().await;
}
