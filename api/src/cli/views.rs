//! `claims views`: how far each view has come, and why one is behind.

use projections::views::rebuild::{self, Cancelled, Phase, Underway};
use projections::views::{Explained, Stall, ViewCodes, ViewName};
use serde_json::{Value, json};

use super::args::ViewsWhat;
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::rebuild::{failed, verify};
use super::session::{Session, on_database, unread};
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
    let views = session.views().await?;
    let explained = views.explain().await.map_err(unread)?;
    let underway = rebuild::underway(&session.pool)
        .await
        .map_err(|error| Failure::new(Exit::Unavailable, error))?;
    let json: Vec<Value> = explained
        .iter()
        .map(|view| as_json(view, underway.as_ref()))
        .collect();
    output.data(&json, || table(&explained, underway.as_ref()));
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
        let why = match (stall, rebuilding(status, underway)) {
            (_, Some(underway)) => progress(underway),
            (Some(stall), None) => sentence(stall),
            (None, None) => String::new(),
        };
        rows.push(vec![
            status.view.as_str().to_owned(),
            status.version.to_string(),
            if status.is_live { "yes" } else { "no" }.to_owned(),
            status.position.to_string(),
            status.lag.to_string(),
            status.state.as_str().to_owned(),
            why,
        ]);
    }
    rows
}

fn rebuilding<'a>(
    status: &projections::views::ViewStatus,
    underway: Option<&'a Underway>,
) -> Option<&'a Underway> {
    let is_built = status.state == projections::views::ViewState::Rebuilding;
    underway.filter(|underway| is_built && underway.views.contains(&status.view))
}

fn progress(underway: &Underway) -> String {
    let by = match &underway.holder {
        Some(holder) => format!("{holder} works at it"),
        None => "broken off; asked for again, it goes on".to_owned(),
    };
    match underway.phase {
        Phase::Folding => {
            let rate = underway.events_per_second().unwrap_or_default();
            let left = underway.of_events.saturating_sub(underway.events);
            let eta = if rate > 0.0 { left as f64 / rate } else { 0.0 };
            format!(
                "folding, {} of {} events, {rate:.0} events/s, {eta:.0} s left; {by}",
                underway.events, underway.of_events
            )
        }
        phase => format!("{}; {by}", phase.as_str().replace('_', " ")),
    }
}

fn sentence(stall: &Stall) -> String {
    let at = |since: &Option<chrono::DateTime<chrono::Utc>>| {
        since.map_or_else(String::new, |at| {
            format!(" since {}", at.format("%Y-%m-%d %H:%M:%S UTC"))
        })
    };
    match stall {
        Stall::Parked { position, error } => format!(
            "parked on the event at position {position}: {error}; once that is mended, \
             `claims views retry` lets it try again"
        ),
        Stall::Following {
            leader,
            since,
            events_per_second,
        } => format!(
            "on its way with {events_per_second:.0} events/s, led by process {leader}{}",
            at(since)
        ),
        Stall::StandsStill {
            leader,
            since,
            waits_for,
            round_trip,
        } => {
            let waits = waits_for.as_deref().unwrap_or("nothing that lasts");
            format!(
                "stands still, led by process {leader}{}; the database answered in {} ms and is \
                 busy with: {waits}",
                at(since),
                round_trip.as_millis()
            )
        }
        Stall::NoProjector {
            last_leader: Some(leader),
            last_seen,
        } => format!(
            "no projector runs: process {leader} was to be heard of by{}; `claims serve` moves it on",
            at(last_seen).replace(" since", "")
        ),
        Stall::NoProjector { .. } => {
            "no projector runs on this database; `claims serve` moves it on".to_owned()
        }
        Stall::OtherShape { shape } => format!(
            "its tables have shape {shape}, which this program cannot move on; `claims rebuild` \
             makes new ones"
        ),
    }
}

fn as_json(view: &Explained, underway: Option<&Underway>) -> Value {
    let Explained { status, stall } = view;
    let rebuild = rebuilding(status, underway).map(|underway| {
        json!({
            "purpose": underway.purpose.as_str(),
            "phase": underway.phase.as_str(),
            "events": underway.events,
            "of_events": underway.of_events,
            "events_per_second": underway.events_per_second(),
            "holder": underway.holder,
            "began_at": underway.began_at,
        })
    });
    json!({
        "name": status.view.as_str(),
        "version": status.version,
        "shape": status.shape,
        "live": status.is_live,
        "position": status.position,
        "lag": status.lag,
        "state": status.state.as_str(),
        "leader": status.leader.as_ref().filter(|_| status.is_led),
        "led_since": status.led_since.filter(|_| status.is_led),
        "error": status.error,
        "error_position": status.error_position,
        "why": stall.as_ref().map(sentence),
        "rebuild": rebuild,
    })
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
    let was_parked = views.unpark(view).await.map_err(unread)?;
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
