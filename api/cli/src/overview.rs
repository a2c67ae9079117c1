//! `claims overview`: the totals of every fund, and the claims by status.

use application::ask::{Answer, Asker, By, Claims, Overview as Shown};
use application::wire::{AsOfView, OverviewView};
use clap::Args as ClapArgs;
use projections::views::{OverviewFilter, OverviewLine};

use super::args::Overview;
use super::as_of::{AsOfArgs, banner};
use super::business::{ByArgs, sentence};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{Running, on_database};
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
    let filter = OverviewFilter {
        partner: overview.partner.clone(),
        ..OverviewFilter::default()
    };
    on_database(settings, async |session| {
        let running = session.running().await?;
        let asking = read(&running, &filter, (by, claims), as_of);
        let read = session.until_stopped("broken off", asking).await;
        running.stop().await;
        let answer = read?;
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
    filter: &OverviewFilter,
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

fn table(lines: &[OverviewLine], counted: Claims) -> Rows {
    let mut header = vec![
        "partner",
        "programme",
        "period",
        "currency",
        "earned#",
        "available#",
        "reserved#",
        "committed#",
        "paid#",
        "expired#",
        "claimed#",
    ];
    if counted == Claims::Counted {
        header.push("claims");
    }
    let mut rows = Rows::new(&header);
    for line in lines {
        let figures = &line.figures;
        let claims: Vec<String> = line
            .claims
            .iter()
            .map(|counted| {
                format!(
                    "{} {} ({})",
                    counted.claims,
                    counted.status,
                    counted.amount.amount()
                )
            })
            .collect();
        let mut row = vec![
            line.partner.to_string(),
            line.programme.to_string(),
            line.period.to_string(),
            line.currency.to_string(),
            figures.earned.amount(),
            figures.available.amount(),
            figures.reserved.amount(),
            figures.committed.amount(),
            figures.paid.amount(),
            figures.expired.amount(),
            line.claimed.amount(),
        ];
        if counted == Claims::Counted {
            row.push(claims.join(", "));
        }
        rows.push(row);
    }
    rows
}
