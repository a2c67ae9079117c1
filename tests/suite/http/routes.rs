//! Every route does what it is for; a route that nobody calls fails the suite.

use serde_json::{Value, json};
use tests::form::Form;
use tests::samples;
use tests::uploads::sample;

use super::door::{Door, Told, on};
use super::stage::{
    ADA, CAMILLE, CLOCKWORK, FAY, INES, LEA, MARC, OTTO, PAUL, YANN, complete, eur, filed, fund,
    invoice, open_fund, policy, proof, under_review,
};

/// Requires a status, and gives where the claim stands with its version.
macro_rules! stands {
    ($told:expr, $code:literal, $status:literal) => {{
        let told = $told.send().await;
        assert_eq!(told.status, $code, "{told:#?}");
        assert_eq!(told.body["status"], $status, "{told:#?}");
        assert_eq!(told.header("etag"), format!("\"v{}\"", told.version()));
        told
    }};
}

#[tokio::test]
async fn every_route_is_called() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = writing(&door, &fund).await;
    let (other, _) = complete(&door, &fund, "10.00").await;
    bringing(&door, &other).await;
    deciding(&door, &claim).await;
    paying(&door, &claim).await;
    disputing(&door, &fund).await;
    ending(&door, &fund).await;
    moving(&door, &fund).await;
    reading(&door, &fund, &claim).await;
    coming_in(&door).await;
    assert_eq!(door.not_called(), Vec::<String>::new());
    door.close().await;
}

/// The partner writes a claim, with a colleague's help; gives its path.
async fn writing(door: &Door, fund: &str) -> String {
    let claim = filed(door, fund, "7350.00").await;
    let at = |rest: &str| format!("{claim}{rest}");
    let edit = json!({ "title": "Spring trade show, Rennes", "location": "" });
    stands!(
        door.patch(&claim).by(CAMILLE).at(1).json(edit),
        200,
        "editing"
    );
    let asked = json!({
        "to": { "user": "yann", "org": "atelier-breton" }, "what": "the photos", "due": "2024-03-25",
    });
    let asking = door
        .post(&at("/contributions"))
        .by(CAMILLE)
        .at(2)
        .json(asked);
    let contribution = stands!(asking, 201, "editing").text("contribution");
    let mut photo = proof("photo.jpg");
    photo["contribution"] = json!(contribution);
    let asking = door.post(&at("/documents")).by(YANN).at(3).json(photo);
    stands!(asking, 201, "editing");
    let bill = invoice("F-2024-031", "6200.00", "6200.00");
    let asking = door.post(&at("/documents")).by(CAMILLE).at(4).json(bill);
    let bill = stands!(asking, 201, "editing").text("document");
    let scan = door
        .post(&at("/documents"))
        .by(CAMILLE)
        .at(5)
        .json(proof("blurred.jpg"));
    let scan = stands!(scan, 201, "editing").text("document");
    let path = at(&format!("/documents/{scan}"));
    let note = json!({ "note": "the agenda of both days" });
    stands!(
        door.patch(&path).by(CAMILLE).at(6).json(note),
        200,
        "editing"
    );
    let csr = json!({
        "kind": "csr", "file": sample("csr.pdf"), "number": "CSR-1", "dated": "2024-03-18",
        "total": eur("1150.00"), "claimed": eur("1150.00"),
    });
    let replaced = stands!(door.put(&path).by(CAMILLE).at(7).json(csr), 200, "editing");
    assert_ne!(replaced.text("document"), scan);
    let path = at(&format!("/documents/{bill}?why=scanned%20badly"));
    stands!(door.delete(&path).by(CAMILLE).at(8), 200, "editing");
    let bill = invoice("F-2024-031 again", "6200.00", "6200.00");
    stands!(
        door.post(&at("/documents")).by(CAMILLE).at(9).json(bill),
        201,
        "editing"
    );
    let metric = json!({ "code": "booth-visitors", "value": "430", "unit": "people" });
    stands!(
        door.post(&at("/metrics")).by(CAMILLE).at(10).json(metric),
        201,
        "editing"
    );
    let asked = json!({ "to": { "user": "paul", "org": "atelier-breton" }, "what": "a signature" });
    let told = door
        .post(&at("/contributions"))
        .by(CAMILLE)
        .at(11)
        .json(asked)
        .send()
        .await
        .done();
    let path = at(&format!("/contributions/{}", told.text("contribution")));
    stands!(door.delete(&path).by(CAMILLE).at(12), 200, "editing");
    let comment = json!({ "text": "complete, I think" });
    stands!(
        door.post(&at("/comments")).by(CAMILLE).at(13).json(comment),
        201,
        "editing"
    );
    claim
}

/// A file comes before what it is, and goes out again.
async fn bringing(door: &Door, claim: &str) {
    let form = Form::default().file("photo.png", "image/png", &samples::png());
    let told = door
        .post(&format!("{claim}/uploads"))
        .by(CAMILLE)
        .raw(&Form::media_type(), form.end())
        .send()
        .await
        .done();
    assert_eq!(told.status, 201, "{told:#?}");
    let photo = json!({
        "kind": "proof", "note": "the stand", "file": { "upload": told.text_at("/uploads/0/id") },
    });
    let asking = door
        .post(&format!("{claim}/documents"))
        .by(CAMILLE)
        .at_any()
        .json(photo);
    let document = asking.send().await.done().text("document");
    for what in ["file", "preview"] {
        let path = format!("{claim}/documents/{document}/{what}");
        let (parts, bytes) = door.get(&path).by(INES).answer().await;
        assert_eq!(parts.status, 200, "{what}");
        assert_eq!(bytes == samples::png(), what == "file");
    }
    let asking = door.post(&format!("{claim}/cancellations")).by(CAMILLE);
    let why = json!({ "why": "filed for its files" });
    stands!(asking.at_any().json(why), 201, "cancelled");
}

/// The vendor asks for more, approves, revokes, approves again.
async fn deciding(door: &Door, claim: &str) {
    let at = |rest: &str| format!("{claim}{rest}");
    on("2024-03-25");
    stands!(
        door.post(&at("/submissions")).by(CAMILLE).at(14),
        201,
        "submitted"
    );
    let why = json!({ "why": "a typing error" });
    stands!(
        door.post(&at("/recalls")).by(CAMILLE).at(15).json(why),
        201,
        "editing"
    );
    stands!(
        door.post(&at("/submissions")).by(CAMILLE).at(16),
        201,
        "submitted"
    );
    stands!(
        door.post(&at("/reviews")).by(INES).at(17),
        201,
        "under_review"
    );
    let asked = json!({ "items": [{ "text": "who signed the certificate?" }] });
    let asking = door.post(&at("/info-requests")).by(INES).at(18).json(asked);
    let asked = stands!(asking, 201, "action_required");
    let longer = json!({ "which": "answer", "to": "2024-05-02", "why": "a holiday" });
    let asking = door
        .post(&at("/deadline-extensions"))
        .by(ADA)
        .at(19)
        .json(longer);
    stands!(asking, 201, "action_required");
    let answers = json!({ "answers": [{ "item": asked.body["items"][0], "text": "Paul did" }] });
    let asking = door
        .post(&at("/submissions"))
        .by(CAMILLE)
        .at(20)
        .json(answers);
    let told = stands!(asking, 201, "submitted");
    assert_eq!(
        (&told.body["round"], &told.body["requested"]),
        (&json!(3), &eur("7350.00"))
    );
    stands!(
        door.post(&at("/reviews")).by(INES).at(21),
        201,
        "under_review"
    );
    let shown = door
        .get(claim)
        .by(MARC)
        .header("x-min-position", &told.position())
        .send()
        .await;
    let documents = shown.done().body["documents"].as_array().unwrap().clone();
    let line = |kind: &str, amount: &str, reason: Option<&str>| {
        let document = documents
            .iter()
            .find(|document| document["kind"] == kind)
            .unwrap();
        json!({ "document": document["id"], "approved": eur(amount), "reason": reason })
    };
    let approval = json!({
        "decision": "approve", "approved": eur("7150.00"),
        "lines": [line("csr", "1150.00", None), line("invoice", "6000.00", Some("catering"))],
    });
    let decisions = at("/decisions");
    let decide = |by, key: &'static str, at, body: &Value| {
        door.post(&decisions)
            .by(by)
            .key(key)
            .at(at)
            .json(body.clone())
    };
    let told = stands!(decide(MARC, "d1", 22, &approval), 201, "approved");
    assert_eq!(told.body["approved"], eur("7150.00"));
    let revoke = json!({ "decision": "revoke", "why": "the wrong line" });
    stands!(decide(LEA, "d2", 23, &revoke), 201, "under_review");
    stands!(decide(MARC, "d3", 24, &approval), 201, "approved");
}

/// Finance pays, the bank bounces it, finance pays again.
async fn paying(door: &Door, claim: &str) {
    let at = |rest: &str| format!("{claim}{rest}");
    on("2024-05-15");
    let payment = json!({
        "amount": eur("7150.00"), "reference": "SEPA 20240515-1", "value_date": "2024-05-15",
    });
    let asking = door
        .post(&at("/payments"))
        .by(FAY)
        .key("p1")
        .at(25)
        .json(payment.clone());
    let paid = stands!(asking, 201, "paid");
    let path = at(&format!("/payments/{}/reversals", paid.text("payment")));
    let why = json!({ "why": "the account is closed" });
    stands!(
        door.post(&path).by(FAY).key("p2").at(26).json(why),
        201,
        "approved"
    );
    let asking = door
        .post(&at("/payments"))
        .by(FAY)
        .key("p3")
        .at(27)
        .json(payment);
    let paid = stands!(asking, 201, "paid");
    assert_eq!(paid.body["paid"], eur("7150.00"));
}

/// One rejection is disputed and becomes final, another is accepted.
async fn disputing(door: &Door, fund: &str) {
    on("2024-06-20");
    let reject =
        json!({ "decision": "reject", "reasons": ["no-logo"], "text": "where is the logo?" });
    for (n, outcome) in ["disputed", "accepted"].into_iter().enumerate() {
        let (claim, _) = under_review(door, fund, "100.00").await;
        let at = |rest: &str| format!("{claim}{rest}");
        let asking = door
            .post(&at("/decisions"))
            .by(MARC)
            .key(&format!("r{n}"))
            .at_any();
        stands!(asking.json(reject.clone()), 201, "rejected");
        if outcome == "accepted" {
            let asking = door.post(&at("/rejection-closures")).by(CAMILLE).at_any();
            stands!(asking, 201, "rejection_final");
            continue;
        }
        let dispute = json!({ "justification": "on page two", "documents": [proof("page two")] });
        let asking = door.post(&at("/disputes")).by(PAUL).at_any().json(dispute);
        let told = stands!(asking, 201, "disputed");
        assert_eq!(told.body["documents"].as_array().unwrap().len(), 1);
    }
}

/// One claim is given up; only the system expires one, and it has no door.
async fn ending(door: &Door, fund: &str) {
    let (given_up, _) = complete(door, fund, "50.00").await;
    let why = json!({ "why": "filed twice" });
    let asking = door
        .post(&format!("{given_up}/cancellations"))
        .by(CAMILLE)
        .at_any()
        .json(why);
    stands!(asking, 201, "cancelled");
    let forgotten = filed(door, fund, "50.00").await;
    on("2024-08-16");
    let path = format!("{forgotten}/expirations");
    let told = door.post(&path).by(LEA).at_any().send().await;
    assert_eq!(told.problem(), (403, "not_allowed"));
    let told = door.post(&path).by(CLOCKWORK).at_any().send().await;
    assert_eq!(told.problem(), (401, "credentials_invalid"));
}

/// The fund itself: adjusted, rolled over, expired.
async fn moving(door: &Door, fund: &str) {
    let path = format!("/v1/funds/{fund}/adjustments");
    let body = json!({ "delta": eur("-500.00"), "reason": "correction", "text": "counted twice" });
    let told = door
        .post(&path)
        .by(FAY)
        .key("x")
        .json(body)
        .send()
        .await
        .done();
    assert_eq!((told.status, &told.body["earned"]), (201, &eur("18000.00")));
    let next = open_fund(door, "2024-H2", "atelier-breton").await;
    let path = format!("/v1/funds/{fund}/rollovers");
    let body = json!({ "to": next, "amount": eur("1000.00") });
    let told = door
        .post(&path)
        .by(FAY)
        .key("y")
        .json(body)
        .send()
        .await
        .done();
    assert_eq!((told.status, &told.body["earned"]), (201, &eur("17000.00")));
    let path = format!("/v1/funds/{fund}/expirations");
    let told = door.post(&path).by(FAY).key("z").send().await;
    assert_eq!(told.problem(), (403, "not_allowed"));
    let told = door.post(&path).by(CLOCKWORK).send().await;
    assert_eq!(told.problem(), (401, "credentials_invalid"));
}

/// An admin sees to who may come in.
async fn coming_in(door: &Door) {
    door.get("/v1/me").by(PAUL).send().await.done();
    let role = json!({ "role": "partner_user" });
    let key = door.post("/v1/keys").by(PAUL).json(role).send().await;
    let path = format!("/v1/keys/{}", key.done().text("id"));
    door.get("/v1/keys").by(PAUL).send().await.done();
    door.delete(&path).by(PAUL).send().await.done();
    let body = json!({ "address": "lou@atelier.example", "role": "partner_user" });
    let asking = door.post("/v1/members").by(PAUL).json(body);
    let member = format!("/v1/members/{}", asking.send().await.done().text("user"));
    door.get("/v1/members").by(PAUL).send().await.done();
    let role = format!("{member}/roles/partner_user");
    let told = door.put(&role).by(PAUL).send().await;
    assert_eq!(told.problem(), (404, "member_not_found"), "not joined yet");
    door.delete(&role).by(PAUL).send().await.done();
    let told = door.delete(&member).by(PAUL).send().await;
    assert_eq!(
        told.problem(),
        (404, "member_not_found"),
        "no longer invited"
    );
}

/// Reads what is there once all that was done shows.
async fn seen(door: &Door, by: &str, path: String) -> Told {
    let position = door.ledger.head().borrow().to_string();
    let told = door
        .get(&path)
        .by(by)
        .header("x-min-position", &position)
        .send()
        .await
        .done();
    assert!(
        told.position().parse::<u64>().unwrap() >= position.parse().unwrap(),
        "{path}"
    );
    told
}

/// Everything that can be read.
async fn reading(door: &Door, fund: &str, claim: &str) {
    let at = str::to_owned;
    let told = seen(door, INES, at("/v1/claims?status=paid")).await;
    assert_eq!(told.body["claims"].as_array().unwrap().len(), 1);
    let told = seen(door, CAMILLE, at(claim)).await;
    assert_eq!((&told.body["status"], told.version()), (&json!("paid"), 28));
    let told = seen(door, CAMILLE, format!("{claim}/history?limit=100")).await;
    assert_eq!(told.body["events"].as_array().unwrap().len(), 28);
    let told = seen(door, FAY, at("/v1/overview")).await;
    assert_eq!(told.body["overview"].as_array().unwrap().len(), 2);
    let told = seen(door, INES, at("/v1/queue")).await;
    assert_eq!(told.body["tasks"].as_array().unwrap().len(), 2);
    let told = seen(door, FAY, at("/v1/funds")).await;
    assert_eq!(told.body["funds"].as_array().unwrap().len(), 2);
    let told = seen(door, FAY, format!("/v1/funds/{fund}")).await;
    assert_eq!(told.body["id"], fund);
    let told = seen(door, FAY, format!("/v1/funds/{fund}/postings?limit=100")).await;
    assert!(told.body["entries"].as_array().unwrap().len() > 10);
    let told = seen(door, FAY, at("/v1/payments")).await;
    assert_eq!(told.body["payments"].as_array().unwrap().len(), 2);
    let told = seen(door, CAMILLE, format!("{claim}/trace")).await;
    assert_eq!(told.body["lots"][0]["paid"], eur("7150.00"));
    let lot = told.text_at("/lots/0/lot");
    let told = seen(door, FAY, format!("/v1/funds/{fund}/lots/{lot}/trace")).await;
    assert_eq!(told.body["put_in"], eur("18500.00"));
    let told = seen(door, FAY, at("/v1/balance")).await;
    assert_eq!(told.body["balanced"], true);
    let told = seen(door, FAY, at("/v1/diff?from=1&to=4")).await;
    assert_eq!(told.body["events"], 3);
    // It goes on for good; what it sends is tested with the events.
    let told = door.get("/v1/events?after=end").by(INES).send().await;
    assert_eq!(told.problem(), (400, "invalid_query"));
    let told = seen(door, OTTO, at("/v1/views")).await;
    assert_eq!(told.body["views"].as_array().unwrap().len(), 3);
    for by in [INES, CAMILLE, OTTO] {
        let told = seen(door, by, at("/v1/programmes")).await;
        assert_eq!(told.text_at("/programmes/0/vendor"), "helio-cloud", "{by}");
    }
    let told = door
        .get("/v1/programmes/helio-coop")
        .by(CAMILLE)
        .send()
        .await
        .done();
    assert!(
        told.body["policy"] == policy(),
        "{:#?}",
        told.body["policy"]
    );
    assert_eq!(told.body["policy_version"], 1);
    let mut renamed = policy();
    renamed["name"] = json!("Helio Cloud co-op funds, revised");
    let told = door
        .put("/v1/programmes/helio-coop")
        .by(ADA)
        .at(1)
        .json(renamed)
        .send()
        .await;
    assert_eq!(
        (told.status, &told.body["policy_version"]),
        (200, &json!(2))
    );
    door.get("/livez").send().await.done();
    door.get("/readyz").send().await.done();
    door.get("/openapi.json").send().await.done();
}
