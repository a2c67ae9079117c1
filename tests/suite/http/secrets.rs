//! Secrets: what proves who somebody is stands in no log, whatever goes wrong.

use std::io;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use tower::ServiceExt;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::util::SubscriberInitExt;

use super::door::Door;
use super::stage::PAUL;

/// All that is logged on this thread.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl io::Write for Logged {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Logged {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

#[tokio::test]
async fn no_secret_is_ever_logged() {
    let logged = Logged::default();
    let listening = || {
        let writer = logged.clone();
        tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish()
            .set_default()
    };
    // Were there one listener alone, what another thread met first would stay silent here.
    let (_one, _other) = (listening(), listening());
    let door = Door::open().await;
    let body = json!({ "role": "partner_user" });
    let told = door
        .post("/v1/keys")
        .by(PAUL)
        .json(body)
        .send()
        .await
        .done();
    let key = told.text("key");
    let secret = key.rsplit_once('_').unwrap().1.to_owned();
    let odd = [
        format!("Bearer {key}"),
        format!("Basic {key}"),
        format!("Bearer {key}x"),
        format!("Bearer clk_01h455vb4pex5vsknk084sn02q_{secret}"),
    ];
    for header in odd {
        door.get("/v1/me")
            .header("authorization", &header)
            .send()
            .await;
    }
    let body = json!({ "address": "lou@atelier.example", "role": "partner_user" });
    let told = door
        .post("/v1/members")
        .by(PAUL)
        .json(body)
        .send()
        .await
        .done();
    let link = told.text("link");
    let token = link.split_once("token=").unwrap().1.to_owned();
    let sent = async |request: Request<Body>| {
        let response = door.router.clone().oneshot(request).await.unwrap();
        let cookie = response.headers().get("set-cookie");
        cookie.map(|cookie| cookie.to_str().unwrap().to_owned())
    };
    sent(Request::get(&link).body(Body::empty()).unwrap()).await;
    let form = Request::post("/join").header("content-type", "application/x-www-form-urlencoded");
    let form = form.body(Body::from(format!("token={token}"))).unwrap();
    let cookie = sent(form).await.unwrap();
    let cookie = cookie.split(';').next().unwrap();
    door.get("/v1/me")
        .header("cookie", cookie)
        .send()
        .await
        .done();
    door.scratch.take_away().await;
    let other = key.replacen("clk_0", "clk_1", 1);
    assert_eq!(door.get("/v1/me").with_key(&other).send().await.status, 503);
    let text = logged.text();
    for logged in ["/v1/me", "who may come in could not be read"] {
        assert!(text.contains(logged), "{logged} in {text}");
    }
    let session = cookie.split_once('=').unwrap().1;
    for secret in [secret.as_str(), &token, session, "lou@"] {
        let line = text.lines().find(|line| line.contains(secret));
        assert_eq!(line, None);
    }
    door.scratch.bring_back().await;
    door.close().await;
}
