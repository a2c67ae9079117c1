//! Help and accessibility: for whoever comes, in their language.

use super::{browser_of, demonstration};
use crate::http::browser::Browser;
use crate::http::door::Door;
use crate::http::stage::{ADA, fund};

#[tokio::test]
async fn help_is_there_before_one_signs_in_and_names_the_guide_after() {
    let door = Door::open().await;
    let router = demonstration(&door);
    fund(&door).await;
    let mut policy = crate::http::policy();
    policy["guide"] = "https://helio-cloud.example/co-op/guide".into();
    let publish = door.put("/v1/programmes/helio-coop").by(ADA);
    publish.json(policy).send().await.done();
    let nobody = Browser::new(&router);
    let page = nobody.visit_in("fr", "/help").await;
    page.is_calm(200, "Ce que signifie chaque statut");
    let page = nobody.visit("/accessibility").await;
    page.is_calm(200, "WCAG 2.2");
    let camille = browser_of(&router, "Camille").await;
    let page = camille.get("/help").await;
    page.is_calm(200, "Action required");
    let guide = "href=\"https://helio-cloud.example/co-op/guide\"";
    assert!(page.text.contains(guide), "{}", page.text);
    camille.get("/accessibility").await.is_calm(200, "axe-core");
    door.close().await;
}
