//! Bodies that are one of several shapes by the word in one of their fields, as a schema says it.
//!
//! Such a body is read as one flat struct, whose reader tells which fields go with which word; here
//! the cases are told one by one, so that a program gets a type for each.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

/// One of the shapes.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What the shape is called.
    pub name: &'static str,
    /// The words that it goes with.
    pub words: &'static [&'static str],
    /// The fields that it must have, beside that of the word.
    pub required: &'static [&'static str],
    /// The fields that it may have.
    pub optional: &'static [&'static str],
}

/// Makes a choice between shapes of the schema of a flat struct; `tag` is the field of the word.
pub fn choice(
    generator: &mut SchemaGenerator,
    flat: &Schema,
    tag: &'static str,
    cases: &[Case],
) -> Schema {
    let none = Map::new();
    let properties = flat.get("properties").and_then(Value::as_object);
    let properties = properties.unwrap_or(&none);
    let refs = cases.iter().map(|case| {
        let shape = case.shape(properties, tag);
        let path = generator.settings().definitions_path.clone();
        let definitions = generator.definitions_mut();
        definitions.insert(case.name.to_owned(), shape);
        json!({ "$ref": format!("#{path}/{}", case.name) })
    });
    let refs: Vec<Value> = refs.collect();
    let mut schema = json_schema!({ "oneOf": refs });
    if let Some(description) = flat.get("description") {
        schema.insert("description".to_owned(), description.clone());
    }
    schema
}

impl Case {
    fn shape(&self, properties: &Map<String, Value>, tag: &'static str) -> Value {
        let mut shown = Map::new();
        for (name, schema) in properties {
            let name = name.as_str();
            if name == tag {
                let word = json!({ "type": "string", "enum": self.words });
                shown.insert(name.to_owned(), word);
            } else if self.required.contains(&name) {
                shown.insert(name.to_owned(), there(schema.clone()));
            } else if self.optional.contains(&name) {
                shown.insert(name.to_owned(), schema.clone());
            }
        }
        let required: Vec<&str> = [tag]
            .into_iter()
            .chain(self.required.iter().copied())
            .collect();
        json!({
            "type": "object",
            "properties": shown,
            "required": required,
            "additionalProperties": false,
        })
    }
}

/// Takes null out of what a field may be.
pub fn there(schema: Value) -> Value {
    let Value::Object(mut schema) = schema else {
        return schema;
    };
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|one| one != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("enum") {
        choices.retain(|one| !one.is_null());
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|one| one["type"] != "null");
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            schema.extend(only);
        }
    }
    Value::Object(schema)
}
