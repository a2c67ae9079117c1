//! `claims demo`: tells the story of one partner's year, shows what came of it, and serves, with
//! claims that are alive today.

mod people;

use application::ask::{By, Claims};
use application::story::{self, Outcome, Step, Story, TellError};
use domain::ClaimNumber;
use projections::views::FundFilter;

use super::args::Demo;
use super::as_of::AsOfArgs;
use super::exit::{Exit, Failure};
use super::output::{Output, cell};
use super::serve::Service;
use super::session::{CLOCK, Running, on_new_database};
use super::settings::Settings;
use super::{history, overview, serve};
use people::People;

/// Tells the story on the database of the settings.
///
/// The story is told once: on a folder that knows it, nothing is appended.
pub fn run(settings: &Settings, demo: &Demo, output: Output) -> Result<Exit, Failure> {
    let service = match demo.no_serve {
        true => None,
        false => Some(Service::of_the_demonstration(settings)?),
    };
    on_new_database(settings, async |session| {
        let running = session.renewing(settings.outdated_views.value).await?;
        let story = story::the_story();
        let told = session
            .until_stopped("the story was broken off", tell(settings, &story, &running))
            .await;
        let shown = match told {
            Ok(()) => show(&story, &running, output).await,
            Err(failure) => Err(failure),
        };
        match (shown, service) {
            (Ok(()), Some(service)) => {
                let end_of_the_story = *running.ledger.head().borrow();
                let alive = tell_of_today(settings, &story, &running);
                session
                    .until_stopped("the claims of today were broken off", alive)
                    .await?;
                let people = People::come_in(&story, session.pool.clone()).await?;
                let address = service.address()?.to_string();
                people.introduce(&address);
                eprintln!(
                    "The story of 2023/24 as it ended: http://{address}/?as_of_position={end_of_the_story}\n\
                     What stands there without it is alive today.\n"
                );
                let state = serve::state(&running, settings)?.with_personas(people.personas());
                let ended = service.until_stopped(&session, running, state).await;
                people.leave().await?;
                ended
            }
            (shown, _) => {
                running.stop().await;
                shown.map(|()| Exit::Ok)
            }
        }
    })
}

async fn tell(settings: &Settings, story: &Story, running: &Running) -> Result<(), Failure> {
    eprintln!("{}", story.title);
    // The files first: an event never names bytes that are not on the disk.
    story::keep_files(story, &settings.store()?).await?;
    let observer = |step: &Step, outcome: &Outcome| eprintln!("  {}", sentence(step, outcome));
    let told = story::run(story, &running.ledger, observer)
        .await
        .map_err(|error| Failure::new(Exit::Conflict, error))?;
    if told.known > 0 {
        eprintln!(
            "  {} steps were told before; nothing of them changes",
            told.known
        );
    }
    Ok(())
}

/// Tells of claims that are alive today, for whoever comes to try the pages.
///
/// A ledger that was told of them on another day keeps those.
async fn tell_of_today(
    settings: &Settings,
    story: &Story,
    running: &Running,
) -> Result<(), Failure> {
    let programme = running.ledger.programme(&story.programme).await;
    let programme = programme.map_err(|error| Failure::new(Exit::Unavailable, error))?;
    let current = programme.as_ref().and_then(|it| it.state.current());
    let policy = current.map_or_else(|| story.policy.clone(), |(_, policy)| (**policy).clone());
    let today = policy.local_date(CLOCK());
    let alive = story::alive_on(today, policy);
    let alive = alive.map_err(|error| Failure::new(Exit::Conflict, error))?;
    story::keep_files(&alive, &settings.store()?).await?;
    match story::run(&alive, &running.ledger, |_, _| {}).await {
        Ok(told) => {
            let steps = told.outcomes.len() + told.known;
            eprintln!("\n{}: {steps} steps, up to {today}", alive.title);
            Ok(())
        }
        Err(TellError::ToldOtherwise { .. }) => {
            eprintln!("\nThe claims of an earlier day are alive still");
            Ok(())
        }
        Err(error) => Err(Failure::new(Exit::Conflict, error)),
    }
}

fn sentence(step: &Step, outcome: &Outcome) -> String {
    let said = &step.said;
    let what = format!(
        "{}  {:<8} {} {}",
        step.at.format("%Y-%m-%d"),
        said.actor,
        said.command,
        said.subject
    );
    match outcome {
        Outcome::Accepted { .. } => what,
        Outcome::Refused {
            code,
            available: Some(available),
        } => {
            format!("{what} — refused: {code} (available {available})")
        }
        Outcome::Refused {
            code,
            available: None,
        } => format!("{what} — refused: {code}"),
    }
}

async fn show(story: &Story, running: &Running, output: Output) -> Result<(), Failure> {
    let (filter, as_of) = (FundFilter::default(), AsOfArgs::default());
    let how = (By::Recorded, Claims::Counted);
    let answer = overview::read(running, &filter, how, as_of).await?;
    output.heading("Overview");
    overview::show(&answer, output);
    for alias in ["C-1", "C-2", "C-3"] {
        let Some(claim) = story.claim(alias) else {
            continue;
        };
        let answer = history::read(running, claim, as_of).await?;
        let created = answer.body.rows.first().map(|line| line.position);
        let number = cell(created.map(ClaimNumber::of));
        output.heading(&format!(
            "History of {number}, {alias} of the story ({claim})"
        ));
        history::show(&answer, output);
    }
    Ok(())
}
