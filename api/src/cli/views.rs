//! `claims views`: how far each view has come.

use projections::views::ViewStatus;
use serde_json::{Value, json};

use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{on_database, unread};
use super::settings::Settings;

/// Shows the views as they are; moves none.
pub fn run(settings: &Settings, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let views = session.views().await?;
        let statuses = views.status().await.map_err(unread)?;
        show(&statuses, output);
        Ok(Exit::Ok)
    })
}

fn show(statuses: &[ViewStatus], output: Output) {
    let json: Vec<Value> = statuses.iter().map(as_json).collect();
    output.data(&json, || {
        let mut rows = Rows::new(&[
            "view",
            "version#",
            "live",
            "position#",
            "lag#",
            "state",
            "led by",
            "error",
        ]);
        for status in statuses {
            let error = match (&status.error, status.error_position) {
                (Some(error), Some(position)) => format!("position {position}: {error}"),
                (Some(error), None) => error.clone(),
                (None, _) => String::new(),
            };
            rows.push(vec![
                status.view.as_str().to_owned(),
                status.version.to_string(),
                if status.is_live { "yes" } else { "no" }.to_owned(),
                status.position.to_string(),
                status.lag.to_string(),
                status.state.as_str().to_owned(),
                status
                    .leader
                    .clone()
                    .filter(|_| status.is_led)
                    .unwrap_or_default(),
                error,
            ]);
        }
        rows
    });
}

fn as_json(status: &ViewStatus) -> Value {
    json!({
        "name": status.view.as_str(),
        "version": status.version,
        "live": status.is_live,
        "position": status.position,
        "lag": status.lag,
        "state": status.state.as_str(),
        "leader": status.leader.as_ref().filter(|_| status.is_led),
        "error": status.error,
        "error_position": status.error_position,
    })
}
