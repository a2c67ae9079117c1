//! A policy as a document: the same JSON that the interface takes.

use application::wire::{FieldError, Ids, PolicyBody, Reader, Wire};
use domain::Policy;

use crate::pages::fields::Errors;
use crate::pages::say::{Html, Say};

/// Writes a policy as the interface shows it.
pub(super) fn written(policy: &Policy) -> String {
    serde_json::to_string_pretty(&PolicyBody::from(policy)).unwrap_or_default()
}

/// Reads a policy as the interface does, and says at which place of it something is wrong.
pub(super) fn read(text: &str, field: &str, say: Say) -> Result<Policy, Errors> {
    let mut errors = Errors::default();
    let body: PolicyBody = match serde_json::from_str(text) {
        Ok(body) => body,
        Err(error) => {
            let why = say
                .say("document-unreadable")
                .text("line", error.line().to_string())
                .text("column", error.column().to_string())
                .text("why", error.to_string());
            errors.push(field, why.into_html());
            return Err(errors);
        }
    };
    let mut reader = Reader::new(Ids::Fresh);
    let policy = body.read(&mut reader);
    reader.finish(policy).map_err(|wrong| {
        for FieldError {
            pointer, detail, ..
        } in wrong
        {
            let place = Html::element("code", &[], &pointer);
            let why = say
                .say("document-wrong")
                .html("place", place)
                .text("why", detail);
            errors.push(field, why.into_html());
        }
        errors
    })
}
