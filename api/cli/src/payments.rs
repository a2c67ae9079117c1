//! `claims payments`: what was paid and what came back, newest first, now or as of a moment.

use application::ask::moment::day;
use application::ask::{Asker, Pages};
use application::export::{payments_csv, payments_header};
use application::wire::{AsOfView, PaidView};
use chrono::NaiveDate;
use clap::Args as ClapArgs;
use domain::{FundId, OrgId, ProgrammeId};
use projections::views::{PaymentFilter, PaymentLine};

use super::as_of::{AsOfArgs, banner};
use super::exit::{Exit, Failure};
use super::output::{Column, Output, Rows, cell, minute, text};
use super::session::on_running;
use super::settings::Settings;

#[derive(Debug, ClapArgs)]
pub struct Payments {
    /// Only those of this value date or later.
    #[arg(long, value_name = "DAY", value_parser = a_day)]
    pub from: Option<NaiveDate>,
    /// Only those of this value date or earlier.
    #[arg(long, value_name = "DAY", value_parser = a_day)]
    pub to: Option<NaiveDate>,
    /// Only those out of this fund.
    #[arg(long, value_parser = super::fund::fund_id)]
    pub fund: Option<FundId>,
    /// Only those to this partner.
    #[arg(long)]
    pub partner: Option<OrgId>,
    /// Only those of this programme.
    #[arg(long)]
    pub programme: Option<ProgrammeId>,
    /// Only those of exactly this reference.
    #[arg(long)]
    pub reference: Option<String>,
    /// Write CSV (RFC 4180).
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
    #[command(flatten)]
    pub as_of: AsOfArgs,
}

/// Lists payments, as the vendor's side sees them.
pub fn run(settings: &Settings, asked: &Payments, output: Output) -> Result<Exit, Failure> {
    asked.as_of.must_have_come()?;
    let filter = PaymentFilter {
        from: asked.from,
        to: asked.to,
        fund: asked.fund,
        partner: asked.partner.clone(),
        programme: asked.programme.clone(),
        reference: asked.reference.clone(),
    };
    on_running(settings, async |running| {
        let asking = running.ask(async |fresh| {
            let (all, when) = (Pages::ALL, asked.as_of.when(fresh));
            let questions = &running.questions;
            questions.payments(Asker::Inside, &filter, &all, when).await
        });
        let answer = asking.await?;
        banner(answer.moment, output);
        let rows = &answer.body.rows;
        if asked.csv {
            text((payments_header() + &payments_csv(rows)).as_bytes());
            return Ok(Exit::Ok);
        }
        let view = AsOfView::new(answer.moment, answer.body.map(PaidView::from));
        output.data(&view, || Rows::of(rows, COLUMNS));
        Ok(Exit::Ok)
    })
}

const COLUMNS: &[Column<PaymentLine>] = &[
    ("value date", |line| line.value_date.to_string()),
    ("reference", |line| line.reference.clone()),
    ("number", |line| line.number.to_string()),
    ("claim", |line| line.claim.to_string()),
    ("partner", |line| line.partner.to_string()),
    ("programme", |line| line.programme.to_string()),
    ("currency", |line| line.amount.currency().to_string()),
    ("amount#", |line| line.amount.amount()),
    ("recorded (UTC)", |line| minute(line.recorded.0)),
    ("reversed (UTC)", |line| {
        cell(line.reversed.map(|(at, _)| minute(at)))
    }),
];

fn a_day(text: &str) -> Result<NaiveDate, String> {
    day(text).ok_or_else(|| "a day is written 2024-03-31".to_owned())
}
