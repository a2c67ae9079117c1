//! What there is to be asked of: three partners' claims, of two vendors.

use axum::http::Method;
use serde_json::{Value, json};

use super::super::door::{Door, Told};
use super::super::members::{followed, token};
use super::super::stage::{ADA, CAMILLE, INES, PAUL, RIVAL_ADMIN, STRANGER, claim_body, eur};
use super::super::stage::{complete, fund, open_fund, policy, proof};

/// A partner's things, or the names of some that nobody has.
#[derive(Clone, Debug)]
pub struct Things {
    pub programme: String,
    pub fund: String,
    pub lot: String,
    pub claim: String,
    pub document: String,
    /// What a colleague was asked for, who is nobody of the table.
    pub contribution: String,
    pub key: String,
    /// Members by what is done to them: withdrawn whole, of one role, given one.
    pub members: [String; 3],
}

pub struct Stage {
    /// In the order of the objects.
    pub things: [Things; 4],
    /// A key that was revoked.
    pub revoked: String,
    /// How far the log had come: views are to be there.
    pub position: u64,
}

/// A key under which those who should not ask have given another command.
pub const KNOWN: &str = "known";

const NOBODY: [&str; 3] = ["nobody", "nobody", "nobody"];

impl Stage {
    pub async fn set(door: &Door) -> Self {
        let atelier = ateliers(door).await;
        let other = others(door).await;
        let rival = rivals(door).await;
        let ritas = ("rita@rival-cloud reviewer", &rival.claim);
        for (by, claim) in [(STRANGER, &other.claim), ritas] {
            says(door, by, &format!("/v1/claims/{claim}")).await;
        }
        let missing = Things {
            programme: "no-programme".into(),
            fund: "fund_01h455vb4pex5vsknk084sn02q".into(),
            lot: "lot_01h455vb4pex5vsknk084sn02q".into(),
            claim: "claim_01h455vb4pex5vsknk084sn02q".into(),
            key: "key_01h455vb4pex5vsknk084sn02q".into(),
            members: NOBODY.map(str::to_owned),
            ..atelier.clone()
        };
        Self {
            things: [atelier, other, rival, missing],
            revoked: revoked(door).await,
            position: *door.ledger.head().borrow(),
        }
    }
}

async fn made(door: &Door, path: &str, by: &str, body: Value) -> Told {
    let asking = door.ask(Method::POST, path).by(by).at_any();
    asking.json(body).send().await.done()
}

/// Says something under the known key.
async fn says(door: &Door, by: &str, claim: &str) {
    let asking = door.post(&format!("{claim}/comments")).by(by).at_any();
    let asking = asking.key(KNOWN).json(json!({ "text": "hello" }));
    asking.send().await.done();
}

async fn asked(door: &Door, claim: &str, by: &str, user: &str) -> String {
    let body = json!({ "to": { "user": user, "org": "atelier-breton" }, "what": "a photo" });
    let told = made(door, &format!("{claim}/contributions"), by, body).await;
    told.text("contribution")
}

async fn ateliers(door: &Door) -> Things {
    let fund = fund(door).await;
    let shown = door.get(&format!("/v1/funds/{fund}")).by(ADA);
    let shown = shown.header("prefer", "wait=5").send().await.done();
    let (claim, _) = complete(door, &fund, "10.00").await;
    let document = made(
        door,
        &format!("{claim}/documents"),
        CAMILLE,
        proof("a third"),
    )
    .await;
    asked(door, &claim, CAMILLE, "yann").await;
    let hugos = asked(door, &claim, CAMILLE, "hugo").await;
    says(door, "hugo@atelier-breton contributor", &claim).await;
    let withdrawal = door.delete(&format!("{claim}/contributions/{hugos}"));
    withdrawal.by(CAMILLE).at_any().send().await.done();
    let comment = json!({ "text": "between us", "visibility": "vendor_only" });
    made(door, &format!("{claim}/comments"), INES, comment).await;
    let contribution = asked(door, &claim, CAMILLE, "lea").await;
    let key = made(door, "/v1/keys", PAUL, json!({ "role": "partner_user" })).await;
    let mut members = NOBODY.map(str::to_owned);
    for (n, member) in members.iter_mut().enumerate() {
        let body = json!({
            "address": format!("member{n}@atelier.example"), "role": "partner_user",
        });
        let invited = made(door, "/v1/members", PAUL, body).await;
        followed(door, &token(&invited)).await;
        *member = invited.text("user");
    }
    Things {
        programme: "helio-coop".into(),
        lot: shown.text_at("/lots/0/id"),
        fund,
        claim: claim.replace("/v1/claims/", ""),
        document: document.text("document"),
        contribution,
        key: key.text("id"),
        members,
    }
}

/// The same programme's fund of another partner, with a claim and a document on it.
async fn others(door: &Door) -> Things {
    let fund = open_fund(door, "2024-H1", "other-partner").await;
    let things = filed(door, STRANGER, "helio-coop", fund).await;
    let key = made(
        door,
        "/v1/keys",
        STRANGER,
        json!({ "role": "partner_user" }),
    )
    .await;
    Things {
        key: key.text("id"),
        ..things
    }
}

/// Another vendor's programme, with a claim of a third partner in it.
async fn rivals(door: &Door) -> Things {
    let mut theirs = policy();
    theirs["vendor"] = json!("rival-cloud");
    let publishing = door.put("/v1/programmes/rival-coop").by(RIVAL_ADMIN);
    publishing.json(theirs).send().await.done();
    let body = json!({
        "programme": "rival-coop", "period": "2024-H1", "partner": "third-partner",
        "currency": "EUR",
    });
    let fund = made(door, "/v1/funds", RIVAL_ADMIN, body).await.text("id");
    let things = filed(door, "tom@third-partner partner_user", "rival-coop", fund).await;
    let key = made(door, "/v1/keys", RIVAL_ADMIN, json!({ "role": "finance" })).await;
    Things {
        key: key.text("id"),
        ..things
    }
}

async fn filed(door: &Door, by: &str, programme: &str, fund: String) -> Things {
    let finance = match programme {
        "rival-coop" => "fred@rival-cloud finance",
        _ => "fay@helio-cloud finance",
    };
    let earning = json!({
        "amount": eur("900.00"), "earned_on": "2023-08-31", "source": "statement 2023-H2",
    });
    let asking = door.post(&format!("/v1/funds/{fund}/earnings")).by(finance);
    let earned = asking.key("earned").json(earning).send().await.done();
    let id = made(door, "/v1/claims", by, claim_body(&fund, "10.00")).await;
    let claim = format!("/v1/claims/{}", id.text("id"));
    let document = made(door, &format!("{claim}/documents"), by, proof("theirs")).await;
    Things {
        programme: programme.into(),
        lot: earned.text("lot"),
        fund,
        claim: id.text("id"),
        document: document.text("document"),
        contribution: asked(door, &claim, by, "lea").await,
        key: String::new(),
        members: ["member0", "member1", "member2"].map(str::to_owned),
    }
}

/// Makes a key of Camille's that was revoked.
async fn revoked(door: &Door) -> String {
    let shown = made(door, "/v1/keys", PAUL, json!({ "role": "partner_user" })).await;
    let path = format!("/v1/keys/{}", shown.text("id"));
    door.delete(&path).by(PAUL).send().await.done();
    shown.text("key")
}
