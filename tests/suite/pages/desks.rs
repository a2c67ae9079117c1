//! The vendor's desks: the queue, decisions, requests, payments; what they may not do is said.

use axum::Router;
use serde_json::json;
use web::Persona;

use crate::http::browser::{Browser, Page};
use crate::http::door::{Door, now};
use crate::http::stage::{
    ADA, AUDE, CAMILLE, FAY, INES, LEA, MARC, approval, complete, fund, under_review,
};

const PEOPLE: [(&str, &str); 7] = [
    ("Camille", CAMILLE),
    ("Ines", INES),
    ("Marc", MARC),
    ("Lea", LEA),
    ("Fay", FAY),
    ("Ada", ADA),
    ("Aude", AUDE),
];

/// Makes the router of a demonstration.
fn demonstration(door: &Door) -> Router {
    let personas = PEOPLE.map(|(name, actor)| Persona {
        name: name.to_owned(),
        actor: actor.parse().unwrap(),
    });
    web::router(door.state(now).with_personas(personas.into()))
}

async fn browser_of(router: &Router, name: &str) -> Browser {
    let browser = Browser::new(router);
    let page = browser.post("/sign-in", &format!("person={name}")).await;
    assert_eq!(page.status, 303, "{page:?}");
    browser
}

/// Gives the address of a claim's page, by its path in JSON.
fn page_of(claim: &str) -> String {
    claim.trim_start_matches("/v1").to_owned()
}

async fn status_of(door: &Door, claim: &str) -> String {
    let told = door.get(claim).by(MARC).send().await;
    told.done().text("status")
}

/// Waits until the lists know of all that happened.
async fn views_are_fresh(door: &Door) {
    let position = *door.ledger.head().borrow();
    for view in ["/v1/queue", "/v1/overview"] {
        let asked = door.get(view).by(MARC);
        let asked = asked.header("x-min-position", &position.to_string());
        asked.header("prefer", "wait=5").send().await.done();
    }
}

impl Page {
    fn says(&self, status: u16, texts: &[&str]) {
        assert_eq!(self.status, status, "{self:#?}");
        for text in texts {
            assert!(self.text.contains(text), "{text}: {}", self.text);
        }
    }

    fn says_nothing_of(&self, texts: &[&str]) {
        for text in texts {
            assert!(!self.text.contains(text), "{text}: {}", self.text);
        }
    }
}

/// Approves a claim in full.
async fn approved(door: &Door, fund: &str, amount: &str) -> String {
    let (claim, invoice) = under_review(door, fund, amount).await;
    let decision = door.post(&format!("{claim}/decisions")).by(MARC).at_any();
    let decision = decision.key(&claim).json(approval(&invoice, amount));
    decision.send().await.done();
    claim
}

async fn number_of(door: &Door, claim: &str) -> String {
    door.get(claim).by(MARC).send().await.done().text("number")
}

#[tokio::test]
async fn an_approval_counts_once_and_not_before_it_is_confirmed() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, invoice) = under_review(&door, &fund, "7200.00").await;
    let (router, here) = (demonstration(&door), page_of(&claim));
    let marc = browser_of(&router, "Marc").await;
    let form = marc.get(&format!("{here}/decision")).await;
    form.says(200, &["Approve €7,200.00", "You may decide", "Lot 1"]);

    let typed = |amount: &str, reason: &str| {
        format!(
            "key=one&decision=approve&approved-{invoice}={amount}&reason-{invoice}={reason}\
             &explanation-{invoice}="
        )
    };
    let check = format!("{here}/decision");
    let refused = marc.post(&check, &typed("7000", "")).await;
    refused.says(
        422,
        &["give a reason for approving", "€200.00", "value=\"7000\""],
    );
    let too_much = marc.post(&check, &typed("7300", "")).await;
    too_much.says(422, &["at most, as claimed"]);
    let added = marc
        .post(&check, &(typed("7000", "") + "&add-up=yes"))
        .await;
    added.says(200, &["Approve €7,000.00", "−€200.00"]);
    let sent = typed("7000", "not_covered");
    let asked = marc.post(&check, &sent).await;
    asked.says(
        200,
        &[
            "Approve €7,000.00 for C-",
            "Not covered",
            "Can it be undone?",
        ],
    );
    assert_eq!(status_of(&door, &claim).await, "under_review");

    let decide = format!("{here}/decisions");
    let first = marc.post(&decide, &sent).await.leads_to();
    assert!(first.ends_with("?done=claim-approved"), "{first}");
    assert_eq!(marc.post(&decide, &sent).await.leads_to(), first);
    let told = door.get(&claim).by(MARC).send().await.done();
    assert_eq!(told.text("status"), "approved");
    assert_eq!(told.text_at("/approved/amount"), "7000.00");
    door.close().await;
}

#[tokio::test]
async fn who_may_not_decide_is_told_so_and_shown_no_form() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = approved(&door, &fund, "1000.00").await;
    let (router, here) = (demonstration(&door), page_of(&claim));
    let marc = browser_of(&router, "Marc").await;
    let page = marc.get(&format!("{here}/decision")).await;
    page.says(200, &["You cannot do this now", "Back to the claim"]);
    page.says_nothing_of(&["name=\"decision\"", "You may decide"]);
    let own = marc.get(&format!("{here}/revocation")).await;
    own.says(200, &["You cannot do this now"]);
    own.says_nothing_of(&["name=\"why\""]);
    let camille = browser_of(&router, "Camille").await;
    let page = camille.get(&format!("{here}/decision")).await;
    assert_eq!(page.status, 403, "{page:?}");

    let lea = browser_of(&router, "Lea").await;
    let page = lea.get(&format!("{here}/revocation")).await;
    page.says(200, &["Revoke the approval of €1,000.00", "name=\"why\""]);
    let empty = lea.post(&format!("{here}/revocation"), "key=r&why=").await;
    empty.says(422, &["The approval was not revoked"]);
    let stale = "version=1&key=r&why=Approved+the+wrong+claim";
    let stale = lea.post(&format!("{here}/revocation"), stale).await;
    stale.says(
        409,
        &[
            "Marc changed the claim a moment ago",
            "Approved the wrong claim",
        ],
    );
    let sent = "key=r&why=Approved+the+wrong+claim";
    let done = lea.post(&format!("{here}/revocation"), sent).await;
    assert!(done.leads_to().ends_with("done=approval-revoked"));
    assert_eq!(status_of(&door, &claim).await, "under_review");
    door.close().await;
}

#[tokio::test]
async fn a_rejection_needs_a_reason_and_speaks_the_language_of_its_reader() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = under_review(&door, &fund, "900.00").await;
    let (router, here) = (demonstration(&door), page_of(&claim));
    let marc = browser_of(&router, "Marc").await;
    let page = marc.visit_in("fr", &format!("{here}/decision")).await;
    page.says(200, &["Approuver 900,00", "Vous pouvez décider"]);
    let check = format!("{here}/decision");
    let refused = marc
        .post(&check, "key=k&decision=reject&text=No+date")
        .await;
    refused.says(422, &["Choose at least one reason", "No date"]);
    let sent = "key=k&decision=reject&reason=proof_insufficient&text=No+date";
    let asked = marc.post(&check, sent).await;
    asked.says(200, &["Reject C-", "Not proven", "No date"]);
    let done = marc.post(&format!("{here}/decisions"), sent).await;
    assert!(done.leads_to().ends_with("done=claim-rejected"));
    assert_eq!(status_of(&door, &claim).await, "rejected");
    door.close().await;
}

#[tokio::test]
async fn a_request_is_put_together_item_by_item_without_a_script() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, invoice) = under_review(&door, &fund, "900.00").await;
    let (router, here) = (demonstration(&door), page_of(&claim));
    let ines = browser_of(&router, "Ines").await;
    let ask = format!("{here}/information-request");
    let form = ines.get(&ask).await;
    form.says(200, &["Item 1, about", "9 Apr 2024"]);
    form.says_nothing_of(&["Item 2, about", "Remove this item"]);
    let first = format!("key=q&about={invoice}&text=The+page+with+the+date");
    let more = ines.post(&ask, &format!("{first}&add=yes")).await;
    more.says(200, &["Item 2, about", "The page with the date"]);
    let two = format!("{first}&about=&text=And+the+agenda");
    let less = ines.post(&ask, &format!("{two}&remove=1")).await;
    less.says(200, &["And the agenda"]);
    less.says_nothing_of(&["The page with the date", "Item 2, about"]);
    let empty = ines.post(&ask, &format!("{first}&about=&text=")).await;
    empty.says(422, &["href=\"#text-2\"", "The page with the date"]);
    let done = ines.post(&ask, &two).await;
    assert!(done.leads_to().ends_with("done=info-requested"));
    let told = door.get(&claim).by(INES).send().await.done();
    assert_eq!(told.text("status"), "action_required");
    let items = &told.body["info_requests"][0]["items"];
    assert_eq!(items.as_array().map(Vec::len), Some(2), "{items}");
    let waiting = ines.get(&here).await;
    waiting.says(200, &["Waiting for Atelier Breton."]);
    waiting.says_nothing_of(&["Before you can answer"]);
    door.close().await;
}

#[tokio::test]
async fn the_queue_starts_a_review_and_shows_an_auditor_nothing_to_do() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "900.00").await;
    let submitted = door.post(&format!("{claim}/submissions")).by(CAMILLE);
    submitted.at_any().send().await.done();
    views_are_fresh(&door).await;
    let (router, number) = (demonstration(&door), number_of(&door, &claim).await);
    let aude = browser_of(&router, "Aude").await;
    let page = aude.get("/review").await;
    page.says(200, &["Spring trade show", "2 days left"]);
    page.says_nothing_of(&["Start review", "name=\"key\""]);
    let ines = browser_of(&router, "Ines").await;
    let start = format!("action=\"/claims/{number}/review\"");
    ines.get("/").await.says(200, &[&start, "Start review"]);
    ines.get("/review").await.says(200, &[&start]);
    let sent = ines
        .post(&format!("/claims/{number}/review"), "key=s")
        .await;
    let to = sent.leads_to();
    assert!(to.contains("done=claim-review-started"), "{to}");
    let mine = ines.get("/review?view=mine").await;
    mine.says(200, &["Spring trade show", "Under review"]);
    mine.says_nothing_of(&["Start review", "Take over"]);
    let camille = browser_of(&router, "Camille").await;
    assert_eq!(camille.get("/review").await.status, 403);
    door.close().await;
}

#[tokio::test]
async fn a_run_pays_each_claim_once_and_says_which_was_refused() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (one, two) = (
        approved(&door, &fund, "1000.00").await,
        approved(&door, &fund, "2000.00").await,
    );
    let (first, second) = (number_of(&door, &one).await, number_of(&door, &two).await);
    views_are_fresh(&door).await;
    let router = demonstration(&door);
    let fay = browser_of(&router, "Fay").await;
    let chosen = format!("claim={first}&claim={second}");
    let list = fay.get(&format!("/review?view=pay&{chosen}")).await;
    list.says(200, &["2 chosen", "€3,000.00"]);
    let form = fay.get(&format!("/payments/run?{chosen}")).await;
    form.says(200, &["Value date, for all", "€3,000.00"]);
    let typed = format!("key=run&{chosen}&value_date=21%2F03%2F2024&reference-{first}=R-1");
    let refused = fay.post("/payments/run", &typed).await;
    let wrong = format!("{second}: Enter the reference of the transfer.");
    refused.says(
        422,
        &[&format!("href=\"#reference-{second}\""), &wrong, "R-1"],
    );
    let typed = format!("{typed}&reference-{second}=R-2");
    let asked = fay.post("/payments/run", &typed).await;
    asked.says(200, &["Record 2 payments?"]);
    assert_eq!(status_of(&door, &one).await, "approved");

    let amounts = format!("&amount-{first}=1000.00&amount-{second}=2000.00");
    let paid = json!({
        "amount": { "amount": "2000.00", "currency": "EUR" }, "reference": "by hand",
        "value_date": "2024-03-20",
    });
    let paid = door
        .post(&format!("{two}/payments"))
        .by(FAY)
        .at_any()
        .key("p")
        .json(paid);
    paid.send().await.done();
    let confirmed = typed + &amounts;
    let told = fay.post("/payments", &confirmed).await;
    told.says(200, &["1 of 2 payments are recorded", "Not recorded."]);
    let again = fay.post("/payments", &confirmed).await;
    again.says(200, &["1 of 2 payments are recorded"]);
    views_are_fresh(&door).await;
    let list = fay.get("/payments").await;
    list.says(200, &["R-1", "by hand", "€3,000.00"]);
    assert_eq!(list.text.matches(">R-1<").count(), 1, "{}", list.text);
    let csv = fay.get("/payments.csv?reference=R-1").await;
    assert_eq!(csv.text.lines().count(), 2, "{}", csv.text);
    door.close().await;
}

#[tokio::test]
async fn a_payment_is_taken_in_parts_and_taken_back_with_a_reason() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = approved(&door, &fund, "1000.00").await;
    let (router, here) = (demonstration(&door), page_of(&claim));
    let fay = browser_of(&router, "Fay").await;
    let form = fay.get(&format!("{here}/payment")).await;
    form.says(
        200,
        &["value=\"1,000.00\"", "Lot 1", "value=\"20/03/2024\""],
    );
    let pay = format!("{here}/payments");
    let rest = "reference=T-1&value_date=20%2F03%2F2024";
    let much = fay.post(&pay, &format!("key=a&amount=1200&{rest}")).await;
    much.says(422, &["€1,000.00", "is more", "value=\"1200\"", "T-1"]);
    let done = fay.post(&pay, &format!("key=b&amount=400&{rest}")).await;
    assert!(done.leads_to().ends_with("done=payment-recorded"));
    assert_eq!(status_of(&door, &claim).await, "approved");
    let told = door.get(&claim).by(FAY).send().await.done();
    let payment = told.text_at("/payments/0/id");
    let reversal = format!("{here}/payments/{payment}/reversal");
    let asked = fay.get(&reversal).await;
    asked.says(
        200,
        &["Reverse the payment of €400.00", "−€400.00", "+€400.00"],
    );
    let done = fay
        .post(&reversal, "key=c&reason=bank&text=Account+closed")
        .await;
    assert!(done.leads_to().ends_with("done=payment-reversed"));
    let told = door.get(&claim).by(FAY).send().await.done();
    let why = told.text_at("/payments/0/reversal/why");
    assert_eq!(why, "The bank sent it back: Account closed");
    door.close().await;
}

#[tokio::test]
async fn an_administrator_moves_a_deadline_that_runs() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "900.00").await;
    let (router, here) = (demonstration(&door), page_of(&claim));
    let ada = browser_of(&router, "Ada").await;
    let extend = format!("{here}/extension");
    ada.get(&extend)
        .await
        .says(200, &["15 Aug 2024", "not running"]);
    let typed = "key=e&which=claiming&why=Flood&to=";
    let early = ada.post(&extend, &format!("{typed}01%2F08%2F2024")).await;
    early.says(422, &["The deadline was not moved", "Flood"]);
    let done = ada.post(&extend, &format!("{typed}31%2F08%2F2024")).await;
    assert!(done.leads_to().ends_with("done=deadline-extended"));
    door.close().await;
}

#[tokio::test]
async fn the_desks_see_all_funds_by_currency_and_auditors_check_the_balance() {
    let door = Door::open().await;
    fund(&door).await;
    views_are_fresh(&door).await;
    let router = demonstration(&door);
    let fay = browser_of(&router, "Fay").await;
    let page = fay.get("/").await;
    page.says(
        200,
        &[
            "Funds by partner and currency",
            "Atelier Breton",
            "€18,500.00",
        ],
    );
    let aude = browser_of(&router, "Aude").await;
    let page = aude.get("/").await;
    page.says(200, &["Check now", "Ends of quarters"]);
    page.says_nothing_of(&["<form class=\"card\" method=\"post\"", "Trial balance"]);
    let page = aude.get("/?check=balance").await;
    page.says(200, &["Balances", "Trial balance, EUR"]);
    door.close().await;
}
