//! Help and accessibility: for whoever comes, in their language.

use super::{browser_of, demonstration};
use crate::http::browser::Browser;
use crate::http::door::Door;
use crate::http::stage::fund;

#[tokio::test]
async fn help_is_there_before_one_signs_in_and_after() {
    let door = Door::open().await;
    let router = demonstration(&door);
    fund(&door).await;
    let nobody = Browser::new(&router);
    let page = nobody.visit_in("fr", "/help").await;
    page.is_calm(200, "Ce que signifie chaque statut");
    let page = nobody.visit("/accessibility").await;
    page.is_calm(200, "WCAG 2.2");
    let camille = browser_of(&router, "Camille").await;
    let page = camille.get("/help").await;
    page.is_calm(200, "Action required");
    camille.get("/accessibility").await.is_calm(200, "axe-core");
    door.close().await;
}
