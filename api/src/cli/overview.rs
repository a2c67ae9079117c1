//! `claims overview`: the totals of every fund, and the claims by status.

use projections::views::{OverviewFilter, OverviewLine, ViewName, Viewer};
use serde_json::{Value, json};

use super::args::Overview;
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{on_database, unread};
use super::settings::Settings;

/// Shows the overview, of all partners or of one.
pub fn run(settings: &Settings, overview: &Overview, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let running = session.running().await?;
        let filter = OverviewFilter {
            partner: overview.partner.clone(),
            ..OverviewFilter::default()
        };
        let read = session
            .until_stopped("broken off", async {
                running.caught_up(&[ViewName::Overview]).await?;
                running
                    .views
                    .overview(&Viewer::Vendor, &filter)
                    .await
                    .map_err(unread)
            })
            .await;
        running.stop().await;
        show(&read?, output);
        Ok(Exit::Ok)
    })
}

/// Writes the overview.
pub fn show(lines: &[OverviewLine], output: Output) {
    let json: Vec<Value> = lines.iter().map(as_json).collect();
    output.data(&json, || {
        let mut rows = Rows::new(&[
            "partner",
            "programme",
            "period",
            "currency",
            "earned#",
            "available#",
            "reserved#",
            "committed#",
            "paid#",
            "expired#",
            "claimed#",
            "claims",
        ]);
        for line in lines {
            let figures = &line.figures;
            let claims: Vec<String> = line
                .claims
                .iter()
                .map(|counted| {
                    format!(
                        "{} {} ({})",
                        counted.claims,
                        counted.status,
                        counted.amount.amount()
                    )
                })
                .collect();
            rows.push(vec![
                line.partner.to_string(),
                line.programme.to_string(),
                line.period.to_string(),
                line.currency.to_string(),
                figures.earned.amount(),
                figures.available.amount(),
                figures.reserved.amount(),
                figures.committed.amount(),
                figures.paid.amount(),
                figures.expired.amount(),
                line.claimed.amount(),
                claims.join(", "),
            ]);
        }
        rows
    });
}

fn as_json(line: &OverviewLine) -> Value {
    let figures = &line.figures;
    let claims: Vec<Value> = line
        .claims
        .iter()
        .map(|counted| {
            json!({
                "status": counted.status,
                "count": counted.claims,
                "amount": counted.amount.amount(),
            })
        })
        .collect();
    json!({
        "fund": line.fund,
        "partner": line.partner,
        "programme": line.programme,
        "period": line.period,
        "currency": line.currency,
        "earned": figures.earned.amount(),
        "available": figures.available.amount(),
        "reserved": figures.reserved.amount(),
        "committed": figures.committed.amount(),
        "paid": figures.paid.amount(),
        "expired": figures.expired.amount(),
        "claimed": line.claimed.amount(),
        "claims": claims,
    })
}
