//! The settings in force: command line before environment before file before default.

use std::path::{Path, PathBuf};

use projections::engine::{EngineChoice, EngineOptions};
use serde::Deserialize;

use super::args::Common;
use super::exit::{Exit, Failure};

/// The file that is read if it is there.
const FILE: &str = "claims.toml";

/// What a settings file may say; anything else in it is an error.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    database_url: Option<String>,
    data_dir: Option<PathBuf>,
    engine: Option<String>,
    port: Option<u16>,
    outdated_views: Option<String>,
}

/// What a program does that finds views made by an earlier one, in a shape that it still reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutdatedViews {
    /// Serves them, and renews them in the background.
    Renew,
    /// Does not start: somebody else says when they are rebuilt.
    Refuse,
}

impl OutdatedViews {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Renew => "renew",
            Self::Refuse => "refuse",
        }
    }
}

/// Says that a text is nothing that can be done with outdated views.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what is done with outdated views is one of renew, refuse")]
pub struct NotAnAnswer;

impl std::str::FromStr for OutdatedViews {
    type Err = NotAnAnswer;
    fn from_str(text: &str) -> Result<Self, NotAnAnswer> {
        [Self::Renew, Self::Refuse]
            .into_iter()
            .find(|what| what.as_str() == text)
            .ok_or(NotAnAnswer)
    }
}

/// A value and where it comes from.
#[derive(Clone, Debug)]
pub struct Setting<T> {
    pub value: T,
    pub source: String,
}

#[derive(Clone, Debug)]
pub struct Settings {
    pub database_url: Setting<Option<String>>,
    pub data_dir: Setting<PathBuf>,
    pub engine: Setting<EngineChoice>,
    pub port: Setting<u16>,
    pub outdated_views: Setting<OutdatedViews>,
}

impl Settings {
    /// Gathers the settings; a file that is named must be there.
    pub fn gather(common: &Common) -> Result<Self, Failure> {
        let (file, name) = match &common.config {
            Some(path) => (read(path)?, path.display().to_string()),
            None if Path::new(FILE).exists() => (read(Path::new(FILE))?, FILE.to_owned()),
            None => (Written::default(), FILE.to_owned()),
        };
        let engine = parsed(file.engine, "engine", &name)?;
        let outdated_views = parsed(file.outdated_views, "outdated_views", &name)?;
        let chosen = Chooser { file: name };
        let database_url = common.database_url.clone().filter(|url| !url.is_empty());
        Ok(Self {
            database_url: chosen.optional(database_url, file.database_url),
            data_dir: chosen.of(common.data_dir.clone(), file.data_dir, ".data".into()),
            engine: chosen.of(common.engine, engine, EngineChoice::Auto),
            port: chosen.of(None, file.port, 8080),
            outdated_views: chosen.of(common.outdated_views, outdated_views, OutdatedViews::Renew),
        })
    }

    /// Takes the port of the command line, if it names one.
    pub fn with_port(mut self, port: Option<u16>) -> Self {
        if let Some(value) = port {
            self.port = Setting {
                value,
                source: "command line".to_owned(),
            };
        }
        self
    }

    /// Gives what decides which engine is opened.
    pub fn engine_options(&self) -> EngineOptions {
        EngineOptions {
            choice: self.engine.value,
            data_dir: self.data_dir.value.clone(),
            database_url: self.database_url.value.clone(),
        }
    }
}

struct Chooser {
    file: String,
}

impl Chooser {
    fn of<T>(&self, said: Option<T>, written: Option<T>, default: T) -> Setting<T> {
        match (said, written) {
            (Some(value), _) => Setting {
                value,
                source: "command line or environment".into(),
            },
            (None, Some(value)) => Setting {
                value,
                source: self.file.clone(),
            },
            (None, None) => Setting {
                value: default,
                source: "default".into(),
            },
        }
    }

    fn optional<T>(&self, said: Option<T>, written: Option<T>) -> Setting<Option<T>> {
        let chosen = self.of(said.map(Some), written.map(Some), None);
        Setting {
            value: chosen.value,
            source: chosen.source,
        }
    }
}

/// Reads a setting of a file.
fn parsed<T>(written: Option<String>, setting: &str, file: &str) -> Result<Option<T>, Failure>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    written
        .map(|text| text.parse())
        .transpose()
        .map_err(|error| Failure::new(Exit::Usage, format!("{file}: {setting}: {error}")))
}

fn read(path: &Path) -> Result<Written, Failure> {
    let source = config::File::from(path.to_owned()).format(config::FileFormat::Toml);
    config::Config::builder()
        .add_source(source)
        .build()
        .and_then(config::Config::try_deserialize)
        .map_err(|error| {
            Failure::new(
                Exit::Usage,
                format!("the settings file {}: {error}", path.display()),
            )
        })
}
