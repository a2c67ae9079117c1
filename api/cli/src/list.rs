//! `claims list`: the claims, newest first, now or as of a moment.

use application::ask::{Asker, Pages};
use application::wire::{AsOfView, ClaimHead};
use clap::Args as ClapArgs;
use domain::{FundId, OrgId, PeriodId, Person, ProgrammeId, Status};
use projections::views::{ClaimFilter, ClaimLine, Search};

use super::as_of::{AsOfArgs, banner};
use super::exit::{Exit, Failure};
use super::output::{Column, Output, Rows, amount, minute};
use super::session::on_running;
use super::settings::Settings;

#[derive(Debug, ClapArgs)]
pub struct List {
    /// Only claims of this status; may be given more than once.
    #[arg(long, value_parser = status)]
    pub status: Vec<Status>,
    /// Only this partner's.
    #[arg(long)]
    pub partner: Option<OrgId>,
    /// Only those of this programme.
    #[arg(long)]
    pub programme: Option<ProgrammeId>,
    /// Only those of this period.
    #[arg(long)]
    pub period: Option<PeriodId>,
    /// Only those on this fund.
    #[arg(long, value_parser = super::fund::fund_id)]
    pub fund: Option<FundId>,
    /// Only those that this person reviews, written user@org.
    #[arg(long)]
    pub reviewer: Option<Person>,
    /// Only those found by number, title, supplier or invoice number: words by their beginnings.
    #[arg(long, value_name = "WORDS")]
    pub search: Option<Search>,
    #[command(flatten)]
    pub as_of: AsOfArgs,
}

/// Lists claims, as the vendor's side sees them.
pub fn run(settings: &Settings, asked: &List, output: Output) -> Result<Exit, Failure> {
    asked.as_of.must_have_come()?;
    let filter = ClaimFilter {
        statuses: asked.status.clone(),
        partner: asked.partner.clone(),
        programme: asked.programme.clone(),
        period: asked.period.clone(),
        fund: asked.fund,
        activity: None,
        reviewer: asked.reviewer.clone(),
        search: asked.search.clone(),
    };
    on_running(settings, async |running| {
        let asking = running.ask(async |fresh| {
            let (all, when) = (Pages::ALL, asked.as_of.when(fresh));
            let questions = &running.questions;
            questions.claims(Asker::Inside, &filter, &all, when).await
        });
        let answer = asking.await?;
        banner(answer.moment, output);
        let view = AsOfView::new(answer.moment, answer.body.map(ClaimHead::from));
        output.data(&view, || Rows::of(&answer.body.rows, COLUMNS));
        Ok(Exit::Ok)
    })
}

const COLUMNS: &[Column<ClaimLine>] = &[
    ("number", |line| line.number().to_string()),
    ("claim", |line| line.id.to_string()),
    ("partner", |line| line.facts.partner.to_string()),
    ("title", |line| line.facts.title.clone()),
    ("status", |line| line.progress.standing.status.to_string()),
    ("since (UTC)", |line| minute(line.progress.since)),
    ("currency", |line| {
        line.progress.standing.declared.currency().to_string()
    }),
    ("declared#", |line| line.progress.standing.declared.amount()),
    ("requested#", |line| {
        amount(line.progress.standing.requested)
    }),
    ("approved#", |line| amount(line.progress.standing.approved)),
    ("paid#", |line| line.progress.standing.paid.amount()),
];

fn status(text: &str) -> Result<Status, String> {
    text.parse().map_err(|_| {
        let all: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
        format!("a status is one of {}", all.join(", "))
    })
}
