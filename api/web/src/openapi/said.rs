//! What is said of one operation: gathered from its handler's arguments and its route.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Operation;
use domain::refusal::Law;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::failure::{Failure, told};

/// Makes the schema of a type.
pub(crate) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// Tells whether a body is what its reader takes; if not, why.
pub(crate) type Reads = fn(&[u8]) -> Result<(), String>;

/// One operation, as it is described.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) id: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) details: &'static str,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) bodies: Vec<Body>,
    pub(crate) body_may_be_absent: BodyMayBeAbsent,
    pub(crate) answers: BTreeMap<u16, Answer>,
    pub(crate) problems: BTreeSet<Told>,
    pub(crate) is_for: IsFor,
}

/// Whether no body stands for an empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum BodyMayBeAbsent {
    #[default]
    No,
    Yes,
}

/// Who may ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum IsFor {
    #[default]
    Anybody,
    /// Whoever says who they are.
    Callers,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
}

/// A part of the address or a header.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(super) place: Place,
    pub(super) name: String,
    pub(super) is_required: bool,
    pub(super) schema: SchemaOf,
}

/// A body that is taken.
pub(crate) struct Body {
    pub(super) media_type: &'static str,
    pub(super) schema: SchemaOf,
    pub(super) reads: Option<Reads>,
}

/// An answer that is no problem.
pub(crate) struct Answer {
    pub(super) content: Content,
    /// The types of texts that it may be instead.
    pub(super) or_texts: &'static [&'static str],
    pub(super) headers: Vec<&'static str>,
}

/// What an answer holds.
pub(crate) enum Content {
    Nothing,
    Json(SchemaOf),
    /// Server-sent events, whose data is JSON.
    Events(SchemaOf),
    /// Bytes of one of these types.
    Bytes(&'static [&'static str]),
}

/// A problem as it is told: its status and its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
}

impl Parameter {
    /// Makes a parameter of the query.
    pub(crate) fn of_query<S: JsonSchema>(name: &str) -> Self {
        Self::new::<S>(Place::Query, name, false)
    }

    fn new<S: JsonSchema>(place: Place, name: &str, is_required: bool) -> Self {
        Self {
            place,
            name: name.to_owned(),
            is_required,
            schema: |generator| generator.subschema_for::<S>(),
        }
    }

    /// Gives the name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Tells whether it names a moment, which there may not be.
    pub(crate) fn is_of_a_moment(&self) -> bool {
        matches!(self.name(), "as_of" | "from" | "to")
    }

    /// Says that it must be there.
    pub(crate) fn require(&mut self) {
        self.is_required = true;
    }
}

impl Said {
    /// Adds a parameter.
    pub(crate) fn parameter<S: JsonSchema>(&mut self, place: Place, name: &str, is_required: bool) {
        self.parameters
            .push(Parameter::new::<S>(place, name, is_required));
    }

    /// Adds a header that may be sent.
    pub(crate) fn may_send<S: JsonSchema>(&mut self, name: &axum::http::HeaderName) {
        self.parameter::<S>(Place::Header, name.as_str(), false);
    }

    /// Adds a header that must be sent.
    pub(crate) fn must_send<S: JsonSchema>(&mut self, name: &axum::http::HeaderName) {
        self.parameter::<S>(Place::Header, name.as_str(), true);
    }

    /// Requires a header that may be sent otherwise.
    pub(crate) fn requires(&mut self, name: &axum::http::HeaderName) {
        let named = self
            .parameters
            .iter_mut()
            .filter(|known| known.name == name.as_str());
        named.for_each(|known| known.is_required = true);
    }

    /// Adds a body.
    pub(crate) fn body<S: JsonSchema>(&mut self, media_type: &'static str, reads: Option<Reads>) {
        self.bodies.push(Body {
            media_type,
            schema: |generator| generator.subschema_for::<S>(),
            reads,
        });
    }

    /// Adds an answer that is no problem.
    pub(crate) fn answer(&mut self, status: u16, content: Content, headers: &[&'static str]) {
        let headers = headers.to_vec();
        let answer = Answer {
            content,
            or_texts: &[],
            headers,
        };
        self.answers.insert(status, answer);
    }

    /// Says that an answer may be a text of one of these types instead.
    pub(crate) fn answers_or(&mut self, status: u16, types: &'static [&'static str]) {
        if let Some(answer) = self.answers.get_mut(&status) {
            answer.or_texts = types;
        }
    }

    /// Adds a header to every answer that is no problem.
    pub(crate) fn answers_say(&mut self, header: &'static str) {
        for answer in self.answers.values_mut() {
            answer.headers.push(header);
        }
    }

    /// Adds what may go wrong.
    pub(crate) fn may_fail(&mut self, failure: impl Into<Failure>) {
        self.problems.insert(failure.into().told());
    }

    /// Adds problems of one status.
    pub(crate) fn may_be(&mut self, status: u16, codes: &[&'static str]) {
        let told = codes.iter().map(|code| Told { status, code });
        self.problems.extend(told);
    }

    /// Adds what a command may be refused by.
    pub(crate) fn does(&mut self, operations: &[Operation]) {
        for operation in operations {
            self.obeys(operation.usual_laws());
            self.obeys(operation.laws());
        }
    }

    /// Adds what these laws may refuse.
    pub(crate) fn obeys(&mut self, laws: &[Law]) {
        let told = laws.iter().map(|law| Told {
            status: told::of_law(*law).as_u16(),
            code: law.code(),
        });
        self.problems.extend(told);
    }
}
