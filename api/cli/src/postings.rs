//! `claims postings`: a fund's double entries, by either time, now or as of a moment.

use application::ask::reading::Reading;
use chrono::NaiveDate;
use clap::Args as ClapArgs;
use domain::FundId;
use projections::views::{EntryLine, Limit, Page, ViewName, Viewer};
use serde_json::{Value, json};

use super::as_of::{AsOfArgs, Shown, of_moment};
use super::business::{By, ByArgs};
use super::exit::{Exit, Failure};
use super::fund::{fund_id, no_such_fund};
use super::output::{Output, Rows};
use super::session::{on_database, unread};
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

/// An entry with the day from which it counts.
type Dated = (NaiveDate, EntryLine);

/// Lists the entries of a fund, newest first by the time asked for.
pub fn run(settings: &Settings, asked: &Postings, output: Output) -> Result<Exit, Failure> {
    asked.by.must_fit()?;
    asked.as_of.must_have_come()?;
    on_database(settings, async |session| {
        let running = session.running().await?;
        let read = session
            .until_stopped("broken off", async {
                let views = [ViewName::Postings];
                let shown = running.shown(asked.as_of, &views, &views).await?;
                let entries = match asked.by.by {
                    By::Recorded => recorded(&shown.reading, asked.fund).await?,
                    By::Business => dated(&shown, asked).await?,
                };
                Ok((shown, entries))
            })
            .await;
        running.stop().await;
        let (shown, entries) = read?;
        if entries.is_empty() {
            return Err(no_such_fund(asked.fund, shown.moment));
        }
        shown.banner(output);
        output.heading(&asked.by.sentence());
        output.data(&as_json(&shown, asked, &entries), || table(&entries));
        Ok(Exit::Ok)
    })
}

async fn recorded(reading: &Reading, fund: FundId) -> Result<Vec<Dated>, Failure> {
    let (mut entries, mut after) = (vec![], None);
    loop {
        let limit = Limit::MAX;
        let page = Page { after, limit };
        let listed = reading.postings(&Viewer::Inside, fund, &page).await;
        let listed = listed.map_err(unread)?;
        let rows = listed.rows.into_iter();
        entries.extend(rows.map(|entry| (entry.recorded_at.date_naive(), entry)));
        after = listed.next;
        if after.is_none() {
            return Ok(entries);
        }
    }
}

async fn dated(shown: &Shown, asked: &Postings) -> Result<Vec<Dated>, Failure> {
    let past = match &shown.reading {
        Reading::Now(views) => views.as_of(u64::MAX),
        Reading::Then(past) => past.clone(),
    };
    let (mut entries, mut after) = (vec![], None);
    loop {
        let (limit, until) = (Limit::MAX, asked.by.business_until);
        let page = Page { after, limit };
        let listed = past
            .postings_by_business(&Viewer::Inside, asked.fund, until, &page)
            .await;
        let listed = listed.map_err(unread)?;
        let rows = listed.rows.into_iter();
        entries.extend(rows.map(|dated| (dated.day, dated.entry)));
        after = listed.next;
        if after.is_none() {
            return Ok(entries);
        }
    }
}

fn table(entries: &[Dated]) -> Rows {
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

fn as_json(shown: &Shown, asked: &Postings, entries: &[Dated]) -> Value {
    let rows: Vec<Value> = entries
        .iter()
        .map(|(day, entry)| of_entry(*day, entry))
        .collect();
    json!({
        "as_of": shown.moment.map(of_moment),
        "by": asked.by.by.as_str(),
        "business_until": asked.by.business_until,
        "fund": asked.fund,
        "entries": rows,
    })
}

fn of_entry(day: NaiveDate, entry: &EntryLine) -> Value {
    let figures = &entry.figures;
    json!({
        "day": day,
        "position": entry.position,
        "sequence": entry.sequence,
        "at": entry.at,
        "recorded_at": entry.recorded_at,
        "event_type": entry.event_type,
        "from": entry.accounts.map(|(from, _)| from.as_str()),
        "to": entry.accounts.map(|(_, to)| to.as_str()),
        "currency": entry.amount.currency(),
        "amount": entry.amount.amount(),
        "claim": entry.claim,
        "earned": figures.earned.amount(),
        "available": figures.available.amount(),
        "reserved": figures.reserved.amount(),
        "committed": figures.committed.amount(),
        "paid": figures.paid.amount(),
        "expired": figures.expired.amount(),
    })
}
