//! What people write: a text that shows nothing is none, and none may change how it is read.

use serde_json::{Value, json};

use super::door::Door;
use super::stage::{CAMILLE, claim_body, filed, fund};

/// Sends a body with a field that is not accepted; gives what was wrong.
async fn wrong(door: &Door, path: &str, by: &str, body: Value) -> Vec<String> {
    let told = door.post(path).by(by).at_any().json(body).send().await;
    assert_eq!(told.problem(), (422, "invalid_fields"));
    told.wrong()
}

#[tokio::test]
async fn a_text_that_cannot_be_seen_or_turns_the_direction_of_writing_is_refused() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let titled = |title: &str| {
        let mut body = claim_body(&fund, "10.00");
        body["title"] = json!(title);
        body
    };
    for mark in ["\u{202a}", "\u{202e}", "\u{2066}", "\u{2069}"] {
        let body = titled(&format!("bill {mark}fdp"));
        let told = wrong(&door, "/v1/claims", CAMILLE, body).await;
        assert_eq!(told, ["/title direction_mark"], "{mark:?}");
    }
    for title in [
        "",
        " ",
        "\u{200b}\u{200d}",
        "\u{200e}\u{200f} \u{feff}",
        "\u{2060}",
    ] {
        let told = door.post("/v1/claims").by(CAMILLE).json(titled(title));
        let told = told.send().await;
        assert_eq!(told.problem(), (422, "title_is_empty"), "{title:?}");
    }
    let hebrew = "\u{200f}תערוכה 2024";
    let told = door.post("/v1/claims").by(CAMILLE).json(titled(hebrew));
    told.send().await.done();
    let claim = filed(&door, &fund, "10.00").await;
    let path = format!("{claim}/comments");
    let body = json!({ "text": "paid to \u{202e}TFIRG" });
    let told = wrong(&door, &path, CAMILLE, body).await;
    assert_eq!(told, ["/text direction_mark"]);
    let asking = door.post(&path).by(CAMILLE).at_any();
    let told = asking
        .json(json!({ "text": "\u{200b}\n\u{2060}" }))
        .send()
        .await;
    assert_eq!(told.problem(), (422, "text_is_empty"));
    door.close().await;
}
