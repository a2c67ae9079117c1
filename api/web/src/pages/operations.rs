//! How the views stand, for whoever runs the ledger or watches over it: stopped ones first.

use application::act::rebuilds::{Ended, How, RunError};
use application::ask::{AskError, ShownViews, standing};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use domain::access::{self, Operation};
use projections::log::MomentError;
use projections::views::rebuild::{Phase, Purpose, Underway};
use projections::views::{Explained, Stall, ViewName, ViewState};

use super::fields::Fields;
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Given, Html, Say};
use super::shell::{Place, Shell};
use super::visitor::{Visitor, pairs_of};
use crate::failure::Failure;

/// How often the page looks again by itself, in seconds: while something is underway, and else.
const LOOK: (u32, u32) = (1, 10);

/// The phases of a rebuild that people see, in their order.
const PHASES: [Phase; 4] = [
    Phase::Folding,
    Phase::Indexing,
    Phase::CatchingUp,
    Phase::Comparing,
];

/// The page.
#[derive(Template)]
#[template(path = "operations.html")]
struct OperationsPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    subtitle: String,
    every: u32,
    /// Why what was asked for was not done.
    refused: Option<Html>,
    stopped: Vec<Stopped>,
    head: u64,
    /// When the last event was recorded; none: there is none yet.
    recorded_at: Option<DateTime<Utc>>,
    views: Vec<Row>,
    rebuild: Option<Shown>,
    last: Option<LastEnded>,
    may_run: bool,
}

/// A view that does not move on by itself.
struct Stopped {
    view: ViewName,
    position: u64,
    why: Html,
}

/// A version of a view.
struct Row {
    view: ViewName,
    version: i32,
    is_live: bool,
    position: u64,
    lag: u64,
    tone: &'static str,
    icon: &'static str,
    state: String,
    note: Html,
}

/// A rebuild or a verification that is underway.
struct Shown {
    title: String,
    events: u64,
    of_events: u64,
    percent: u64,
    rate: Option<u64>,
    seconds_left: Option<u64>,
    /// The process that runs it; none: it was interrupted.
    holder: Option<String>,
    command: &'static str,
    phase: Phase,
    purpose: Purpose,
}

/// How the last rebuild of this server ended.
struct LastEnded {
    is_good: bool,
    title: Html,
    at: DateTime<Utc>,
}

/// The page that asks before a view is rebuilt.
#[derive(Template)]
#[template(path = "operations_rebuild.html")]
struct RebuildPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    view: ViewName,
    version: i32,
    position: u64,
}

/// Shows how the views stand.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    shown(&visitor, None).await
}

/// Asks whether a view is to be rebuilt: it loads the database beside the serving.
pub(super) async fn ask(visitor: Visitor) -> Result<Response, Failure> {
    visitor
        .caller
        .must_be_allowed_somewhere(Operation::RunViews)?;
    let (say, questions) = (visitor.say, &visitor.state.questions);
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let asked = pairs.iter().find(|(name, _)| name == "view");
    let answer = questions.views(visitor.asker()).await?;
    let live = |view: ViewName| {
        let views = answer.body.views.iter().map(|view| &view.status);
        let mut found = views.filter(|status| status.is_live && status.view == view);
        found.next()
    };
    let Some(status) = asked.and_then(|(_, name)| name.parse().ok()).and_then(live) else {
        return Ok(Redirect::to("/operations").into_response());
    };
    let title = say.say("rebuild-question");
    let title = title.text("view", status.view.as_str()).to_string();
    let shell = Shell::new(&visitor, Place::Operations, title, &answer)
        .under("/operations", say.t("operations-title"))
        .called(say.t("operations-rebuild"));
    let page = RebuildPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        view: status.view,
        version: status.version,
        position: status.position,
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Begins a rebuild or a verification.
pub(super) async fn begin(visitor: Visitor, fields: Fields) -> Result<Response, Failure> {
    let purpose = match fields.get("purpose") {
        "verify" => Purpose::Verify,
        _ => Purpose::Rebuild,
    };
    let view: Option<ViewName> = fields.get("view").parse().ok();
    let views = view.as_slice();
    let begun = visitor
        .state
        .rebuilds
        .begin(visitor.asker(), purpose, views);
    match begun.await {
        Ok(()) => Ok(done(&visitor, "rebuild-begun")),
        Err(error) => refused(&visitor, error).await,
    }
}

/// Cancels what is underway.
pub(super) async fn cancel(visitor: Visitor) -> Result<Response, Failure> {
    match visitor.state.rebuilds.cancel(visitor.asker()).await {
        Ok(true) => Ok(done(&visitor, "rebuild-cancelled")),
        Ok(false) => Ok(done(&visitor, "rebuild-over")),
        Err(error) => refused(&visitor, error).await,
    }
}

/// Lets a stopped view try its event again.
pub(super) async fn retry(visitor: Visitor, fields: Fields) -> Result<Response, Failure> {
    let view = fields.get("view").parse();
    let Ok(view) = view else {
        return Ok(done(&visitor, "view-runs"));
    };
    match visitor.state.rebuilds.retry(visitor.asker(), view).await {
        Ok(true) => Ok(done(&visitor, "view-retried")),
        Ok(false) => Ok(done(&visitor, "view-runs")),
        Err(error) => refused(&visitor, error).await,
    }
}

fn done(visitor: &Visitor, what: &str) -> Response {
    let head = *visitor.state.ledger.head().borrow();
    visitor.done(head, "/operations", what)
}

async fn refused(visitor: &Visitor, error: RunError) -> Result<Response, Failure> {
    let say = visitor.say;
    let why = match error {
        RunError::Refused(refusal) => return Err(refusal.into()),
        RunError::Underway {
            holder: Some(holder),
        } => say
            .say("operations-held")
            .text("holder", holder)
            .into_html(),
        RunError::Underway { holder: None } => Html::text(&say.t("operations-underway")),
        RunError::Rebuild(error) => Html::text(&error.to_string()),
        RunError::Read(error) => return Err(AskError::from(error).into()),
    };
    let mut response = shown(visitor, Some(why)).await?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}

async fn shown(visitor: &Visitor, refused: Option<Html>) -> Result<Response, Failure> {
    let (say, questions) = (visitor.say, &visitor.state.questions);
    let mut answer = questions.views(visitor.asker()).await?;
    let head = match questions.moment_or_head(None).await {
        Ok(moment) => Some(moment),
        Err(AskError::Moment(MomentError::EmptyLedger)) => None,
        Err(error) => return Err(error.into()),
    };
    let position = head.map_or(0, |moment| moment.position);
    answer.position = position;
    let shell = Shell::new(
        visitor,
        Place::Operations,
        say.t("operations-title"),
        &answer,
    );
    let ShownViews { views, underway } = &answer.body;
    let stopped: Vec<Stopped> = views.iter().filter_map(|view| stopped(say, view)).collect();
    let rows = views
        .iter()
        .filter(|view| view.status.state != ViewState::Retired);
    let is_held = underway.as_ref().is_some_and(|it| it.holder.is_some());
    let is_underway = is_held || visitor.state.rebuilds.is_working();
    let page = OperationsPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        subtitle: match stopped.len() {
            0 => say.t("operations-all-run").into_owned(),
            stopped => say
                .say("operations-stopped")
                .count("views", stopped)
                .to_string(),
        },
        every: if is_underway { LOOK.0 } else { LOOK.1 },
        refused,
        stopped,
        head: position,
        recorded_at: head.map(|moment| moment.recorded_at),
        views: rows
            .map(|view| Row::of(say, view, underway.as_ref()))
            .collect(),
        rebuild: underway.as_ref().map(|underway| Shown::of(say, underway)),
        last: visitor
            .state
            .rebuilds
            .last()
            .map(|last| LastEnded::of(say, &last)),
        may_run: access::may_somewhere(visitor.actor().role, Operation::RunViews),
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Says why a view does not move on; what it could not fold is not for this page.
fn stopped(say: Say, view: &Explained) -> Option<Stopped> {
    let status = &view.status;
    if !status.is_live {
        return None;
    }
    let sentence = match view.stall.as_ref()? {
        Stall::Following { .. } => return None,
        Stall::Parked { .. } => say.say("stall-parked"),
        Stall::BeyondTheHead { .. } => say.say("stall-beyond"),
        Stall::StandsStill { leader, .. } => say.say("stall-still").text("leader", leader),
        Stall::NoProjector { .. } => say.say("stall-nobody"),
        Stall::OtherShape { .. } => say.say("stall-shape"),
    };
    let position = match &view.stall {
        Some(Stall::Parked { position, .. }) => *position,
        _ => status.position,
    };
    Some(Stopped {
        view: status.view,
        position,
        why: sentence.text("view", status.view.as_str()).into_html(),
    })
}

fn names(views: &[ViewName]) -> String {
    let names: Vec<_> = views.iter().map(|view| view.as_str()).collect();
    names.join(", ")
}

impl Row {
    fn of(say: Say, view: &Explained, underway: Option<&Underway>) -> Self {
        let status = &view.status;
        let state = standing::state(status, underway);
        let (tone, icon, state) = match (state, &view.stall) {
            ("following", None) => ("good", "check", "current"),
            ("following", Some(Stall::Following { .. })) => ("info", "fast-forward", "following"),
            ("following", Some(_)) => ("bad", "octagon-alert", "still"),
            ("parked", _) => ("bad", "octagon-alert", "parked"),
            ("verifying", _) => ("info", "refresh", "verifying"),
            _ => ("info", "refresh", "rebuilding"),
        };
        let note = match &view.stall {
            Some(Stall::Following {
                events_per_second, ..
            }) => say
                .say("operations-rate")
                .text("rate", say.number(events_per_second.round() as u64))
                .into_html(),
            _ if !status.is_live => Html::text(&say.t("operations-beside")),
            _ => Html::default(),
        };
        Self {
            view: status.view,
            version: status.version,
            is_live: status.is_live,
            position: status.position,
            lag: status.lag,
            tone,
            icon,
            state: say.word("view-state", state).into_owned(),
            note,
        }
    }
}

impl Shown {
    fn of(say: Say, underway: &Underway) -> Self {
        let views = names(&underway.views);
        let (title, command) = match underway.purpose {
            Purpose::Rebuild => ("operations-rebuild-of", "claims rebuild --execute"),
            Purpose::Verify => ("operations-verify-of", "claims views verify"),
        };
        let rate = underway.events_per_second();
        let left = underway.of_events.saturating_sub(underway.events);
        let is_folding = underway.phase == Phase::Folding && underway.holder.is_some();
        let seconds = rate.filter(|_| is_folding).map(|rate| left as f64 / rate);
        Self {
            title: say.say(title).text("views", views).to_string(),
            events: underway.events,
            of_events: underway.of_events,
            percent: underway.events.saturating_mul(100) / underway.of_events.max(1),
            rate: rate.map(|rate| rate.round() as u64),
            seconds_left: seconds.map(|seconds| seconds.ceil() as u64),
            holder: underway.holder.clone(),
            command,
            phase: underway.phase,
            purpose: underway.purpose,
        }
    }

    const fn phases(&self) -> [Phase; 4] {
        PHASES
    }

    /// Tells whether it is at a phase.
    fn is_at(&self, phase: impl Given<Phase>) -> bool {
        self.phase == phase.given()
    }

    /// Tells whether a phase is over.
    fn is_past(&self, phase: impl Given<Phase>) -> bool {
        self.phase > phase.given()
    }
}

impl LastEnded {
    fn of(say: Say, ended: &Ended) -> Self {
        let key = match &ended.how {
            How::Switched => "rebuild-ended-switched",
            How::Proven => "rebuild-ended-proven",
            How::Differs(_) => "rebuild-ended-differs",
            How::Cancelled => "rebuild-ended-cancelled",
            How::Failed(_) => "rebuild-ended-failed",
        };
        let (rows, error) = match &ended.how {
            How::Differs(rows) => (*rows, ""),
            How::Failed(error) => (0, error.as_str()),
            How::Switched | How::Proven | How::Cancelled => (0, ""),
        };
        Self {
            is_good: matches!(ended.how, How::Switched | How::Proven),
            title: say
                .say(key)
                .text("views", names(&ended.views))
                .count("rows", rows)
                .text("error", error)
                .into_html(),
            at: ended.at,
        }
    }
}
