//! Operations: how the views stand, and rebuilds that an operator begins.

use super::visit::{fill, read};
use crate::http::door::Door;
use crate::http::stage::{AUDE, CAMILLE, FAY, OTTO, filed, fund};

/// Looks at the page until it says something.
async fn says(door: &Door, text: &str) {
    for _ in 0..600 {
        let page = read(door, OTTO, "/operations").await;
        if page.text.contains(text) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the page never said {text:?}");
}

#[tokio::test]
async fn an_operator_verifies_and_rebuilds_views_and_others_only_look() {
    let door = Door::open().await;
    fund(&door).await;
    let page = read(&door, OTTO, "/operations").await;
    assert_eq!(page.status, 200);
    for view in ["claim", "overview", "postings"] {
        page.must_have(&format!("<strong>{view}</strong>"));
    }
    page.must_have("All views move on")
        .must_have("id=\"r-overview\"");
    let auditor = read(&door, AUDE, "/operations").await;
    auditor
        .must_have("<strong>overview</strong>")
        .must_not_have("id=\"r-overview\"");
    for who in [CAMILLE, FAY] {
        assert_eq!(read(&door, who, "/operations").await.status, 403, "{who}");
    }
    let asked = [("view", "overview"), ("purpose", "verify")];
    let refused = fill(&door, AUDE, "/operations/rebuilds", &asked).await;
    assert_eq!(refused.status, 403);
    let begun = fill(&door, OTTO, "/operations/rebuilds", &asked).await;
    assert_eq!(begun.led_to(), "/operations?done=rebuild-begun");
    says(&door, "overview holds what the ledger says.").await;
    let question = read(&door, OTTO, "/operations/rebuilds?view=postings").await;
    question
        .must_have("Rebuild the view postings?")
        .must_have("It can be cancelled until it switches.")
        .must_have("name=\"purpose\" value=\"rebuild\"");
    let nothing = read(&door, OTTO, "/operations/rebuilds?view=nothing").await;
    assert_eq!(nothing.led_to(), "/operations");
    let auditor = read(&door, AUDE, "/operations/rebuilds?view=postings").await;
    assert_eq!(auditor.status, 403);
    let asked = [("view", "postings"), ("purpose", "rebuild")];
    fill(&door, OTTO, "/operations/rebuilds", &asked)
        .await
        .led_to();
    says(&door, "postings was rebuilt, compared and switched.").await;
    let over = fill(&door, OTTO, "/operations/rebuilds/cancellations", &[]).await;
    assert_eq!(over.led_to(), "/operations?done=rebuild-over");
    door.close().await;
}

#[tokio::test]
async fn a_view_that_stopped_comes_first_and_tries_again() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let parked = "update views set state = 'parked', error = 'lot <7> is unknown', \
                  error_position = 2, leader = null, lease_until = null \
                  where name = 'postings' and is_live";
    let park = || sqlx::query(parked).execute(&door.scratch.pool);
    park().await.unwrap();
    // It stays where it is, and the ledger goes on.
    filed(&door, &fund, "10.00").await;
    let page = read(&door, OTTO, "/operations").await;
    page.must_have("postings stopped at position 2")
        .must_have("One view has stopped.")
        // What an event holds is not for who runs the ledger.
        .must_not_have("is unknown");
    let asked = [("view", "postings")];
    let refused = fill(&door, AUDE, "/operations/retries", &asked).await;
    assert_eq!(refused.status, 403);
    let done = fill(&door, OTTO, "/operations/retries", &asked).await;
    assert_eq!(done.led_to(), "/operations?done=view-retried");
    let again = fill(&door, OTTO, "/operations/retries", &asked).await;
    assert_eq!(again.led_to(), "/operations?done=view-runs");
    door.close().await;
}
