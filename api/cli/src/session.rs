//! One run on one database: the engine is started, used and stopped.

use std::sync::Arc;
use std::time::Duration;

use application::ask::Questions;
use chrono::Utc;
use domain::{ClaimId, ClaimName};
use projections::engine::{Disk, Engine, EngineKind, is_made};
use projections::stream::claim_of;
use projections::views::rebuild::{
    Outcome, Purpose, RebuildOptions, Renewal, Watcher, drop_unknown, rebuild,
};
use projections::views::{PrepareError, Projector, ReadError, ViewCodes, ViewName, Views};
use projections::{Clock, Ledger, Pool, schema};
use tokio::sync::watch;

use super::exit::{Ending, Exit, Failure};
use super::settings::{OutdatedViews, Settings};
use super::stop;

/// The one clock of the program.
pub const CLOCK: Clock = Utc::now;

/// A database that answers and has the ledger's shape.
pub struct Session {
    pub pool: Pool,
    /// For questions that are single statements.
    readers: Pool,
    /// Where the data is, if the server is ours.
    disk: Option<Disk>,
    pub stop: watch::Receiver<bool>,
}

/// Runs work on a ledger that is there, and stops what was started for it.
///
/// A data folder that was never made is refused: a mistyped one would show an empty ledger.
pub fn on_database(
    settings: &Settings,
    work: impl AsyncFnOnce(Session) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    must_be_made(settings)?;
    on_new_database(settings, work)
}

/// Runs work on a ledger whose views follow it, until it is done or the program is to stop.
pub fn on_running(
    settings: &Settings,
    work: impl AsyncFnOnce(&Running) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    on_database(settings, async |session| {
        let running = session.running().await?;
        let ended = session.until_stopped("broken off", work(&running)).await;
        running.stop().await;
        ended
    })
}

/// Refuses a data folder that no command has made yet.
pub fn must_be_made(settings: &Settings) -> Result<(), Failure> {
    let folder = &settings.data_dir.value;
    if settings.database_url.value.is_some() || is_made(folder) {
        return Ok(());
    }
    let folder = folder.display();
    let sentence = format!(
        "there is no ledger in the data folder {folder}: `claims demo`, `claims serve`, \
         `claims migrate` and `claims import` make one; --data-dir names another folder"
    );
    Err(Failure::new(Exit::Precondition, sentence))
}

/// Runs work on the database of the settings, which is made where there is none.
pub fn on_new_database(
    settings: &Settings,
    work: impl AsyncFnOnce(Session) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    on_engine(settings, async |engine, stop| {
        let pool = engine.pool();
        let readers = engine.reading_pool(&pool);
        let applied = schema::migrate(&pool).await?;
        for migration in applied {
            tracing::debug!(
                version = migration.version,
                name = migration.name,
                "migrated"
            );
        }
        let ended = work(Session {
            pool: pool.clone(),
            readers: readers.clone(),
            disk: engine.disk(),
            stop,
        })
        .await;
        readers.close().await;
        pool.close().await;
        ended
    })
}

/// Runs work on an engine as it is, migrated or not.
pub fn on_engine(
    settings: &Settings,
    work: impl AsyncFnOnce(&Engine, watch::Receiver<bool>) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    // Before the runtime: the built-in engine sets an environment variable.
    let mut engine = Engine::open(&settings.engine_options())?;
    eprintln!("{}", engine.chosen());
    let runtime =
        tokio::runtime::Runtime::new().map_err(|error| Failure::new(Exit::Unavailable, error))?;
    let ended = runtime.block_on(async {
        let stop = stop::signals();
        match work(&engine, stop).await {
            Err(failure) if failure.exit == Exit::Unavailable => {
                Err(engine_away(&engine, failure).await)
            }
            ended => ended,
        }
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
    engine.stop();
    ended
}

/// Says that nothing answers or that the disk is full, where that is what is behind a failure.
async fn engine_away(engine: &Engine, failure: Failure) -> Failure {
    if let Some(Err(full)) = engine.disk().map(|disk| disk.must_have_room()) {
        return failure.because(full);
    }
    if engine.kind() != EngineKind::External {
        return failure;
    }
    match engine.must_answer().await {
        Ok(()) => failure,
        Err(error) => Failure::new(Exit::Unavailable, error),
    }
}

impl Session {
    /// Opens the ledger.
    pub async fn ledger(&self) -> Result<Ledger, Failure> {
        Ok(Ledger::open(self.pool.clone(), CLOCK).await?)
    }

    /// Answers questions about the log; nothing moves views on.
    pub async fn questions(&self) -> Result<Questions, Failure> {
        Ok(Questions::new(self.views(), self.ledger().await?, CLOCK))
    }

    /// Finds the claim that is named.
    pub async fn claim_named(&self, name: ClaimName) -> Result<ClaimId, Failure> {
        let number = match name {
            ClaimName::Id(id) => return Ok(id),
            ClaimName::Number(number) => number,
        };
        let found = claim_of(&self.pool, number)
            .await
            .map_err(ReadError::from)?;
        let none = || Failure::new(Exit::Precondition, format!("there is no claim {number}"));
        found.ok_or_else(none)
    }

    /// Reads the views.
    pub fn views(&self) -> Views {
        Views::with_readers(self.pool.clone(), self.readers.clone())
    }

    /// Makes views anew that an earlier program left and this one cannot read, and drops what it
    /// has no use for.
    async fn made_anew(&self, views: &[ViewName]) -> Result<(), Failure> {
        let names: Vec<&str> = views.iter().map(|view| view.as_str()).collect();
        let names = names.join(" and ");
        eprintln!("an earlier program made the tables of {names}: they are made anew from the log");
        let options = RebuildOptions::new(Purpose::Rebuild, views);
        let unwatched: Watcher = Arc::new(|_| {});
        let report = rebuild(&self.pool, &options, unwatched, self.stop.clone()).await?;
        match report.outcome {
            Outcome::Switched | Outcome::Proven | Outcome::Replaced(_) => {
                eprintln!("made anew from {} events, and proven", report.events);
            }
            Outcome::Differs(differences) => {
                let sentence = format!(
                    "the tables of {names} that an earlier program made differ in {} places from \
                     what the log says; `claims rebuild --all` shows where",
                    differences.len()
                );
                return Err(Failure::new(Exit::FoundAProblem, sentence));
            }
        }
        drop_unknown(&self.pool, &ViewCodes::CURRENT)
            .await
            .map_err(|error| Failure::new(Exit::Unavailable, error))?;
        Ok(())
    }

    /// Does work until it is done or the program is asked to stop.
    pub async fn until_stopped<T>(
        &self,
        what: &'static str,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::select! {
            done = work => done,
            () = stop::asked(self.stop.clone()) => Err(Failure::new(Exit::Interrupted, what)),
        }
    }
}

/// The ledger with its views, which follow it.
pub struct Running {
    pub ledger: Ledger,
    pub views: Views,
    pub questions: Questions,
    pub disk: Option<Disk>,
    projector: Projector,
    renewal: Option<Renewal>,
}

impl Session {
    /// Opens the ledger and lets the views follow it.
    pub async fn running(&self) -> Result<Running, Failure> {
        Views::prepare(&self.pool).await?;
        self.followed(None).await
    }

    /// The same, and renews views whose tables are of an earlier shape in the background, unless the
    /// settings refuse those.
    pub async fn renewing(&self, what: OutdatedViews) -> Result<Running, Failure> {
        let outdated = match Views::prepare(&self.pool).await {
            Err(PrepareError::Outdated { views }) if what == OutdatedViews::Renew => {
                self.made_anew(&views).await?;
                Views::prepare(&self.pool).await?
            }
            Err(error) => return Err(error.into()),
            Ok(outdated) => outdated,
        };
        must_be_wanted(&outdated, what)?;
        let renewal = Renewal::start(self.pool.clone(), outdated, ViewCodes::CURRENT);
        self.followed(Some(renewal)).await
    }

    async fn followed(&self, renewal: Option<Renewal>) -> Result<Running, Failure> {
        let (views, ledger) = (self.views(), self.ledger().await?);
        let projector = Projector::start(self.pool.clone(), ledger.head());
        Ok(Running {
            questions: Questions::new(views.clone(), ledger.clone(), CLOCK),
            ledger,
            views,
            disk: self.disk.clone(),
            projector,
            renewal,
        })
    }
}

impl Ending for PrepareError {
    fn exit(&self) -> Exit {
        match self {
            Self::Unavailable(_) => Exit::Unavailable,
            Self::Outdated { .. } | Self::OtherShape { .. } => Exit::Precondition,
        }
    }
}

/// Refuses outdated views where the settings say so.
fn must_be_wanted(outdated: &[ViewName], what: OutdatedViews) -> Result<(), Failure> {
    if outdated.is_empty() || what == OutdatedViews::Renew {
        return Ok(());
    }
    let names: Vec<&str> = outdated.iter().map(|view| view.as_str()).collect();
    Err(Failure::new(
        Exit::Precondition,
        format!(
            "an earlier program made the tables of {}, and the setting outdated_views refuses \
             them; make them anew with `claims rebuild --all --execute`",
            names.join(", ")
        ),
    ))
}

impl Running {
    /// Settles what is on its way, and gives the views' leads back.
    pub async fn stop(self) {
        if let Some(renewal) = self.renewal {
            renewal.stop().await;
        }
        self.ledger.stop().await;
        self.projector.stop().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outdated_views_are_refused_only_where_the_settings_say_so() {
        let outdated = [ViewName::Claim, ViewName::Overview];
        assert!(must_be_wanted(&outdated, OutdatedViews::Renew).is_ok());
        assert!(must_be_wanted(&[], OutdatedViews::Refuse).is_ok());
        let refused = must_be_wanted(&outdated, OutdatedViews::Refuse);
        let refused = refused.expect_err("it is refused");
        assert_eq!(refused.exit, Exit::Precondition);
    }
}
