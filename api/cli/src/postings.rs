//! `claims postings`: a fund's double entries, by either time, now or as of a moment.

use application::ask::{Asker, By, Pages, Postings as Listed, PostingsPages};
use application::wire::{AsOfView, PostingsView};
use chrono::NaiveDate;
use clap::Args as ClapArgs;
use domain::FundId;
use projections::views::EntryLine;

use super::as_of::{AsOfArgs, banner};
use super::business::{ByArgs, sentence};
use super::exit::{Exit, Failure};
use super::fund::fund_id;
use super::output::{Output, Rows};
use super::session::on_database;
use super::settings::Settings;

#[derive(Debug, ClapArgs)]
pub struct Postings {
    #[arg(value_parser = fund_id)]
    pub fund: FundId,
    #[command(flatten)]
    pub as_of: AsOfArgs,
    #[command(flatten)]
    pub by: ByArgs,
}

/// Lists the entries of a fund, newest first by the time asked for.
pub fn run(settings: &Settings, asked: &Postings, output: Output) -> Result<Exit, Failure> {
    let by = asked.by.fitting()?;
    asked.as_of.must_have_come()?;
    let pages = match by {
        By::Recorded => PostingsPages::Recorded(Pages::ALL),
        By::Business { until } => PostingsPages::Business {
            until,
            pages: Pages::ALL,
        },
    };
    on_database(settings, async |session| {
        let running = session.running().await?;
        let (questions, id) = (&running.questions, asked.fund);
        let asking = running.ask(async |fresh| {
            let when = asked.as_of.when(fresh);
            questions.postings(Asker::Inside, id, &pages, when).await
        });
        let read = session
            .until_stopped("broken off", async {
                let named = format!("fund {id}");
                asking.await.map_err(|error| error.about(named))
            })
            .await;
        running.stop().await;
        let answer = read?;
        banner(answer.moment, output);
        output.heading(&sentence(by));
        let view = AsOfView::new(answer.moment, PostingsView::from(&answer.body));
        output.data(&view, || table(&answer.body));
        Ok(Exit::Ok)
    })
}

fn table(postings: &Listed) -> Rows {
    let mut rows = Rows::new(&[
        "day",
        "position#",
        "event",
        "from",
        "to",
        "amount#",
        "claim",
        "available#",
        "reserved#",
        "committed#",
        "paid#",
    ]);
    let entries: Vec<(NaiveDate, &EntryLine)> = match postings {
        Listed::Recorded(entries) => {
            let dated = |entry: &'_ EntryLine| entry.recorded_at.date_naive();
            entries
                .rows
                .iter()
                .map(|entry| (dated(entry), entry))
                .collect()
        }
        Listed::Business { entries, .. } => {
            let rows = entries.rows.iter();
            rows.map(|dated| (dated.day, &dated.entry)).collect()
        }
    };
    for (day, entry) in entries {
        let (from, to) = entry
            .accounts
            .map_or(("", ""), |(from, to)| (from.as_str(), to.as_str()));
        let figures = &entry.figures;
        rows.push(vec![
            day.to_string(),
            entry.position.to_string(),
            entry.event_type.clone(),
            from.to_owned(),
            to.to_owned(),
            entry.amount.amount(),
            entry
                .claim
                .map(|claim| claim.to_string())
                .unwrap_or_default(),
            figures.available.amount(),
            figures.reserved.amount(),
            figures.committed.amount(),
            figures.paid.amount(),
        ]);
    }
    rows
}
