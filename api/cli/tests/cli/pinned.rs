//! Every screen of the program, kept as files: at a terminal, piped and as JSON.
//!
//! The ledger is the demonstration's, recorded half a minute after each thing happened, so a
//! moment of the story is a moment of the log. Where ids stand, piped text and JSON have the
//! story's names in brackets; a terminal shows what it shows.

#[path = "pinned/help.rs"]
mod help;
#[path = "pinned/masks.rs"]
mod masks;
#[path = "pinned/proofs.rs"]
mod proofs;
#[path = "pinned/reads.rs"]
mod reads;
#[path = "pinned/terminal.rs"]
mod terminal;
#[path = "pinned/upkeep.rs"]
mod upkeep;
#[path = "pinned/wrong.rs"]
mod wrong;

use std::cell::Cell;
use std::fmt::Write;
use std::process::{Command, Stdio};

use application::story::{Story, the_story};
use chrono::{DateTime, TimeDelta, Utc};
use projections::Ledger;
use projections::engine::{Engine, EngineChoice, EngineOptions};

use super::export::database;
use super::shared::{Names, pretty};
use super::{Folder, stderr};

thread_local! {
    static NOW: Cell<DateTime<Utc>> = const { Cell::new(DateTime::UNIX_EPOCH) };
}

/// What the environment may say that changes a screen.
const ENVIRONMENT: [&str; 9] = [
    "CLAIMS_DATA_DIR",
    "CLAIMS_ENGINE",
    "CLAIMS_CONFIG",
    "CLAIMS_OUTDATED_VIEWS",
    "CLAIMS_LOG",
    "DATABASE_URL",
    "NO_COLOR",
    "COLUMNS",
    "LINES",
];

/// Tells the story with a log that records each event half a minute after it happened.
async fn tell(story: &Story, pool: &projections::Pool) {
    NOW.set(story.steps[0].at);
    let clock = || NOW.get() + TimeDelta::seconds(30);
    let ledger = Ledger::open(pool.clone(), clock).await.unwrap();
    let mut later = story.steps.iter().skip(1);
    let next = |_: &_, _: &_| NOW.set(later.next().map_or(NOW.get(), |step| step.at));
    let told = application::story::run(story, &ledger, next).await;
    told.unwrap_or_else(|error| panic!("{error}"));
    ledger.stop().await;
}

/// Compares a text with the file that is kept of it.
fn kept(file: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("pinned/snapshots");
    settings.bind(|| insta::assert_snapshot!(file, text));
}

/// The demonstration's ledger on a database of its own, and who looks at it.
struct Screens {
    folder: Folder,
    url: String,
    names: Names,
    story: Story,
    text: String,
}

impl Screens {
    /// Tells the story in its own time.
    fn of_the_story() -> Self {
        let screens = Self::of_nothing();
        let options = EngineOptions {
            choice: EngineChoice::Auto,
            data_dir: screens.folder.data(),
            database_url: Some(screens.url.clone()),
        };
        let mut engine = Engine::open(&options).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        runtime.block_on(async {
            let pool = engine.pool();
            projections::schema::migrate(&pool).await.unwrap();
            tell(&screens.story, &pool).await;
            pool.close().await;
        });
        engine.stop();
        screens
    }

    /// Opens an empty database.
    fn of_nothing() -> Self {
        let story = the_story();
        Self {
            folder: Folder::new(),
            url: database(),
            names: Names::of(&story),
            text: String::new(),
            story,
        }
    }

    fn claim(&self, alias: &str) -> String {
        self.story.claim(alias).unwrap().to_string()
    }

    fn lot(&self, alias: &str) -> String {
        self.story.lot(alias).unwrap().to_string()
    }

    fn fund(&self) -> String {
        self.story.fund("BRETON").unwrap().to_string()
    }

    /// Makes a command; what an earlier one wrote into the folder `out` is gone.
    fn command(&self, arguments: &[&str]) -> Command {
        let _ = std::fs::remove_dir_all(self.folder.0.join("out"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
        command.current_dir(&self.folder.0).stdin(Stdio::null());
        for name in ENVIRONMENT {
            command.env_remove(name);
        }
        command.env("DATABASE_URL", &self.url).args(arguments);
        command
    }

    /// Shows a command in every form it has.
    fn show(&mut self, arguments: &[&str]) {
        self.title(arguments);
        let told = terminal::run(self.command(arguments));
        self.part("at a terminal", &told);
        self.piped(arguments);
        self.json(arguments);
    }

    /// Shows a command that writes no table, or may be run only once.
    fn show_piped(&mut self, arguments: &[&str]) {
        self.title(arguments);
        self.piped(arguments);
    }

    fn piped(&mut self, arguments: &[&str]) {
        let output = self.command(arguments).output().unwrap();
        let told = String::from_utf8(output.stdout.clone()).unwrap();
        self.part("piped", &masks::rows(&told));
        let beside = stderr(&output).replace(&self.engine(), "");
        self.part("beside it", &masks::prose(&beside));
        match output.status.code() {
            Some(0) => {}
            code => self.part("exit code", &code.unwrap().to_string()),
        }
    }

    /// Shows a command without a terminal: its table stands before already, or is as wide as what
    /// differs from run to run.
    fn show_data(&mut self, arguments: &[&str]) {
        self.show_piped(arguments);
        self.json(arguments);
    }

    /// Shows what a command writes as JSON.
    fn json(&mut self, arguments: &[&str]) {
        let output = self.command(arguments).arg("--json").output().unwrap();
        assert!(!stderr(&output).contains("panicked"), "{}", stderr(&output));
        let told = String::from_utf8(output.stdout).unwrap();
        // A document may have many lines, or each line may be one.
        let is_one = serde_json::from_str::<serde_json::Value>(&told).is_ok();
        let told = match is_one {
            true => told.replace('\n', ""),
            false => told,
        };
        let told: Vec<String> = masks::phases(&told)
            .map(|line| pretty(&masks::json(line)))
            .collect();
        self.part("with --json", &told.join("\n"));
    }

    fn title(&mut self, arguments: &[&str]) {
        let command = self.names.put(&arguments.join(" "));
        writeln!(self.text, "### claims {command}\n").unwrap();
    }

    fn part(&mut self, name: &str, told: &str) {
        let told = masks::present(&self.without_places(told));
        let told = match name {
            "at a terminal" => told,
            _ => self.names.put(&told),
        };
        if !told.trim().is_empty() {
            writeln!(self.text, "--- {name}\n{}\n", told.trim_end()).unwrap();
        }
    }

    /// The line that says which engine is used; it is the same for all.
    fn engine(&self) -> String {
        format!(
            "PostgreSQL at {}, because DATABASE_URL is set.\n",
            self.places()[1].0
        )
    }

    /// Where the database and the folder of this run are, and the words for it.
    fn places(&self) -> [(String, &'static str); 4] {
        let url = self.url.clone();
        let server = url
            .rsplit_once("host=")
            .map_or("", |(_, host)| host)
            .to_owned();
        let name = url.split('?').next().unwrap_or_default();
        let name = name.rsplit('/').next().unwrap_or_default().to_owned();
        [
            (url, "[database url]"),
            (server, "[server]"),
            (name, "[database]"),
            (self.folder.0.display().to_string(), "[folder]"),
        ]
    }

    fn without_places(&self, told: &str) -> String {
        let places = self.places().into_iter();
        places.fold(told.to_owned(), |told, (place, word)| {
            told.replace(&place, word)
        })
    }

    /// Compares all that was shown with the file that is kept of it.
    fn are_kept(self, file: &str) {
        kept(file, &self.text);
    }
}
