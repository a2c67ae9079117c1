//! `claims queue`: what waits for whom, now or as of a moment.

use application::ask::{Asker, Pages};
use application::wire::{AsOfView, QueueTaskView};
use clap::Args as ClapArgs;
use domain::OrgId;
use projections::views::{QueueFilter, QueueLine};

use super::as_of::{AsOfArgs, banner};
use super::exit::{Exit, Failure};
use super::output::{Column, Output, Rows, cell, minute};
use super::session::on_running;
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
    let filter = QueueFilter {
        partner: asked.partner.clone(),
        ..QueueFilter::default()
    };
    let pages = asked.limit.map_or(Pages::ALL, |limit| Pages::All {
        most: usize::try_from(limit).unwrap_or(usize::MAX),
    });
    on_running(settings, async |running| {
        let asking = running.ask(async |fresh| {
            let (questions, when) = (&running.questions, asked.as_of.when(fresh));
            questions.queue(Asker::Inside, &filter, &pages, when).await
        });
        let answer = asking.await?;
        banner(answer.moment, output);
        let view = AsOfView::new(answer.moment, answer.body.map(QueueTaskView::from));
        output.data(&view, || Rows::of(&answer.body.rows, COLUMNS));
        Ok(Exit::Ok)
    })
}

const COLUMNS: &[Column<QueueLine>] = &[
    ("due", |line| cell(line.due)),
    ("for", |line| line.role.as_str().to_owned()),
    ("what", |line| line.kind.as_str().to_owned()),
    ("number", |line| line.number.to_string()),
    ("claim", |line| line.claim.to_string()),
    ("title", |line| line.facts.title.clone()),
    ("partner", |line| line.facts.partner.to_string()),
    ("status", |line| line.progress.standing.status.to_string()),
    ("amount#", |line| {
        line.progress.standing.amount().to_string()
    }),
    ("since (UTC)", |line| minute(line.since)),
];
