//! What is asked and answered over HTTP, held against the description of the interface.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use axum::http::{HeaderMap, Method};
use jsonschema::Validator;
use serde_json::{Value, json};

/// A request and its answer.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    pub method: &'a Method,
    pub path: &'a str,
    /// The body that was sent, if it was JSON.
    pub sent: Option<&'a Value>,
    pub status: u16,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
}

/// An operation of the description.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub method: &'static str,
    pub path: &'static str,
    pub said: &'static Value,
}

/// Lists all operations.
pub fn operations() -> impl Iterator<Item = Operation> {
    let paths = web::openapi()["paths"].as_object().expect("paths");
    paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("operations");
        methods
            .iter()
            .map(move |(method, said)| Operation { method, path, said })
    })
}

impl Operation {
    /// Gives its name.
    pub fn id(&self) -> &'static str {
        self.said["operationId"].as_str().expect("an id")
    }

    fn is_at(&self, path: &str) -> bool {
        let (slots, parts) = (self.path.split('/'), path.split('/'));
        slots.clone().count() == parts.clone().count()
            && slots
                .zip(parts)
                .all(|(slot, part)| slot.starts_with('{') || slot == part)
    }

    /// Requires that the description says this answer.
    fn must_say(&self, told: &Exchange<'_>) {
        let status = told.status.to_string();
        let response = &self.said["responses"][&status];
        assert!(
            response.is_object(),
            "{} does not say {status}: {}",
            self.id(),
            told.text()
        );
        let Some(content) = response["content"].as_object() else {
            assert!(
                told.body.is_empty(),
                "{} {status} has no body: {}",
                self.id(),
                told.text()
            );
            return;
        };
        let sent = told.header("content-type");
        let media_type = sent.split(';').next().unwrap_or("").trim();
        assert!(
            content.contains_key(media_type),
            "{} {status} is {sent}",
            self.id()
        );
        if media_type.ends_with("json") && told.method != Method::HEAD {
            let pointer = format!("{}/{status}", self.id());
            must_be(&pointer, &content[media_type]["schema"], told.body);
        }
    }
}

impl Exchange<'_> {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    fn text(&self) -> String {
        let body = String::from_utf8_lossy(self.body);
        format!("{} {}: {} {body}", self.method, self.path, self.status)
    }

    /// Requires that the description says all of it.
    pub fn must_be_described(&self) {
        let here: Vec<Operation> = operations()
            .filter(|known| known.is_at(self.path))
            .collect();
        if here.is_empty() {
            return;
        }
        if self.path.starts_with("/v1/") {
            assert_eq!(self.header("api-version"), "2026-11-27", "{}", self.text());
        }
        assert_ne!(self.header("x-request-id"), "", "{}", self.text());
        let method = match *self.method {
            Method::HEAD => "get".to_owned(),
            ref other => other.as_str().to_ascii_lowercase(),
        };
        match here.iter().find(|known| known.method == method) {
            Some(operation) => {
                operation.must_say(self);
                crate::examples::keep(operation, self);
            }
            // Whoever is turned away at the door is not told which methods there are.
            None if self.status == 405 => assert_ne!(self.header("allow"), "", "{}", self.text()),
            None => assert!(self.status >= 400, "{}", self.text()),
        }
    }
}

static VALIDATORS: LazyLock<Mutex<HashMap<String, &'static Validator>>> =
    LazyLock::new(Mutex::default);

/// Requires that a text is JSON of a schema of the description.
pub fn must_be(name: &str, schema: &Value, text: &[u8]) {
    let value: Value = serde_json::from_slice(text).expect("JSON");
    let validator = validator(name, schema);
    let wrong: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{name}: {wrong:#?}\n{value:#}");
}

fn validator(name: &str, schema: &Value) -> &'static Validator {
    let mut known = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(name.to_owned()).or_insert_with(|| {
        let mut whole = schema.clone();
        whole["components"] = json!({ "schemas": web::openapi()["components"]["schemas"] });
        let options = jsonschema::draft202012::options();
        let built = options.should_validate_formats(true).build(&whole);
        Box::leak(Box::new(built.expect("a schema")))
    })
}
