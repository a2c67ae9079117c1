//! Every text of a claim's life, from its title to the reason why a payment came back, on every page
//! that shows it.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::{PAYLOADS, foreign_markup, form_encoded};
use crate::http::browser::Browser;
use crate::http::door::{Door, on};
use crate::http::stage::{CAMILLE, FAY, INES, LEA, MARC, PAUL, claim_body, eur, fund, proof};
use crate::pages::{browser_of, demonstration};
use tests::uploads::sample;

/// Does something to a claim with a text, and gives what was answered.
async fn does(door: &Door, by: &str, path: &str, body: Value) -> Value {
    // What moves money takes a key; each time is another one.
    static TIMES: AtomicUsize = AtomicUsize::new(0);
    let key = format!("time-{}", TIMES.fetch_add(1, Ordering::Relaxed));
    let asking = door.post(path).by(by).at_any().key(&key);
    asking.json(body).send().await.done().body
}

/// Lets all there is happen to a claim, each time with the text; gives its address.
async fn lived(door: &Door, fund: &str, n: usize, text: &str) -> String {
    on("2024-03-20");
    let mut body = claim_body(fund, "10.00");
    body["title"] = json!(text);
    body["location"] = json!(text);
    let claim = does(door, CAMILLE, "/v1/claims", body).await;
    let claim = format!("/v1/claims/{}", claim["id"].as_str().unwrap());
    let at = |rest: &str| format!("{claim}{rest}");
    let bill = json!({
        "kind": "invoice", "file": sample(&format!("bill {n}")), "supplier": text,
        "number": text, "dated": "2024-03-14", "total": eur("10.00"), "claimed": eur("10.00"),
        "note": text,
    });
    let bill = does(door, CAMILLE, &at("/documents"), bill).await["document"].clone();
    let mut photo = proof(&format!("photo {n}"));
    photo["note"] = json!(text);
    does(door, CAMILLE, &at("/documents"), photo).await;
    let metric = json!({ "code": "booth-visitors", "value": "430", "unit": text });
    does(door, CAMILLE, &at("/metrics"), metric).await;
    let asked = json!({ "to": { "user": "yann", "org": "atelier-breton" }, "what": text });
    does(door, CAMILLE, &at("/contributions"), asked).await;
    let comment = json!({ "text": text, "document": bill });
    let comment = does(door, CAMILLE, &at("/comments"), comment).await["comment"].clone();
    let reply = json!({ "text": text, "document": bill, "in_reply_to": comment });
    does(door, INES, &at("/comments"), reply).await;
    on("2024-03-25");
    does(door, CAMILLE, &at("/submissions"), json!({})).await;
    does(door, CAMILLE, &at("/recalls"), json!({ "why": text })).await;
    does(door, CAMILLE, &at("/submissions"), json!({})).await;
    does(door, INES, &at("/reviews"), json!({})).await;
    let items = json!({ "items": [{ "text": text, "document": bill }] });
    let asked = does(door, INES, &at("/info-requests"), items).await;
    let answers = json!({ "answers": [{ "item": asked["items"][0], "text": text }] });
    does(door, CAMILLE, &at("/submissions"), answers).await;
    does(door, INES, &at("/reviews"), json!({})).await;
    let reject = json!({ "decision": "reject", "reasons": ["not_covered"], "text": text });
    does(door, MARC, &at("/decisions"), reject).await;
    let dispute = json!({ "justification": text, "documents": [] });
    does(door, PAUL, &at("/disputes"), dispute).await;
    does(door, INES, &at("/reviews"), json!({})).await;
    let approve = json!({
        "decision": "approve", "approved": eur("9.00"),
        "lines": [{ "document": bill, "approved": eur("9.00"), "reason": text }],
    });
    does(door, MARC, &at("/decisions"), approve.clone()).await;
    let revoke = json!({ "decision": "revoke", "why": text });
    does(door, LEA, &at("/decisions"), revoke).await;
    does(door, MARC, &at("/decisions"), approve).await;
    let payment = json!({
        "amount": eur("9.00"), "reference": text, "value_date": "2024-03-25",
    });
    let paid = does(door, FAY, &at("/payments"), payment).await["payment"].clone();
    let path = at(&format!("/payments/{}/reversals", paid.as_str().unwrap()));
    does(door, FAY, &path, json!({ "why": text })).await;
    claim.replace("/v1/", "/")
}

/// Requires that a page takes nothing of a text for markup; gives how often it shows one that calls.
async fn is_calm(browser: &Browser, path: &str, who: &str) -> usize {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{who} {path}: {page:#?}");
    assert_eq!(foreign_markup(&page.text), None, "{who} {path}");
    page.text.matches("alert(").count()
}

#[tokio::test]
async fn every_text_of_a_claims_life_is_shown_and_never_taken_for_markup() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let fund = fund(&door).await;
    let mut claims = vec![];
    for (n, text) in PAYLOADS.iter().enumerate() {
        claims.push(lived(&door, &fund, n, text).await);
    }
    let seen = format!("as_of_position={}", *door.ledger.head().borrow());
    let browsers = [
        ("Camille", browser_of(&router, "Camille").await),
        ("Yann", browser_of(&router, "Yann").await),
        ("Ines", browser_of(&router, "Ines").await),
    ];
    for (claim, text) in claims.iter().zip(PAYLOADS) {
        for (who, browser) in &browsers {
            for path in [claim.clone(), format!("{claim}/dossier")] {
                let shown = is_calm(browser, &path, who).await;
                // It is written where it was said, and not left out.
                let times = if text.contains("alert(") { 10 } else { 0 };
                assert!(
                    shown >= times,
                    "{who} {path}: {text} is shown {shown} times"
                );
            }
        }
        let (_, camille) = &browsers[0];
        let typed = form_encoded(text);
        for (path, body) in [
            (
                format!("{claim}/comments"),
                format!("key=k&text={typed}&in_reply_to={typed}"),
            ),
            (
                format!("{claim}/contributions"),
                format!("key=k&what={typed}&to={typed}&due={typed}"),
            ),
            (
                format!("{claim}/metrics"),
                format!("key=k&code=x&unit={typed}&value={typed}"),
            ),
            (
                format!("{claim}/details"),
                format!("key=k&title={typed}&location={typed}&declared={typed}"),
            ),
        ] {
            let page = camille.post(&path, &body).await;
            assert_eq!(page.status, 422, "{path}: {page:#?}");
            assert_eq!(foreign_markup(&page.text), None, "{path}: {text}");
        }
    }
    for (who, browser) in &browsers {
        for path in ["/", "/claims?limit=100", "/payments"] {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = browser.get(&format!("{path}{joint}{seen}")).await;
            assert_eq!(foreign_markup(&page.text), None, "{who} {path}");
        }
        let page = browser.get("/").await;
        assert_eq!(
            foreign_markup(&page.text),
            None,
            "{who}: what happened last"
        );
    }
    door.close().await;
}
