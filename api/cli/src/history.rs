//! `claims history`: every event of a claim, in order, as sentences.

use application::ask::{Answer, Asker, ListOf, Pages};
use application::wire::{AsOfView, HistoryEventView};
use application::words::sentence;
use domain::ClaimId;
use projections::stream::HistoryLine;

use super::args::History;
use super::as_of::{AsOfArgs, banner};
use super::exit::{Exit, Failure};
use super::output::{Column, Output, Rows, minute};
use super::session::{Running, on_running};
use super::settings::Settings;

/// Shows the history of a claim.
pub fn run(settings: &Settings, history: &History, output: Output) -> Result<Exit, Failure> {
    history.as_of.must_have_come()?;
    on_running(settings, async |running| {
        let answer = read(running, history.claim, history.as_of).await?;
        banner(answer.moment, output);
        show(&answer, output);
        Ok(Exit::Ok)
    })
}

/// Reads a history to its end.
pub async fn read(
    running: &Running,
    id: ClaimId,
    as_of: AsOfArgs,
) -> Result<Answer<ListOf<HistoryLine>>, Failure> {
    let asking = running.ask(async |fresh| {
        let (questions, all) = (&running.questions, Pages::ALL);
        let when = as_of.when(fresh);
        questions.history(Asker::Inside, id, &all, when).await
    });
    let named = format!("claim {id}");
    asking.await.map_err(|error| error.about(named))
}

/// Writes a history, of now or of a moment.
pub fn show(answer: &Answer<ListOf<HistoryLine>>, output: Output) {
    let view = AsOfView::new(answer.moment, answer.body.map(HistoryEventView::from));
    output.data(&view, || Rows::of(&answer.body.rows, COLUMNS));
}

const COLUMNS: &[Column<HistoryLine>] = &[
    ("no#", |line| line.sequence.to_string()),
    ("when (UTC)", |line| minute(line.at())),
    ("who", |line| line.event.by.to_string()),
    ("what", |line| sentence::of_claim(&line.event.event)),
];
