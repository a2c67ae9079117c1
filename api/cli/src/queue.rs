//! `claims queue`: what waits for whom, now or as of a moment.

use clap::Args as ClapArgs;
use domain::OrgId;
use projections::views::{Limit, Page, QueueFilter, QueueLine, ViewName, Viewer};
use serde_json::{Value, json};

use super::as_of::{AsOfArgs, Shown};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{on_database, unread};
use super::settings::Settings;

#[derive(Debug, ClapArgs)]
pub struct Queue {
    /// Only what is about this partner's claims.
    #[arg(long)]
    pub partner: Option<OrgId>,
    /// Show so many tasks at most, those that are due first [default: all].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub limit: Option<u64>,
    #[command(flatten)]
    pub as_of: AsOfArgs,
}

/// Lists what waits, as the vendor's side sees it.
pub fn run(settings: &Settings, asked: &Queue, output: Output) -> Result<Exit, Failure> {
    asked.as_of.must_have_come()?;
    on_database(settings, async |session| {
        let running = session.running().await?;
        let read = session
            .until_stopped("broken off", async {
                let (present, past) = ([ViewName::Claim], [ViewName::Claim]);
                let shown = running.shown(asked.as_of, &present, &past).await?;
                let lines = read(&shown, asked).await?;
                Ok((shown, lines))
            })
            .await;
        running.stop().await;
        let (shown, lines) = read?;
        shown.banner(output);
        let rows = lines.iter().map(as_json).collect();
        output.data(&shown.json("tasks", rows), || table(&lines));
        Ok(Exit::Ok)
    })
}

async fn read(shown: &Shown, asked: &Queue) -> Result<Vec<QueueLine>, Failure> {
    let filter = QueueFilter {
        partner: asked.partner.clone(),
        ..QueueFilter::default()
    };
    let wanted = asked.limit.map_or(usize::MAX, |limit| {
        usize::try_from(limit).unwrap_or(usize::MAX)
    });
    let (mut lines, mut after) = (vec![], None);
    loop {
        let limit = Limit::MAX;
        let page = Page { after, limit };
        let listed = shown.reading.queue(&Viewer::Inside, &filter, &page).await;
        let listed = listed.map_err(unread)?;
        lines.extend(listed.rows);
        after = listed.next;
        if after.is_none() || lines.len() >= wanted {
            lines.truncate(wanted);
            return Ok(lines);
        }
    }
}

fn table(lines: &[QueueLine]) -> Rows {
    let mut rows = Rows::new(&[
        "due",
        "for",
        "what",
        "claim",
        "title",
        "partner",
        "status",
        "amount#",
        "since (UTC)",
    ]);
    for line in lines {
        rows.push(vec![
            line.due.map(|day| day.to_string()).unwrap_or_default(),
            line.role.as_str().to_owned(),
            line.kind.as_str().to_owned(),
            line.claim.to_string(),
            line.facts.title.clone(),
            line.facts.partner.to_string(),
            line.progress.standing.status.to_string(),
            line.progress.standing.amount().to_string(),
            line.since.format("%Y-%m-%d %H:%M").to_string(),
        ]);
    }
    rows
}

fn as_json(line: &QueueLine) -> Value {
    let amount = line.progress.standing.amount();
    json!({
        "claim": line.claim,
        "kind": line.kind.as_str(),
        "role": line.role,
        "since": line.since,
        "due": line.due,
        "position": line.position,
        "status": line.progress.standing.status,
        "title": line.facts.title,
        "partner": line.facts.partner,
        "programme": line.facts.programme,
        "currency": amount.currency(),
        "amount": amount.amount(),
        "reviewer": line.progress.reviewer,
        "contribution": line.contribution.as_ref().map(|asked| json!({
            "id": asked.id, "to": asked.to, "what": asked.what, "due": line.due,
        })),
    })
}
