//! How each route is asked, so that whoever may is let in.

use axum::http::Method;
use serde_json::{Value, json};
use tests::form::Form;
use tests::samples;

use super::super::door::{Asking, Door, Told};
use super::super::stage::{eur, invoice, policy, proof};
use super::stage::{KNOWN, Stage, Things};
use super::table::{Caller, OBJECTS, Row};

/// How somebody asks who should rather not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Plainly,
    AsOfThen,
    ForAnotherVersion,
    ForNoVersion,
    WithAnotherBody,
    /// Under a key that another command of theirs was carried out under.
    UnderAKnownKey,
}

impl How {
    /// Gives how a route can be asked.
    pub const fn of(row: &Row) -> &'static [Self] {
        match row.is_read() {
            true => &[Self::Plainly, Self::AsOfThen],
            false => &[
                Self::Plainly,
                Self::ForAnotherVersion,
                Self::ForNoVersion,
                Self::WithAnotherBody,
                Self::UnderAKnownKey,
            ],
        }
    }
}

/// Asks a route about what a row is about.
pub async fn request(door: &Door, stage: &Stage, (row, how): (&Row, How), caller: &Caller) -> Told {
    let object = OBJECTS.iter().position(|object| *object == row.object);
    let things = &stage.things[object.unwrap_or(0)];
    let method: Method = row.method.parse().expect("a method");
    let path = filled(row.path, things);
    let path = format!("{path}{}", parameters(row, how, (stage, things)));
    let asking = door.ask(method, &path).header("x-request-id", "same");
    let asking = match (caller.as_whom, caller.name) {
        ("", "revoked_key") => asking.with_key(&stage.revoked),
        ("", _) => asking,
        (actor, _) => asking.by(actor),
    };
    let asking = match row.is_read() {
        true => asking.header("x-min-position", &stage.position.to_string()),
        false => with_body(commanding(asking, row, how), (row, how), things, caller),
    };
    let (parts, bytes) = asking.answer().await;
    let body = serde_json::from_slice(&bytes);
    Told {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: body.unwrap_or(Value::Null),
    }
}

/// Says which version a command is for, and under which key it is given: another one for each row.
fn commanding<'a>(asking: Asking<'a>, row: &Row, how: How) -> Asking<'a> {
    let own = row.to_string().replace(' ', "-");
    match how {
        How::Plainly | How::AsOfThen | How::WithAnotherBody => asking.at_any().key(&own),
        How::ForAnotherVersion => asking.at(99).key(&own),
        How::ForNoVersion => asking.key(&own),
        How::UnderAKnownKey => asking.at_any().key(KNOWN),
    }
}

fn filled(path: &str, things: &Things) -> String {
    let [whole, of_one_role, given] = &things.members;
    let user = match path {
        "/v1/members/{user}" => whole,
        _ if path.starts_with("/v1/members") => of_one_role,
        _ => given,
    };
    [
        ("{claim}", &things.claim),
        ("{document}", &things.document),
        ("{contribution}", &things.contribution),
        (
            "{payment}",
            &"payment_01h455vb4pex5vsknk084sn02q".to_owned(),
        ),
        ("{fund}", &things.fund),
        ("{lot}", &things.lot),
        ("{programme}", &things.programme),
        ("{key}", &things.key),
        ("{user}", user),
        ("{role}", &"partner_user".to_owned()),
    ]
    .into_iter()
    .fold(path.to_owned(), |path, (name, id)| path.replace(name, id))
}

fn parameters(row: &Row, how: How, (stage, things): (&Stage, &Things)) -> String {
    match (row.method, row.path) {
        ("GET", "/v1/events") => format!("?claim={}", things.claim),
        ("GET", "/v1/diff") => format!("?from=1&to={}", stage.position),
        _ if how == How::AsOfThen => format!("?as_of_position={}", stage.position),
        ("DELETE", "/v1/claims/{claim}/documents/{document}") => "?why=twice".to_owned(),
        _ => String::new(),
    }
}

fn with_body<'a>(
    asking: Asking<'a>,
    (row, how): (&Row, How),
    things: &Things,
    caller: &Caller,
) -> Asking<'a> {
    if how == How::WithAnotherBody {
        return asking.json(json!({ "no": "such", "file": 7 }));
    }
    if row.path == "/v1/claims/{claim}/uploads" {
        let form = Form::default().file("stand.png", "image/png", &samples::png());
        return asking.raw(&Form::media_type(), form.end());
    }
    match body(row, things, caller) {
        Value::Null => asking,
        body => asking.json(body),
    }
}

fn body(row: &Row, things: &Things, caller: &Caller) -> Value {
    let why = json!({ "why": "because" });
    let rest = row.path.trim_start_matches("/v1/claims/{claim}");
    match (row.method, rest) {
        ("DELETE", _) => Value::Null,
        ("PATCH", "") => json!({ "title": "Another trade show" }),
        ("POST", "/documents") => proof("brought"),
        ("PUT", "/documents/{document}") => invoice("put in its place", "1.00", "1.00"),
        ("PATCH", "/documents/{document}") => json!({ "note": "the booth on the third day" }),
        ("POST", "/metrics") => json!({ "code": "a", "value": "1", "unit": "b" }),
        ("POST", "/contributions") => {
            json!({ "to": { "user": "max", "org": "helio-cloud" }, "what": "a photo" })
        }
        ("POST", "/comments") => json!({ "text": "hello" }),
        ("POST", "/recalls" | "/cancellations" | "/payments/{payment}/reversals") => why,
        ("POST", "/info-requests") => json!({ "items": [{ "text": "a" }] }),
        ("POST", "/decisions") => json!({
            "decision": "approve", "approved": eur("1.00"),
            "lines": [{ "document": things.document, "approved": eur("1.00") }],
        }),
        ("POST", "/disputes") => json!({ "justification": "b" }),
        ("POST", "/payments") => {
            json!({ "amount": eur("1.00"), "reference": "r", "value_date": "2024-03-20" })
        }
        ("POST", "/deadline-extensions") => {
            json!({ "which": "claiming", "to": "2024-12-31", "why": "w" })
        }
        ("POST", "/submissions" | "/reviews" | "/rejection-closures" | "/expirations") => json!({}),
        (_, path) => of_others(path, things, caller),
    }
}

/// What is asked of everything but claims.
fn of_others(path: &str, things: &Things, caller: &Caller) -> Value {
    // Each admin hands out the roles of their own side.
    let role = match caller.name {
        "programme_admin" => "auditor",
        _ => "partner_user",
    };
    match path {
        "/v1/claims" => super::super::stage::claim_body(&things.fund, "10.00"),
        "/v1/funds" => json!({
            "programme": things.programme, "period": "2024-H2", "partner": "new-partner",
            "currency": "EUR",
        }),
        "/v1/funds/{fund}/earnings" => {
            json!({ "amount": eur("1.00"), "earned_on": "2023-09-30", "source": "a rebate" })
        }
        "/v1/funds/{fund}/adjustments" => {
            json!({ "delta": eur("1.00"), "reason": "correction", "text": "counted wrong" })
        }
        "/v1/funds/{fund}/rollovers" => json!({ "to": things.fund, "amount": eur("1.00") }),
        "/v1/funds/{fund}/expirations" => json!({}),
        "/v1/programmes/{programme}" => {
            // Unsound, so that nothing comes of it.
            let mut policy = policy();
            policy["periods"] = json!([]);
            policy
        }
        "/v1/keys" => json!({ "role": role }),
        "/v1/members" => json!({ "address": "new@atelier.example", "role": role }),
        "/v1/members/{user}/roles/{role}" => Value::Null,
        path => panic!("nobody knows how {path} is asked"),
    }
}
