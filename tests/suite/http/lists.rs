//! Lists: page by page, and narrowed down.

use serde_json::json;

use super::door::{Door, Told};
use super::stage::{CAMILLE, INES, complete, filed, fund};

fn ids(told: &Told) -> Vec<String> {
    let claims = told.body["claims"].as_array().unwrap();
    claims
        .iter()
        .map(|claim| claim["id"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let mut filed_ids = vec![];
    for _ in 0..5 {
        filed_ids.push(
            filed(&door, &fund, "10.00")
                .await
                .replace("/v1/claims/", ""),
        );
    }
    let position = door.ledger.head().borrow().to_string();
    let mut path = format!("/v1/claims?limit=2&status=editing&partner=atelier-breton&fund={fund}");
    path += "&programme=helio-coop&activity=trade-show";
    let (mut seen, mut pages) = (vec![], 0);
    loop {
        let told = door
            .get(&path)
            .by(CAMILLE)
            .header("x-min-position", &position)
            .send()
            .await;
        let told = told.done();
        seen.extend(ids(&told));
        pages += 1;
        let link = told.header("link");
        assert_eq!(told.body["has_more"], json!(!link.is_empty()));
        let Some(next) = link
            .strip_prefix('<')
            .and_then(|l| l.strip_suffix(">; rel=\"next\""))
        else {
            break;
        };
        assert!(
            next.contains("limit=2") && next.contains("status=editing"),
            "{next}"
        );
        path = next.to_owned();
    }
    filed_ids.reverse();
    assert_eq!((seen, pages), (filed_ids, 3));
    door.close().await;
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let editing = filed(&door, &fund, "10.00").await;
    let (submitted, _) = complete(&door, &fund, "20.00").await;
    door.post(&format!("{submitted}/submissions"))
        .by(CAMILLE)
        .at_any()
        .send()
        .await
        .done();
    let position = door.ledger.head().borrow().to_string();
    let id = |claim: &str| claim.replace("/v1/claims/", "");
    let cases = [
        ("status=editing", vec![id(&editing)]),
        ("status=submitted", vec![id(&submitted)]),
        ("status=paid", vec![]),
        ("partner=nobody", vec![]),
        ("programme=nothing", vec![]),
        ("activity=print-advertising", vec![]),
        ("fund=fund_01h455vb4pex5vsknk084sn02q", vec![]),
        ("partner=atelier-breton", vec![id(&submitted), id(&editing)]),
    ];
    for (query, expected) in cases {
        let asking = door.get(&format!("/v1/claims?{query}")).by(INES);
        let told = asking
            .header("x-min-position", &position)
            .send()
            .await
            .done();
        assert_eq!(ids(&told), expected, "{query}");
    }
    door.close().await;
}
