//! The overview of a partner: what is late, which fund comes first, what happened last.

use serde_json::json;

use super::{browser_of, demonstration};
use crate::http::door::{Door, on};
use crate::http::stage::{INES, filed, fund, open_fund, under_review};

/// Gives the part of a page that a heading begins.
fn part<'a>(page: &'a str, heading: &str) -> &'a str {
    let (_, rest) = page.split_once(heading).unwrap();
    rest.split("</section>").next().unwrap()
}

#[tokio::test]
async fn what_happened_last_is_told_with_who_did_it_and_to_which_claim() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (older, _) = under_review(&door, &fund, "900.00").await;
    on("2024-03-21");
    filed(&door, &fund, "500.00").await;
    on("2024-03-22");
    let asked = json!({ "items": [{ "text": "Who was there?" }] });
    let asking = door
        .post(&format!("{older}/info-requests"))
        .by(INES)
        .at_any();
    asking.json(asked).send().await.done();
    on("2024-03-23");
    let hidden = json!({ "text": "Looks odd", "visibility": "vendor_only" });
    let asking = door.post(&format!("{older}/comments")).by(INES).at_any();
    asking.json(hidden).send().await.done();
    let router = demonstration(&door);
    let camille = browser_of(&router, "Camille").await;
    camille.keep("claims-seen", &door.ledger.head().borrow().to_string());
    let page = camille.get("/").await;
    let latest = part(&page.text, ">Latest</h2>");
    let told: Vec<&str> = latest.split("<li class=\"ev\">").skip(1).collect();
    assert_eq!(told.len(), 6, "{latest}");
    for (told, said) in told.iter().zip([
        [
            "asked for one thing",
            "<strong>Ines</strong>",
            "22 Mar 2024",
        ],
        [
            "created the claim",
            "<strong>Camille</strong>",
            "21 Mar 2024",
        ],
        ["started the review", "<strong>Ines</strong>", "20 Mar 2024"],
    ]) {
        for said in said {
            assert!(told.contains(said), "{said}: {told}");
        }
        assert!(told.contains("<a href=\"/claims/C-"), "{told}");
    }
    let ines = browser_of(&router, "Ines").await;
    assert_eq!(ines.get("/").await.status, 200);
    // At an earlier moment it is told what came next.
    let then = camille.get("/?as_of_position=4").await;
    assert!(!then.text.contains(">Latest</h2>"));
    door.close().await;
}

#[tokio::test]
async fn a_fund_that_may_be_claimed_comes_before_one_that_is_closed() {
    let door = Door::open().await;
    let closed = fund(&door).await;
    let open = open_fund(&door, "2024-H2", "atelier-breton").await;
    on("2024-11-20");
    let router = demonstration(&door);
    let camille = browser_of(&router, "Camille").await;
    camille.keep("claims-seen", &door.ledger.head().borrow().to_string());
    let page = camille.get("/").await;
    let at = |fund: &str| page.text.find(&format!("/funds/{fund}")).unwrap();
    assert!(at(&open) < at(&closed), "{}", page.text);
    // A closed one says so where a claim is filed, and the only open one is chosen.
    let page = camille.get("/claims/new").await;
    let chosen = format!("value=\"{open}\" checked");
    assert!(page.text.contains(&chosen), "{}", page.text);
    assert_eq!(page.text.matches("closed, claims were to be").count(), 1);
    door.close().await;
}

#[tokio::test]
async fn what_others_are_late_with_is_overdue_since_its_day() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    under_review(&door, &fund, "900.00").await;
    on("2024-06-03");
    let router = demonstration(&door);
    let camille = browser_of(&router, "Camille").await;
    camille.keep("claims-seen", &door.ledger.head().borrow().to_string());
    let page = camille.get("/").await;
    let tasks = part(&page.text, "Waiting for others");
    assert!(tasks.contains("due late\">overdue since <time"), "{tasks}");
    assert!(!tasks.contains("days left"), "{tasks}");
    let page = camille.get("/claims").await;
    assert!(page.text.contains("days late"), "{}", page.text);
    door.close().await;
}
