//! Examples of the description: requests and answers as tests had them.
//!
//! `CLAIMS_EXAMPLES=write` adds those of operations that have none, the first that there is.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value, json};

use crate::contract::{Exchange, Operation};

/// Where they are kept.
const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../api/web/src/openapi/examples.json"
);

/// The most entries of a list that an example shows.
const ENTRIES_MAX: usize = 2;

/// The names of operations that are their own example.
const NONE: [&str; 1] = ["read_openapi"];

/// Keeps an exchange as the example of its operation, if that is wanted and it has none.
pub(crate) fn keep(operation: &Operation, told: &Exchange<'_>) {
    let is_wanted = std::env::var("CLAIMS_EXAMPLES").is_ok_and(|what| what == "write");
    let is_success = (200..300).contains(&told.status);
    if !is_wanted || !is_success || NONE.contains(&operation.id()) {
        return;
    }
    let Ok(answer) = serde_json::from_slice::<Value>(told.body) else {
        return;
    };
    let takes_json = operation.said["requestBody"]["content"]
        .get("application/json")
        .is_some();
    if takes_json && told.sent.is_none() {
        return;
    }
    static FILE_HELD: Mutex<()> = Mutex::new(());
    let _held = FILE_HELD.lock().unwrap_or_else(PoisonError::into_inner);
    let known = std::fs::read(FILE).expect("the examples");
    let mut known: Map<String, Value> = serde_json::from_slice(&known).expect("JSON");
    if known.contains_key(operation.id()) {
        return;
    }
    let mut example = json!({ "status": told.status, "answer": shown(&answer) });
    if let Some(sent) = told.sent {
        example["request"] = sent.clone();
    }
    known.insert(operation.id().to_owned(), example);
    let text = format!("{:#}\n", Value::Object(known));
    std::fs::write(Path::new(FILE), text).expect("the examples can be written");
}

/// Shortens lists, and leaves out what opens doors.
fn shown(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("clk_") => json!("clk_…"),
        Value::String(text) => match text.split_once("token=") {
            Some((before, _)) => json!(format!("{before}token=…")),
            None => value.clone(),
        },
        Value::Array(entries) => entries.iter().take(ENTRIES_MAX).map(shown).collect(),
        Value::Object(fields) => {
            let fields = fields
                .iter()
                .map(|(name, value)| (name.clone(), shown(value)));
            Value::Object(fields.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}
