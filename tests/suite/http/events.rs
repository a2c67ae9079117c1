//! The events as they come: who sees which, once each, whatever happens to the connection.

use std::time::{Duration, Instant};

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures::StreamExt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower::ServiceExt;
use web::{Serving, Stopped};

use super::super::proven::by_hand;
use super::door::Door;
use super::port::run_with;
use super::stage::{
    AUDE, CAMILLE, FAY, INES, OTTO, PAUL, RIVAL, RIVAL_ADMIN, STRANGER, YANN, filed, fund,
    open_fund, policy,
};

/// Longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

/// What a reader was sent.
#[derive(Clone, Debug, Default)]
struct Sent {
    id: Option<u64>,
    name: Option<String>,
    data: Option<Value>,
}

/// Somebody who follows the events.
struct Reader {
    body: BodyDataStream,
    text: String,
}

impl Reader {
    async fn open(door: &Door, by: &str, query: &str, last: Option<u64>) -> Self {
        let shown = door.keys.shown_by(by).await;
        let mut request = Request::get(format!("/v1/events{query}")).header("authorization", shown);
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let request = request.body(Body::empty()).unwrap();
        let response = door.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        let headers = response.headers();
        assert_eq!(headers["content-type"], "text/event-stream");
        assert_eq!(headers["cache-control"], "no-store");
        Self {
            body: response.into_body().into_data_stream(),
            text: String::new(),
        }
    }

    /// Waits for the next block; none: there are no more.
    async fn next(&mut self) -> Option<Sent> {
        let block = loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let block = block.to_owned();
                self.text = rest.to_owned();
                break block;
            }
            let piece = timeout(LONG, self.body.next()).await.expect("a piece")?;
            self.text
                .push_str(std::str::from_utf8(&piece.unwrap()).unwrap());
        };
        let mut sent = Sent::default();
        for line in block.lines() {
            match line.split_once(": ").unwrap() {
                ("id", id) => sent.id = Some(id.parse().unwrap()),
                ("event", name) => sent.name = Some(name.to_owned()),
                ("data", data) => sent.data = Some(serde_json::from_str(data).unwrap()),
                ("retry", _) => {}
                (other, _) => panic!("{other}"),
            }
        }
        Some(sent)
    }

    /// Gives the next event.
    async fn event(&mut self) -> Value {
        loop {
            let sent = self.next().await.expect("an event");
            if let Some(data) = sent.data {
                assert_eq!(sent.name, None, "{data}");
                assert_eq!(data["position"], sent.id.unwrap());
                return data;
            }
        }
    }

    /// Gives the events up to one that has this text somewhere.
    async fn until(&mut self, text: &str) -> Vec<Value> {
        let mut events = vec![];
        loop {
            let event = self.event().await;
            let is_last = event.to_string().contains(text);
            events.push(event);
            if is_last {
                return events;
            }
        }
    }
}

async fn comment(door: &Door, by: &str, claim: &str, text: &str, visibility: &str) {
    let path = format!("{claim}/comments");
    let body = json!({ "text": text, "visibility": visibility });
    let asking = door.post(&path).by(by).at_any().json(body);
    asking.send().await.done();
}

fn of_yann() -> Value {
    json!({ "user": "yann", "org": "atelier-breton" })
}

fn names(events: &[Value]) -> Vec<&str> {
    events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn everybody_is_told_of_what_is_theirs_and_of_nothing_else() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (theirs, others) = (
        filed(&door, &fund, "70.00").await,
        filed(&door, &fund, "80.00").await,
    );
    let asked = json!({ "to": of_yann(), "what": "photos" });
    let path = format!("{theirs}/contributions");
    let told = door
        .post(&path)
        .by(CAMILLE)
        .at_any()
        .json(asked)
        .send()
        .await
        .done();
    let contribution = told.text("contribution");
    comment(&door, INES, &theirs, "looks inflated", "vendor_only").await;
    let path = format!("{theirs}/comments");
    let hidden = json!({ "text": "between us", "visibility": "vendor_only" });
    let told = door.post(&path).by(INES).at_any().json(hidden).send().await;
    let hidden = told.done().text("comment");
    let reply = json!({ "text": "thank you", "in_reply_to": hidden });
    let asking = door.post(&path).by(INES).at_any().json(reply);
    asking.send().await.done();
    let mut other = policy();
    other["vendor"] = json!("rival-cloud");
    let told = door
        .put("/v1/programmes/rival-coop")
        .by(RIVAL_ADMIN)
        .json(other);
    told.send().await.done();

    let partner = ["FundOpened", "FundEarned", "ClaimCreated", "ClaimCreated"];
    let mut camille = Reader::open(&door, CAMILLE, "?after=0", None).await;
    let seen = camille.until("thank you").await;
    let last = ["ContributionRequested", "CommentAdded"];
    assert_eq!(names(&seen), [partner.as_slice(), &last].concat());
    assert!(
        seen.iter()
            .all(|event| event["partner"] == "atelier-breton")
    );
    let is_told_of = |events: &[Value]| json!(events).to_string().contains(&hidden);
    assert!(!is_told_of(&seen));

    let mut aude = Reader::open(&door, AUDE, "?after=0", None).await;
    let seen = aude.until("thank you").await;
    assert!(is_told_of(&seen));
    let hers = [&["ContributionRequested"], ["CommentAdded"; 3].as_slice()].concat();
    assert_eq!(
        names(&seen),
        [&["PolicyPublished"], partner.as_slice(), &hers].concat()
    );

    let mut yann = Reader::open(&door, YANN, "?after=0", None).await;
    let seen = yann.until("thank you").await;
    assert_eq!(names(&seen), ["ClaimCreated", last[0], last[1]]);
    assert!(
        seen.iter()
            .all(|event| theirs.ends_with(event["claim"].as_str().unwrap()))
    );

    let mut rival = Reader::open(&door, RIVAL, "?after=0", None).await;
    let seen = rival.until("rival-cloud").await;
    assert_eq!(names(&seen), ["PolicyPublished"]);

    // Who is withdrawn is told of nothing more, and within a second of nothing from before.
    let mut stranger = Reader::open(&door, STRANGER, "?after=0", None).await;
    let path = format!("{theirs}/contributions/{contribution}");
    door.delete(&path).by(CAMILLE).at_any().send().await.done();
    comment(&door, CAMILLE, &theirs, "without Yann", "everyone").await;
    let asked = json!({ "to": of_yann(), "what": "an invoice" });
    let path = format!("{others}/contributions");
    door.post(&path)
        .by(CAMILLE)
        .at_any()
        .json(asked)
        .send()
        .await
        .done();
    let is_of_others = |event: &Value| others.ends_with(event["claim"].as_str().unwrap());
    assert!(yann.until("an invoice").await.iter().all(is_of_others));
    let withdrawn = Instant::now();
    loop {
        let mut again = Reader::open(&door, YANN, "?after=0", None).await;
        if again.until("an invoice").await.iter().all(is_of_others) {
            break;
        }
        assert!(withdrawn.elapsed() < Duration::from_millis(1_500));
    }
    open_fund(&door, "2024-H1", "other-partner").await;
    assert_eq!(stranger.event().await["event"], "FundOpened");
    let told = door.get("/v1/events").by(OTTO).send().await;
    assert_eq!(told.problem(), (403, "not_allowed"));
    door.close().await;
}

#[tokio::test]
async fn only_what_was_asked_for_is_sent() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (one, two) = (
        filed(&door, &fund, "70.00").await,
        filed(&door, &fund, "80.00").await,
    );
    for (claim, text) in [(&one, "first"), (&two, "second"), (&one, "third")] {
        comment(&door, CAMILLE, claim, text, "everyone").await;
    }
    let id = one.rsplit('/').next().unwrap();
    let query = format!("?after=0&claim={id}");
    let seen = Reader::open(&door, PAUL, &query, None)
        .await
        .until("third")
        .await;
    assert_eq!(
        names(&seen),
        ["ClaimCreated", "CommentAdded", "CommentAdded"]
    );
    let query = format!("?after=0&fund={fund}&type=FundEarned,CommentAdded");
    let seen = Reader::open(&door, FAY, &query, None)
        .await
        .until("third")
        .await;
    let comments = ["CommentAdded"; 3];
    assert_eq!(
        names(&seen),
        [&["FundEarned"], comments.as_slice()].concat()
    );

    for (query, code) in [
        ("?type=ClaimSubmited", 400),
        ("?type=", 400),
        ("?after=-1", 400),
        ("?after=9999", 400),
        ("?claim=7", 400),
        ("?as_of_position=3", 400),
        (&format!("?claim={}", id.replace(&id[10..14], "0000")), 404),
    ] {
        let told = door
            .get(&format!("/v1/events{query}"))
            .by(PAUL)
            .send()
            .await;
        assert_eq!(told.problem().0, code, "{query}");
    }
    let foreign = door
        .get(&format!("/v1/events?claim={id}"))
        .by(STRANGER)
        .send()
        .await;
    assert_eq!(foreign.problem(), (404, "claim_not_found"));
    let told = door
        .get("/v1/events")
        .by(PAUL)
        .header("last-event-id", "x")
        .send()
        .await;
    assert_eq!(told.problem(), (400, "bad_last_event_id"));
    door.close().await;
}

#[tokio::test]
async fn a_reader_that_is_cut_off_again_and_again_has_each_event_once() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "70.00").await;
    // Who has no event yet is told where they begin.
    let begin = Reader::open(&door, CAMILLE, "", None)
        .await
        .next()
        .await
        .unwrap();
    let (begin, mut last) = (begin.id.unwrap(), begin.id);
    let writing = async {
        for n in 0..150 {
            comment(&door, INES, &claim, &format!("comment {n}."), "everyone").await;
            comment(&door, INES, &claim, &format!("hidden {n}."), "vendor_only").await;
        }
    };
    let reading = async {
        let mut seen: Vec<Value> = vec![];
        for cut in 0..51 {
            let mut reader = Reader::open(&door, CAMILLE, "", last).await;
            while seen.len() < cut * 3 {
                let event = reader.event().await;
                last = event["position"].as_u64();
                seen.push(event);
            }
        }
        seen
    };
    let ((), seen) = tokio::join!(writing, reading);
    let texts = seen
        .iter()
        .map(|event| event["details"]["text"].as_str().unwrap());
    let wanted: Vec<String> = (0..150).map(|n| format!("comment {n}.")).collect();
    assert_eq!(texts.collect::<Vec<_>>(), wanted);
    assert!(last > Some(begin));
    door.close().await;
}

#[tokio::test]
async fn who_may_no_longer_come_in_is_sent_nothing_more() {
    let door = Door::open().await;
    let mut reader = Reader::open(&door, INES, "?after=0", None).await;
    assert_eq!(reader.next().await.unwrap().id, Some(0));
    let revoke = "update api_keys set revoked_at = now() where user_name = 'ines'";
    sqlx::query(revoke)
        .execute(&door.scratch.pool)
        .await
        .unwrap();
    let last = reader.next().await.unwrap();
    assert_eq!(last.name.as_deref(), Some("problem"));
    assert_eq!(last.data.unwrap()["code"], "key_revoked");
    assert!(reader.next().await.is_none());
    door.close().await;
}

#[tokio::test]
async fn a_damaged_event_ends_the_stream_before_it() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    filed(&door, &fund, "70.00").await;
    filed(&door, &fund, "80.00").await;
    let first = "select position from events where event_type = 'ClaimCreated' limit 1";
    let at: i64 = sqlx::query_scalar(first)
        .fetch_one(&door.scratch.pool)
        .await
        .unwrap();
    let alter = "payload = replace(payload::text, 'Rennes', 'Vannes')::json";
    by_hand(
        &door.scratch.pool,
        &format!("update events set {alter} where position = {at}"),
    )
    .await;
    let mut reader = Reader::open(&door, CAMILLE, "?after=0", None).await;
    let mut sent = vec![];
    while let Some(next) = reader.next().await {
        sent.push(next);
    }
    let last = sent.pop().unwrap();
    assert_eq!(last.data.unwrap()["code"], "event_altered");
    assert_eq!(sent.pop().unwrap().data.unwrap()["event"], "FundEarned");
    door.close().await;
}

#[tokio::test]
async fn a_server_that_stops_does_not_wait_for_its_readers() {
    let door = Door::open().await;
    let running = run_with(door.router.clone(), Serving::default()).await;
    let shown = door.keys.shown_by(INES).await;
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    let request =
        format!("GET /v1/events HTTP/1.1\r\nhost: localhost\r\nauthorization: {shown}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut begin = vec![];
    while !String::from_utf8_lossy(&begin).contains("retry: ") {
        assert!(stream.read_buf(&mut begin).await.unwrap() > 0);
    }
    running.stop.send(()).unwrap();
    assert_eq!(
        timeout(LONG, running.ended).await.unwrap().unwrap(),
        Stopped::Drained
    );
    let mut rest = vec![];
    stream.read_to_end(&mut rest).await.unwrap();
    door.close().await;
}
