//! `claims history`: every event of a claim, in order, as sentences.

use application::ask::{Answer, Asker, ListOf, Pages};
use application::wire::{AsOfView, HistoryEventView};
use application::words::sentence;
use domain::ClaimId;
use projections::stream::HistoryLine;

use super::args::History;
use super::as_of::{AsOfArgs, banner};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows};
use super::session::{Running, on_database};
use super::settings::Settings;

/// Shows the history of a claim.
pub fn run(settings: &Settings, history: &History, output: Output) -> Result<Exit, Failure> {
    history.as_of.must_have_come()?;
    on_database(settings, async |session| {
        let running = session.running().await?;
        let asking = read(&running, history.claim, history.as_of);
        let read = session.until_stopped("broken off", asking).await;
        running.stop().await;
        let answer = read?;
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
    output.data(&view, || table(&answer.body.rows));
}

fn table(lines: &[HistoryLine]) -> Rows {
    let mut rows = Rows::new(&["no#", "when (UTC)", "who", "what"]);
    for line in lines {
        rows.push(vec![
            line.sequence.to_string(),
            line.at().format("%Y-%m-%d %H:%M").to_string(),
            line.event.by.to_string(),
            sentence::of_claim(&line.event.event),
        ]);
    }
    rows
}
