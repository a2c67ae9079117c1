//! `claims history`: every event of a claim, in order, as sentences.

use application::ask::{Answer, Asker, ListOf, Pages};
use application::wire::{AsOfView, HistoryEventView};
use application::words::sentence;
use domain::ClaimId;
use projections::stream::HistoryLine;

use super::args::History;
use super::as_of::{AsOfArgs, banner};
use super::asking::Unanswered;
use super::exit::{Exit, Failure};
use super::output::{Column, Output, Rows, minute};
use super::session::{Running, on_running};
use super::settings::Settings;

/// Shows the history of a claim.
pub fn run(settings: &Settings, history: &History, output: Output) -> Result<Exit, Failure> {
    history.as_of.must_have_come()?;
    on_running(settings, async |running| {
        let name = history.claim;
        let id = running.questions.claim_named(name).await?;
        let answer = read(running, id, history.as_of).await;
        let answer = answer.map_err(|error| error.about(format!("claim {name}")))?;
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
) -> Result<Answer<ListOf<HistoryLine>>, Unanswered> {
    let asking = running.ask(async |fresh| {
        let (questions, all) = (&running.questions, Pages::ALL);
        let when = as_of.when(fresh);
        questions.history(Asker::Inside, id, &all, when).await
    });
    asking.await
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
