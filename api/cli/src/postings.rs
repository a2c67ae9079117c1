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
use super::output::{Output, Rows, cell};
use super::session::on_running;
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
    on_running(settings, async |running| {
        let (questions, id) = (&running.questions, asked.fund);
        let asking = running.ask(async |fresh| {
            let when = asked.as_of.when(fresh);
            questions.postings(Asker::Inside, id, &pages, when).await
        });
        let answer = asking
            .await
            .map_err(|error| error.about(format!("fund {id}")))?;
        banner(answer.moment, output);
        output.heading(&sentence(by));
        let view = AsOfView::new(answer.moment, PostingsView::from(&answer.body));
        output.data(&view, || table(&answer.body));
        Ok(Exit::Ok)
    })
}

fn table(postings: &Listed) -> Rows {
    let entries: Vec<(NaiveDate, &EntryLine)> = match postings {
        Listed::Recorded(entries) => {
            let rows = entries.rows.iter();
            rows.map(|entry| (entry.recorded_at.date_naive(), entry))
                .collect()
        }
        Listed::Business { entries, .. } => {
            let rows = entries.rows.iter();
            rows.map(|dated| (dated.day, &dated.entry)).collect()
        }
    };
    Rows::of(
        &entries,
        &[
            ("day", |(day, _)| day.to_string()),
            ("position#", |(_, entry)| entry.position.to_string()),
            ("event", |(_, entry)| entry.event_type.clone()),
            ("from", |(_, entry)| {
                cell(entry.accounts.map(|(from, _)| from.as_str()))
            }),
            ("to", |(_, entry)| {
                cell(entry.accounts.map(|(_, to)| to.as_str()))
            }),
            ("amount#", |(_, entry)| entry.amount.amount()),
            ("claim", |(_, entry)| cell(entry.claim)),
            ("available#", |(_, entry)| entry.figures.available.amount()),
            ("reserved#", |(_, entry)| entry.figures.reserved.amount()),
            ("committed#", |(_, entry)| entry.figures.committed.amount()),
            ("paid#", |(_, entry)| entry.figures.paid.amount()),
        ],
    )
}
