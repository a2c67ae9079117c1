//! `claims list`: the claims, newest first, now or as of a moment.

use clap::Args as ClapArgs;
use domain::{FundId, Money, OrgId, PeriodId, Person, ProgrammeId, Status};
use projections::views::{ClaimFilter, ClaimLine, Limit, Page, ViewName, Viewer};
use serde_json::{Value, json};

use super::as_of::{AsOfArgs, Shown};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{on_database, unread};
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
        let read = session
            .until_stopped("broken off", async {
                let views = [ViewName::Claim];
                let shown = running.shown(asked.as_of, &views, &views).await?;
                let lines = read(&shown, &filter).await?;
                Ok((shown, lines))
            })
            .await;
        running.stop().await;
        let (shown, lines) = read?;
        shown.banner(output);
        let rows = lines.iter().map(as_json).collect();
        output.data(&shown.json("claims", rows), || table(&lines));
        Ok(Exit::Ok)
    })
}

async fn read(shown: &Shown, filter: &ClaimFilter) -> Result<Vec<ClaimLine>, Failure> {
    let (mut lines, mut after) = (vec![], None);
    loop {
        let limit = Limit::MAX;
        let page = Page { after, limit };
        let listed = shown.reading.claims(&Viewer::Inside, filter, &page).await;
        let listed = listed.map_err(unread)?;
        lines.extend(listed.rows);
        after = listed.next;
        if after.is_none() {
            return Ok(lines);
        }
    }
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

fn as_json(line: &ClaimLine) -> Value {
    let standing = &line.progress.standing;
    json!({
        "claim": line.id,
        "version": line.version,
        "position": line.position,
        "partner": line.facts.partner,
        "programme": line.facts.programme,
        "period": line.facts.period,
        "fund": line.facts.fund,
        "activity": line.facts.activity,
        "title": line.facts.title,
        "status": standing.status,
        "since": line.progress.since,
        "reviewer": line.progress.reviewer,
        "round": standing.round,
        "currency": standing.declared.currency(),
        "declared": standing.declared.amount(),
        "requested": standing.requested.map(Money::amount),
        "approved": standing.approved.map(Money::amount),
        "paid": standing.paid.amount(),
        "changed_at": line.changed_at,
    })
}

fn status(text: &str) -> Result<Status, String> {
    text.parse().map_err(|_| {
        let all: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
        format!("a status is one of {}", all.join(", "))
    })
}
