//! The overview of an auditor: to find something, to look at a moment, to check; nothing to do.

use application::ask::{Balanced, By, Claims};
use askama::Template;
use axum::response::Response;
use chrono::{Datelike, Months, NaiveDate};
use projections::views::FundFilter;

use super::funds::FundTable;
use super::past::strip_of_all;
use super::{StatusesOfCurrency, by_currency};
use crate::failure::Failure;
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::{Place, Shell, query};
use crate::pages::travel::Strip;
use crate::pages::visitor::{Visitor, pairs_of};

/// How many ends of quarters are one click away.
const QUARTERS: u32 = 4;

/// The page.
#[derive(Template)]
#[template(path = "overview_auditor.html")]
struct AuditorPage {
    shell: Shell,
    strip: Option<Strip>,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    subtitle: Html,
    /// What a check found, if one was asked for.
    balanced: Option<Checked>,
    check: String,
    quarters: Vec<(String, NaiveDate)>,
    funds: FundTable,
    statuses: Vec<StatusesOfCurrency>,
}

/// What a check of all accounts found.
struct Checked {
    is_balanced: bool,
    position: u64,
    funds: u64,
    events: u64,
    findings: u64,
    /// Where the first thing that is wrong is.
    first: Option<u64>,
    /// The view has stopped before it: it was compared as far as it came.
    is_parked: bool,
    currencies: Vec<TrialOf>,
}

/// The trial balance of one currency.
struct TrialOf {
    code: &'static str,
    lines: Vec<(&'static str, String, String)>,
    debits: String,
    credits: String,
}

/// Shows the overview.
pub(super) async fn show(visitor: &Visitor) -> Result<Response, Failure> {
    let (questions, asker, when) = (&visitor.state.questions, visitor.asker(), visitor.when());
    let (say, everything) = (visitor.say, FundFilter::default());
    let overview = questions.overview(asker, &everything, (By::Recorded, Claims::Counted), when);
    let overview = overview.await?;
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let is_checked = pairs
        .iter()
        .any(|(name, value)| name == "check" && value == "balance");
    // Every event is read for it: only where somebody asks.
    let balanced = match is_checked {
        true => Some(questions.balance(asker, None, when, |_| {}).await?.body),
        false => None,
    };
    let today = visitor.today(overview.moment);
    let shell = Shell::new(visitor, Place::Overview, say.t("overview-title"), &overview);
    let vendor = say.org(&visitor.actor().org);
    let page = AuditorPage {
        strip: strip_of_all(visitor, &shell).await,
        say,
        theme: visitor.theme,
        assets: shell.assets,
        subtitle: say.say("auditor-lead").text("vendor", vendor).into_html(),
        balanced: balanced.map(|balanced| Checked::of(say, &balanced)),
        check: shell.to("/?check=balance#balance"),
        quarters: quarters(say, today),
        funds: FundTable::of(visitor, &overview.body.lines),
        statuses: by_currency(&overview.body.lines),
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Lists the ends of the last quarters, with the addresses of the overview as of each.
fn quarters(say: Say, today: NaiveDate) -> Vec<(String, NaiveDate)> {
    let month = today.with_day(1).unwrap_or(today);
    let begun = month - Months::new(month.month0() % 3);
    let ends = (0..QUARTERS).filter_map(|n| (begun - Months::new(3 * n)).pred_opt());
    let at = |day: NaiveDate| query("/", &[&("as_of_date", say.day_text(day))]);
    ends.map(|day| (at(day), day)).collect()
}

impl Checked {
    fn of(say: Say, balanced: &Balanced) -> Self {
        let trial = &balanced.trial;
        let amount = |sum: projections::sum::Sum| say.sum_text(sum);
        let currencies = trial.currencies.iter().map(|(code, accounts)| {
            let (debits, credits) = accounts.totals();
            let lines = accounts.lines();
            TrialOf {
                code,
                lines: lines
                    .map(|(account, debit, credit)| {
                        (account.as_str(), amount(debit), amount(credit))
                    })
                    .collect(),
                debits: amount(debits),
                credits: amount(credits),
            }
        });
        Self {
            is_balanced: trial.is_balanced(),
            position: balanced.moment.position,
            funds: trial.funds,
            events: trial.events,
            findings: trial.findings,
            first: trial.first.map(|finding| finding.position),
            is_parked: balanced.parked.is_some(),
            currencies: currencies.collect(),
        }
    }
}

impl AuditorPage {
    /// Gives the address of the claims of a status.
    fn of_status(&self, status: domain::Status) -> String {
        self.shell.to(format!("/claims?status={}", status.as_str()))
    }
}
