//! What a route says of itself beside what its handler's arguments say.

use application::ask::{InList, ListOf};
use application::wire::Wire;
use axum::http::Method;
use axum::http::header::RANGE;
use domain::access::Operation;
use domain::refusal::Law;
use schemars::JsonSchema;

use super::problems;
use super::said::{Content, Told};
use crate::door::caller::IDEMPOTENCY_KEY;
use crate::failure::{Failure, HeaderError};
use crate::json::command::DoneBody;
use crate::json::routes::Route;

/// The status of an answer that is no problem.
const OK: u16 = 200;

/// The same where something was made.
const CREATED: u16 = 201;

/// What every answer from the log or a view says of how far it has come.
const OF_THE_LOG: [&str; 4] = [
    "x-position",
    "x-as-of-position",
    "x-as-of",
    "preference-applied",
];

impl Route {
    /// Names the operation and says in a sentence what it does.
    pub(crate) fn says(mut self, id: &'static str, summary: &'static str) -> Self {
        self.said.id = id;
        self.said.summary = summary;
        self
    }

    /// Says more of it, in CommonMark.
    pub(crate) fn explains(mut self, details: &'static str) -> Self {
        self.said.details = details;
        self
    }

    /// Says what it answers with.
    pub(crate) fn answers<V: JsonSchema>(self) -> Self {
        self.answers_with::<V>(OK)
    }

    /// Says what it answers with, and under which status.
    pub(crate) fn answers_with<V: JsonSchema>(mut self, status: u16) -> Self {
        let content = Content::Json(|generator| generator.subschema_for::<V>());
        self.said.answer(status, content, &[]);
        self
    }

    /// Says that it answers with a page of a list.
    pub(crate) fn lists<V: InList + JsonSchema>(self) -> Self {
        let mut route = self.answers::<ListOf<V>>();
        route.said.answers_say("link");
        route
    }

    /// Says that it answers with bytes of one of these types.
    pub(crate) fn gives(mut self, types: &'static [&'static str]) -> Self {
        let headers = ["etag", "content-disposition"];
        self.said.answer(OK, Content::Bytes(types), &headers);
        self
    }

    /// Says that the list may be had as a text of one of these types instead.
    pub(crate) fn or_gives(mut self, types: &'static [&'static str]) -> Self {
        self.said.answers_or(OK, types);
        self.said.answers_say("content-disposition");
        self
    }

    /// Says that it sends events, the data of each of which is this.
    pub(crate) fn sends<V: JsonSchema>(mut self) -> Self {
        let content = Content::Events(|generator| generator.subschema_for::<V>());
        self.said.answer(OK, content, &[]);
        problems::of_questions(&mut self.said);
        self
    }

    /// Says that it gives a part of the bytes to who asks for one.
    pub(crate) fn gives_parts(mut self, types: &'static [&'static str]) -> Self {
        let headers = ["etag", "content-disposition", "content-range"];
        self.said.answer(206, Content::Bytes(types), &headers);
        self.said.answers_say("accept-ranges");
        self.said.may_be(416, &["no_such_range"]);
        self.said.may_send::<String>(&RANGE);
        self
    }

    /// Says that its answers carry a header.
    pub(crate) fn with(mut self, header: &'static str) -> Self {
        self.said.answers_say(header);
        self
    }

    /// Says that it reads the log or the views, for whoever may.
    pub(crate) fn asks(mut self) -> Self {
        for header in OF_THE_LOG {
            self.said.answers_say(header);
        }
        problems::of_questions(&mut self.said);
        self
    }

    /// Says that it carries commands out, which make something: `S` is how they leave it standing.
    pub(crate) fn does<S: JsonSchema>(self, operations: &[Operation]) -> Self {
        self.done::<S>(CREATED, operations)
    }

    /// The same for commands that change what there is.
    pub(crate) fn changes<S: JsonSchema>(self, operations: &[Operation]) -> Self {
        self.done::<S>(OK, operations)
    }

    /// The same for a command that does one or the other.
    pub(crate) fn does_or_changes<S: JsonSchema>(self, operations: &[Operation]) -> Self {
        self.does::<S>(operations).changes::<S>(operations)
    }

    fn done<S: JsonSchema>(self, status: u16, operations: &[Operation]) -> Self {
        let mut route = self.answers_with::<DoneBody<S>>(status);
        for header in ["etag", "x-position", "idempotent-replayed"] {
            route.said.answers_say(header);
        }
        if status == CREATED {
            route.said.answers_say("location");
        }
        problems::of_commands(&mut route.said);
        route.said.does(operations);
        route
    }

    /// Says that it takes a document as JSON that names an upload, or as a form with its file.
    pub(crate) fn brings<J, F>(mut self) -> Self
    where
        J: Wire + JsonSchema,
        F: Wire + JsonSchema,
    {
        problems::of_bodies(&mut self.said);
        problems::of_forms(&mut self.said);
        let reads = crate::json::body::is_read::<J>;
        self.said.body::<J>("application/json", Some(reads));
        self.said
            .body::<super::form::WithFile<F>>("multipart/form-data", None);
        self
    }

    /// Says that it takes files alone.
    pub(crate) fn brings_files(mut self) -> Self {
        problems::of_forms(&mut self.said);
        self.said
            .body::<super::form::Files>("multipart/form-data", None);
        self
    }

    /// Says that it must not happen twice, and so carries a key.
    pub(crate) fn once(mut self) -> Self {
        self.said.requires(&IDEMPOTENCY_KEY);
        self.said.may_fail(HeaderError::NoKey);
        self
    }

    /// Says what else may go wrong.
    pub(crate) fn may_fail(mut self, failures: impl IntoIterator<Item = Failure>) -> Self {
        failures
            .into_iter()
            .for_each(|failure| self.said.may_fail(failure));
        self
    }

    /// Says which laws may refuse it, where it is no command.
    pub(crate) fn obeys(mut self, laws: &[Law]) -> Self {
        self.said.obeys(laws);
        self
    }

    /// Says what else may go wrong, by status and code.
    pub(crate) fn may_be(mut self, status: u16, codes: &'static [&'static str]) -> Self {
        self.said.may_be(status, codes);
        self
    }

    /// Gives what may go wrong whatever is asked for.
    pub(super) fn usual_problems(&self) -> Vec<Told> {
        let mut said = super::said::Said::default();
        problems::of_the_door(&mut said);
        if self.path.starts_with("/v1/") {
            said.may_fail(HeaderError::UnknownVersion);
        }
        if self.method != Method::GET {
            problems::of_pages(&mut said);
        }
        said.problems.into_iter().collect()
    }
}
