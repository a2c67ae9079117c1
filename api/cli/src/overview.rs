//! `claims overview`: the totals of every fund, and the claims by status.

use application::ask::{Answer, Asker, By, Claims, Overview as Shown};
use application::wire::{AsOfView, OverviewView};
use clap::Args as ClapArgs;
use projections::views::{FundFilter, OverviewLine};

use super::args::Overview;
use super::as_of::{AsOfArgs, banner};
use super::business::{ByArgs, sentence};
use super::exit::{Exit, Failure};
use super::output::{Column, Output, Rows};
use super::session::{Running, on_running};
use super::settings::Settings;

/// As of which moment, and by which time.
#[derive(Clone, Copy, Debug, ClapArgs)]
pub struct Past {
    #[command(flatten)]
    pub as_of: AsOfArgs,
    #[command(flatten)]
    pub by: ByArgs,
    /// Count the claims by status as of a moment too, which takes seconds on a large log.
    #[arg(long)]
    pub claims: bool,
}

/// Shows the overview, of all partners or of one, now or as of a moment.
pub fn run(settings: &Settings, overview: &Overview, output: Output) -> Result<Exit, Failure> {
    let Past { as_of, by, claims } = overview.past;
    let by = by.fitting()?;
    as_of.must_have_come()?;
    let claims = match (by, claims) {
        (By::Business { .. }, true) => {
            let sentence = "claims are counted by the time they were recorded only";
            return Err(Failure::new(Exit::Usage, sentence));
        }
        (By::Recorded, true) => Claims::Counted,
        (By::Recorded | By::Business { .. }, false) => Claims::LeftOut,
    };
    let filter = FundFilter {
        partner: overview.partner.clone(),
        ..FundFilter::default()
    };
    on_running(settings, async |running| {
        let answer = read(running, &filter, (by, claims), as_of).await?;
        banner(answer.moment, output);
        if answer.moment.is_some() || by != By::Recorded {
            output.heading(&sentence(by));
        }
        show(&answer, output);
        Ok(Exit::Ok)
    })
}

/// Reads an overview.
pub async fn read(
    running: &Running,
    filter: &FundFilter,
    how: (By, Claims),
    as_of: AsOfArgs,
) -> Result<Answer<Shown>, Failure> {
    let asking = running.ask(async |fresh| {
        let (questions, when) = (&running.questions, as_of.when(fresh));
        questions.overview(Asker::Inside, filter, how, when).await
    });
    Ok(asking.await?)
}

/// Writes an overview.
pub fn show(answer: &Answer<Shown>, output: Output) {
    let view = AsOfView::new(answer.moment, OverviewView::from(&answer.body));
    output.data(&view, || table(&answer.body.lines, answer.body.claims));
}

const COLUMNS: &[Column<OverviewLine>] = &[
    ("partner", |line| line.partner.to_string()),
    ("programme", |line| line.programme.to_string()),
    ("period", |line| line.period.to_string()),
    ("currency", |line| line.currency.to_string()),
    ("earned#", |line| line.figures.earned.amount()),
    ("available#", |line| line.figures.available.amount()),
    ("reserved#", |line| line.figures.reserved.amount()),
    ("committed#", |line| line.figures.committed.amount()),
    ("paid#", |line| line.figures.paid.amount()),
    ("expired#", |line| line.figures.expired.amount()),
    ("claimed#", |line| line.claimed.amount()),
];

const CLAIMS: Column<OverviewLine> = ("claims", |line| {
    let claims = line.claims.iter().map(|counted| {
        let amount = counted.amount.amount();
        format!("{} {} ({amount})", counted.claims, counted.status)
    });
    claims.collect::<Vec<_>>().join(", ")
});

fn table(lines: &[OverviewLine], counted: Claims) -> Rows {
    match counted {
        Claims::Counted => Rows::of(lines, &[COLUMNS, &[CLAIMS]].concat()),
        Claims::LeftOut => Rows::of(lines, COLUMNS),
    }
}
