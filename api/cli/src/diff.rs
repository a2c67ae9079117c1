//! `claims diff`: what changed between two moments, claim by claim and fund by fund.
//!
//! Both are read and written page by page: however much changed, the memory of one page is enough.

mod json;
mod table;

use application::ask::{Asker, Between, Cursor, DiffCursor};
use application::wire::{ClaimChangeView, FundChangeView};
use clap::Args as ClapArgs;
use domain::OrgId;
use projections::log::{AsOf, Moment};
use projections::views::{ClaimChange, FundChange, Limit, Page};

use super::as_of::{must_have_come, position_or_instant, sentence};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::session::{Running, on_running};
use super::settings::Settings;

#[derive(Debug, ClapArgs)]
pub struct Diff {
    /// The earlier moment: a position, an instant (RFC 3339) or a day, which means its end in UTC.
    #[arg(long, value_name = "MOMENT", value_parser = position_or_instant)]
    pub from: AsOf,
    /// The later moment.
    #[arg(long, value_name = "MOMENT", value_parser = position_or_instant)]
    pub to: AsOf,
    /// Only this partner's claims and funds.
    #[arg(long)]
    pub partner: Option<OrgId>,
}

/// Tells what changed, as the vendor's side sees it.
pub fn run(settings: &Settings, asked: &Diff, output: Output) -> Result<Exit, Failure> {
    let between = Between {
        from: asked.from,
        to: asked.to,
        partner: asked.partner.clone(),
    };
    between.must_be_in_order()?;
    must_have_come(asked.from)?;
    must_have_come(asked.to)?;
    on_running(settings, async |running| {
        tell(running, &between, output).await?;
        Ok(Exit::Ok)
    })
}

/// How much changed.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    claims: u64,
    funds: u64,
}

async fn tell(running: &Running, between: &Between, output: Output) -> Result<(), Failure> {
    let mut counts = Counts::default();
    let mut after = None;
    loop {
        let limit = Limit::MAX;
        let page = Page { after, limit };
        let questions = &running.questions;
        let asking = running.ask(async |fresh| {
            let page = page.clone();
            questions.diff(Asker::Inside, between, page, fresh).await
        });
        let difference = asking.await?.body;
        if after.is_none() {
            begin((difference.from, difference.to), output);
        }
        show_claims(&difference.claims, counts, output);
        counts.claims += difference.claims.len() as u64;
        let funds = &difference.funds;
        let next = funds.next.as_ref().map(Cursor::as_str);
        let next: Option<DiffCursor> = next.and_then(Cursor::read);
        let has_more_claims = matches!(next, Some(DiffCursor::Claims(_)));
        if !has_more_claims && !matches!(after, Some(DiffCursor::Funds(_))) {
            between_lists(output);
        }
        show_funds(&funds.rows, counts, output);
        counts.funds += funds.rows.len() as u64;
        after = next;
        if after.is_none() {
            end(difference.events, counts, output);
            return Ok(());
        }
    }
}

fn begin((from, to): (Moment, Moment), output: Output) {
    match output.is_json() {
        true => json::begin(from, to),
        false => {
            output.heading(&sentence("From", from));
            output.heading(&sentence("To", to));
            table::begin(output);
        }
    }
}

fn show_claims(claims: &[ClaimChange], before: Counts, output: Output) {
    match output.is_json() {
        true => json::items(claims.iter().map(ClaimChangeView::from), before.claims),
        false => table::claims(claims, output),
    }
}

fn between_lists(output: Output) {
    if output.is_json() {
        json::between();
    }
}

fn show_funds(funds: &[FundChange], before: Counts, output: Output) {
    match output.is_json() {
        true => json::items(funds.iter().map(FundChangeView::from), before.funds),
        false => table::funds(funds, output),
    }
}

fn end(events: Option<u64>, counts: Counts, output: Output) {
    if output.is_json() {
        return json::end(events);
    }
    let events = events.map_or(String::new(), |events| format!("Events: {events}. "));
    output.heading(&format!(
        "{events}Claims that changed: {}. Funds whose totals moved: {}.",
        counts.claims, counts.funds
    ));
}
