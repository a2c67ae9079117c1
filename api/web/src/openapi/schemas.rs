//! The schemas of bodies: what is taken and what is answered, each type under one name.

use std::collections::BTreeSet;

use application::wire::ENTRIES_MAX;
use application::wire::choice::there;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

use super::said::SchemaOf;

/// Where schemas are in the document.
const PATH: &str = "#/components/schemas/";

/// Schemas as they are gathered.
pub(super) struct Schemas {
    taken: SchemaGenerator,
    answered: SchemaGenerator,
}

/// How a schema is called by those who refer to it, before names are given.
const TAKEN: &str = "#/taken/";
const ANSWERED: &str = "#/answered/";

impl Schemas {
    pub(super) fn new() -> Self {
        let settings = |path: &str| {
            let mut settings = SchemaSettings::draft2020_12();
            settings.definitions_path = path.trim_matches(['#', '/']).to_owned().into();
            settings.definitions_path.to_mut().insert(0, '/');
            settings.meta_schema = None;
            settings
        };
        Self {
            taken: settings(TAKEN).for_deserialize().into_generator(),
            answered: settings(ANSWERED).for_serialize().into_generator(),
        }
    }

    /// Gives the schema of something that callers send.
    pub(super) fn taken(&mut self, of: SchemaOf) -> Value {
        of(&mut self.taken).to_value()
    }

    /// Gives the schema of something that is answered.
    pub(super) fn answered(&mut self, of: SchemaOf) -> Value {
        of(&mut self.answered).to_value()
    }

    /// Gives the very schema of something that is answered, without a name of its own.
    pub(super) fn inline_answer<T: JsonSchema>(&mut self) -> Value {
        T::json_schema(&mut self.answered).to_value()
    }

    /// Names all schemas, in the document and among themselves.
    pub(super) fn name(mut self, document: &mut Value, problem: &mut Value) -> Map<String, Value> {
        let mut taken = self.taken.take_definitions(true);
        taken.values_mut().for_each(with_bounded_lists);
        let mut answered = self.answered.take_definitions(true);
        answered.values_mut().for_each(without_null_where_absent);
        let others = those_that_differ(&taken, &answered);
        let name = |reference: &str| match reference.strip_prefix(TAKEN) {
            Some(name) if others.contains(name) => Some(of_request(name)),
            Some(name) => Some(of_answer(name)),
            None => reference.strip_prefix(ANSWERED).map(of_answer),
        };
        let mut named = Map::new();
        let taken = taken.into_iter().map(|(name, schema)| {
            let name = match others.contains(&name) {
                true => of_request(&name),
                false => of_answer(&name),
            };
            (name, schema)
        });
        let answered = answered
            .into_iter()
            .map(|(name, schema)| (of_answer(&name), schema));
        for (title, mut schema) in taken.chain(answered) {
            refer(&mut schema, &name);
            let other = named.insert(title.clone(), schema.clone());
            debug_assert!(
                other.is_none_or(|other| other == schema),
                "two are called {title}"
            );
        }
        refer(document, &name);
        refer(problem, &name);
        named
    }
}

/// Lists what is taken alone, or is taken otherwise than it is answered.
fn those_that_differ(
    taken: &Map<String, Value>,
    answered: &Map<String, Value>,
) -> BTreeSet<String> {
    let as_text = |schema: &Value| schema.to_string();
    let same = |schema: &Value| as_text(schema).replace(TAKEN, ANSWERED);
    let is_other = |(name, schema): &(&String, &Value)| {
        answered
            .get(*name)
            .is_none_or(|other| same(schema) != as_text(other))
    };
    let mut others: BTreeSet<String> = taken
        .iter()
        .filter(is_other)
        .map(|(name, _)| name.clone())
        .collect();
    loop {
        let refers = |schema: &Value| {
            let text = schema.to_string();
            others
                .iter()
                .any(|other| text.contains(&format!("\"{TAKEN}{other}\"")))
        };
        let more: Vec<String> = taken
            .iter()
            .filter(|(name, schema)| !others.contains(*name) && refers(schema))
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return others;
        }
        others.extend(more);
    }
}

/// Names what callers send and are not shown in the same shape.
fn of_request(name: &str) -> String {
    match name.strip_suffix("Body") {
        Some(stem) => format!("{stem}Request"),
        // A case of a choice, or words, which are called the same wherever they are.
        None => name.to_owned(),
    }
}

/// Names what is shown: views and bodies are our words.
fn of_answer(name: &str) -> String {
    let name = name.replace("ViewList", "List").replace("StandingBody", "");
    let name = name.strip_suffix("View").unwrap_or(&name);
    name.strip_suffix("Body").unwrap_or(name).to_owned()
}

fn refer(value: &mut Value, name: &impl Fn(&str) -> Option<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get_mut("$ref")
                && let Some(name) = name(reference)
            {
                *reference = format!("{PATH}{name}");
            }
            fields.values_mut().for_each(|inner| refer(inner, name));
        }
        Value::Array(entries) => entries.iter_mut().for_each(|inner| refer(inner, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// No list in a body may have more entries than its reader takes.
fn with_bounded_lists(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            let is_array = |of: &Value| match of {
                Value::Array(several) => several.iter().any(|one| one == "array"),
                one => one == "array",
            };
            if fields.get("type").is_some_and(is_array) {
                fields.insert("maxItems".to_owned(), ENTRIES_MAX.into());
            }
            fields.values_mut().for_each(with_bounded_lists);
        }
        Value::Array(entries) => entries.iter_mut().for_each(with_bounded_lists),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A field that may be absent from an answer is never null there.
fn without_null_where_absent(schema: &mut Value) {
    let required: BTreeSet<String> = match &schema["required"] {
        Value::Array(names) => names
            .iter()
            .filter_map(|name| Some(name.as_str()?.to_owned()))
            .collect(),
        _ => BTreeSet::new(),
    };
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for (name, property) in properties {
            if !required.contains(name) {
                *property = there(property.take());
            }
        }
    }
}
