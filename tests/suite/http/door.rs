//! A caller of the real router, in-process: says who asks, and remembers which routes were called.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use application::documents::Documents;
use axum::Router;
use axum::body::Body;
use axum::http::response::Parts;
use axum::http::{HeaderMap, Method, Request};
use chrono::{DateTime, TimeDelta, Utc};
use http_body_util::BodyExt;
use projections::views::{Projector, Views};
use projections::{Clock, Ledger};
use serde_json::Value;
use tests::contract::Exchange;
use tests::database::Scratch;
use tests::keys::Keys;
use tests::uploads::{Shelf, bring};
use tower::ServiceExt;
use web::State;

thread_local! {
    static NOW: Cell<DateTime<Utc>> = const { Cell::new(DateTime::UNIX_EPOCH) };
}

/// The clock of the test that runs on this thread.
pub fn now() -> DateTime<Utc> {
    NOW.get()
}

/// Moves the clock to noon of a day.
pub fn on(day: &str) {
    NOW.set(format!("{day}T12:00:00Z").parse().unwrap());
}

/// Moves the clock on.
pub fn later(by: TimeDelta) {
    NOW.set(NOW.get() + by);
}

/// The router on a database of its own.
pub struct Door {
    pub router: Router,
    pub scratch: Scratch,
    pub ledger: Ledger,
    pub keys: Keys,
    /// Where the files are.
    pub shelf: Shelf,
    pub documents: Documents,
    projector: Projector,
    called: RefCell<BTreeSet<String>>,
}

impl Door {
    /// Opens a door whose views follow the log.
    pub async fn open() -> Self {
        Self::recording(Utc::now).await
    }

    /// The same, where the log is recorded by the door's own clock.
    pub async fn open_on_one_clock() -> Self {
        Self::recording(now).await
    }

    async fn recording(clock: Clock) -> Self {
        on("2024-03-20");
        let scratch = Scratch::migrated().await;
        let ledger = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
        Views::prepare(&scratch.pool).await.unwrap();
        let views = Views::new(scratch.pool.clone());
        let projector = Projector::start(scratch.pool.clone(), ledger.head());
        let shelf = Shelf::empty();
        let documents = shelf.documents(&ledger, now);
        let state = State::new(ledger.clone(), views, documents.clone(), now);
        let router = web::router(state);
        Self {
            router,
            keys: Keys::new(scratch.pool.clone()),
            shelf,
            documents,
            scratch,
            ledger,
            projector,
            called: RefCell::default(),
        }
    }

    /// Gives what a router of one's own works with.
    pub fn state(&self, clock: Clock) -> State {
        let views = Views::new(self.scratch.pool.clone());
        State::new(self.ledger.clone(), views, self.documents.clone(), clock)
    }

    pub fn get(&self, path: &str) -> Asking<'_> {
        self.ask(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> Asking<'_> {
        self.ask(Method::POST, path)
    }

    pub fn put(&self, path: &str) -> Asking<'_> {
        self.ask(Method::PUT, path)
    }

    pub fn patch(&self, path: &str) -> Asking<'_> {
        self.ask(Method::PATCH, path)
    }

    pub fn delete(&self, path: &str) -> Asking<'_> {
        self.ask(Method::DELETE, path)
    }

    pub fn ask(&self, method: Method, path: &str) -> Asking<'_> {
        let request = Request::builder().method(method).uri(path);
        Asking {
            door: self,
            by: None,
            request,
            body: Body::empty(),
            json: None,
        }
    }

    /// Lists the routes that nobody called through this door.
    pub fn not_called(&self) -> Vec<String> {
        let called = self.called.borrow();
        let all = web::routes()
            .into_iter()
            .map(|(method, path)| format!("{method} {path}"));
        all.filter(|route| !called.contains(route)).collect()
    }

    fn remember(&self, method: &Method, path: &str) {
        let is_same = |template: &str| {
            let (mine, its) = (path.split('/'), template.split('/'));
            mine.clone().count() == its.clone().count()
                && mine
                    .zip(its)
                    .all(|(part, slot)| slot.starts_with('{') || part == slot)
        };
        let routes = web::routes();
        let found = routes
            .iter()
            .find(|(known, template)| known == method && is_same(template));
        if let Some((method, template)) = found {
            self.called
                .borrow_mut()
                .insert(format!("{method} {template}"));
        }
    }

    /// Stops the projector, as a process does that ends.
    pub async fn close(self) {
        self.projector.stop().await;
        self.ledger.stop().await;
    }
}

/// A request that is being put together.
pub struct Asking<'a> {
    door: &'a Door,
    by: Option<String>,
    request: axum::http::request::Builder,
    body: Body,
    /// A body whose files are brought before it is sent.
    json: Option<Value>,
}

impl Asking<'_> {
    /// Says who asks, by a key that is theirs.
    pub fn by(self, actor: &str) -> Self {
        let by = Some(actor.to_owned());
        Self { by, ..self }
    }

    /// Shows a key as it is.
    pub fn with_key(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    /// Says which version the command is for.
    pub fn at(self, version: u64) -> Self {
        self.header("if-match", &format!("\"v{version}\""))
    }

    /// Says that the command is for whatever version there is.
    pub fn at_any(self) -> Self {
        self.header("if-match", "*")
    }

    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        Self {
            request: self.request.header(name, value),
            ..self
        }
    }

    pub fn json(self, body: Value) -> Self {
        let asking = self.raw("application/json", Body::empty());
        Self {
            json: Some(body),
            ..asking
        }
    }

    pub fn raw(self, media_type: &str, body: impl Into<Body>) -> Self {
        let request = self.request.header("content-type", media_type);
        Self {
            request,
            body: body.into(),
            ..self
        }
    }

    pub async fn send(self) -> Told {
        let (parts, bytes) = self.answer().await;
        let media_type = parts.headers.get("content-type");
        let is_json = media_type.is_none_or(|of| of != "text/event-stream");
        let body = match is_json && !bytes.is_empty() {
            true => serde_json::from_slice(&bytes).unwrap(),
            false => Value::Null,
        };
        Told {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    /// Sends it and gives what came back as bytes.
    pub async fn answer(mut self) -> (Parts, Vec<u8>) {
        let (door, mut body) = (self.door, self.body);
        if let Some(actor) = &self.by {
            let shown = door.keys.shown_by(actor).await;
            self.request = self.request.header("authorization", shown);
        }
        if let Some(json) = &mut self.json {
            let path = self.request.uri_ref().unwrap().path().to_owned();
            bring(&door.documents, &door.ledger, &path, json).await;
            body = Body::from(json.to_string());
        }
        let request = self.request.body(body).unwrap();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        door.remember(&method, &path);
        let response = door.router.clone().oneshot(request).await.unwrap();
        let (parts, mut body) = response.into_parts();
        let bytes = match parts.headers.get("content-type") {
            // It has no end; of it the beginning is taken.
            Some(of) if of == "text/event-stream" => {
                let frame = body.frame().await.unwrap().unwrap();
                frame.into_data().unwrap()
            }
            _ => body.collect().await.unwrap().to_bytes(),
        };
        let exchange = Exchange {
            method: &method,
            path: &path,
            sent: self.json.as_ref(),
            status: parts.status.as_u16(),
            headers: &parts.headers,
            body: &bytes,
        };
        exchange.must_be_described();
        (parts, bytes.to_vec())
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Told {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Told {
    /// Gives a header as text; an absent one is empty.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Gives the status with the problem's code.
    pub fn problem(&self) -> (u16, &str) {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{self:?}"
        );
        assert_eq!(
            self.body["request_id"],
            self.header("x-request-id"),
            "{self:?}"
        );
        assert_eq!(self.body["status"], self.status, "{self:?}");
        (self.status, self.body["code"].as_str().unwrap())
    }

    /// Gives where the body was wrong, and how: `pointer code`.
    pub fn wrong(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array().unwrap();
        let text = |error: &Value, field: &str| error[field].as_str().unwrap().to_owned();
        errors
            .iter()
            .map(|e| format!("{} {}", text(e, "pointer"), text(e, "code")))
            .collect()
    }

    /// Requires success.
    pub fn done(self) -> Self {
        assert!((200..300).contains(&self.status), "{self:#?}");
        self
    }

    /// Gives what a pointer into the body leads to, as text.
    pub fn text_at(&self, pointer: &str) -> String {
        let value = self.body.pointer(pointer);
        let text = value.and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("{pointer} of {self:#?}"))
            .to_owned()
    }

    /// Gives a field of the body as text.
    pub fn text(&self, field: &str) -> String {
        self.body[field]
            .as_str()
            .unwrap_or_else(|| panic!("{field} of {self:#?}"))
            .to_owned()
    }

    pub fn version(&self) -> u64 {
        self.body["version"].as_u64().unwrap()
    }

    pub fn position(&self) -> String {
        self.header("x-position").to_owned()
    }
}
