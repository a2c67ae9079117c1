//! Payments across claims: what finance compares with the bank's lines.

use serde_json::{Value, json};

use super::door::{Door, Told};
use super::stage::{
    AUDE, CAMILLE, FAY, MARC, OTTO, RIVAL, STRANGER, YANN, approval, eur, fund, under_review,
};

/// Approves a claim of an amount and pays it; gives the claim's path and the payment's.
async fn paid(
    door: &Door,
    fund: &str,
    amount: &str,
    reference: &str,
    day: &str,
) -> (String, String) {
    let (claim, invoice) = under_review(door, fund, amount).await;
    let asking = door.post(&format!("{claim}/decisions")).by(MARC).at_any();
    let asking = asking.key(&format!("approve-{}", &claim[claim.len() - 12..]));
    asking.json(approval(&invoice, amount)).send().await.done();
    let payment = json!({ "amount": eur(amount), "reference": reference, "value_date": day });
    let asking = door.post(&format!("{claim}/payments")).by(FAY).at_any();
    let asking = asking.key(&format!("pay-{}", &claim[claim.len() - 12..]));
    let told = asking.json(payment).send().await.done();
    let payment = format!("{claim}/payments/{}", told.text("payment"));
    (claim, payment)
}

async fn reverse(door: &Door, payment: &str) {
    let why = json!({ "why": "the bank sent it back" });
    let asking = door.post(&format!("{payment}/reversals")).by(FAY).at_any();
    asking.key("reverse").json(why).send().await.done();
}

async fn asked(door: &Door, by: &str, query: &str) -> Told {
    let position = door.ledger.head().borrow().to_string();
    let asking = door.get(&format!("/v1/payments?{query}")).by(by);
    asking.header("x-min-position", &position).send().await
}

async fn references(door: &Door, by: &str, query: &str) -> Vec<String> {
    let told = asked(door, by, query).await.done();
    let rows = told.body["payments"].as_array().unwrap();
    let references = rows.iter().map(|row| row["reference"].as_str().unwrap());
    references.map(str::to_owned).collect()
}

#[tokio::test]
async fn payments_are_listed_with_their_claims_and_whether_they_came_back() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, payment) = paid(&door, &fund, "10.00", "SEPA 1", "2024-05-15").await;
    let before = *door.ledger.head().borrow();
    let (other, _) = paid(&door, &fund, "20.00", "SEPA 2", "2024-05-20").await;
    reverse(&door, &payment).await;
    let told = asked(&door, FAY, "").await.done();
    let [second, first] = told.body["payments"].as_array().unwrap().as_slice() else {
        panic!("{told:?}");
    };
    let shown = door.get(&claim).by(FAY).send().await.done();
    let id = |path: &str, of: &str| path.replace(of, "");
    assert_eq!(first["claim"], id(&claim, "/v1/claims/"));
    assert_eq!(first["number"], shown.body["number"]);
    assert_eq!(first["id"], id(&payment, &format!("{claim}/payments/")));
    assert_eq!(first["fund"], fund.as_str());
    assert_eq!(first["partner"], "atelier-breton");
    assert_eq!(first["programme"], "helio-coop");
    assert_eq!(first["amount"], eur("10.00"));
    assert_eq!(first["value_date"], "2024-05-15");
    let head = *door.ledger.head().borrow();
    assert_eq!(first["reversed"]["position"].as_u64(), Some(head - 1));
    assert!(first["recorded_at"].as_str() <= first["reversed"]["recorded_at"].as_str());
    assert_eq!(second["claim"], id(&other, "/v1/claims/"));
    assert_eq!(second["reversed"], Value::Null);
    // As of before it came back, it stood.
    let told = asked(&door, FAY, &format!("as_of_position={before}")).await;
    let told = told.done();
    assert_eq!(told.body["payments"].as_array().unwrap().len(), 1);
    assert_eq!(told.body["payments"][0]["reversed"], Value::Null);
    door.close().await;
}

#[tokio::test]
async fn payments_are_narrowed_down_and_come_page_by_page() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    paid(&door, &fund, "10.00", "SEPA 1", "2024-05-15").await;
    paid(&door, &fund, "20.00", "SEPA 2", "2024-05-20").await;
    paid(&door, &fund, "30.00", "SEPA 3", "2024-05-25").await;
    let all = ["SEPA 3", "SEPA 2", "SEPA 1"];
    let of_fund = format!("fund={fund}");
    let cases: [(&str, &[&str]); 10] = [
        ("", &all),
        ("from=2024-05-20", &all[..2]),
        ("to=2024-05-20", &all[1..]),
        ("from=2024-05-16&to=2024-05-24", &all[1..2]),
        (&of_fund, &all),
        ("fund=fund_01h455vb4pex5vsknk084sn02q", &[]),
        ("partner=atelier-breton&programme=helio-coop", &all),
        ("programme=nothing", &[]),
        ("reference=SEPA+2", &all[1..2]),
        ("reference=SEPA", &[]),
    ];
    for (query, expected) in cases {
        assert_eq!(references(&door, FAY, query).await, expected, "{query}");
    }
    let first = asked(&door, FAY, "limit=2").await.done();
    let cursor = first.text("next_cursor");
    let rest = references(&door, FAY, &format!("limit=2&cursor={cursor}")).await;
    assert_eq!(rest, all[2..]);
    for (query, wrong) in [
        ("from=2024-5-1", "?from bad_value"),
        ("to=0000-01-01", "?to bad_value"),
        ("from=2024-05-02&to=2024-05-01", "?to out_of_order"),
        ("reference=", "?reference bad_value"),
        ("reference=%00", "?reference bad_value"),
        ("fund=x", "?fund bad_value"),
        ("format=pdf", "?format bad_value"),
        ("cursor=7b7d", "?cursor bad_cursor"),
    ] {
        let told = asked(&door, FAY, query).await;
        assert_eq!(told.problem(), (400, "invalid_query"), "{query}");
        assert_eq!(told.wrong(), [wrong], "{query}");
    }
    door.close().await;
}

#[tokio::test]
async fn a_partner_sees_what_was_paid_on_its_own_claims_alone() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    paid(&door, &fund, "10.00", "SEPA 1", "2024-05-15").await;
    for (by, rows) in [
        (FAY, 1),
        (AUDE, 1),
        (CAMILLE, 1),
        (STRANGER, 0),
        (RIVAL, 0),
        (YANN, 0),
    ] {
        assert_eq!(references(&door, by, "").await.len(), rows, "{by}");
        let query = "partner=atelier-breton&reference=SEPA+1";
        assert_eq!(references(&door, by, query).await.len(), rows, "{by}");
    }
    let told = asked(&door, OTTO, "").await;
    assert_eq!(told.problem(), (403, "not_allowed"));
    door.close().await;
}

#[tokio::test]
async fn all_payments_come_as_csv_and_nothing_in_them_is_a_formula() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    paid(&door, &fund, "10.00", "=cmd|' /C calc'!A0", "2024-05-15").await;
    let (_, payment) = paid(&door, &fund, "1234.50", "SEPA \"2\", part", "2024-05-20").await;
    reverse(&door, &payment).await;
    let csv = async |path: &str, accept: &str| {
        let asking = door.get(path).by(FAY).header("accept", accept);
        let position = door.ledger.head().borrow().to_string();
        let (parts, bytes) = asking.header("x-min-position", &position).answer().await;
        assert_eq!(parts.status, 200, "{path}");
        let media_type = parts.headers["content-type"].to_str().unwrap().to_owned();
        (media_type, String::from_utf8(bytes).unwrap(), parts.headers)
    };
    let (media_type, text, headers) = csv("/v1/payments", "text/csv").await;
    assert_eq!(media_type, "text/csv; charset=utf-8; header=present");
    assert!(headers.get_all("vary").iter().any(|vary| vary == "accept"));
    let lines: Vec<&str> = text.split("\r\n").collect();
    let [header, last, first, ""] = lines.as_slice() else {
        panic!("{text}");
    };
    let columns = "payment,number,claim,fund,partner,programme,currency,amount,reference,\
                   value_date,recorded_at,position,reversed,reversed_at";
    assert_eq!(*header, columns);
    assert!(
        first.contains(",EUR,10.00,'=cmd|' /C calc'!A0,2024-05-15,"),
        "{first}"
    );
    assert!(first.ends_with(",false,"), "{first}");
    assert!(
        last.contains(",EUR,1234.50,\"SEPA \"\"2\"\", part\",2024-05-20,"),
        "{last}"
    );
    assert!(last.contains(",true,20"), "{last}");
    // The address has the last word, and without either it is JSON.
    assert_eq!(
        csv("/v1/payments?format=csv", "application/json").await.1,
        text
    );
    for accept in [
        "*/*",
        "application/json",
        "text/csv;q=0",
        "text/csv;q=0, text/*",
        "text/csv, application/json",
        "text/csv;q=0.4, application/json;q=0.5",
    ] {
        let (media_type, ..) = csv("/v1/payments", accept).await;
        assert_eq!(media_type, "application/json", "{accept}");
    }
    for accept in [
        "text/csv;q=0.5, application/json;q=0.4",
        "text/*",
        "text/csv, */*;q=0.1",
    ] {
        let (media_type, ..) = csv("/v1/payments", accept).await;
        assert!(media_type.starts_with("text/csv"), "{accept}");
    }
    let (media_type, ..) = csv("/v1/payments?format=json", "text/csv").await;
    assert_eq!(media_type, "application/json");
    let told = door.get("/v1/payments?format=csv").by(OTTO).send().await;
    assert_eq!(told.problem(), (403, "not_allowed"));
    door.close().await;
}
