//! A browser without a window: it keeps cookies, says where it comes from, and follows nothing by
//! itself.

use std::cell::RefCell;
use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// Where it finds the ledger.
pub const HERE: &str = "http://localhost:8080";

pub struct Browser {
    router: Router,
    jar: RefCell<BTreeMap<String, String>>,
}

/// What a browser is shown.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Page {
    /// Gives a header as text; an absent one is empty.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Gives where it leads.
    pub fn leads_to(&self) -> String {
        assert_eq!(self.status, 303, "{self:#?}");
        self.header("location").to_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// Requires a page for people with a status, and nothing of what was sent in it.
    pub fn is_calm(&self, status: u16, says: &str) {
        assert_eq!(self.status, status, "{self:#?}");
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        assert!(self.text.contains(says), "{self:#?}");
        assert!(!self.text.contains("<script>"), "{self:#?}");
    }
}

impl Browser {
    pub fn new(router: &Router) -> Self {
        let router = router.clone();
        let jar = RefCell::default();
        Self { router, jar }
    }

    /// Goes to a page, as by a link on another site.
    pub async fn visit(&self, path: &str) -> Page {
        self.visit_in("en", path).await
    }

    pub async fn visit_in(&self, language: &str, path: &str) -> Page {
        let request = Request::get(path.strip_prefix(HERE).unwrap_or(path))
            .header("accept-language", language)
            .header("sec-fetch-site", "cross-site")
            .header("sec-fetch-mode", "navigate")
            .header("sec-fetch-dest", "document");
        self.send(request, "").await
    }

    /// Asks for something by a page of the ledger.
    pub async fn get(&self, path: &str) -> Page {
        let request = Request::get(path).header("sec-fetch-site", "same-origin");
        self.send(request, "").await
    }

    /// Sends a form of a page of the ledger.
    pub async fn post(&self, path: &str, form: &str) -> Page {
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.send(request, form).await
    }

    /// Sends a form that does not say where it comes from.
    pub async fn post_blindly(&self, path: &str, form: &str) -> Page {
        let kind = "application/x-www-form-urlencoded";
        self.send(Request::post(path).header("content-type", kind), form)
            .await
    }

    /// Gives a cookie that it keeps.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.borrow().get(name).cloned()
    }

    /// Puts a cookie in its jar.
    pub fn keep(&self, name: &str, value: &str) {
        let mut jar = self.jar.borrow_mut();
        jar.insert(name.to_owned(), value.to_owned());
    }

    /// Gives who it is signed in as, as `user@org role`.
    pub async fn signed_in_as(&self) -> Option<String> {
        let me = self.get("/v1/me").await;
        (me.status == 200).then(|| {
            let me = me.json();
            let text = |field: &str| me[field].as_str().unwrap().to_owned();
            format!("{}@{} {}", text("user"), text("org"), text("role"))
        })
    }

    async fn send(&self, request: Builder, body: &str) -> Page {
        let cookies: Vec<String> = self
            .jar
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let mut request = request.header("host", "localhost:8080");
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        self.take_cookies(&head.headers);
        Page {
            status: head.status.as_u16(),
            headers: head.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    fn take_cookies(&self, headers: &HeaderMap) {
        for cookie in headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (pair, attributes) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let mut jar = self.jar.borrow_mut();
            match attributes.contains("Max-Age=0") {
                true => jar.remove(name),
                false => jar.insert(name.to_owned(), value.to_owned()),
            };
        }
    }
}
