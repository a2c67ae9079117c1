//! `claims fund`: a fund with its lots and where each went, now or as of a moment.

use clap::Args as ClapArgs;
use domain::FundId;
use projections::log::Moment;
use projections::views::{FundPage, Lot, ViewName, Viewer};
use serde_json::{Value, json};

use super::as_of::{self, AsOfArgs};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{on_database, unread};
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
        let read = session
            .until_stopped("broken off", async {
                let shown = running
                    .shown(asked.as_of, &[ViewName::Overview], &[])
                    .await?;
                let page = shown.reading.fund(&Viewer::Inside, asked.fund).await;
                Ok((shown, page.map_err(unread)?))
            })
            .await;
        running.stop().await;
        let (shown, page) = read?;
        let page = page.ok_or_else(|| no_such_fund(asked.fund, shown.moment))?;
        shown.banner(output);
        if !output.is_json() {
            output.heading(&heading(&page));
            output.table(&figures(&page));
        }
        output.data(&shown.json("fund", as_json(&page)), || lots(&page.lots));
        Ok(Exit::Ok)
    })
}

/// Says that there is no such fund, or was none at a moment.
pub fn no_such_fund(id: FundId, moment: Option<Moment>) -> Failure {
    let sentence = match moment {
        None => format!("there is no fund {id}"),
        Some(moment) => {
            let at = as_of::sentence("at", moment);
            format!("there was no fund {id} {at}")
        }
    };
    Failure::new(Exit::Precondition, sentence)
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

fn as_json(page: &FundPage) -> Value {
    let (fund, figures) = (&page.fund, &page.fund.figures);
    let lot = |lot: &Lot| {
        let uses: Vec<Value> = lot
            .uses
            .iter()
            .map(|used| json!({ "claim": used.claim, "amount": used.amount.amount() }))
            .collect();
        json!({
            "lot": lot.id,
            "earned_on": lot.earned_on,
            "source": lot.source,
            "rolled_from": lot.rolled_from,
            "earned": lot.earned.amount(),
            "remaining": lot.remaining.amount(),
            "uses": uses,
        })
    };
    let lots: Vec<Value> = page.lots.iter().map(lot).collect();
    json!({
        "fund": fund.id,
        "version": fund.version,
        "position": fund.position,
        "partner": fund.partner,
        "programme": fund.programme,
        "policy_version": fund.policy_version,
        "period": fund.period,
        "currency": fund.currency,
        "claim_until": fund.claim_until,
        "opened_at": fund.opened_at,
        "earned": figures.earned.amount(),
        "available": figures.available.amount(),
        "reserved": figures.reserved.amount(),
        "committed": figures.committed.amount(),
        "paid": figures.paid.amount(),
        "expired": figures.expired.amount(),
        "lots": lots,
    })
}
