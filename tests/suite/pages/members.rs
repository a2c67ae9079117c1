//! Members and keys on their page: invited, shown once, given, withdrawn, revoked.

use super::{browser_of, demonstration};
use crate::http::browser::{Browser, Page};
use crate::http::door::Door;

/// Gives what stands in the block that is shown once.
fn shown_once(page: &Page) -> String {
    let (_, rest) = page
        .text
        .split_once("<code class=\"key\"")
        .expect("a block");
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn an_admin_invites_somebody_by_a_link_that_is_shown_once() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let paul = browser_of(&router, "Paul").await;
    let page = paul.post("/members", "key=k1&address=nobody&role=").await;
    page.is_calm(422, "Nobody was invited");
    assert!(page.text.contains("value=\"nobody\""), "{}", page.text);
    let page = paul
        .post("/members", "key=k1&address=nobody&role=partner_user")
        .await;
    page.is_calm(422, "Enter an address as in name@example.com.");
    let invitation = "key=k1&address=elodie%40atelier.example&role=partner_user&user=";
    let page = paul.post("/members", invitation).await;
    page.is_calm(200, "elodie is invited as Partner user");
    assert_eq!(page.header("cache-control"), "no-store");
    let link = shown_once(&page);
    let path = link.strip_prefix("http://localhost:8080").expect("a link");
    let page = paul.get("/members").await;
    page.is_calm(200, "elodie@atelier.example");
    assert!(page.text.contains("invited, until"), "{}", page.text);
    assert!(!page.text.contains(path), "{}", page.text);

    let elodie = Browser::new(&router);
    elodie.visit(path).await.is_calm(200, "Partner user");
    let (_, token) = path.split_once('=').unwrap();
    let page = elodie.post("/join", &format!("token={token}")).await;
    assert_eq!(page.leads_to(), "/");
    let who = elodie.signed_in_as().await;
    assert_eq!(who.as_deref(), Some("elodie@atelier-breton partner_user"));
    elodie
        .get("/members")
        .await
        .is_calm(403, "You may not do this");

    let page = paul.get("/members/elodie").await;
    page.is_calm(200, "Give another role");
    let to = paul
        .post("/members/elodie/roles", "role=partner_admin")
        .await
        .leads_to();
    paul.get(&to).await.is_calm(200, "The role is given.");
    let page = paul.post("/members/elodie/roles", "role=finance").await;
    page.is_calm(422, "Choose one of the roles that you can give.");
    let ask = "/members/elodie/withdraw?role=partner_user";
    let page = paul.get(ask).await;
    page.is_calm(200, "Withdraw Partner user from Elodie?");
    assert!(elodie.signed_in_as().await.is_some(), "asking does nothing");
    let to = paul.post(ask, "").await.leads_to();
    paul.get(&to).await.is_calm(200, "The role is withdrawn");
    assert_eq!(elodie.signed_in_as().await, None);
    let other = browser_of(&router, "Ada").await;
    other
        .get("/members/elodie")
        .await
        .is_calm(404, "no such member");
    door.close().await;
}

#[tokio::test]
async fn a_key_is_shown_once_and_revoked_after_a_question() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let paul = browser_of(&router, "Paul").await;
    let page = paul
        .post("/keys", "key=k1&key-role=finance&key-user=&key-expires=")
        .await;
    page.is_calm(422, "Choose one of the roles that you can give.");
    let page = paul
        .post(
            "/keys",
            "key=k1&key-role=partner_user&key-user=a+b&key-expires=31/02/2025",
        )
        .await;
    page.is_calm(422, "Enter the day as in 14/03/2024.");
    assert!(page.text.contains("value=\"31/02/2025\""), "{}", page.text);
    let page = paul
        .post(
            "/keys",
            "key=k1&key-role=partner_user&key-user=&key-expires=19/03/2024",
        )
        .await;
    page.is_calm(422, "This day is over.");
    let wanted = "key=k2&key-role=partner_user&key-user=&key-expires=20/03/2025";
    let page = paul.post("/keys", wanted).await;
    page.is_calm(200, "The key is created");
    let key = shown_once(&page);
    let me = door.get("/v1/me").with_key(&key).send().await.done();
    assert_eq!(me.text("role"), "partner_user");
    let until = me.text("until");
    assert_eq!(
        until, "2025-03-21T00:00:00.000000Z",
        "to the end of its day"
    );
    // The same form again makes no second key, and shows nothing again.
    let page = paul.post("/keys", wanted).await;
    page.is_calm(422, "This key was created already");
    assert!(!page.text.contains(&key), "{}", page.text);
    let page = paul.get("/members").await;
    assert!(!page.text.contains(&key), "{}", page.text);
    let (_, rest) = page.text.split_once("href=\"/keys/").expect("a key");
    let ask = format!("/keys/{}", rest.split('"').next().unwrap());
    paul.get(&ask).await.is_calm(200, "Revoke this key?");
    let ada = browser_of(&router, "Ada").await;
    ada.get(&ask).await.is_calm(404, "There is no such key");
    ada.post(&ask, "")
        .await
        .is_calm(404, "There is no such key");
    let to = paul.post(&ask, "").await.leads_to();
    paul.get(&to).await.is_calm(200, "The key is revoked.");
    door.close().await;
}
