//! A command's way from the door to the ledger, and its answer's way back.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use application::wire::form::{Id, Number};
use application::wire::{InvitedView, StandingBody, text};
use axum::Json;
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::{
    ClaimCommand, ClaimNumber, CommentId, ContributionId, DocumentId, FundCommand, InfoRequestId,
    ItemId, LotId, PaymentId, Person, claim, fund,
};
use projections::{Answer, Command, CommandKey, Request};
use schemars::JsonSchema;
use serde::Serialize;

use crate::State;
use crate::door::caller::{Caller, etag};
use crate::failure::{DoorError, Failure};

/// The position of a command's last event; of a read, how far what is shown has come.
pub const POSITION: HeaderName = HeaderName::from_static("x-position");

/// Says that this is the first answer to the same command, given again.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// The keys whose commands have not finished in this process.
#[derive(Clone, Debug, Default)]
pub(crate) struct Running(Arc<Mutex<HashSet<(Person, CommandKey)>>>);

/// A command that runs under a key; forgotten when dropped, however it ended.
struct RunsUnder {
    running: Running,
    name: (Person, CommandKey),
}

impl Running {
    fn start(&self, name: (Person, CommandKey)) -> Result<RunsUnder, DoorError> {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match names.insert(name.clone()) {
            true => Ok(RunsUnder {
                running: self.clone(),
                name,
            }),
            false => Err(DoorError::StillRunning),
        }
    }
}

impl Drop for RunsUnder {
    fn drop(&mut self) {
        let mut names = self
            .running
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        names.remove(&self.name);
    }
}

impl State {
    /// Carries a command out for a caller who saw a version, if they say one.
    pub(super) async fn carry_out(
        &self,
        caller: &Caller,
        expected: Option<u64>,
        command: Command,
    ) -> Result<Done, Failure> {
        caller.must_see_what(&command)?;
        let made = made_by(&command);
        let name = caller.key.clone().map(|key| (caller.by.person(), key));
        let _runs = name.map(|name| self.running.start(name)).transpose()?;
        let request = Request {
            key: caller.key.clone(),
            expected,
            origin: Some(caller.request_id.clone()),
            ..Request::new(command, caller.by.clone(), (self.clock)())
        };
        Ok(Done {
            status: StatusCode::CREATED,
            answer: self.ledger.execute(request).await?,
            made,
            location: None,
        })
    }
}

/// The ids of what a command made inside its stream, each under what it is.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
struct Made {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Id<CommentId>>")]
    comment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Id<ContributionId>>")]
    contribution: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Id<DocumentId>>")]
    document: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Id<DocumentId>>")]
    documents: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Id<InfoRequestId>>")]
    info_request: Option<String>,
    /// The link of somebody who was invited on the way; shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    invitation: Option<InvitedView>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Id<ItemId>>")]
    items: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Id<LotId>>")]
    lot: Option<String>,
    /// What people call the claim that was filed by.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Number>")]
    number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Id<PaymentId>>")]
    payment: Option<String>,
}

fn made_by(command: &Command) -> Made {
    match command {
        Command::Claim(_, command) => made_on_claim(command),
        Command::Fund(_, command) => made_on_fund(command),
        Command::Programme(..) => Made::default(),
    }
}

fn made_on_claim(command: &ClaimCommand) -> Made {
    let mut made = Made::default();
    match command {
        ClaimCommand::AttachDocument(claim::AttachDocument { document, .. })
        | ClaimCommand::ReplaceDocument(claim::ReplaceDocument { document, .. }) => {
            made.document = Some(text(document.id));
        }
        ClaimCommand::RequestContribution(request) => made.contribution = Some(text(request.id)),
        ClaimCommand::AddComment(comment) => made.comment = Some(text(comment.id)),
        ClaimCommand::RequestInfo(request) => {
            made.info_request = Some(text(request.id));
            made.items = request.items.iter().map(|item| text(item.id)).collect();
        }
        ClaimCommand::Dispute(claim::Dispute { documents, .. }) => {
            made.documents = documents.iter().map(|document| text(document.id)).collect();
        }
        ClaimCommand::RecordPayment(payment) => made.payment = Some(text(payment.id)),
        ClaimCommand::Create(_)
        | ClaimCommand::EditDetails(_)
        | ClaimCommand::RemoveDocument(_)
        | ClaimCommand::AnnotateDocument(_)
        | ClaimCommand::RecordMetric(_)
        | ClaimCommand::CancelContribution(_)
        | ClaimCommand::Submit(_)
        | ClaimCommand::Recall(_)
        | ClaimCommand::Cancel(_)
        | ClaimCommand::StartReview
        | ClaimCommand::Approve(_)
        | ClaimCommand::Reject(_)
        | ClaimCommand::RevokeApproval(_)
        | ClaimCommand::CloseRejection
        | ClaimCommand::ReversePayment(_)
        | ClaimCommand::Expire
        | ClaimCommand::ExtendDeadline(_) => {}
    }
    made
}

fn made_on_fund(command: &FundCommand) -> Made {
    let lot = match command {
        FundCommand::RecordEarning(fund::RecordEarning { lot, .. })
        | FundCommand::RollOver(fund::RollOver { lot, .. }) => Some(text(lot)),
        FundCommand::Open(_) | FundCommand::Adjust(_) | FundCommand::Expire => None,
    };
    Made {
        lot,
        ..Made::default()
    }
}

/// A command that was carried out: `201` unless it only changed what there was.
#[derive(Clone, Debug)]
pub(super) struct Done {
    status: StatusCode,
    answer: Answer,
    made: Made,
    location: Option<String>,
}

/// What a command answers with; `S` is how it leaves its claim, fund or programme standing.
#[derive(Serialize, JsonSchema)]
#[schemars(
    rename = "Done{S}",
    description = "What a command answers with: what it was on, how that stands now, and what it made."
)]
pub(crate) struct DoneBody<S> {
    /// The claim's, the fund's or the programme's.
    id: String,
    version: u64,
    position: u64,
    #[serde(flatten)]
    standing: S,
    #[serde(flatten)]
    made: Made,
}

impl Done {
    /// Says that nothing was made: `200`.
    pub(super) fn changed(self) -> Self {
        Self {
            status: StatusCode::OK,
            ..self
        }
    }

    /// Says where what was made can be read, `prefix` before its id.
    pub(super) fn located_under(self, prefix: &str) -> Self {
        let location = Some(format!("{prefix}/{}", self.answer.stream));
        Self { location, ..self }
    }

    /// Says the number of the claim that was created: the position of its one event.
    pub(super) fn numbered(mut self) -> Self {
        let number = text(ClaimNumber::of(self.answer.position));
        self.made.number = Some(number);
        self
    }

    /// Tells whether this is the first answer to the same command, given again.
    pub(super) fn is_replay(&self) -> bool {
        self.answer.is_replay
    }

    /// Adds the link of somebody who was invited on the way.
    pub(super) fn with_invitation(mut self, invited: InvitedView) -> Self {
        self.made.invitation = Some(invited);
        self
    }

    /// Tells whether the stream has this one event alone: it was made by this command.
    pub(super) fn is_first(&self) -> bool {
        self.answer.version == 1
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let Self {
            status,
            answer,
            made,
            location,
        } = self;
        let headers = [
            (ETAG, Some(etag(answer.version))),
            (POSITION, Some(answer.position.to_string())),
            (REPLAYED, answer.is_replay.then(|| "true".to_owned())),
            (LOCATION, location),
        ];
        let body = DoneBody::<StandingBody> {
            id: answer.stream,
            version: answer.version,
            position: answer.position,
            standing: answer.standing.into(),
            made,
        };
        let mut response = (status, Json(body)).into_response();
        for (name, value) in headers {
            if let Some(Ok(value)) = value.map(|value| value.parse()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}
