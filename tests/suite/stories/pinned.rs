//! What HTTP answers to each story, kept as files: each step on the wire, then every read there is.
//!
//! Names of the story stand in brackets where ids are; the log records each event half a minute
//! after it happened. Nothing else is put in anything's place.

mod reads;

use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

use application::story::{Step, Story, tell};
use domain::access::may_come_through_a_door;
use insta::Settings;
use tests::database::Scratch;
use tests::pinned::{Names, pretty};

use super::all;
use super::http_door::{ByHttp, Told};
use super::wire::{Asked, asked};

/// The headers that callers go by.
const HEADERS: [&str; 11] = [
    "content-type",
    "location",
    "etag",
    "x-position",
    "x-as-of-position",
    "x-as-of",
    "link",
    "retry-after",
    "idempotent-replayed",
    "preference-applied",
    "allow",
];

/// Compares texts with the files that are kept of them; all are looked at before it fails.
fn are_kept(texts: &[(String, String)]) {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let is_kept = |(file, text): &(String, String)| {
        let compare = || insta::assert_snapshot!(file.as_str(), text);
        let compared = catch_unwind(AssertUnwindSafe(|| settings.bind(compare)));
        compared.is_ok()
    };
    let others = texts.iter().filter(|text| !is_kept(text));
    let others: Vec<&str> = others.map(|(file, _)| file.as_str()).collect();
    assert!(others.is_empty(), "not as they were: {}", others.join(", "));
}

/// Tells a story through a door that stays open.
async fn told(story: &Story) -> ByHttp {
    let scratch = Scratch::migrated().await;
    let mut door = ByHttp::open_in_its_time(&scratch.pool).await;
    let told = tell(story, &mut door, |_, _| {}).await;
    told.unwrap_or_else(|error| panic!("{error}"));
    door.caught_up().await;
    door
}

/// Writes an answer: status, the headers that matter, and the body.
fn answer(told: &Told) -> String {
    let mut text = format!("{}\n", told.status);
    for name in HEADERS {
        for value in told.headers.get_all(name) {
            writeln!(text, "{name}: {}", value.to_str().unwrap()).unwrap();
        }
    }
    if !told.text.is_empty() {
        writeln!(text, "{}", pretty(&told.text)).unwrap();
    }
    text
}

/// Writes a step as the story says it, and as it went over the wire.
fn exchange(step: &Step, told: &Told) -> String {
    let Asked { method, path, body } = asked(step);
    let (said, at) = (&step.said, step.at.format("%Y-%m-%d %H:%M"));
    let (actor, command, subject) = (&said.actor, &said.command, &said.subject);
    let mut text = format!("## {at} UTC  {actor} {command} {subject}\n\n{method} {path}\n");
    if let Some(body) = body {
        writeln!(text, "{}", pretty(&body.to_string())).unwrap();
    }
    text + "\n-> " + &answer(told)
}

#[tokio::test]
async fn every_step_is_answered_as_it_was() {
    let mut texts = vec![];
    for story in all() {
        let door = told(&story).await;
        // The system acts from inside: its steps go over no wire.
        let over_http = |step: &&Step| may_come_through_a_door(step.by.role);
        let steps: Vec<&Step> = story.steps.iter().filter(over_http).collect();
        assert_eq!(door.answers.len(), steps.len());
        let steps = steps.into_iter().zip(&door.answers);
        let steps: Vec<String> = steps.map(|(step, told)| exchange(step, told)).collect();
        let text = format!("# {}\n\n{}", story.title, steps.join("\n\n"));
        texts.push((
            format!("{}.steps", story.name),
            Names::of(&story).put(&text),
        ));
        door.close().await;
    }
    are_kept(&texts);
}
