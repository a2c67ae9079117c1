//! `claims list`: the claims, newest first, now or as of a moment.

use application::ask::{Asker, Pages};
use application::wire::{AsOfView, ClaimHead};
use clap::Args as ClapArgs;
use domain::{FundId, Money, OrgId, PeriodId, Person, ProgrammeId, Status};
use projections::views::{ClaimFilter, ClaimLine};

use super::as_of::{AsOfArgs, banner};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::on_database;
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
    };
    on_database(settings, async |session| {
        let running = session.running().await?;
        let asking = running.ask(async |fresh| {
            let (all, when) = (Pages::ALL, asked.as_of.when(fresh));
            let questions = &running.questions;
            questions.claims(Asker::Inside, &filter, &all, when).await
        });
        let read = session
            .until_stopped("broken off", async { Ok(asking.await?) })
            .await;
        running.stop().await;
        let answer = read?;
        banner(answer.moment, output);
        let view = AsOfView::new(answer.moment, answer.body.map(ClaimHead::from));
        output.data(&view, || table(&answer.body.rows));
        Ok(Exit::Ok)
    })
}

fn table(lines: &[ClaimLine]) -> Rows {
    let mut rows = Rows::new(&[
        "claim",
        "partner",
        "title",
        "status",
        "since (UTC)",
        "currency",
        "declared#",
        "requested#",
        "approved#",
        "paid#",
    ]);
    let amount = |money: Option<Money>| money.map(Money::amount).unwrap_or_default();
    for line in lines {
        let standing = &line.progress.standing;
        rows.push(vec![
            line.id.to_string(),
            line.facts.partner.to_string(),
            line.facts.title.clone(),
            standing.status.to_string(),
            line.progress.since.format("%Y-%m-%d %H:%M").to_string(),
            standing.declared.currency().to_string(),
            standing.declared.amount(),
            amount(standing.requested),
            amount(standing.approved),
            standing.paid.amount(),
        ]);
    }
    rows
}

fn status(text: &str) -> Result<Status, String> {
    text.parse().map_err(|_| {
        let all: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
        format!("a status is one of {}", all.join(", "))
    })
}
