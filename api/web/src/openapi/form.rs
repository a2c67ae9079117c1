//! Forms with files (RFC 7578), as they are described.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A form of a file and what a document says of it.
pub(super) struct WithFile<F>(PhantomData<F>);

/// A form of files.
pub(super) struct Files;

impl<F: JsonSchema> JsonSchema for WithFile<F> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}WithFile", F::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let facts = generator.subschema_for::<F>();
        json_schema!({
            "type": "object",
            "properties": {
                "file": { "type": "string", "format": "binary" },
                "facts": facts,
            },
            "required": ["file", "facts"],
            "additionalProperties": false,
        })
    }
}

impl JsonSchema for Files {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Files".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {
                "file": {
                    "type": "array",
                    "items": { "type": "string", "format": "binary" },
                    "minItems": 1,
                    "maxItems": 20,
                },
            },
            "required": ["file"],
            "additionalProperties": false,
        })
    }
}
