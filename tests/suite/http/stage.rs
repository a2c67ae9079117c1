//! The people and things the tests play with: a programme, a fund, claims in various states.

use serde_json::{Value, json};
use tests::uploads::sample;

use super::door::{Door, on};

pub const CAMILLE: &str = "camille@atelier-breton partner_user";
pub const PAUL: &str = "paul@atelier-breton partner_admin";
pub const YANN: &str = "yann@atelier-breton contributor";
pub const INES: &str = "ines@helio-cloud reviewer";
pub const MARC: &str = "marc@helio-cloud approver";
pub const LEA: &str = "lea@helio-cloud approver";
pub const FAY: &str = "fay@helio-cloud finance";
pub const ADA: &str = "ada@helio-cloud programme_admin";
pub const OTTO: &str = "otto@helio-cloud operator";
pub const AUDE: &str = "aude@helio-cloud auditor";
pub const CLOCKWORK: &str = "clockwork@helio-cloud system";
/// The auditor of another vendor, and who publishes its programmes.
pub const RIVAL: &str = "rex@rival-cloud auditor";
pub const RIVAL_ADMIN: &str = "ria@rival-cloud programme_admin";
pub const STRANGER: &str = "zoe@other-partner partner_admin";

/// The programme of the demonstration, as a body.
pub fn policy() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../fixtures/programmes/helio-coop.toml"
    );
    let policy: toml::Value = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut policy = serde_json::to_value(policy).unwrap();
    for activity in policy["activities"].as_array_mut().unwrap() {
        let metrics = activity["metrics"].take();
        activity["metrics"] = if metrics.is_null() {
            json!([])
        } else {
            metrics
        };
    }
    policy
}

pub fn eur(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}

pub fn invoice(name: &str, total: &str, claimed: &str) -> Value {
    json!({
        "kind": "invoice", "file": sample(name), "supplier": "Halles de Rennes", "number": name,
        "dated": "2024-03-14", "total": eur(total), "claimed": eur(claimed),
    })
}

pub fn proof(name: &str) -> Value {
    json!({ "kind": "proof", "file": sample(name), "note": "the booth on the second day" })
}

/// Publishes the programme and opens the partner's fund with 18,500.00 in it; gives its id.
pub async fn fund(door: &Door) -> String {
    on("2024-01-10");
    door.put("/v1/programmes/helio-coop")
        .by(ADA)
        .json(policy())
        .send()
        .await
        .done();
    let fund = open_fund(door, "2024-H1", "atelier-breton").await;
    let earning = json!({
        "amount": eur("18500.00"), "earned_on": "2023-08-31", "source": "statement 2023-H2",
    });
    let path = format!("/v1/funds/{fund}/earnings");
    let told = door.post(&path).by(FAY).key("2023-H2").json(earning);
    told.send().await.done();
    on("2024-03-20");
    fund
}

pub async fn open_fund(door: &Door, period: &str, partner: &str) -> String {
    let body = json!({
        "programme": "helio-coop", "period": period, "partner": partner, "currency": "EUR",
    });
    door.post("/v1/funds")
        .by(ADA)
        .json(body)
        .send()
        .await
        .done()
        .text("id")
}

pub fn claim_body(fund: &str, declared: &str) -> Value {
    json!({
        "fund": fund, "activity": "trade-show", "title": "Spring trade show",
        "executed_on": "2024-03-14", "declared": eur(declared), "location": "Rennes",
    })
}

/// Files a claim; gives its path.
pub async fn filed(door: &Door, fund: &str, declared: &str) -> String {
    let told = door
        .post("/v1/claims")
        .by(CAMILLE)
        .json(claim_body(fund, declared))
        .send()
        .await;
    format!("/v1/claims/{}", told.done().text("id"))
}

/// Files a claim with an invoice and a proof; gives its path and the invoice's id.
pub async fn complete(door: &Door, fund: &str, declared: &str) -> (String, String) {
    let claim = filed(door, fund, declared).await;
    let name = &claim[claim.len() - 12..];
    let documents = format!("{claim}/documents");
    let body = invoice(&format!("invoice {name}"), declared, declared);
    let invoice = door
        .post(&documents)
        .by(CAMILLE)
        .at_any()
        .json(body)
        .send()
        .await;
    let body = proof(&format!("photo {name}"));
    door.post(&documents)
        .by(CAMILLE)
        .at_any()
        .json(body)
        .send()
        .await
        .done();
    (claim, invoice.done().text("document"))
}

/// Brings a claim under review; gives its path and the invoice's id.
pub async fn under_review(door: &Door, fund: &str, declared: &str) -> (String, String) {
    let (claim, invoice) = complete(door, fund, declared).await;
    door.post(&format!("{claim}/submissions"))
        .by(CAMILLE)
        .at_any()
        .send()
        .await
        .done();
    door.post(&format!("{claim}/reviews"))
        .by(INES)
        .at_any()
        .send()
        .await
        .done();
    (claim, invoice)
}

/// An approval of one invoice in full.
pub fn approval(invoice: &str, amount: &str) -> Value {
    json!({
        "decision": "approve", "approved": eur(amount),
        "lines": [{ "document": invoice, "approved": eur(amount) }],
    })
}
