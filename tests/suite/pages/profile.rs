//! The profile: how somebody reads, who they are, where they are signed in.

use super::{browser_of, demonstration};
use crate::http::door::Door;
use crate::http::stage::{ADA, fund};

#[tokio::test]
async fn a_reader_chooses_their_language_and_theme_and_keeps_them() {
    let door = Door::open().await;
    let router = demonstration(&door);
    fund(&door).await;
    let browser = browser_of(&router, "Camille").await;
    let page = browser.get("/profile").await;
    page.is_calm(200, "camille@atelier-breton");
    assert!(page.text.contains("Files claims and submits them"));
    let saved = "language=fr&theme=dark&next=%2Fprofile%3Fdone%3Dprofile-saved";
    let page = browser.post("/preferences", saved).await;
    let to = page.leads_to();
    assert_eq!(to, "/profile?done=profile-saved");
    let page = browser.get(&to).await;
    page.is_calm(200, "C’est enregistré.");
    assert!(page.text.contains("<html lang=\"fr\" data-theme=\"dark\">"));
    assert!(
        page.text.contains("value=\"dark\" checked"),
        "{}",
        page.text
    );
    door.close().await;
}

#[tokio::test]
async fn who_is_signed_in_elsewhere_sees_it_and_ends_it() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let (here, there) = (
        browser_of(&router, "Camille").await,
        browser_of(&router, "Camille").await,
    );
    let paul = browser_of(&router, "Paul").await;
    let page = here.get("/profile").await;
    assert_eq!(page.text.matches("Another browser, since").count(), 1);
    assert_eq!(page.text.matches("This browser, since").count(), 1);
    let to = here.post("/profile/sessions", "").await.leads_to();
    let page = here.get(&to).await;
    page.is_calm(200, "You are signed out everywhere else.");
    assert!(!page.text.contains("Another browser"), "{}", page.text);
    assert_eq!(there.signed_in_as().await, None);
    assert!(here.signed_in_as().await.is_some() && paul.signed_in_as().await.is_some());
    door.close().await;
}

#[tokio::test]
async fn who_has_no_fund_yet_is_told_what_will_show_here() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let policy = door.put("/v1/programmes/helio-coop").by(ADA);
    policy.json(crate::http::policy()).send().await.done();
    let browser = browser_of(&router, "Camille").await;
    let page = browser.get("/").await;
    page.is_calm(200, "No funds yet");
    assert!(
        page.text.contains("Your first lot shows here"),
        "{}",
        page.text
    );
    door.close().await;
}
