//! `claims diff`: what changed between two moments, claim by claim and fund by fund.
//!
//! Both are read and written page by page: however much changed, the memory of one page is enough.

mod json;
mod table;

use application::ask::moment;
use clap::Args as ClapArgs;
use domain::OrgId;
use projections::log::{AsOf, Moment};
use projections::views::{ClaimChange, FundChange, Limit, Page, Span, ViewName, Viewer, Views};

use super::as_of::{find, must_have_come, position_or_instant, sentence};
use super::exit::{Exit, Failure};
use super::output::Output;
use super::session::{Running, on_database, unread};
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
    moment::must_be_in_order(asked.from, asked.to)?;
    must_have_come(asked.from)?;
    must_have_come(asked.to)?;
    on_database(settings, async |session| {
        let running = session.running().await?;
        let told = session
            .until_stopped("broken off", tell(&running, asked, output))
            .await;
        running.stop().await;
        told.map(|()| Exit::Ok)
    })
}

/// How much changed.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    claims: u64,
    funds: u64,
}

async fn tell(running: &Running, asked: &Diff, output: Output) -> Result<(), Failure> {
    let from = find(&running.views, asked.from).await?;
    let to = find(&running.views, asked.to).await?;
    let span = Span::new(from.position, to.position)?;
    let views = [ViewName::Claim, ViewName::Postings];
    running.caught_up_to(&views, to.position).await?;
    let reader = Reader {
        views: &running.views,
        span,
        partner: asked.partner.as_ref(),
    };
    let mut counts = Counts::default();
    begin((from, to), output);
    let mut after = None;
    loop {
        let (claims, next) = reader.claims(after).await?;
        show_claims(&claims, counts, output);
        counts.claims += claims.len() as u64;
        after = next;
        if after.is_none() {
            break;
        }
    }
    between(output);
    let mut after = None;
    loop {
        let (funds, next) = reader.funds(after).await?;
        show_funds(&funds, counts, output);
        counts.funds += funds.len() as u64;
        after = next;
        if after.is_none() {
            break;
        }
    }
    // Of one partner's events nothing is counted but what is shown.
    let events = asked.partner.is_none().then(|| span.events());
    end(events, counts, output);
    Ok(())
}

struct Reader<'a> {
    views: &'a Views,
    span: Span,
    partner: Option<&'a OrgId>,
}

type Some100<T, C> = (Vec<T>, Option<C>);

impl Reader<'_> {
    async fn claims(
        &self,
        after: Option<projections::views::ChangeCursor>,
    ) -> Result<Some100<ClaimChange, projections::views::ChangeCursor>, Failure> {
        let limit = Limit::MAX;
        let page = Page { after, limit };
        let (views, span) = (self.views, self.span);
        let listed = views.changed_claims(&Viewer::Inside, span, self.partner, &page);
        let listed = listed.await.map_err(unread)?;
        Ok((listed.rows, listed.next))
    }

    async fn funds(
        &self,
        after: Option<projections::views::MovedCursor>,
    ) -> Result<Some100<FundChange, projections::views::MovedCursor>, Failure> {
        let limit = Limit::MAX;
        let page = Page { after, limit };
        let (views, span) = (self.views, self.span);
        let listed = views.moved_funds(&Viewer::Inside, span, self.partner, &page);
        let listed = listed.await.map_err(unread)?;
        Ok((listed.rows, listed.next))
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
        true => json::items(claims.iter().map(json::of_claim), before.claims),
        false => table::claims(claims, output),
    }
}

fn between(output: Output) {
    if output.is_json() {
        json::between();
    }
}

fn show_funds(funds: &[FundChange], before: Counts, output: Output) {
    match output.is_json() {
        true => json::items(funds.iter().map(json::of_fund), before.funds),
        false => table::funds(funds, output),
    }
}

fn end(events: Option<u64>, counts: Counts, output: Output) {
    if output.is_json() {
        return json::end(events, counts);
    }
    let events = events.map_or(String::new(), |events| format!("Events: {events}. "));
    output.heading(&format!(
        "{events}Claims that changed: {}. Funds whose totals moved: {}.",
        counts.claims, counts.funds
    ));
}
