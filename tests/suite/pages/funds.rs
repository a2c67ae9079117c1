//! Funds: where each cent went, now and then, and what finance does with them.

use serde_json::json;

use super::visit::{Shown, fill, read};
use crate::http::door::Door;
use crate::http::stage::{
    ADA, CAMILLE, FAY, INES, MARC, STRANGER, approval, claim_body, eur, fund, open_fund,
    under_review,
};

/// Waits until the views know of all that happened.
async fn fresh(door: &Door, fund: &str) {
    let position = door.ledger.head().borrow().to_string();
    let postings = format!("/v1/funds/{fund}/postings");
    for path in ["/v1/overview", "/v1/claims", &postings] {
        let asked = door.get(path).by(INES).header("x-min-position", &position);
        asked.header("prefer", "wait=5").send().await.done();
    }
}

async fn approved(door: &Door, fund: &str) -> String {
    let (claim, invoice) = under_review(door, fund, "7200.00").await;
    let asking = door.post(&format!("{claim}/decisions")).by(MARC).at_any();
    let body = approval(&invoice, "7200.00");
    asking.key("decided").json(body).send().await.done();
    let told = door.get(&claim).by(MARC).send().await.done();
    told.text("number")
}

async fn available(door: &Door, fund: &str) -> String {
    let told = door.get(&format!("/v1/funds/{fund}")).by(FAY);
    let told = told.send().await.done();
    told.body["figures"]["available"]["amount"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn key(form: &Shown) -> String {
    form.hidden("key").remove(0)
}

#[tokio::test]
async fn a_fund_shows_where_each_cent_went_to_those_who_may_see_it() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let number = approved(&door, &fund).await;
    fresh(&door, &fund).await;
    let path = format!("/funds/{fund}");
    let page = read(&door, CAMILLE, &path).await;
    assert_eq!(page.status, 200, "{}", page.main());
    page.must_have("Fund, second half of 2023")
        .must_not_have("Record an earning");
    let page = page.main();
    for text in [
        // The picture and the table have the same figures.
        &format!("{number}, €7,200.00"),
        "Lot 1, €18,500.00",
        &format!("<a href=\"/claims/{number}\">{number}</a>"),
        "€11,300.00",
        "Balances",
        "as_of_position=",
    ] {
        assert!(page.contains(text), "{text} in {page}");
    }
    let csv = read(&door, CAMILLE, &format!("{path}/postings.csv")).await;
    let rows = csv.text.lines().count();
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert_eq!(
        rows, 5,
        "header, opening, earning, reservation, approval: {}",
        csv.text
    );
    assert!(csv.text.contains("FundCommitted"), "{}", csv.text);
    for path in [&path, &format!("{path}/postings.csv")] {
        assert_eq!(read(&door, STRANGER, path).await.status, 404, "{path}");
    }
    let list = read(&door, INES, "/funds").await;
    list.must_have("Atelier Breton").must_have(&path);
    read(&door, STRANGER, "/funds").await.must_not_have(&fund);
    door.close().await;
}

#[tokio::test]
async fn what_a_fund_had_is_beside_what_it_has() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    approved(&door, &fund).await;
    fresh(&door, &fund).await;
    let path = format!("/funds/{fund}?as_of_position=3");
    let page = read(&door, FAY, &path).await;
    page.must_have("You are looking at")
        .must_have("<input type=\"range\"")
        .must_have("+€7,200.00")
        .must_have("−€7,200.00")
        .must_not_have("Record an earning");
    // The event before is the opening, the next one the reservation.
    page.must_have("?as_of_position=2\"")
        .must_not_have("?as_of_position=4\"");
    let overview = read(&door, CAMILLE, "/?as_of_position=3").await;
    overview
        .must_have("<input type=\"range\"")
        .must_have("+€7,200.00")
        .must_have("What came next")
        .must_have("Claims that changed since");
    door.close().await;
}

#[tokio::test]
async fn an_earning_is_recorded_once_and_what_was_typed_is_kept() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    fresh(&door, &fund).await;
    let (form, send) = (
        format!("/funds/{fund}/earning"),
        format!("/funds/{fund}/earnings"),
    );
    let shown = read(&door, FAY, &form).await;
    shown.must_have("€18,500.00");
    let key = key(&shown);
    let fields = |amount: &'static str, source: &'static str| {
        [
            ("amount", amount),
            ("earned_on", "31/10/2023"),
            ("source", source),
        ]
    };
    let typed = |amount, source| {
        let mut typed = fields(amount, source).to_vec();
        typed.insert(0, ("key", key.as_str()));
        typed
    };
    let wrong = fill(&door, FAY, &send, &typed("500.123", "report 4")).await;
    assert_eq!(wrong.status, 422);
    wrong
        .must_have("value=\"500.123\"")
        .must_have("value=\"report 4\"")
        .must_have("<a href=\"#amount\">");
    let mut preview = typed("500", "report 4");
    preview.push(("preview", "yes"));
    let added_up = fill(&door, FAY, &send, &preview).await;
    added_up.must_have("+€500.00").must_have("€19,000.00");
    assert_eq!(
        available(&door, &fund).await,
        "18500.00",
        "nothing was recorded"
    );
    for _ in 0..2 {
        let done = fill(&door, FAY, &send, &typed("500", "report 4")).await;
        assert_eq!(
            done.led_to(),
            format!("/funds/{fund}?done=earning-recorded")
        );
    }
    fresh(&door, &fund).await;
    assert_eq!(available(&door, &fund).await, "19000.00");
    let again = fill(&door, FAY, &send, &fields("7", "report 4")).await;
    assert_eq!(again.status, 422);
    again.must_have("id=\"source-e\"").must_have("value=\"7\"");
    for who in [CAMILLE, INES] {
        assert_eq!(read(&door, who, &form).await.status, 403, "{who}");
        let refused = fill(&door, who, &send, &fields("7", "report 5")).await;
        assert_eq!(refused.status, 403, "{who}");
    }
    door.close().await;
}

#[tokio::test]
async fn adjustments_and_rollovers_take_no_more_than_is_available() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let later: &str = &open_fund(&door, "2024-H2", "atelier-breton").await;
    fresh(&door, &fund).await;
    let adjust = format!("/funds/{fund}/adjustments");
    let taking = |amount: &'static str| {
        [
            ("way", "take"),
            ("amount", amount),
            ("reason", "return"),
            ("text", "Two servers came back"),
        ]
    };
    let refused = fill(&door, FAY, &adjust, &taking("18500.01")).await;
    assert_eq!(refused.status, 422);
    refused
        .must_have("id=\"amount-e\"")
        .must_have(">Two servers came back</textarea>");
    let missing = fill(&door, FAY, &adjust, &[("amount", "5")]).await;
    assert_eq!(missing.status, 422);
    missing
        .must_have("href=\"#way\"")
        .must_have("href=\"#text\"");
    let done = fill(&door, FAY, &adjust, &taking("500.00")).await;
    assert!(done.led_to().ends_with("done=fund-adjusted"));
    fresh(&door, &fund).await;

    let form = read(&door, FAY, &format!("/funds/{fund}/rollover")).await;
    form.must_have(later)
        .must_not_have(&format!("value=\"{fund}\""));
    let roll = format!("/funds/{fund}/rollovers");
    let refused = fill(&door, FAY, &roll, &[("to", later), ("amount", "18000.01")]).await;
    assert_eq!(refused.status, 422);
    refused.must_have("id=\"amount-e\"");
    let key = key(&form);
    let typed = [("key", key.as_str()), ("to", later), ("amount", "1000")];
    for _ in 0..2 {
        fill(&door, FAY, &roll, &typed).await.led_to();
    }
    fresh(&door, &fund).await;
    assert_eq!(available(&door, &fund).await, "17000.00");
    assert_eq!(available(&door, later).await, "1000.00");
    read(&door, FAY, &format!("/funds/{fund}"))
        .await
        .must_have("Rolled over");
    door.close().await;
}

#[tokio::test]
async fn a_programme_admin_opens_a_fund_once() {
    let door = Door::open().await;
    let known = fund(&door).await;
    fresh(&door, &known).await;
    read(&door, ADA, "/funds/new")
        .await
        .must_have("helio-coop/2024-H2");
    let typed = |period: &'static str| [("partner", "atelier-breton"), ("period", period)];
    let done = fill(&door, ADA, "/funds", &typed("helio-coop/2024-H2")).await;
    assert!(done.led_to().ends_with("done=fund-opened"));
    let refused = fill(&door, ADA, "/funds", &typed("helio-coop/2024-H1")).await;
    assert_eq!(refused.status, 422);
    refused
        .must_have("id=\"partner-e\"")
        .must_have("value=\"atelier-breton\"");
    assert_eq!(read(&door, FAY, "/funds/new").await.status, 403);
    let again = json!({ "delta": eur("1.00"), "reason": "bonus", "text": "still there" });
    let asking = door.post(&format!("/v1/funds/{known}/adjustments")).by(FAY);
    asking.key("still").json(again).send().await.done();
    door.close().await;
}

#[tokio::test]
async fn what_came_next_is_told_however_many_claims_changed() {
    let door = Door::open().await;
    let known = fund(&door).await;
    let before = *door.ledger.head().borrow();
    for _ in 0..9 {
        let body = claim_body(&known, "10.00");
        let filed = door.post("/v1/claims").by(CAMILLE).json(body).send().await;
        filed.done();
    }
    let more = json!({ "delta": eur("1.00"), "reason": "bonus", "text": "more" });
    let asking = door.post(&format!("/v1/funds/{known}/adjustments")).by(FAY);
    asking.key("more").json(more).send().await.done();
    read(&door, CAMILLE, &format!("/?as_of_position={before}"))
        .await
        .must_have("What came next")
        .must_not_have("Nothing moved money since");
    door.close().await;
}
