//! Lists that search: by number, title, supplier and invoice number, for whoever sees the claim.

use std::slice::from_ref;

use serde_json::json;

use super::door::{Door, Told};
use super::stage::{CAMILLE, INES, STRANGER, YANN, claim_body, fund, invoice, open_fund};

/// Files a claim with a title and an invoice; gives its number.
async fn titled(door: &Door, by: &str, fund: &str, title: &str, bill: &str) -> String {
    let mut body = claim_body(fund, "10.00");
    body["title"] = json!(title);
    let told = door
        .post("/v1/claims")
        .by(by)
        .json(body)
        .send()
        .await
        .done();
    let path = format!("/v1/claims/{}/documents", told.text("id"));
    let mut facts = invoice(&bill.replace('/', "-"), "10.00", "10.00");
    facts["number"] = json!(bill);
    let asking = door.post(&path).by(by).at_any().json(facts);
    asking.send().await.done();
    told.text("number")
}

async fn asked(door: &Door, by: &str, query: &str) -> Told {
    let position = door.ledger.head().borrow().to_string();
    let asking = door.get(&format!("/v1/claims?{query}")).by(by);
    asking.header("x-min-position", &position).send().await
}

/// The numbers of the claims that are found.
async fn found(door: &Door, by: &str, query: &str) -> Vec<String> {
    let told = asked(door, by, query).await.done();
    let claims = told.body["claims"].as_array().unwrap();
    let numbers = claims.iter().map(|claim| claim["number"].as_str().unwrap());
    numbers.map(str::to_owned).collect()
}

#[tokio::test]
async fn a_claim_is_found_by_words_in_any_order_without_case_and_accents() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let summer = titled(&door, CAMILLE, &fund, "Salon d'Été à Rennes", "F-2024/031").await;
    let winter = titled(
        &door,
        CAMILLE,
        &fund,
        "Salon d'hiver à Nantes",
        "F-2024/032",
    )
    .await;
    let both = vec![winter.clone(), summer.clone()];
    let cases = [
        ("q=salon", both.clone()),
        ("q=SALON+ete", vec![summer.clone()]),
        ("q=%C3%A9t%C3%A9+Sal", vec![summer.clone()]),
        ("q=e%CC%81te%CC%81", vec![summer.clone()]),
        ("q=nantes+salon", vec![winter.clone()]),
        ("q=alon", vec![]),
        ("q=salon+marseille", vec![]),
        ("q=halles+ren", both.clone()),
        ("q=F-2024%2F031", vec![summer.clone()]),
        ("q=2024+32", vec![]),
        ("q=032", vec![winter.clone()]),
        ("q=salon&status=paid", vec![]),
        ("q=salon&status=editing", both),
    ];
    for (query, expected) in cases {
        assert_eq!(found(&door, INES, query).await, expected, "{query}");
        assert_eq!(found(&door, CAMILLE, query).await, expected, "{query}");
    }
    let page = asked(&door, INES, "q=salon&limit=1").await.done();
    assert_eq!(page.text_at("/claims/0/number"), winter);
    let next = page.header("link").trim_start_matches("</v1/claims?");
    let next = next.split('>').next().unwrap();
    assert_eq!(found(&door, INES, next).await, from_ref(&summer));
    let digits = summer.trim_start_matches("C-");
    for written in [&summer, &summer.to_lowercase(), digits] {
        let query = format!("q={written}");
        assert_eq!(
            found(&door, INES, &query).await,
            from_ref(&summer),
            "{query}"
        );
    }
    let query = format!("q=c%20{digits}");
    assert_eq!(found(&door, INES, &query).await, from_ref(&summer));
    // It is the number, and not a word of `c` and one of digits.
    let other = titled(&door, CAMILLE, &fund, "Campagne", "C 999").await;
    assert_eq!(found(&door, INES, "q=C-9").await, [""; 0]);
    assert_eq!(found(&door, INES, "q=999").await, [other]);
    let query = format!("q=rennes+{digits}");
    assert_eq!(found(&door, INES, &query).await, [summer]);
    door.close().await;
}

#[tokio::test]
async fn a_search_shows_nobody_more_than_the_list_does() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let theirs = open_fund(&door, "2024-H1", "other-partner").await;
    let own = titled(&door, CAMILLE, &fund, "Salon de printemps", "F-1").await;
    let other = titled(&door, STRANGER, &theirs, "Salon secret", "F-2").await;
    let all = vec![other.clone(), own.clone()];
    assert_eq!(found(&door, INES, "q=salon").await, all);
    assert_eq!(found(&door, CAMILLE, "q=salon").await, [own]);
    assert_eq!(found(&door, STRANGER, "q=salon").await, from_ref(&other));
    assert_eq!(found(&door, YANN, "q=salon").await, [""; 0]);
    for query in ["q=secret".to_owned(), format!("q={other}")] {
        assert_eq!(found(&door, CAMILLE, &query).await, [""; 0], "{query}");
    }
    door.close().await;
}

#[tokio::test]
async fn a_claim_of_then_is_found_by_what_it_said_then() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let number = titled(&door, CAMILLE, &fund, "Salon de printemps", "F-1").await;
    let then = *door.ledger.head().borrow();
    let title = json!({ "title": "Foire d'automne" });
    let path = format!("/v1/claims/{number}");
    let asking = door.patch(&path).by(CAMILLE).at_any().json(title);
    asking.send().await.done();
    for by in [INES, CAMILLE] {
        let was = format!("q=printemps&as_of_position={then}");
        assert_eq!(found(&door, by, &was).await, from_ref(&number));
        let was_not = format!("q=automne&as_of_position={then}");
        assert_eq!(found(&door, by, &was_not).await, [""; 0]);
        assert_eq!(found(&door, by, "q=automne").await, from_ref(&number));
        assert_eq!(found(&door, by, "q=printemps").await, [""; 0]);
        let by_number = format!("q={number}&as_of_position={then}");
        assert_eq!(found(&door, by, &by_number).await, from_ref(&number));
    }
    door.close().await;
}

#[tokio::test]
async fn what_has_no_word_is_refused_and_nothing_is_taken_for_syntax() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    titled(&door, CAMILLE, &fund, "Salon", "F-1").await;
    let long = "a".repeat(300);
    for nothing in ["", "%20", "%25%25", "_", "%00", "%26+%7C+!+%3A+*"] {
        let told = asked(&door, INES, &format!("q={nothing}")).await;
        assert_eq!(told.problem(), (400, "invalid_query"), "{nothing:?}");
        assert_eq!(told.wrong(), ["?q bad_value"], "{nothing:?}");
    }
    let told = asked(&door, INES, &format!("q={long}")).await;
    assert_eq!(told.problem(), (400, "invalid_query"));
    assert!(told.text_at("/errors/0/detail").contains("200 characters"));
    let odd = [
        "salon%00",
        "salon'%3B--",
        "salon%25",
        "s_lon",
        "salon*",
        "salon%3A*",
        "!salon",
        "(salon)",
        "salon+%26+salon",
        "%3Cb%3Esalon%3C%2Fb%3E",
        "%5Csalon",
        "salon%E2%80%8B",
        "C-99999999999999999999",
        "%F0%9F%92%A9x",
    ];
    for query in odd {
        let told = asked(&door, INES, &format!("q={query}")).await;
        assert_eq!(told.status, 200, "{query}: {told:?}");
    }
    assert_eq!(found(&door, INES, "q=s_lon").await, [""; 0]);
    assert_eq!(found(&door, INES, "q=salon%25").await.len(), 1);
    let told = asked(&door, INES, "q=a&q=b").await;
    assert_eq!(told.wrong(), ["?q given_twice"]);
    door.close().await;
}
