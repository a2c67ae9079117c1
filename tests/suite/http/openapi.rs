//! The description of the interface: whole, true, and kept as it is; who is told what of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::{Value, json};
use tests::contract::{must_be, operations};

use super::door::{Door, on};
use super::stage::{ADA, CAMILLE};

/// Writes each operation as its lines: what it takes, what it answers with, what may go wrong.
fn outline() -> String {
    let mut text = String::new();
    for operation in operations() {
        let said = operation.said;
        let (method, path) = (operation.method.to_uppercase(), operation.path);
        writeln!(text, "{method} {path}  {}", operation.id()).unwrap();
        writeln!(text, "  {}", said["summary"].as_str().unwrap()).unwrap();
        for parameter in said["parameters"].as_array().unwrap() {
            let (place, name) = (&parameter["in"], &parameter["name"]);
            let must = if parameter["required"] == true {
                " required"
            } else {
                ""
            };
            writeln!(
                text,
                "  {} {}{must}",
                place.as_str().unwrap(),
                name.as_str().unwrap()
            )
            .unwrap();
        }
        for (media_type, content) in said["requestBody"]["content"]
            .as_object()
            .into_iter()
            .flatten()
        {
            writeln!(text, "  takes {media_type} {}", content["schema"]).unwrap();
        }
        for (status, response) in said["responses"].as_object().unwrap() {
            let content = response["content"].as_object();
            let shapes = content.into_iter().flatten().map(|(_, content)| {
                let codes = content["schema"].pointer("/allOf/1/properties/code/enum");
                codes.unwrap_or(&content["schema"]).to_string()
            });
            let shapes: BTreeSet<String> = shapes.collect();
            let shapes: Vec<String> = shapes.into_iter().collect();
            writeln!(text, "  {status} {}", shapes.join(" ")).unwrap();
        }
    }
    text
}

#[test]
fn every_operation_is_as_it_was() {
    insta::assert_snapshot!(outline());
}

#[test]
fn every_schema_is_as_it_was() {
    insta::assert_snapshot!(format!("{:#}", web::openapi()["components"]));
}

#[test]
fn every_route_is_described() {
    let routes: BTreeSet<String> = web::routes()
        .into_iter()
        .map(|(method, path)| format!("{} {path}", method.as_str().to_lowercase()))
        .collect();
    let described: BTreeSet<String> = operations()
        .map(|known| format!("{} {}", known.method, known.path))
        .collect();
    assert_eq!(routes, described);
    let ids: BTreeSet<&str> = operations().map(|operation| operation.id()).collect();
    assert_eq!(ids.len(), operations().count(), "no two have one name");
    for operation in operations() {
        let said = operation.said;
        assert_ne!(
            operation.id(),
            "",
            "{} {}",
            operation.method,
            operation.path
        );
        assert_ne!(said["summary"], "", "{}", operation.id());
        let statuses = said["responses"].as_object().unwrap().keys();
        let succeeds = statuses.filter(|status| status.starts_with('2')).count();
        assert!(succeeds > 0, "{} says what it answers with", operation.id());
        for parameter in said["parameters"].as_array().unwrap() {
            assert_ne!(
                parameter["description"],
                "",
                "{}: {parameter}",
                operation.id()
            );
        }
    }
    let tags = web::openapi()["tags"].as_array().unwrap().iter();
    let tags: BTreeSet<&str> = tags.map(|tag| tag["name"].as_str().unwrap()).collect();
    let used = operations().map(|operation| operation.said["tags"][0].as_str().unwrap());
    let used: BTreeSet<&str> = used.collect();
    assert_eq!(tags, used);
}

/// Gives every example of a content, and the schema it is of.
fn example(content: &Value) -> Option<(&Value, &Value)> {
    Some((content.get("example")?, &content["schema"]))
}

#[test]
fn every_example_is_taken_and_answered_like_that() {
    let mut missing = vec![];
    for operation in operations() {
        let (id, said) = (operation.id(), operation.said);
        if let Some(content) = said["requestBody"]["content"].get("application/json") {
            match example(content) {
                Some((request, schema)) => {
                    let text = request.to_string();
                    must_be(&format!("{id}/request"), schema, text.as_bytes());
                    let read = web::reads(id, text.as_bytes()).unwrap();
                    assert_eq!(read, Ok(()), "{id}: {request:#}");
                }
                None => missing.push(format!("{id}: a request")),
            }
        }
        let responses = said["responses"].as_object().unwrap();
        let answers = responses
            .iter()
            .filter(|(status, _)| status.starts_with('2'));
        let answers: Vec<_> = answers
            .filter_map(|(status, response)| {
                Some((status, response["content"].get("application/json")?))
            })
            .collect();
        let examples: Vec<_> = answers
            .iter()
            .filter_map(|(status, content)| Some((status, example(content)?)))
            .collect();
        for (status, (answer, schema)) in &examples {
            must_be(
                &format!("{id}/{status}"),
                schema,
                answer.to_string().as_bytes(),
            );
        }
        if examples.is_empty() && !answers.is_empty() && id != "read_openapi" {
            missing.push(format!("{id}: an answer"));
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn a_code_has_one_status_but_where_it_says_who_may_know() {
    let mut statuses: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for operation in operations() {
        for (status, response) in operation.said["responses"].as_object().unwrap() {
            let codes = &response["content"]["application/problem+json"]["schema"];
            let codes = codes.pointer("/allOf/1/properties/code/enum");
            for code in codes.and_then(Value::as_array).into_iter().flatten() {
                statuses
                    .entry(code.as_str().unwrap())
                    .or_default()
                    .insert(status);
            }
        }
    }
    let several: Vec<_> = statuses
        .iter()
        .filter(|(_, statuses)| statuses.len() > 1)
        .collect();
    assert_eq!(several, vec![]);
}

#[tokio::test]
async fn the_description_is_for_anybody_and_kept_while_it_is_the_same() {
    let door = Door::open().await;
    let told = door.get("/openapi.json").send().await.done();
    assert_eq!(&told.body, web::openapi());
    assert_eq!(told.header("content-type"), "application/json");
    assert_eq!(told.header("cache-control"), "public, max-age=300");
    let tag = told.header("etag").to_owned();
    let told = door
        .get("/openapi.json")
        .header("if-none-match", &tag)
        .send()
        .await;
    assert_eq!((told.status, &told.body), (304, &Value::Null));
    door.close().await;
}

#[tokio::test]
async fn the_page_about_it_takes_everything_from_here() {
    let door = Door::open().await;
    let (parts, page) = door.get("/docs").answer().await;
    let page = String::from_utf8(page).unwrap();
    assert_eq!(parts.status, 200);
    let policy = parts.headers["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(
        !page.contains("://") && !page.contains("<style") && !page.contains("onload"),
        "{page}"
    );
    let named = page.split('"').filter(|text| text.starts_with("/docs/"));
    let files: Vec<&str> = named.collect();
    assert_eq!(files.len(), 4, "{page}");
    for file in files {
        let (parts, bytes) = door.get(file).answer().await;
        assert_eq!(parts.status, 200, "{file}");
        assert!(!bytes.is_empty(), "{file}");
        let media_type = parts.headers["content-type"].to_str().unwrap();
        let ending = file.rsplit('.').next().unwrap();
        let expected = match ending {
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            _ => "image/png",
        };
        assert_eq!(media_type, expected, "{file}");
    }
    let told = door.get("/docs/index.html").send().await;
    assert_eq!(told.problem(), (404, "no_such_resource"));
    door.close().await;
}

#[tokio::test]
async fn every_answer_says_its_version_and_an_unknown_one_is_refused() {
    let door = Door::open().await;
    on("2024-03-20");
    for path in ["/v1/me", "/v1/claims", "/v1/nowhere"] {
        let told = door.get(path).by(CAMILLE).send().await;
        assert_eq!(told.header("api-version"), "2026-11-27", "{path}");
    }
    assert_eq!(
        door.get("/v1/me").send().await.header("api-version"),
        "2026-11-27"
    );
    assert_eq!(door.get("/livez").send().await.header("api-version"), "");
    let asking = |version: &str| {
        door.get("/v1/me")
            .by(CAMILLE)
            .header("api-version", version)
    };
    asking("2026-11-27").send().await.done();
    for unknown in ["2026-11-26", "1", "", "latest"] {
        let told = asking(unknown).send().await;
        assert_eq!(told.problem(), (400, "unknown_api_version"), "{unknown:?}");
        assert_eq!(told.body["known_versions"], json!(["2026-11-27"]));
    }
    let twice = asking("2026-11-27").header("api-version", "2026-11-27");
    assert_eq!(twice.send().await.problem(), (400, "unknown_api_version"));
    door.close().await;
}

#[tokio::test]
async fn who_sends_another_type_or_method_is_told_which_there_are() {
    let door = Door::open().await;
    let told = door
        .post("/v1/funds")
        .by(ADA)
        .raw("text/plain", "{}")
        .send()
        .await;
    assert_eq!(told.problem(), (415, "wrong_content_type"));
    assert_eq!(told.header("accept"), "application/json");
    let told = door.delete("/v1/claims").by(ADA).send().await;
    assert_eq!(told.problem(), (405, "method_not_allowed"));
    assert_eq!(told.header("allow"), "GET,HEAD,POST");
    let (parts, body) = door
        .ask(axum::http::Method::HEAD, "/v1/me")
        .by(ADA)
        .answer()
        .await;
    assert_eq!((parts.status.as_u16(), body.len()), (200, 0));
    door.close().await;
}
