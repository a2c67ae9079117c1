//! Every read of the interface after the end of each story: by everybody in it, now and as of then.

use std::collections::HashMap;
use std::fmt::Write;

use application::story::{ATELIER_BRETON, Story};
use axum::http::Method;
use serde_json::Value;
use tests::pinned::Names;
use web as http;

use super::super::all;
use super::super::http_door::{ByHttp, READER};
use super::{answer, are_kept, told};

/// Those who read beside the people of a story.
const OTHERS: [(&str, &str); 3] = [
    ("an auditor", READER),
    ("the operator", "otto@helio-cloud operator"),
    ("another partner", "zoe@other-partner partner_admin"),
];

/// What the story's ids and names are in addresses.
struct Slots {
    claims: Vec<String>,
    funds: Vec<String>,
    /// Each with its fund before it.
    lots: Vec<String>,
    programme: String,
}

impl Slots {
    async fn of(story: &Story, door: &ByHttp) -> Self {
        let claims = story.names.of_kind("claim");
        let claims = claims.map(|alias| story.claim(alias).unwrap().to_string());
        let funds = story.names.funds().map(|(_, fund)| fund.id.to_string());
        let mut slots = Self {
            claims: claims.collect(),
            funds: funds.collect(),
            lots: vec![],
            programme: story.programme.to_string(),
        };
        for fund in &slots.funds {
            let told = door.get(&format!("/v1/funds/{fund}"), READER).await;
            let body: Value = serde_json::from_str(&told.text).unwrap();
            for lot in body["lots"].as_array().unwrap() {
                let lot = lot["id"].as_str().unwrap();
                slots.lots.push(format!("{fund}/lots/{lot}"));
            }
        }
        slots
    }

    /// Gives the addresses that a route has in this story.
    fn fill(&self, route: &str) -> Vec<String> {
        let each = |slot: &str, values: &[String]| -> Vec<String> {
            let filled = values.iter().map(|value| route.replace(slot, value));
            filled.collect()
        };
        let paths = match route {
            _ if route.contains("{lot}") => each("{fund}/lots/{lot}", &self.lots),
            _ if route.contains("{claim}") => each("{claim}", &self.claims),
            _ if route.contains("{fund}") => each("{fund}", &self.funds),
            _ if route.contains("{programme}") => {
                each("{programme}", std::slice::from_ref(&self.programme))
            }
            _ => vec![route.to_owned()],
        };
        assert!(!paths.iter().any(|path| path.contains('{')), "{route}");
        paths
    }
}

/// Which of the ledger is read.
#[derive(Clone, Copy)]
enum Moment {
    Now { head: u64 },
    Position(u64),
}

/// Gives the ways a route is asked, as queries; none where it knows no past.
fn queries(route: &str, moment: Moment) -> Vec<String> {
    let page = ["/v1/claims", "/v1/queue", "/v1/funds"].contains(&route)
        || route.ends_with("/history")
        || route.ends_with("/postings");
    let page = if page { "?limit=100" } else { "" };
    match (route, moment) {
        ("/v1/diff", Moment::Now { head }) => {
            vec![format!("?from={}&to={head}&limit=100", head * 3 / 4)]
        }
        ("/v1/overview", Moment::Now { .. }) => vec![
            String::new(),
            "?by=business".to_owned(),
            "?by=business&business_until=2024-04-30".to_owned(),
        ],
        (_, Moment::Now { .. }) if route.ends_with("/postings") => {
            let business = "?limit=3&by=business";
            vec![page.to_owned(), business.to_owned()]
        }
        (_, Moment::Now { .. }) => vec![page.to_owned()],
        ("/v1/diff" | "/v1/views" | "/livez" | "/readyz", Moment::Position(_)) => vec![],
        ("/v1/overview", Moment::Position(position)) => vec![
            format!("?as_of_position={position}"),
            format!("?claims=count&as_of_position={position}"),
        ],
        (_, Moment::Position(position)) => {
            let joint = if page.is_empty() { "?" } else { "&" };
            vec![format!("{page}{joint}as_of_position={position}")]
        }
    }
}

/// Lists the routes that are read, the views' own state last: by then they have come to the end.
fn routes() -> Vec<&'static str> {
    let all = http::routes().into_iter();
    let read = all.filter(|(method, _)| method == Method::GET);
    let read = read.map(|(_, route)| route);
    // Who may come in and how one asks is no part of a story, and files are no text: tests of their
    // own read them; nor have the events an end.
    let apart = [
        "/v1/events",
        "/v1/keys",
        "/v1/me",
        "/v1/members",
        "/openapi.json",
    ];
    let is_apart = |route: &&str| apart.contains(route) || route.contains("{document}");
    let mut read: Vec<&str> = read.filter(|route| !is_apart(route)).collect();
    read.sort_by_key(|route| ["/v1/views", "/readyz", "/livez"].contains(route));
    read
}

/// Lists everybody of a story by name, and the others.
fn readers(story: &Story) -> Vec<(String, String)> {
    let mut readers: Vec<(String, String)> = vec![];
    let said = story.steps.iter();
    let said = said.map(|step| (step.said.actor.clone(), step.by.to_string()));
    let others = OTHERS.map(|(name, by)| (name.to_owned(), by.to_owned()));
    for reader in said.chain(others) {
        if !readers.contains(&reader) {
            readers.push(reader);
        }
    }
    readers
}

/// The bodies that a file shows already, each with the address it was shown under.
#[derive(Default)]
struct Bodies(HashMap<String, String>);

impl Bodies {
    /// Names the address where a body was shown before, in place of the body.
    fn once(&mut self, answer: String, path: &str) -> String {
        let Some((head, body)) = answer.split_once("\n{\n") else {
            return answer;
        };
        match self.0.get(body) {
            Some(before) => format!("{head}\n(body as under {before})\n"),
            None => {
                self.0.insert(body.to_owned(), path.to_owned());
                answer
            }
        }
    }
}

/// Asks for an address in everybody's name; those who get the same stand together.
async fn shown(
    door: &ByHttp,
    path: &str,
    readers: &[(String, String)],
    bodies: &mut Bodies,
) -> String {
    let mut answers: Vec<(String, Vec<&str>)> = vec![];
    for (name, by) in readers {
        let answer = answer(&door.get(path, by).await);
        match answers.iter_mut().find(|(known, _)| *known == answer) {
            Some((_, names)) => names.push(name),
            None => answers.push((answer, vec![name])),
        }
    }
    let mut text = format!("## GET {path}\n");
    for (answer, names) in answers {
        let answer = bodies.once(answer, path);
        write!(text, "\n{}\n-> {answer}", names.join(", ")).unwrap();
    }
    text
}

/// Reads everything there is at a moment.
async fn everything(story: &Story, door: &ByHttp, moment: Moment) -> String {
    let slots = Slots::of(story, door).await;
    let readers = readers(story);
    let (mut parts, mut bodies) = (vec![], Bodies::default());
    for route in routes() {
        // All stories have the same programme.
        if route.contains("{programme}") && story.file != ATELIER_BRETON.file {
            continue;
        }
        for path in slots.fill(route) {
            for query in queries(route, moment) {
                let path = format!("{path}{query}");
                parts.push(shown(door, &path, &readers, &mut bodies).await);
            }
        }
    }
    let who = readers.iter().map(|(name, by)| format!("{name}: {by}\n"));
    let who: String = who.collect();
    let parts = parts.join("\n\n");
    Names::of(story).put(&format!("# {}\n\n{who}\n\n{parts}", story.title))
}

#[tokio::test]
async fn after_its_end_a_story_is_read_as_it_was() {
    let mut texts = vec![];
    for story in all() {
        let door = told(&story).await;
        let now = Moment::Now { head: door.head() };
        let text = everything(&story, &door, now).await;
        texts.push((format!("{}.reads", story.name), text));
        door.close().await;
    }
    are_kept(&texts);
}

#[tokio::test]
async fn as_of_a_moment_a_story_is_read_as_it_was() {
    let mut texts = vec![];
    for story in all() {
        let door = told(&story).await;
        let head = door.head();
        let positions = match story.file == ATELIER_BRETON.file {
            true => vec![head / 3, head * 2 / 3],
            false => vec![head / 2],
        };
        for position in positions {
            let text = everything(&story, &door, Moment::Position(position)).await;
            texts.push((format!("{}.as-of-{position}", story.name), text));
        }
        door.close().await;
    }
    are_kept(&texts);
}
