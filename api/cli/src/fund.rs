//! `claims fund`: a fund with its lots and where each went, now or as of a moment.

use application::ask::Asker;
use application::wire::{AsOfView, FundDetailsView};
use clap::Args as ClapArgs;
use domain::FundId;
use projections::ledger::FundFigures;
use projections::views::{FundPage, Lot};

use super::as_of::{AsOfArgs, banner};
use super::exit::{Exit, Failure};
use super::output::{Column, Output, Rows, cell};
use super::session::on_running;
use super::settings::Settings;

#[derive(Debug, ClapArgs)]
pub struct ShowFund {
    #[arg(value_parser = fund_id)]
    pub fund: FundId,
    #[command(flatten)]
    pub as_of: AsOfArgs,
}

/// Shows a fund.
pub fn run(settings: &Settings, asked: &ShowFund, output: Output) -> Result<Exit, Failure> {
    asked.as_of.must_have_come()?;
    on_running(settings, async |running| {
        let (questions, id) = (&running.questions, asked.fund);
        let asking = running.ask(async |fresh| {
            let when = asked.as_of.when(fresh);
            questions.fund(Asker::Inside, id, when).await
        });
        let answer = asking
            .await
            .map_err(|error| error.about(format!("fund {id}")))?;
        let page = &answer.body;
        banner(answer.moment, output);
        let view = AsOfView::new(answer.moment, FundDetailsView::from(page));
        output.json_or(&view, || {
            output.heading(&heading(page));
            output.table(&Rows::of(&[page.fund.figures], FIGURES));
            output.table(&Rows::of(&page.lots, LOTS));
        });
        Ok(Exit::Ok)
    })
}

/// Reads the id of a fund.
pub fn fund_id(text: &str) -> Result<FundId, String> {
    text.parse()
        .map_err(|_| "a fund's id looks like fund_01h455vb4pex5vsknk084sn02q".to_owned())
}

fn heading(page: &FundPage) -> String {
    let fund = &page.fund;
    format!(
        "{} in {} {} ({}), claims until {}",
        fund.partner, fund.programme, fund.period, fund.currency, fund.claim_until
    )
}

const FIGURES: &[Column<FundFigures>] = &[
    ("earned#", |figures| figures.earned.amount()),
    ("available#", |figures| figures.available.amount()),
    ("reserved#", |figures| figures.reserved.amount()),
    ("committed#", |figures| figures.committed.amount()),
    ("paid#", |figures| figures.paid.amount()),
    ("expired#", |figures| figures.expired.amount()),
];

const LOTS: &[Column<Lot>] = &[
    ("lot", |lot| lot.id.to_string()),
    ("earned on", |lot| cell(lot.earned_on)),
    ("source", |lot| match lot.rolled_from {
        Some(fund) => format!("rolled over from {fund}"),
        None => lot.source.clone(),
    }),
    ("earned#", |lot| lot.earned.amount()),
    ("remaining#", |lot| lot.remaining.amount()),
    ("uses", |lot| {
        let uses = lot.uses.iter();
        let uses = uses.map(|used| format!("{} {}", used.claim, used.amount.amount()));
        uses.collect::<Vec<_>>().join(", ")
    }),
];
