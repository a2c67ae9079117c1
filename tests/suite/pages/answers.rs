//! Answering an information request; disputing a rejection, or accepting it.

use serde_json::{Value, json};
use tests::samples;

use super::visit::{Sent, bring, fill, read};
use crate::http::door::Door;
use crate::http::stage::{CAMILLE, INES, MARC, PAUL, complete, fund, under_review};

fn page(claim: &str) -> String {
    claim.replace("/v1/", "/")
}

async fn status(door: &Door, claim: &str) -> Value {
    let told = door.get(claim).by(CAMILLE).send().await.done();
    told.body["status"].clone()
}

async fn rejected(door: &Door, fund: &str) -> String {
    let (claim, _) = under_review(door, fund, "900.00").await;
    let body =
        json!({ "decision": "reject", "reasons": ["proof_insufficient"], "text": "No date <b>" });
    let asking = door.post(&format!("{claim}/decisions")).by(MARC).at_any();
    asking.key("rejected").json(body).send().await.done();
    claim
}

#[tokio::test]
async fn an_information_request_is_answered_item_by_item_and_submitted_again() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, invoice) = under_review(&door, &fund, "900.00").await;
    let path = format!("{}/answer", page(&claim));
    let body = json!({ "items": [
        { "document": invoice, "text": "Please send it signed." },
        { "text": "Who was there?" },
    ] });
    let asking = door
        .post(&format!("{claim}/info-requests"))
        .by(INES)
        .at_any();
    let asked = asking.json(body).send().await.done();
    let items = asked.body["items"].as_array().unwrap();
    let fields: Vec<String> = items
        .iter()
        .map(|item| format!("answer-{}", item.as_str().unwrap()))
        .collect();
    let shown = read(&door, CAMILLE, &path).await;
    shown
        .must_have("Please send it signed.")
        .must_have("Who was there?")
        .must_have(&format!("{}/replace", invoice))
        .must_have("Nothing else is missing.");
    let (key, version) = (
        shown.hidden("key").remove(0),
        shown.hidden("version").remove(0),
    );
    let typed = [
        ("key", key.as_str()),
        ("version", &version),
        (&fields[0], "Signed."),
    ];
    let refused = fill(&door, CAMILLE, &path, &typed).await;
    assert_eq!(refused.status, 422);
    refused
        .must_have(&format!("<a href=\"#{}\">", fields[1]))
        .must_have(">Signed.</textarea>");
    let mut typed = typed.to_vec();
    typed.push((&fields[1], "Yann and I."));
    for _ in 0..2 {
        let done = fill(&door, CAMILLE, &path, &typed).await;
        assert!(done.led_to().ends_with("done=answers-sent"));
    }
    assert_eq!(status(&door, &claim).await, "submitted");
    let over = read(&door, CAMILLE, &path).await;
    assert_eq!(
        over.led_to().split('/').count(),
        3,
        "there is nothing to answer"
    );
    door.close().await;
}

#[tokio::test]
async fn a_document_that_is_on_two_claims_takes_a_reason() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = under_review(&door, &fund, "900.00").await;
    let body = json!({ "items": [{ "text": "Who was there?" }] });
    let asking = door
        .post(&format!("{claim}/info-requests"))
        .by(INES)
        .at_any();
    let asked = asking.json(body).send().await.done();
    let item = format!("answer-{}", asked.body["items"][0].as_str().unwrap());
    // The same invoice is on another claim, which is submitted first.
    let (other, _) = complete(&door, &fund, "700.00").await;
    let twice = crate::http::stage::proof("shared photo");
    let mut of_first = String::new();
    for claim in [&other, &claim] {
        let asking = door
            .post(&format!("{claim}/documents"))
            .by(CAMILLE)
            .at_any();
        of_first = asking
            .json(twice.clone())
            .send()
            .await
            .done()
            .text("document");
    }
    let asking = door
        .post(&format!("{other}/submissions"))
        .by(CAMILLE)
        .at_any();
    asking.send().await.done();
    let path = format!("{}/answer", page(&claim));
    let field = format!("duplicate-{of_first}");
    let shown = read(&door, CAMILLE, &path).await;
    shown.must_have(&format!("<textarea class=\"in\" id=\"{field}\""));
    let version = shown.hidden("version").remove(0);
    let mut typed = vec![("key", "k"), ("version", &version), (&*item, "Yann and I.")];
    let refused = fill(&door, CAMILLE, &path, &typed).await;
    assert_eq!(refused.status, 422);
    refused.must_have(&format!("<a href=\"#{field}\">"));
    typed.push((&field, "One photo shows both stands."));
    fill(&door, CAMILLE, &path, &typed).await.led_to();
    assert_eq!(status(&door, &claim).await, "submitted");
    door.close().await;
}

#[tokio::test]
async fn a_rejection_is_disputed_with_a_proof_once() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = rejected(&door, &fund).await;
    let path = format!("{}/dispute", page(&claim));
    assert_eq!(
        read(&door, CAMILLE, &path).await.status,
        403,
        "an admin disputes"
    );
    let shown = read(&door, PAUL, &path).await;
    shown
        .must_have("What Marc wrote")
        .must_have("No date &#60;b&#62;");
    let (key, version) = (
        shown.hidden("key").remove(0),
        shown.hidden("version").remove(0),
    );
    let mut typed = vec![
        ("key", key.as_str()),
        ("version", &version),
        ("justification", "The new picture shows the date."),
    ];
    let jpeg = samples::jpeg();
    let files: [Sent<'_>; 1] = [("dated.jpg", "image/jpeg", &jpeg)];
    typed.push(("add", "yes"));
    let brought = bring(&door, PAUL, &path, &typed, &files).await;
    assert_eq!(brought.status, 200);
    brought.must_have(">The new picture shows the date.</textarea>");
    let upload = brought.hidden("upload").remove(0);
    typed.pop();
    typed.extend([("upload", upload.as_str()), ("send", "yes")]);
    let refused = bring(&door, PAUL, &path, &typed, &[]).await;
    assert_eq!(refused.status, 422);
    refused.must_have("Add a note: every proof needs one.");
    let note = format!("note-{upload}");
    typed.push((&note, "22 May, with the date"));
    for _ in 0..2 {
        let done = bring(&door, PAUL, &path, &typed, &[]).await;
        assert!(done.led_to().ends_with("done=claim-disputed"));
    }
    let told = door.get(&claim).by(CAMILLE).send().await.done();
    assert_eq!(told.body["status"], "disputed");
    assert_eq!(told.body["documents"][2]["file"]["name"], "dated.jpg");
    door.close().await;
}

#[tokio::test]
async fn a_rejection_is_accepted_after_a_question() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = rejected(&door, &fund).await;
    let path = format!("{}/acceptance", page(&claim));
    let shown = read(&door, CAMILLE, &path).await;
    shown
        .must_have("Accept the rejection of C-")
        .must_have("€900.00");
    assert_eq!(
        status(&door, &claim).await,
        "rejected",
        "looking changes nothing"
    );
    let version = shown.hidden("version").remove(0);
    let done = fill(
        &door,
        CAMILLE,
        &path,
        &[("key", "k"), ("version", &version)],
    )
    .await;
    assert!(done.led_to().ends_with("done=rejection-accepted"));
    assert_eq!(status(&door, &claim).await, "rejection_final");
    assert_eq!(read(&door, CAMILLE, &path).await.status, 422);
    door.close().await;
}

#[tokio::test]
async fn answers_stay_typed_while_a_document_is_replaced() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, invoice) = under_review(&door, &fund, "900.00").await;
    let body = json!({ "items": [{ "document": invoice, "text": "Please send it signed." }] });
    let asking = door
        .post(&format!("{claim}/info-requests"))
        .by(INES)
        .at_any();
    let asked = asking.json(body).send().await.done();
    let item = format!("answer-{}", asked.body["items"][0].as_str().unwrap());
    let path = format!("{}/answer", page(&claim));
    let replace = format!("{}/documents/{invoice}/replace", page(&claim));
    let shown = read(&door, CAMILLE, &path).await;
    let number = shown.text.split("action=\"/claims/C-").nth(1).unwrap();
    let number = format!("/claims/C-{}", number.split('/').next().unwrap());
    shown.must_have(&format!(
        "formaction=\"{number}/documents/{invoice}/replace\""
    ));
    // The button takes along what is typed, and nothing is replaced by it.
    let typed = [("answering", "yes"), (&*item, "It is <signed> now.")];
    let form = bring(&door, CAMILLE, &replace, &typed, &[]).await;
    assert_eq!(form.status, 200);
    let kept = format!("name=\"{item}\" value=\"It is &#60;signed&#62; now.\"");
    form.must_have(&kept)
        .must_have("value=\"900.00\"")
        .must_have(&format!("formaction=\"{number}/answer\""));
    let (key, version) = (
        form.hidden("key").remove(0),
        form.hidden("version").remove(0),
    );
    let signed = samples::pdf("signed");
    let mut wrong = typed.to_vec();
    wrong.extend([
        ("key", &*key),
        ("version", &version),
        ("kind-new", "invoice"),
        ("number-new", ""),
        ("dated-new", "14/03/2024"),
        ("total-new", "900.00"),
        ("claimed-new", "900.00"),
    ]);
    let files: [Sent<'_>; 1] = [("signed.pdf", "application/pdf", &signed)];
    let refused = bring(&door, CAMILLE, &replace, &wrong, &files).await;
    assert_eq!(refused.status, 422);
    refused
        .must_have(&kept)
        .must_have("Enter the document number.");
    let upload = refused.hidden("upload").remove(0);
    let mut right = wrong.clone();
    right[5].1 = "F-2";
    right.push(("upload", &upload));
    // However often it is sent, it happens once and leads to the answers.
    for _ in 0..2 {
        let back = bring(&door, CAMILLE, &replace, &right, &[]).await;
        assert_eq!(back.status, 200, "{}", back.main());
        back.must_have(">It is &#60;signed&#62; now.</textarea>")
            .must_have("role=\"status\"")
            .must_have("<span class=\"hint\">signed.pdf</span>");
    }
    let told = door.get(&claim).by(CAMILLE).send().await.done();
    assert_eq!(told.body["documents"][0]["file"]["name"], "signed.pdf");
    assert_eq!(told.body["status"], "action_required");
    // The way back without a change leads there as well.
    let back = fill(&door, CAMILLE, &path, &typed).await;
    assert_eq!(back.status, 200);
    back.must_have(">It is &#60;signed&#62; now.</textarea>");
    assert_eq!(status(&door, &claim).await, "action_required");
    door.close().await;
}
