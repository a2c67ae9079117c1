//! Writes the description of all operations as one document.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::said::{Answer, Body, BodyMayBeAbsent, Content, IsFor, Parameter, Place, Told};
use super::schemas::Schemas;
use super::words;
use crate::door::api_version;
use crate::json::routes::Route;
use crate::problem::Extensions;

/// Requests and answers of each operation, as the stories have them.
const EXAMPLES: &str = include_str!("examples.json");

/// What a problem is sent as.
const PROBLEM: &str = "application/problem+json";

/// Writes the document.
pub(super) fn document(routes: &[Route]) -> Value {
    let mut schemas = Schemas::new();
    let examples: Value = serde_json::from_str(EXAMPLES).expect("the examples are JSON");
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for route in routes {
        let method = route.method.as_str().to_ascii_lowercase();
        let operation = operation(route, &examples, &mut schemas);
        paths
            .entry(route.path)
            .or_default()
            .insert(method, operation);
    }
    let mut problem = problem(&mut schemas);
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Claims ledger",
            "version": api_version::CURRENT,
            "description": words::ABOUT,
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/" }],
        "tags": words::TAGS.iter().map(|(name, about)| json!({
            "name": name,
            "description": about,
        })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "clk_…",
                    "description": "A key, made by an admin of the organisation.",
                },
            },
            "headers": headers(),
        },
    });
    let mut named = schemas.name(&mut document, &mut problem);
    named.insert("Problem".to_owned(), problem);
    document["components"]["schemas"] = named.into();
    document
}

fn headers() -> Map<String, Value> {
    let header = |header: &words::Header| {
        let written = json!({ "description": header.says, "schema": (header.schema)() });
        (header.name.to_owned(), written)
    };
    words::HEADERS.iter().map(header).collect()
}

/// Writes what every problem has: what RFC 9457 says, and what it leaves to us.
fn problem(schemas: &mut Schemas) -> Value {
    let ours = schemas.inline_answer::<Extensions<'_>>();
    let mut problem = json!({
        "type": "object",
        "description": "What is wrong (RFC 9457).",
        "properties": {
            "type": { "type": "string", "format": "uri-reference" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
        },
        "required": ["type", "title", "status", "detail"],
    });
    if let (Value::Object(properties), Some(ours)) =
        (&mut problem["properties"], ours["properties"].as_object())
    {
        properties.extend(ours.clone());
    }
    if let (Value::Array(required), Some(ours)) =
        (&mut problem["required"], ours["required"].as_array())
    {
        required.extend(ours.clone());
    }
    problem
}

fn operation(route: &Route, examples: &Value, schemas: &mut Schemas) -> Value {
    let said = &route.said;
    let example = &examples[said.id];
    let is_of_the_interface = route.path.starts_with("/v1/");
    let mut parameters: Vec<Value> = said
        .parameters
        .iter()
        .filter(|parameter| route.method != Method::GET || parameter.name != "idempotency-key")
        .map(|parameter| written(parameter, examples, schemas))
        .collect();
    if is_of_the_interface {
        parameters.push(api_version_parameter());
    }
    let mut operation = json!({
        "operationId": said.id,
        "summary": said.summary,
        "tags": [tag(route.path)],
        "parameters": parameters,
        "responses": responses(route, example, schemas),
        "security": match said.is_for {
            IsFor::Anybody => json!([]),
            IsFor::Callers => json!([{ "key": [] }]),
        },
    });
    if !said.details.is_empty() {
        operation["description"] = said.details.into();
    }
    if !said.bodies.is_empty() {
        let is_required = said.body_may_be_absent == BodyMayBeAbsent::No;
        let content: Map<String, Value> = said
            .bodies
            .iter()
            .map(|body| (body.media_type.to_owned(), taken(body, example, schemas)))
            .collect();
        operation["requestBody"] = json!({ "required": is_required, "content": content });
    }
    operation
}

/// Gives what an address is about: its first word.
fn tag(path: &str) -> &str {
    let word = path
        .strip_prefix("/v1/")
        .and_then(|path| path.split('/').next());
    word.unwrap_or("service")
}

fn written(parameter: &Parameter, examples: &Value, schemas: &mut Schemas) -> Value {
    let mut written = json!({
        "name": parameter.name,
        "in": match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        },
        "required": parameter.is_required,
        "description": words::of_parameter(&parameter.name),
        "schema": schemas.taken(parameter.schema),
    });
    if let Some(example) = made_before(parameter, examples) {
        written["example"] = example.clone();
    }
    written
}

/// Finds what an address names among what the examples made.
fn made_before<'a>(parameter: &Parameter, examples: &'a Value) -> Option<&'a Value> {
    let pointer = match (parameter.place, parameter.name.as_str()) {
        (Place::Path, "claim") => "/create_claim/answer/id",
        (Place::Path, "fund") => "/open_fund/answer/id",
        (Place::Path, "programme") => "/publish_policy/answer/id",
        (Place::Path, "document") => "/attach_document/answer/document",
        (Place::Path, "contribution") => "/request_contribution/answer/contribution",
        (Place::Path, "payment") => "/record_payment/answer/payment",
        (Place::Path, "lot") => "/record_earning/answer/lot",
        (Place::Path | Place::Query | Place::Header, _) => return None,
    };
    examples.pointer(pointer)
}

fn api_version_parameter() -> Value {
    json!({
        "name": "api-version",
        "in": "header",
        "required": false,
        "description": words::of_parameter("api-version"),
        "schema": { "type": "string", "enum": api_version::KNOWN },
    })
}

fn taken(body: &Body, example: &Value, schemas: &mut Schemas) -> Value {
    let mut content = json!({ "schema": schemas.taken(body.schema) });
    match body.media_type {
        "application/json" => {
            if let Some(request) = example.get("request") {
                content["example"] = request.clone();
            }
        }
        _ => content["encoding"] = json!({ "facts": { "contentType": "application/json" } }),
    }
    content
}

fn responses(route: &Route, example: &Value, schemas: &mut Schemas) -> Map<String, Value> {
    let said = &route.said;
    let mut responses = Map::new();
    for (status, answer) in &said.answers {
        let answer = answered(route, *status, answer, example, schemas);
        responses.insert(status.to_string(), answer);
    }
    let mut codes: BTreeMap<u16, BTreeSet<&str>> = BTreeMap::new();
    let usual = route.usual_problems();
    for Told { status, code } in said.problems.iter().chain(&usual) {
        codes.entry(*status).or_default().insert(code);
    }
    for (status, codes) in codes {
        responses.insert(status.to_string(), refused(route, status, &codes));
    }
    responses
}

fn answered(
    route: &Route,
    status: u16,
    answer: &Answer,
    example: &Value,
    schemas: &mut Schemas,
) -> Value {
    let mut response = json!({
        "description": words::of_status(status),
        "headers": of_answer(route, answer.headers.iter().copied()),
    });
    match &answer.content {
        Content::Nothing => {}
        Content::Json(schema) => {
            let mut content = json!({ "schema": schemas.answered(*schema) });
            if let Some(answer) = example.get("answer")
                && example["status"] == status
            {
                content["example"] = answer.clone();
            }
            response["content"] = json!({ "application/json": content });
        }
        // What each event holds has no place in OpenAPI before 3.2.
        Content::Events(schema) => {
            let of_each = schemas.answered(*schema);
            response["content"] = json!({
                "text/event-stream": { "schema": { "type": "string" }, "x-item-schema": of_each },
            });
        }
        Content::Bytes(types) => {
            let bytes = || json!({ "schema": { "type": "string", "format": "binary" } });
            let content: Map<String, Value> = types
                .iter()
                .map(|media_type| ((*media_type).to_owned(), bytes()))
                .collect();
            response["content"] = content.into();
        }
    }
    for media_type in answer.or_texts {
        response["content"][*media_type] = json!({ "schema": { "type": "string" } });
    }
    response
}

fn refused(route: &Route, status: u16, codes: &BTreeSet<&str>) -> Value {
    let reason = StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason());
    let headers: &[&str] = match status {
        401 => &["www-authenticate"],
        412 => &["etag"],
        415 => &["accept"],
        429 => &["retry-after", "ratelimit"],
        503 => &["retry-after"],
        _ => &[],
    };
    json!({
        "description": format!("{}: {}", reason.unwrap_or("Problem"), words::of_status(status)),
        "headers": of_answer(route, headers.iter().copied()),
        "content": {
            PROBLEM: {
                "schema": {
                    "allOf": [
                        { "$ref": "#/components/schemas/Problem" },
                        { "type": "object", "properties": { "code": { "enum": codes } } },
                    ],
                },
            },
        },
    })
}

fn of_answer<'a>(route: &Route, headers: impl Iterator<Item = &'a str>) -> Map<String, Value> {
    let usual = match route.path.starts_with("/v1/") {
        true => ["x-request-id", "api-version"].as_slice(),
        false => &["x-request-id"],
    };
    let all: BTreeSet<&str> = headers.chain(usual.iter().copied()).collect();
    all.into_iter()
        .map(|name| {
            let reference = format!("#/components/headers/{name}");
            (name.to_owned(), json!({ "$ref": reference }))
        })
        .collect()
}
