//! Bad input of every kind on every route: never a fault of ours, always a problem that reads.

use axum::http::Method;
use serde_json::{Value, json};

use super::door::{Door, Told};
use super::stage::{ADA, CAMILLE, CLOCKWORK, FAY, INES, filed, fund};

fn bodies() -> Vec<Vec<u8>> {
    let deep = format!("{}1{}", "{\"a\":".repeat(120), "}".repeat(120));
    let wide: Value = (0..2_000)
        .map(|n| (format!("field{n}"), json!(n)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    vec![
        b"{}".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        b"1e999999".to_vec(),
        b"123456789012345678901234567890".to_vec(),
        b"\"\\u0000\"".to_vec(),
        b"\xff\xff".to_vec(),
        b"{\"why\":\"\\u0000\",\"note\":\"\\u0000\",\"text\":\"\\u0000\"}".to_vec(),
        b"{\"why\":\"ok\"}".to_vec(),
        b"{\"amount\":{\"amount\":\"-0\",\"currency\":\"\"},\"lot\":\"\"}".to_vec(),
        deep.into_bytes(),
        wide.to_string().into_bytes(),
    ]
}

fn ids(claim: &str) -> Vec<String> {
    vec![
        claim.to_owned(),
        "claim_7zzzzzzzzzzzzzzzzzzzzzzzzz".to_owned(),
        "fund_00000000000000000000000000".to_owned(),
        "%00".to_owned(),
        "%ff%fe".to_owned(),
        "..%2f..%2fetc".to_owned(),
        "%27%3b+drop+table+events".to_owned(),
        "%F0%9F%92%A9".to_owned(),
        "x".repeat(5_000),
    ]
}

fn must_be_calm(told: &Told, method: &Method, path: &str) {
    assert!(told.status < 500, "{method} {path}: {told:#?}");
    if told.status >= 400 {
        told.problem();
    }
}

#[tokio::test]
async fn no_input_makes_the_server_fail() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "10.00")
        .await
        .replace("/v1/claims/", "");
    let bodies = bodies();
    for (method, template) in web::routes() {
        if template.ends_with("yz") {
            continue;
        }
        for id in ids(&claim) {
            let names = [
                "{claim}",
                "{document}",
                "{contribution}",
                "{payment}",
                "{fund}",
                "{programme}",
                "{key}",
                "{user}",
                "{role}",
            ];
            let path = names
                .iter()
                .fold(template.to_owned(), |path, name| path.replace(name, &id));
            for (n, body) in bodies.iter().enumerate() {
                let by = [CAMILLE, INES, FAY, ADA, CLOCKWORK][n % 5];
                let asking = door
                    .ask(method.clone(), &path)
                    .by(by)
                    .at_any()
                    .key(&format!("k{n}"));
                let told = asking.raw("application/json", body.clone()).send().await;
                must_be_calm(&told, &method, &path);
            }
            if !template.contains('{') {
                break;
            }
        }
    }
    door.close().await;
}

#[tokio::test]
async fn odd_queries_are_refused_by_name() {
    let door = Door::open().await;
    let lists = [
        "/v1/claims",
        "/v1/queue",
        "/v1/overview",
        "/v1/funds",
        "/v1/payments",
        "/v1/programmes",
        "/v1/views",
    ];
    for path in lists {
        let odd = [
            "colour=red",
            "as_of=yesterday",
            "as_of_position=-3",
            "%ff=%fe",
            "=",
            "&&a",
            "limit=50&limit=50",
            "colour=%00",
        ];
        for query in odd {
            let told = door.get(&format!("{path}?{query}")).by(INES).send().await;
            assert_eq!(told.problem(), (400, "invalid_query"), "{path}?{query}");
        }
    }
    let cases = [
        ("limit=0", "?limit bad_value"),
        ("limit=101", "?limit bad_value"),
        ("limit=-1", "?limit bad_value"),
        ("limit=99999999999999999999", "?limit bad_value"),
        ("status=sleeping", "?status bad_value"),
        ("fund=claim_01h455vb4pex5vsknk084sn02q", "?fund bad_value"),
        ("partner=a%20b", "?partner bad_value"),
        ("programme=%00", "?programme bad_value"),
        ("activity=", "?activity bad_value"),
        ("cursor=zz", "?cursor bad_cursor"),
        ("cursor=", "?cursor bad_cursor"),
        ("cursor=7b7d", "?cursor bad_cursor"),
        ("cursor=7b226f70656e6564223a2d317d", "?cursor bad_cursor"),
        ("as_of_position=x", "?as_of_position bad_value"),
        ("as_of=2024-03-20T12:00:00", "?as_of bad_value"),
        (
            "as_of=2024-03-20&as_of_position=3",
            "?as_of_position given_twice",
        ),
        ("colour=red", "?colour unknown_parameter"),
        ("status=paid&status=paid", "?status given_twice"),
    ];
    for (query, expected) in cases {
        let told = door
            .get(&format!("/v1/claims?{query}"))
            .by(INES)
            .send()
            .await;
        assert_eq!(told.problem(), (400, "invalid_query"), "{query}");
        assert_eq!(told.wrong(), [expected], "{query}");
    }
    let huge = "{\"opened\":18446744073709551615}"
        .bytes()
        .map(|byte| format!("{byte:02x}"));
    let told = door
        .get(&format!("/v1/claims?cursor={}", huge.collect::<String>()))
        .by(INES);
    assert!(told.send().await.status < 500);
    let told = door
        .post("/v1/claims?colour=red")
        .by(CAMILLE)
        .json(json!({}))
        .send()
        .await;
    assert_eq!(told.problem(), (400, "invalid_query"));
    door.close().await;
}
