//! The third door: HTTP on the real router, as a partner's program knocks on it.

use std::cell::Cell;
use std::collections::HashMap;

use application::documents::Documents;
use application::story::{ByLedger, ClaimFacts, Doing, Door, Failure, LotFacts, Outcome, Step};
use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{ClaimCommand, ClaimId, Currency, FundId, Money, Status, access, claim};
use http_body_util::BodyExt;
use projections::ledger::FundFigures;
use projections::views::{Projector, ViewName, Views, Waited};
use projections::{Clock, Command, Ledger};
use serde_json::Value;
use sqlx::PgPool;
use tests::contract::Exchange;
use tests::keys::Keys;
use tests::uploads::{Shelf, bring};
use tower::ServiceExt;
use web::State;

use super::wire::{Asked, asked};

/// Who reads what the story expects.
pub(super) const READER: &str = "reader@helio-cloud auditor";

thread_local! {
    static NOW: Cell<DateTime<Utc>> = const { Cell::new(DateTime::UNIX_EPOCH) };
}

/// The clock of the router: it stands at the step that is being done.
fn now() -> DateTime<Utc> {
    NOW.get()
}

/// HTTP as a door. Tell a story through it on one thread: the clock is that thread's.
pub(super) struct ByHttp {
    router: Router,
    ledger: Ledger,
    documents: Documents,
    /// Where the files are, as long as the door is open.
    _shelf: Shelf,
    projector: Projector,
    keys: Keys,
    /// The version each claim was at when the last command was answered.
    versions: HashMap<ClaimId, u64>,
    /// The fund each claim is filed against.
    funds: HashMap<ClaimId, FundId>,
    /// What came of each step, as it went over the wire.
    pub(super) answers: Vec<Told>,
}

/// An answer, taken apart.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    body: Value,
}

impl ByHttp {
    /// Puts a router on a migrated database, with views that follow the log.
    pub(super) async fn open(pool: &PgPool) -> Self {
        Self::recording(pool, Utc::now).await
    }

    /// The same, with a log that records each event half a minute after it happened.
    pub(super) async fn open_in_its_time(pool: &PgPool) -> Self {
        Self::recording(pool, || NOW.get() + TimeDelta::seconds(30)).await
    }

    async fn recording(pool: &PgPool, clock: Clock) -> Self {
        let ledger = Ledger::open(pool.clone(), clock).await.unwrap();
        Views::prepare(pool).await.unwrap();
        let projector = Projector::start(pool.clone(), ledger.head());
        let shelf = Shelf::empty();
        let documents = shelf.documents(&ledger, now);
        let views = Views::new(pool.clone());
        let router = web::router(State::new(ledger.clone(), views, documents.clone(), now));
        Self {
            router,
            documents,
            _shelf: shelf,
            ledger,
            projector,
            keys: Keys::new(pool.clone()),
            versions: HashMap::new(),
            funds: HashMap::new(),
            answers: vec![],
        }
    }

    /// Waits until the views have folded all there is.
    pub(super) async fn caught_up(&self) {
        let views = Views::new(self.ledger.pool().clone());
        let wait = std::time::Duration::from_secs(10);
        let waited = views.wait_for(&ViewName::ALL, self.head(), wait).await;
        assert_eq!(waited.unwrap(), Waited::Reached);
    }

    /// Stops what runs behind the door.
    pub(super) async fn close(self) {
        self.projector.stop().await;
        self.ledger.stop().await;
    }

    async fn request(&self, step: &Step) -> (Request<Body>, Option<Value>) {
        let Asked { method, path, body } = asked(step);
        let shown = self.keys.shown_by(&step.by.to_string()).await;
        let mut request = asking(&path, &shown).method(method);
        if let Doing::Command(command) = &step.doing {
            if let Command::Claim(_, ClaimCommand::RequestContribution(asked)) = command.as_ref() {
                // Who can come in already gets no link, which would be another each time.
                let colleague = format!("{} contributor", asked.to);
                self.keys.shown_by(&colleague).await;
            }
            request = request.header("idempotency-key", step.key.as_str());
            if let Command::Claim(id, command) = command.as_ref()
                && !matches!(command, ClaimCommand::Create(_))
            {
                let seen = self
                    .versions
                    .get(id)
                    .map(|version| format!("\"v{version}\""));
                request = request.header("if-match", seen.as_deref().unwrap_or("*"));
            }
        }
        match body {
            None => (request.body(Body::empty()).unwrap(), None),
            Some(mut body) => {
                bring(&self.documents, &self.ledger, &path, &mut body).await;
                let request = request.header("content-type", "application/json");
                let request = request.body(Body::from(body.to_string())).unwrap();
                (request, Some(body))
            }
        }
    }

    async fn send(&self, request: Request<Body>, sent: Option<&Value>) -> Told {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let exchange = Exchange {
            method: &method,
            path: &path,
            sent,
            status: head.status.as_u16(),
            headers: &head.headers,
            body: &bytes,
        };
        exchange.must_be_described();
        Told {
            status: head.status,
            headers: head.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
            body: serde_json::from_slice(&bytes).unwrap_or_default(),
        }
    }

    /// Asks for a path in somebody's name, at the time of the last step.
    pub(super) async fn get(&self, path: &str, by: &str) -> Told {
        let shown = self.keys.shown_by(by).await;
        let request = asking(path, &shown).body(Body::empty());
        self.send(request.unwrap(), None).await
    }

    /// Gives the position of the last event.
    pub(super) fn head(&self) -> u64 {
        *self.ledger.head().borrow()
    }

    /// Reads what stands at a path; nothing where there is nothing.
    async fn read(&self, path: &str) -> Result<Option<Value>, Failure> {
        let told = self.get(path, READER).await;
        match told.status {
            StatusCode::OK => Ok(Some(told.body)),
            StatusCode::NOT_FOUND => told.code().map(|_| None),
            _ => Err(told.odd("an unexpected status")),
        }
    }

    async fn read_fund(&self, id: FundId) -> Result<Option<Value>, Failure> {
        self.read(&format!("/v1/funds/{id}")).await
    }

    /// Takes an answer that the step was done.
    fn accepted(&mut self, step: &Step, told: &Told) -> Result<Outcome, Failure> {
        let version = told.body["version"]
            .as_u64()
            .ok_or(told.odd("no version"))?;
        // What is shown of a claim may change without its version.
        let of_version = format!("\"v{version}");
        let rest = told.header("etag").strip_prefix(&of_version);
        if !rest.is_some_and(|rest| rest == "\"" || rest.starts_with('-')) {
            return Err(told.odd("an ETag that is not the version"));
        }
        if let Doing::Command(command) = &step.doing
            && let Command::Claim(id, command) = command.as_ref()
        {
            self.versions.insert(*id, version);
            if let ClaimCommand::Create(claim::Create { fund, .. }) = command {
                self.funds.insert(*id, *fund);
            }
        }
        Ok(Outcome::Accepted { version })
    }

    /// Takes a problem: its code, and what the claim's fund has when that is what is lacking.
    async fn refused(&mut self, step: &Step, told: &Told) -> Result<Outcome, Failure> {
        let code = told.code()?;
        let mut available = None;
        if code == "insufficient_funds"
            && let Doing::Command(command) = &step.doing
            && let Command::Claim(id, _) = command.as_ref()
            && let Some(fund) = self.funds.get(id).copied()
        {
            available = self.figures(fund).await?.map(|figures| figures.available);
        }
        Ok(Outcome::Refused { code, available })
    }
}

/// Begins a request that reads what was written before it.
fn asking(path: &str, shown: &str) -> Builder {
    Request::builder()
        .uri(path)
        .header("authorization", shown)
        .header("prefer", "wait=10")
        .header("x-request-id", "the-request")
}

impl Told {
    /// Gives a header as text; an absent one is empty.
    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    /// Gives the code of a problem.
    fn code(&self) -> Result<String, Failure> {
        if !self.status.is_client_error()
            || self.header("content-type") != "application/problem+json"
        {
            return Err(self.odd("no problem of the caller's"));
        }
        Ok(self.body["code"]
            .as_str()
            .ok_or(self.odd("no code"))?
            .to_owned())
    }

    /// Says that an answer is not what the interface promises.
    fn odd(&self, what: &str) -> Failure {
        Failure(format!("{} with {what}: {}", self.status, self.body))
    }
}

/// Reads an amount of the wire.
fn money(value: &Value) -> Money {
    serde_json::from_value(value.clone()).unwrap()
}

fn parsed<T: std::str::FromStr>(value: &Value) -> Option<T> {
    value.as_str()?.parse().ok()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Gives what each lot of a fund gave to a claim.
fn lots_behind(claim: ClaimId, fund: &Value) -> Vec<LotFacts> {
    let of_lot = |lot: &Value| {
        let uses = list(&lot["uses"]).filter(|used| used["claim"] == claim.to_string());
        let amounts = uses.map(|used| money(&used["amount"]));
        let amount = Money::sum(Currency::EUR, amounts).unwrap();
        amount.is_positive().then(|| LotFacts {
            lot: parsed(&lot["id"]).unwrap(),
            amount,
        })
    };
    list(&fund["lots"]).filter_map(of_lot).collect()
}

impl Door for ByHttp {
    async fn execute(&mut self, step: &Step) -> Result<Outcome, Failure> {
        NOW.set(step.at);
        // The system acts from inside: there is no door for it.
        if !access::may_come_through_a_door(step.by.role) {
            let outcome = ByLedger::new(self.ledger.clone()).execute(step).await;
            if let (Ok(Outcome::Accepted { version }), Doing::Command(command)) =
                (&outcome, &step.doing)
                && let Command::Claim(id, _) = command.as_ref()
            {
                self.versions.insert(*id, *version);
            }
            return outcome;
        }
        let (request, sent) = self.request(step).await;
        let told = self.send(request, sent.as_ref()).await;
        self.answers.push(told.clone());
        match told.status.is_success() {
            true => self.accepted(step, &told),
            false => self.refused(step, &told).await,
        }
    }

    async fn claim(&mut self, id: ClaimId) -> Result<Option<ClaimFacts>, Failure> {
        let Some(claim) = self.read(&format!("/v1/claims/{id}")).await? else {
            return Ok(None);
        };
        let fund = self
            .read(&format!("/v1/funds/{}", claim["fund"].as_str().unwrap()))
            .await?;
        let status = parsed(&claim["status"]).unwrap();
        let request = list(&claim["info_requests"]).last();
        let due_on = request.and_then(|request| parsed(&request["due_on"]));
        Ok(Some(ClaimFacts {
            status,
            round: claim["round"].as_u64().unwrap().try_into().unwrap(),
            due_on: due_on.filter(|_| status == Status::ActionRequired),
            dispute_until: parsed(&claim["rejection"]["dispute_until"])
                .filter(|_| status == Status::Rejected),
            lots: lots_behind(id, &fund.unwrap()),
        }))
    }

    async fn figures(&mut self, id: FundId) -> Result<Option<FundFigures>, Failure> {
        let fund = self.read_fund(id).await?;
        Ok(fund.map(|fund| serde_json::from_value(fund["figures"].clone()).unwrap()))
    }

    async fn lots(&mut self, id: FundId) -> Result<Vec<LotFacts>, Failure> {
        let fund = self.read_fund(id).await?.unwrap_or_default();
        let of_lot = |lot: &Value| LotFacts {
            lot: parsed(&lot["id"]).unwrap(),
            amount: money(&lot["remaining"]),
        };
        Ok(list(&fund["lots"]).map(of_lot).collect())
    }
}
