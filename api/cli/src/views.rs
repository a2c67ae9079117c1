//! `claims views`: how far each view has come, and why one is behind.

use application::ask::{Asker, standing};
use application::wire::ViewsView;
use projections::views::rebuild::{
    self, Cancelled, KeptVersion, Rollback, RollbackError, Underway,
};
use projections::views::{Explained, ViewCodes, ViewName, Views};
use serde_json::json;

use super::args::ViewsWhat;
use super::exit::{Ending, Exit, Failure};
use super::output::{Column, Output, Rows, yes_or_no};
use super::rebuild::verify;
use super::session::{Session, on_database};
use super::settings::Settings;

/// Shows the views, or does what was asked with them.
pub fn run(settings: &Settings, what: Option<&ViewsWhat>, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| match what {
        None => status(&session, output).await,
        Some(ViewsWhat::Verify { view, jobs }) => verify(&session, *view, *jobs, output).await,
        Some(ViewsWhat::Rollback { view }) => roll_back(&session, *view, output).await,
        Some(ViewsWhat::Prune { execute }) => prune(&session, *execute, output).await,
        Some(ViewsWhat::Retry { view }) => retry(&session, *view, output).await,
        Some(ViewsWhat::Cancel) => cancel(&session, output).await,
    })
}

async fn status(session: &Session, output: Output) -> Result<Exit, Failure> {
    Views::prepare(&session.pool).await?;
    let shown = session.questions().await?.views(Asker::Inside).await?.body;
    let view = ViewsView::new(&shown, Asker::Inside);
    output.data(&view, || table(&shown.views, shown.underway.as_ref()));
    Ok(Exit::Ok)
}

fn table(views: &[Explained], underway: Option<&Underway>) -> Rows {
    let views: Vec<_> = views.iter().map(|view| (view, underway)).collect();
    Rows::of(
        &views,
        &[
            ("view", |(view, _)| view.status.view.as_str().to_owned()),
            ("version#", |(view, _)| view.status.version.to_string()),
            ("live", |(view, _)| yes_or_no(view.status.is_live)),
            ("position#", |(view, _)| view.status.position.to_string()),
            ("lag#", |(view, _)| view.status.lag.to_string()),
            ("state", |(view, underway)| {
                standing::state(&view.status, *underway).to_owned()
            }),
            ("why", |(view, underway)| {
                match (&view.stall, standing::rebuilding(&view.status, *underway)) {
                    (_, Some(underway)) => standing::progress(underway),
                    (Some(stall), None) => standing::why(stall),
                    (None, None) => String::new(),
                }
            }),
        ],
    )
}

async fn roll_back(session: &Session, view: ViewName, output: Output) -> Result<Exit, Failure> {
    let rolled = rebuild::roll_back(&session.pool, view, &ViewCodes::CURRENT, &session.stop).await;
    let rolled = rolled?;
    let json = json!({
        "view": rolled.view.as_str(),
        "from_version": rolled.from,
        "to_version": rolled.to,
        "caught_up_events": rolled.caught_up,
    });
    output.data(&json, || Rows::of(&[rolled], ROLLED_BACK));
    Ok(Exit::Ok)
}

const ROLLED_BACK: &[Column<Rollback>] = &[
    ("view", |rolled| rolled.view.as_str().to_owned()),
    ("from version#", |rolled| rolled.from.to_string()),
    ("to version#", |rolled| rolled.to.to_string()),
    ("caught up events#", |rolled| rolled.caught_up.to_string()),
];

impl Ending for RollbackError {
    fn exit(&self) -> Exit {
        match self {
            Self::NoneKept(_) | Self::OtherShape { .. } => Exit::Precondition,
            Self::Poison { .. } => Exit::FoundAProblem,
            Self::Stopped => Exit::Interrupted,
            Self::Database(_) => Exit::Unavailable,
        }
    }
}

async fn prune(session: &Session, execute: bool, output: Output) -> Result<Exit, Failure> {
    let away = |error| Failure::new(Exit::Unavailable, error);
    let kept = rebuild::kept_versions(&session.pool).await.map_err(away)?;
    let mut versions = vec![];
    for version in kept {
        let is_dropped = execute
            && rebuild::prune(&session.pool, version.view, version.version)
                .await
                .map_err(away)?;
        versions.push((version, is_dropped));
    }
    let json = versions.iter().map(|(version, is_dropped)| {
        json!({
            "view": version.view.as_str(),
            "version": version.version,
            "shape": version.shape,
            "position": version.position,
            "bytes": version.bytes,
            "dropped": is_dropped,
        })
    });
    let json: Vec<_> = json.collect();
    if !execute && !json.is_empty() {
        eprintln!(
            "nothing was dropped; with --execute these versions go, and with them the way back"
        );
    }
    output.data(&json, || Rows::of(&versions, KEPT));
    Ok(Exit::Ok)
}

const KEPT: &[Column<(KeptVersion, bool)>] = &[
    ("view", |(version, _)| version.view.as_str().to_owned()),
    ("version#", |(version, _)| version.version.to_string()),
    ("shape#", |(version, _)| version.shape.to_string()),
    ("position#", |(version, _)| version.position.to_string()),
    ("bytes#", |(version, _)| version.bytes.to_string()),
    ("dropped", |(_, is_dropped)| yes_or_no(*is_dropped)),
];

async fn retry(session: &Session, view: ViewName, output: Output) -> Result<Exit, Failure> {
    Views::prepare(&session.pool).await?;
    let was_parked = session.views().unpark(view).await?;
    if !was_parked {
        let sentence = format!("the view {view} is not parked");
        return Err(Failure::new(Exit::Precondition, sentence));
    }
    let json = json!({ "view": view.as_str(), "state": "following" });
    output.data(&json, || {
        let mut rows = Rows::new(&["view", "state"]);
        rows.push(vec![view.as_str().to_owned(), "following".to_owned()]);
        rows
    });
    Ok(Exit::Ok)
}

async fn cancel(session: &Session, output: Output) -> Result<Exit, Failure> {
    let (state, underway) = match rebuild::cancel(&session.pool).await? {
        Some(Cancelled::Gone(underway)) => ("gone", underway),
        Some(Cancelled::Asked(underway)) => ("asked", underway),
        None => {
            let sentence = "no rebuild is underway";
            return Err(Failure::new(Exit::Precondition, sentence));
        }
    };
    match (&underway.holder, state) {
        (Some(holder), "asked") => eprintln!("{holder} was asked to cancel it"),
        _ => eprintln!("what it had built is gone"),
    }
    let views: Vec<&str> = underway.views.iter().map(|view| view.as_str()).collect();
    let json = json!({
        "purpose": underway.purpose.as_str(),
        "views": views,
        "cancelled": state,
    });
    output.data(&json, || {
        let mut rows = Rows::new(&["purpose", "views", "cancelled"]);
        let purpose = underway.purpose.as_str().to_owned();
        rows.push(vec![purpose, views.join(", "), state.to_owned()]);
        rows
    });
    Ok(Exit::Ok)
}
