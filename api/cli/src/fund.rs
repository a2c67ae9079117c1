//! `claims fund`: a fund with its lots and where each went, now or as of a moment.

use application::ask::Asker;
use application::wire::{AsOfView, FundDetailsView};
use clap::Args as ClapArgs;
use domain::FundId;
use projections::views::{FundPage, Lot};

use super::as_of::{AsOfArgs, banner};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::on_database;
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
    on_database(settings, async |session| {
        let running = session.running().await?;
        let (questions, id) = (&running.questions, asked.fund);
        let asking = running.ask(async |fresh| {
            questions
                .fund(Asker::Inside, id, asked.as_of.when(fresh))
                .await
        });
        let read = session
            .until_stopped("broken off", async {
                let named = format!("fund {id}");
                asking.await.map_err(|error| error.about(named))
            })
            .await;
        running.stop().await;
        let answer = read?;
        let page = &answer.body;
        banner(answer.moment, output);
        if !output.is_json() {
            output.heading(&heading(page));
            output.table(&figures(page));
        }
        let view = AsOfView::new(answer.moment, FundDetailsView::from(page));
        output.data(&view, || lots(&page.lots));
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

fn figures(page: &FundPage) -> Rows {
    let figures = &page.fund.figures;
    let mut rows = Rows::new(&[
        "earned#",
        "available#",
        "reserved#",
        "committed#",
        "paid#",
        "expired#",
    ]);
    rows.push(vec![
        figures.earned.amount(),
        figures.available.amount(),
        figures.reserved.amount(),
        figures.committed.amount(),
        figures.paid.amount(),
        figures.expired.amount(),
    ]);
    rows
}

fn lots(lots: &[Lot]) -> Rows {
    let mut rows = Rows::new(&[
        "lot",
        "earned on",
        "source",
        "earned#",
        "remaining#",
        "uses",
    ]);
    for lot in lots {
        let origin = match lot.rolled_from {
            Some(fund) => format!("rolled over from {fund}"),
            None => lot.source.clone(),
        };
        let uses: Vec<String> = lot
            .uses
            .iter()
            .map(|used| format!("{} {}", used.claim, used.amount.amount()))
            .collect();
        rows.push(vec![
            lot.id.to_string(),
            lot.earned_on.map(|day| day.to_string()).unwrap_or_default(),
            origin,
            lot.earned.amount(),
            lot.remaining.amount(),
            uses.join(", "),
        ]);
    }
    rows
}
