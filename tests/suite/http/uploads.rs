//! Files on their way in: in one request, or first the bytes and then what they are.

use serde_json::{Value, json};
use sha2::Digest;
use tests::form::Form;
use tests::samples;

use super::bad_uploads::files_under;
use super::door::{Door, Told, on};
use super::stage::{CAMILLE, INES, MARC, PAUL, STRANGER, complete, eur, filed, fund, under_review};

fn sha256(bytes: &[u8]) -> String {
    let digest = sha2::Sha256::digest(bytes);
    domain::document::Sha256::from_bytes(digest.into()).to_string()
}

async fn uploaded(door: &Door, claim: &str, by: &str, form: Form) -> Told {
    let asking = door.post(&format!("{claim}/uploads")).by(by);
    asking.raw(&Form::media_type(), form.end()).send().await
}

fn proof(upload: &Value) -> Value {
    json!({ "kind": "proof", "note": "what it shows", "file": { "upload": upload } })
}

#[tokio::test]
async fn every_type_is_taken_and_kept_under_its_digest() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let files = [
        (
            "facture (signée).pdf",
            "application/pdf",
            samples::pdf("x"),
            "application/pdf",
        ),
        ("photo.PNG", "image/png", samples::png(), "image/png"),
        ("photo.jpeg", "image/jpg", samples::jpeg(), "image/jpeg"),
        (
            "photo.heic",
            "application/octet-stream",
            samples::heic(),
            "image/heic",
        ),
        (
            "table.csv",
            "application/vnd.ms-excel",
            samples::csv(),
            "text/csv",
        ),
        (
            "mail.eml",
            "message/rfc822",
            samples::eml(),
            "message/rfc822",
        ),
        (
            "text.docx",
            "application/octet-stream",
            samples::docx(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "table.xlsx",
            "application/octet-stream",
            samples::xlsx(),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ];
    for (n, (name, declared, bytes, kept_as)) in files.iter().enumerate() {
        let facts = json!({ "kind": "proof", "note": "shown" }).to_string();
        let form = Form::default().file(name, declared, bytes).facts(&facts);
        let asking = door
            .post(&format!("{claim}/documents"))
            .by(CAMILLE)
            .at(n as u64 + 1);
        let told = asking.raw(&Form::media_type(), form.end()).send().await;
        assert_eq!(told.status, 201, "{name}: {told:#?}");
        let shown = door.get(&claim).by(CAMILLE).send().await.done();
        let file = &shown.body["documents"][n]["file"];
        let sha256 = sha256(bytes);
        let expected = json!({
            "sha256": sha256, "size": bytes.len(), "media_type": kept_as, "name": name,
        });
        assert_eq!(*file, expected);
        let kept = door
            .shelf
            .folder
            .path()
            .join("atelier-breton")
            .join(&sha256);
        assert_eq!(std::fs::read(kept).unwrap(), *bytes);
    }
    door.close().await;
}

#[tokio::test]
async fn several_files_are_answered_each_on_its_own_and_become_documents_later() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let form = Form::default()
        .file("photo.png", "image/png", &samples::png())
        .file("bill.pdf", "application/pdf", &samples::png())
        .file("agenda.pdf", "application/pdf", &samples::pdf("agenda"));
    let told = uploaded(&door, &claim, CAMILLE, form).await.done();
    assert_eq!(told.status, 201);
    let uploads = told.body["uploads"].as_array().unwrap();
    let outcomes: Vec<&Value> = uploads.iter().map(|upload| &upload["outcome"]).collect();
    assert_eq!(outcomes, ["taken", "refused", "taken"]);
    assert_eq!(uploads[0]["sha256"], sha256(&samples::png()));
    assert_eq!(uploads[0]["expires_at"], "2024-03-21T12:00:00.000000Z");
    assert_eq!(uploads[1]["code"], "file_content_differs");
    let documents = format!("{claim}/documents");
    for upload in [&uploads[0]["id"], &uploads[2]["id"]] {
        door.post(&documents)
            .by(PAUL)
            .at_any()
            .json(proof(upload))
            .send()
            .await
            .done();
    }
    let shown = door.get(&claim).by(CAMILLE).send().await.done();
    assert_eq!(shown.body["documents"][1]["file"]["name"], "agenda.pdf");
    door.close().await;
}

#[tokio::test]
async fn an_upload_is_for_its_claim_and_its_day_alone() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let other = filed(&door, &fund, "20.00").await;
    let form = || Form::default().file("photo.png", "image/png", &samples::png());
    let told = uploaded(&door, &claim, CAMILLE, form()).await.done();
    let body = proof(&told.body["uploads"][0]["id"]);
    let attach = async |claim: &str, body: &Value| {
        let asking = door
            .post(&format!("{claim}/documents"))
            .by(CAMILLE)
            .at_any();
        asking.json(body.clone()).send().await
    };
    let refused = attach(&other, &body).await;
    assert_eq!(refused.wrong(), ["/file/upload upload_not_found"]);
    on("2024-03-21");
    let refused = attach(&claim, &body).await;
    assert_eq!(refused.wrong(), ["/file/upload upload_not_found"]);
    on("2024-03-20");
    attach(&claim, &body).await.done();
    // What is said of a file without bringing it is not believed.
    let mut stated = body.clone();
    stated["file"] = json!({ "sha256": sha256(&samples::png()), "size": 1, "media_type": "image/png", "name": "a.png" });
    assert_eq!(
        attach(&other, &stated).await.wrong(),
        ["/file file_must_be_uploaded"]
    );
    door.close().await;
}

#[tokio::test]
async fn who_may_not_bring_a_file_is_told_what_the_command_would_tell() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let (locked, _) = under_review(&door, &fund, "30.00").await;
    let unknown = "/v1/claims/claim_01h455vb4pex5vsknk084sn02q";
    let before = files_under(door.shelf.folder.path()).len();
    for (claim, by, problem) in [
        (claim.as_str(), STRANGER, (404, "claim_not_found")),
        (unknown, CAMILLE, (404, "claim_not_found")),
        (claim.as_str(), INES, (403, "not_allowed")),
        (locked.as_str(), CAMILLE, (422, "claim_is_locked")),
    ] {
        // It is not even a form that is refused: nobody read it.
        let raw = || b"not read".to_vec();
        let asking = door.post(&format!("{claim}/uploads")).by(by);
        let told = asking.raw(&Form::media_type(), raw()).send().await;
        assert_eq!(told.problem(), problem, "{by} uploads to {claim}");
        let asking = door.post(&format!("{claim}/documents")).by(by).at_any();
        let told = asking.raw(&Form::media_type(), raw()).send().await;
        assert_eq!(told.problem(), problem, "{by} attaches to {claim}");
    }
    let asking = door.post(&format!("{claim}/documents")).by(CAMILLE).at(7);
    let told = asking
        .raw(&Form::media_type(), b"not read".to_vec())
        .send()
        .await;
    assert_eq!(told.problem(), (412, "wrong_version"));
    assert_eq!(files_under(door.shelf.folder.path()).len(), before);
    door.close().await;
}

#[tokio::test]
async fn a_document_that_a_law_refuses_leaves_no_bytes() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    let facts = json!({
        "kind": "invoice", "number": "7", "dated": "2024-03-14",
        "total": eur("5.00"), "claimed": eur("6.00"),
    });
    let form = Form::default().file("bill.pdf", "application/pdf", &samples::pdf("bill"));
    let asking = door.post(&format!("{claim}/documents")).by(CAMILLE).at(1);
    let form = form.facts(&facts.to_string()).end();
    let told = asking.raw(&Form::media_type(), form).send().await;
    assert_eq!(told.problem(), (422, "claimed_exceeds_total"));
    assert!(files_under(door.shelf.folder.path()).is_empty());
    door.close().await;
}

#[tokio::test]
async fn the_same_form_under_the_same_key_gets_the_first_answer_whatever_happened_since() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "10.00").await;
    let send = async |key: &str| {
        let facts = json!({ "kind": "proof", "note": "shown" }).to_string();
        let form = Form::default()
            .facts(&facts)
            .file("a.png", "image/png", &samples::png());
        let asking = door
            .post(&format!("{claim}/documents"))
            .by(CAMILLE)
            .at(3)
            .key(key);
        asking.raw(&Form::media_type(), form.end()).send().await
    };
    let first = send("k").await.done();
    door.post(&format!("{claim}/submissions"))
        .by(CAMILLE)
        .at_any()
        .send()
        .await
        .done();
    let again = send("k").await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(send("other").await.problem(), (412, "wrong_version"));
    // Uploads as well: the same files are the same uploads.
    let other = filed(&door, &fund, "10.00").await;
    let upload = async |name: &str| {
        let form = Form::default().file(name, "image/png", &samples::png());
        let asking = door.post(&format!("{other}/uploads")).by(CAMILLE).key("u");
        asking.raw(&Form::media_type(), form.end()).send().await
    };
    assert_eq!(upload("a.png").await.body, upload("a.png").await.body);
    assert_eq!(
        upload("b.png").await.problem(),
        (422, "idempotency_conflict")
    );
    door.close().await;
}

#[tokio::test]
async fn a_dispute_and_a_replacement_bring_files_as_well() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "10.00").await;
    let shown = door.get(&claim).by(CAMILLE).send().await.done();
    let old = shown.text_at("/documents/1/id");
    let facts = json!({ "kind": "proof", "note": "sharper" }).to_string();
    let form = Form::default()
        .file("sharp.png", "image/png", &samples::png())
        .facts(&facts);
    let asking = door
        .put(&format!("{claim}/documents/{old}"))
        .by(CAMILLE)
        .at(3);
    let told = asking
        .raw(&Form::media_type(), form.end())
        .send()
        .await
        .done();
    assert_eq!(told.status, 200);
    let (rejected, _) = under_review(&door, &fund, "20.00").await;
    let reject = json!({ "decision": "reject", "reasons": ["no-logo"], "text": "no logo" });
    let asking = door
        .post(&format!("{rejected}/decisions"))
        .by(MARC)
        .key("r")
        .at_any();
    asking.json(reject).send().await.done();
    let form = Form::default().file("logo.jpg", "image/jpeg", &samples::jpeg());
    // It is for whoever may dispute, and so is the upload.
    let told = uploaded(&door, &rejected, CAMILLE, form.clone()).await;
    assert_eq!(told.problem(), (403, "not_allowed"));
    let told = uploaded(&door, &rejected, PAUL, form).await.done();
    let lost = json!("upl_01h455vb4pex5vsknk084sn02q");
    let dispute = |upload: &Value| json!({ "justification": "here", "documents": [proof(upload)] });
    let ask = async |body: Value| {
        let asking = door.post(&format!("{rejected}/disputes")).by(PAUL).at_any();
        asking.json(body).send().await
    };
    let refused = ask(dispute(&lost)).await;
    assert_eq!(
        refused.wrong(),
        ["/documents/0/file/upload upload_not_found"]
    );
    let told = ask(dispute(&told.body["uploads"][0]["id"])).await.done();
    assert_eq!(told.body["status"], "disputed");
    door.close().await;
}

#[tokio::test]
async fn a_store_that_is_away_is_told_calmly_and_nothing_is_recorded() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00").await;
    std::fs::remove_dir_all(door.shelf.folder.path()).unwrap();
    std::fs::write(door.shelf.folder.path(), b"in the way").unwrap();
    let facts = json!({ "kind": "proof", "note": "shown" }).to_string();
    let form = || {
        Form::default()
            .facts(&facts)
            .file("a.png", "image/png", &samples::png())
    };
    let asking = door.post(&format!("{claim}/documents")).by(CAMILLE).at(1);
    let told = asking.raw(&Form::media_type(), form().end()).send().await;
    assert_eq!(told.problem(), (503, "documents_away"));
    assert_eq!(told.header("retry-after"), "5");
    std::fs::remove_file(door.shelf.folder.path()).unwrap();
    std::fs::create_dir_all(door.shelf.folder.path().join("_incoming")).unwrap();
    let asking = door.post(&format!("{claim}/documents")).by(CAMILLE).at(1);
    asking
        .raw(&Form::media_type(), form().end())
        .send()
        .await
        .done();
    door.close().await;
}
