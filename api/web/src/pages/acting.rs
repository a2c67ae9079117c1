//! What a page does to the ledger: a form happens once, and whoever sent it sees what came of it.

use axum::http::header::SET_COOKIE;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use cookie::time::Duration;
use domain::Refusal;
use projections::{Answer, Command, CommandError, CommandKey, Request};

use super::fields::{Errors, Fields};
use super::preferences::kept;
use super::say::{Html, Say};
use super::visitor::{SEEN, Visitor};
use crate::failure::Failure;

/// How long a browser says how far its reader has seen the ledger come.
const SEEN_FOR: Duration = Duration::minutes(2);

/// Why what a form asked for was not done.
#[derive(Debug)]
pub(super) enum NotDone {
    /// A law refuses it: the form is shown again, with all that was typed.
    Refused(Refusal),
    /// Somebody changed it meanwhile.
    Overtaken,
    /// It failed; a page of its own says so.
    Failed(Failure),
}

impl From<CommandError> for NotDone {
    fn from(error: CommandError) -> Self {
        match error {
            CommandError::Refused(refusal) => Self::Refused(refusal),
            CommandError::WrongVersion { .. } | CommandError::Contended => Self::Overtaken,
            CommandError::KeyReused
            | CommandError::Busy
            | CommandError::Unavailable
            | CommandError::OutcomeUnknown
            | CommandError::Unreadable { .. } => Self::Failed(error.into()),
        }
    }
}

impl NotDone {
    /// Gives the law that refuses, if one does.
    pub(super) const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Overtaken | Self::Failed(_) => None,
        }
    }

    /// Says it above the form; what has a page of its own goes on as a failure.
    pub(super) fn told(self, say: Say) -> Result<Errors, Failure> {
        match self {
            Self::Refused(refusal) => Ok(Errors::of_all(say.refusal(&refusal))),
            Self::Overtaken => Ok(Errors::of_all(Html::text(&say.t("form-overtaken")))),
            Self::Failed(failure) => Err(failure),
        }
    }
}

/// Gives the key under which the ledger carries out what a form asks for.
pub(super) fn command_key(fields: &Fields) -> Option<CommandKey> {
    let key = fields.key()?;
    format!("page-{key}").parse().ok()
}

impl Visitor {
    /// Carries out what a form asks for, once, for the version that its reader saw.
    pub(super) async fn carry_out(
        &self,
        fields: &Fields,
        command: Command,
    ) -> Result<Answer, NotDone> {
        self.must_see(&command)?;
        let request = Request {
            key: command_key(fields),
            expected: fields.version(),
            origin: Some(self.caller.request_id.clone()),
            ..Request::new(command, self.actor().clone(), self.now())
        };
        Ok(self.state.ledger.execute(request).await?)
    }

    /// Refuses a command on what one sees nothing of, as the other doors do.
    fn must_see(&self, command: &Command) -> Result<(), NotDone> {
        let allowed = self.caller.must_see_what(command);
        allowed.map_err(NotDone::Refused)
    }

    /// Goes on to a page that says what was done, and knows of it.
    pub(super) fn done(&self, position: u64, to: &str, what: &str) -> Response {
        let joint = if to.contains('?') { '&' } else { '?' };
        let to = match to.split_once('#') {
            None => format!("{to}{joint}done={what}"),
            Some((path, part)) => format!("{path}{joint}done={what}#{part}"),
        };
        self.seen(position, Redirect::to(&to).into_response())
    }

    /// Lets the next pages know of what was done.
    pub(super) fn seen(&self, position: u64, response: Response) -> Response {
        let seen = kept(SEEN, &position.to_string(), self.state.outside, SEEN_FOR);
        (AppendHeaders([(SET_COOKIE, seen)]), response).into_response()
    }
}
