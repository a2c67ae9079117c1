//! `claims claim`: everything about one claim, now or as of a moment.

use application::ask::Asker;
use application::wire::{AsOfView, ClaimBodyView};
use clap::Args as ClapArgs;
use domain::ClaimName;
use projections::views::ClaimPage;

use super::args::claim_name;
use super::as_of::{AsOfArgs, banner};
use super::exit::{Exit, Failure};
use super::output::{Output, Rows, cell, minute};
use super::session::on_running;
use super::settings::Settings;

#[derive(Debug, ClapArgs)]
pub struct ShowClaim {
    /// The claim, by its number or its id.
    #[arg(value_parser = claim_name)]
    pub claim: ClaimName,
    #[command(flatten)]
    pub as_of: AsOfArgs,
}

/// Shows a claim, as the vendor's side sees it.
pub fn run(settings: &Settings, asked: &ShowClaim, output: Output) -> Result<Exit, Failure> {
    let name = asked.claim;
    asked.as_of.must_have_come()?;
    on_running(settings, async |running| {
        let id = running.questions.claim_named(name).await?;
        let (questions, as_of) = (&running.questions, asked.as_of);
        let asking =
            running.ask(async |fresh| questions.claim(Asker::Inside, id, as_of.when(fresh)).await);
        let answer = asking
            .await
            .map_err(|error| error.about(format!("claim {name}")))?;
        banner(answer.moment, output);
        let view = AsOfView::new(answer.moment, ClaimBodyView::from(&answer.body));
        output.data(&view, || table(&answer.body.page));
        Ok(Exit::Ok)
    })
}

fn table(page: &ClaimPage) -> Rows {
    let mut rows = Rows::new(&["what", "value"]);
    let details = &page.details;
    let (facts, course) = (&details.facts, &details.progress);
    let standing = &course.standing;
    let mut row = |what: &str, value: String| rows.push(vec![what.to_owned(), value]);
    row("number", page.number.to_string());
    row("claim", page.id.to_string());
    row("title", facts.title.clone());
    row("partner", facts.partner.to_string());
    row("programme", format!("{} {}", facts.programme, facts.period));
    row("fund", facts.fund.to_string());
    row("activity", facts.activity.to_string());
    row("executed on", facts.executed_on.to_string());
    row("status", standing.status.to_string());
    row("since (UTC)", minute(course.since));
    if let Some((kind, due)) = course.task() {
        let due = due.map(|day| format!(" by {day}")).unwrap_or_default();
        row("waits for", format!("{}{due}", kind.as_str()));
    }
    row("declared", standing.declared.to_string());
    row("requested", cell(standing.requested));
    row("approved", cell(standing.approved));
    row("paid", standing.paid.to_string());
    for held in &details.documents {
        let (name, id) = (&held.document.file.name, held.document.id);
        row("document", format!("{name} ({id})"));
    }
    for comment in &details.comments {
        let (by, text) = (comment.by.person(), &comment.text);
        row("comment", format!("{by}: {text}"));
    }
    row("version", details.latest.version.to_string());
    rows
}
