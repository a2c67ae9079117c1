//! `claims views`: how far each view has come, and why one is behind.

use application::ask::{Asker, standing};
use application::wire::ViewsView;
use projections::views::rebuild::{self, Cancelled, Underway};
use projections::views::{Explained, ViewCodes, ViewName};
use serde_json::json;

use super::args::ViewsWhat;
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::rebuild::{failed, verify};
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
    session.views().await?;
    let shown = session.questions().await?.views(Asker::Inside).await?.body;
    let view = ViewsView::new(&shown, Asker::Inside);
    output.data(&view, || table(&shown.views, shown.underway.as_ref()));
    Ok(Exit::Ok)
}

fn table(views: &[Explained], underway: Option<&Underway>) -> Rows {
    let mut rows = Rows::new(&[
        "view",
        "version#",
        "live",
        "position#",
        "lag#",
        "state",
        "why",
    ]);
    for Explained { status, stall } in views {
        let why = match (stall, standing::rebuilding(status, underway)) {
            (_, Some(underway)) => standing::progress(underway),
            (Some(stall), None) => standing::why(stall),
            (None, None) => String::new(),
        };
        rows.push(vec![
            status.view.as_str().to_owned(),
            status.version.to_string(),
            if status.is_live { "yes" } else { "no" }.to_owned(),
            status.position.to_string(),
            status.lag.to_string(),
            standing::state(status, underway).to_owned(),
            why,
        ]);
    }
    rows
}

async fn roll_back(session: &Session, view: ViewName, output: Output) -> Result<Exit, Failure> {
    let rolled = rebuild::roll_back(&session.pool, view, &ViewCodes::CURRENT, &session.stop).await;
    let rolled = rolled.map_err(|error| {
        let exit = match &error {
            rebuild::RollbackError::NoneKept(_) | rebuild::RollbackError::OtherShape { .. } => {
                Exit::Precondition
            }
            rebuild::RollbackError::Poison { .. } => Exit::FoundAProblem,
            rebuild::RollbackError::Stopped => Exit::Interrupted,
            rebuild::RollbackError::Database(_) => Exit::Unavailable,
        };
        Failure::new(exit, error)
    })?;
    let json = json!({
        "view": rolled.view.as_str(),
        "from_version": rolled.from,
        "to_version": rolled.to,
        "caught_up_events": rolled.caught_up,
    });
    output.data(&json, || {
        let mut rows = Rows::new(&["view", "from version#", "to version#", "caught up events#"]);
        rows.push(vec![
            rolled.view.as_str().to_owned(),
            rolled.from.to_string(),
            rolled.to.to_string(),
            rolled.caught_up.to_string(),
        ]);
        rows
    });
    Ok(Exit::Ok)
}

async fn prune(session: &Session, execute: bool, output: Output) -> Result<Exit, Failure> {
    let away = |error| Failure::new(Exit::Unavailable, error);
    let kept = rebuild::kept_versions(&session.pool).await.map_err(away)?;
    let mut rows = Rows::new(&[
        "view",
        "version#",
        "shape#",
        "position#",
        "bytes#",
        "dropped",
    ]);
    let mut json = vec![];
    for version in kept {
        let is_dropped = execute
            && rebuild::prune(&session.pool, version.view, version.version)
                .await
                .map_err(away)?;
        json.push(json!({
            "view": version.view.as_str(),
            "version": version.version,
            "shape": version.shape,
            "position": version.position,
            "bytes": version.bytes,
            "dropped": is_dropped,
        }));
        rows.push(vec![
            version.view.as_str().to_owned(),
            version.version.to_string(),
            version.shape.to_string(),
            version.position.to_string(),
            version.bytes.to_string(),
            if is_dropped { "yes" } else { "no" }.to_owned(),
        ]);
    }
    if !execute && !json.is_empty() {
        eprintln!(
            "nothing was dropped; with --execute these versions go, and with them the way back"
        );
    }
    output.data(&json, || rows);
    Ok(Exit::Ok)
}

async fn retry(session: &Session, view: ViewName, output: Output) -> Result<Exit, Failure> {
    let views = session.views().await?;
    let was_parked = views.unpark(view).await?;
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
    let (state, underway) = match rebuild::cancel(&session.pool).await.map_err(failed)? {
        Some(Cancelled::Gone(underway)) => ("gone", underway),
        Some(Cancelled::Asked(underway)) => ("asked", underway),
        None => {
            let sentence = "no rebuild is underway";
            return Err(Failure::new(Exit::Precondition, sentence));
        }
    };
    match (&underway.holder, state) {
        (Some(holder), "asked") => eprintln!("{holder} was asked to give it up"),
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
