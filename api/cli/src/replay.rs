//! `claims replay`: states of claims and funds from the log alone, with a digest of them all.

mod rows;

use std::time::Duration;

use domain::OrgId;
use indicatif::ProgressBar;
use projections::Pool;
use projections::log::Moment;
use projections::replay::{Grain, Replay as Asked, ReplayError, Replayed, Scope, must_have_a_fund};
use serde_json::{Map, Value, json};

use super::exit::{Ending, Exit, Failure};
use super::listing::Listing;
use super::output::{self, Output, Rows};
use super::questions::Replay;
use super::session::{Session, on_database};
use super::settings::Settings;

/// Folds the streams that are asked for, each event proven, and shows their states.
pub fn run(settings: &Settings, asked: &Replay, output: Output) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let moment = asked.moment.or_head(&session.pool).await?;
        let scope = scope(&session, asked).await?;
        let bar = bar(&scope, moment.position);
        let replay = Asked {
            grain: grain(asked),
            until: moment.position,
            scope,
        };
        let mut listing = Listing::new(output, "steps", bar.clone());
        let folding = replay.run(&session.pool, |step| {
            bar.inc(step.events);
            rows::push(&mut listing, step, replay.grain);
        });
        let folded = session
            .until_stopped("the replay was broken off", async { Ok(folding.await?) })
            .await;
        bar.finish_and_clear();
        let folded = folded?;
        listing.end(&rest(&replay, moment, &folded));
        if !output.is_json() {
            show_end(&replay, &folded, output);
        }
        Ok(Exit::Ok)
    })
}

async fn scope(session: &Session, asked: &Replay) -> Result<Scope, Failure> {
    Ok(match (asked.claim, asked.fund, &asked.partner) {
        (Some(claim), _, _) => Scope::Claim(session.claim_named(claim).await?),
        (None, Some(fund), _) => Scope::Fund(fund),
        (None, None, Some(partner)) => Scope::Partner(partner.clone()),
        (None, None, None) => Scope::All,
    })
}

/// One claim is shown event by event, more than that at its end, unless it is said.
fn grain(asked: &Replay) -> Grain {
    if asked.each || (asked.claim.is_some() && !asked.end) {
        Grain::Each
    } else {
        Grain::End
    }
}

fn bar(scope: &Scope, events: u64) -> ProgressBar {
    match scope {
        Scope::All => {
            let bar = output::bar("replaying {wide_bar} {pos}/{len} events, {per_sec}, {eta} left");
            bar.set_length(events);
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        }
        Scope::Claim(_) | Scope::Fund(_) | Scope::Partner(_) => ProgressBar::hidden(),
    }
}

impl Ending for ReplayError {
    fn exit(&self) -> Exit {
        match self {
            Self::Log(error) => error.exit(),
            Self::NoSuchClaim(_)
            | Self::ClaimBeginsLater { .. }
            | Self::NoSuchFund(_)
            | Self::FundBeginsLater { .. }
            | Self::PartnerHasNoFund { .. } => Exit::Precondition,
            Self::ClaimIsMissing(_) => Exit::FoundAProblem,
        }
    }
}

/// Requires that the ledger knows a partner by a moment, if one is named.
pub async fn partner_must_be_known(
    pool: &Pool,
    partner: Option<&OrgId>,
    moment: Moment,
) -> Result<(), Failure> {
    match partner {
        Some(partner) => Ok(must_have_a_fund(pool, partner, moment.position).await?),
        None => Ok(()),
    }
}

/// Gives what comes after the states in JSON.
fn rest(asked: &Asked, moment: Moment, folded: &Replayed) -> Map<String, Value> {
    let mut rest = Map::new();
    rest.insert("position".to_owned(), json!(moment.position));
    rest.insert("recorded_at".to_owned(), json!(moment.recorded_at));
    rest.insert("streams".to_owned(), json!(folded.streams));
    rest.insert("events".to_owned(), json!(folded.events));
    if asked.grain == Grain::End {
        rest.insert("totals".to_owned(), rows::totals_json(&folded.totals));
    }
    rest.insert("digest".to_owned(), json!(folded.digest));
    rest
}

fn show_end(asked: &Asked, folded: &Replayed, output: Output) {
    if asked.grain == Grain::End {
        rows::totals_tables(&folded.totals)
            .iter()
            .for_each(|table| output.table(table));
    }
    let mut rows = Rows::new(&["position#", "streams#", "events#", "digest"]);
    rows.push(vec![
        asked.until.to_string(),
        folded.streams.to_string(),
        folded.events.to_string(),
        folded.digest.clone(),
    ]);
    output.table(&rows);
}
