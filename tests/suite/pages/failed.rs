//! Pages of what failed: calm, in the reader's language, and nothing that was typed is lost.

use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::{browser_of, demonstration};
use crate::http::browser::Browser;
use crate::http::door::Door;
use crate::http::stage::{CAMILLE, fund};

const FORM: &str =
    "key=01k&fund=x&title=Salon+%22%3Cb%3E%26&executed_on=14%2F03%2F2024&declared=7350";

#[tokio::test]
async fn a_form_that_is_sent_after_the_session_ended_keeps_all_that_was_typed() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let browser = browser_of(&router, "Camille").await;
    let session = browser.cookie("claims").unwrap();
    browser.post("/sign-out", "from=here").await.leads_to();
    browser.keep("claims", &session);
    let page = browser.post("/claims/new", FORM).await;
    page.is_calm(401, "You are signed out");
    for kept in [
        "<form class=\"row\" method=\"post\" action=\"/claims/new\">",
        "<input type=\"hidden\" name=\"key\" value=\"01k\">",
        "name=\"title\" value=\"Salon &#34;&#60;b&#62;&#38;\"",
        "name=\"executed_on\" value=\"14/03/2024\"",
        "href=\"/sign-in\" target=\"_blank\"",
    ] {
        assert!(page.text.contains(kept), "{kept} in {}", page.text);
    }
    // Nothing is offered to be sent again that another site's page may have sent.
    let blind = browser.post_blindly("/claims/new", FORM).await;
    blind.is_calm(403, "This did not come from here");
    assert!(!blind.text.contains("value=\"01k\""), "{}", blind.text);
    door.close().await;
}

#[tokio::test]
async fn while_the_database_is_away_pages_say_that_nothing_was_recorded() {
    let door = Door::open().await;
    let router = demonstration(&door);
    fund(&door).await;
    let browser = browser_of(&router, "Camille").await;
    browser.get("/").await.is_calm(200, "Overview");
    door.scratch.take_away().await;
    let page = browser.get("/claims").await;
    page.is_calm(503, "The ledger cannot be reached at the moment");
    assert!(page.text.contains("Nothing was recorded"), "{}", page.text);
    assert_eq!(page.header("retry-after"), "1");
    let page = browser.post("/claims/new", FORM).await;
    page.is_calm(503, "All that you typed is kept on this page");
    assert!(page.text.contains("name=\"declared\" value=\"7350\""));
    door.scratch.bring_back().await;
    door.close().await;
}

/// Goes to an address as a browser does.
async fn goes(door: &Door, path: &str, language: &str) -> (u16, String) {
    let request = Request::get(path)
        .header("accept", "text/html,application/xhtml+xml")
        .header("accept-language", language);
    let request = request.body(Body::empty()).unwrap();
    let response = door.router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn an_address_without_a_page_is_a_page_to_people_and_a_problem_to_programs() {
    let door = Door::open().await;
    let (status, page) = goes(&door, "/nowhere", "fr").await;
    assert_eq!(status, 404);
    assert!(
        page.contains("Il n’y a rien ici, ou rien que vous puissiez voir"),
        "{page}"
    );
    let (status, page) = goes(&door, "/v1/nowhere", "fr").await;
    assert_eq!(status, 404);
    assert!(page.starts_with('{'), "{page}");
    let told = door.get("/nowhere").send().await;
    assert_eq!(told.problem(), (404, "no_such_resource"));
    // Where nobody signs in, a page says so instead of leading in circles.
    let (status, page) = goes(&door, "/claims", "en").await;
    assert_eq!(status, 401);
    assert!(page.contains("Nobody signs in here"), "{page}");
    door.close().await;
}

#[tokio::test]
async fn what_another_sites_page_sends_is_refused_as_a_page() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let request = Request::post("/claims/new")
        .header("host", "localhost:8080")
        .header("accept", "text/html")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(FORM))
        .unwrap();
    let response = router.oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let policy = head.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("script-src 'self'"), "{policy}");
    let bytes = body.collect().await.unwrap().to_bytes();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert_eq!(head.status, 403);
    assert!(text.contains("This did not come from here"), "{text}");
    assert!(!text.contains("value=\"01k\""), "{text}");
    door.close().await;
}

#[tokio::test]
async fn a_law_is_said_in_the_readers_language_on_pages_of_their_own_too() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let browser = browser_of(&router, "Ines").await;
    browser.keep("claims-language", "fr");
    let page = browser.get("/claims/new").await;
    page.is_calm(403, "Votre rôle ne le prévoit pas.");
    assert!(!page.text.contains("role may not"), "{}", page.text);
    let nobody = Browser::new(&router);
    let page = nobody.visit("/claims/new").await;
    assert_eq!(page.leads_to(), "/sign-in?next=%2Fclaims%2Fnew");
    let told = door.get("/v1/claims").by(CAMILLE).send().await;
    assert_eq!(told.status, 200);
    door.close().await;
}
