//! The settings in force: command line before environment before file before default.

pub mod providers;
pub mod serving;

use std::path::{Path, PathBuf};

use application::documents::{Limits, Store, StorePlace};
use clap::ArgMatches;
use clap::parser::ValueSource;
use projections::engine::{EngineChoice, EngineOptions};
use serde::Deserialize;
use web::{OidcOptions, TokenOptions};

use super::args::Common;
use super::exit::{Exit, Failure};
use super::logs::LogFormat;
use providers::{Provided, WrittenJwt, WrittenOidc};
use serving::{Serving, ServingArgs, WrittenServing};

/// The logs that are shown unless others are asked for.
pub const LOG: &str = "warn,oliphaunt_wasix=error";

/// The folder in the data folder that keeps the files of documents unless a setting says otherwise.
const DOCUMENTS: &str = "documents";

/// The environment's name for that setting.
pub const DOCUMENTS_ENV: &str = "CLAIMS_DOCUMENTS";

/// The largest size of a document's file, in MiB, unless a setting says otherwise.
const DOCUMENT_MIB_MAX: u32 = 25;

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
    documents: Option<String>,
    document_mib_max: Option<u32>,
    #[serde(default)]
    serve: WrittenServing,
    oidc: Option<WrittenOidc>,
    jwt: Option<WrittenJwt>,
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

impl std::str::FromStr for OutdatedViews {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let mut all = [Self::Renew, Self::Refuse].into_iter();
        all.find(|what| what.as_str() == text)
            .ok_or("what is done with outdated views is one of renew, refuse")
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
    pub serving: Serving,
    /// Where people sign in; none: nowhere.
    pub oidc: Option<Provided<OidcOptions>>,
    /// Whose tokens machines bring; none: nobody's.
    pub jwt: Option<Provided<TokenOptions>>,
    pub outdated_views: Setting<OutdatedViews>,
    /// Where the files of documents are kept.
    pub documents: Setting<StorePlace>,
    /// The largest size of a document's file, in MiB.
    pub document_mib_max: Setting<u32>,
    /// The settings file that was read, if one was.
    pub config: Setting<Option<PathBuf>>,
    /// Which logs are shown.
    pub log: Setting<String>,
    pub log_format: Setting<LogFormat>,
}

impl Settings {
    /// Gathers the settings; a file that is named must be there.
    ///
    /// What was parsed tells what was typed from what the environment said.
    pub fn gather(
        common: &Common,
        serving: &ServingArgs,
        parsed_from: &ArgMatches,
    ) -> Result<Self, Failure> {
        let (file, name) = match &common.config {
            Some(path) => (read(path)?, path.display().to_string()),
            None if Path::new(FILE).exists() => (read(Path::new(FILE))?, FILE.to_owned()),
            None => (Written::default(), FILE.to_owned()),
        };
        let engine = parsed(file.engine, "engine", &name)?;
        let outdated_views = parsed(file.outdated_views, "outdated_views", &name)?;
        let documents = parsed(file.documents, "documents", &name)?;
        must_be_a_size(file.document_mib_max, &name)?;
        let found = Path::new(FILE).exists().then(|| FILE.into());
        let chosen = Chooser {
            file: name,
            parsed_from,
        };
        let database_url = common.database_url.clone().filter(|url| !url.is_empty());
        let (data_dir, log) = (common.data_dir.clone(), common.log.clone());
        let renew = OutdatedViews::Renew;
        let data_dir = chosen.of("data_dir", data_dir, file.data_dir, ".data".into());
        let beside = StorePlace::Folder(data_dir.value.join(DOCUMENTS));
        let place = match &common.documents {
            // Typed without a place, it hides what the environment says.
            Some(None) => parsed(std::env::var(DOCUMENTS_ENV).ok(), "it", DOCUMENTS_ENV)?,
            place => place.clone().flatten(),
        };
        let mib_max = common.document_mib_max;
        Ok(Self {
            database_url: chosen.of(
                "database_url",
                database_url.map(Some),
                file.database_url.map(Some),
                None,
            ),
            data_dir,
            engine: chosen.of("engine", common.engine, engine, EngineChoice::Auto),
            port: Serving::port(serving, file.port, &chosen),
            serving: Serving::gather(serving, file.serve, &chosen)?,
            oidc: file.oidc.map(|oidc| oidc.read(&chosen)).transpose()?,
            jwt: file.jwt.map(|jwt| jwt.read(&chosen)).transpose()?,
            outdated_views: chosen.of(
                "outdated_views",
                common.outdated_views,
                outdated_views,
                renew,
            ),
            documents: chosen.of("documents", place, documents, beside),
            document_mib_max: chosen.of(
                "document_mib_max",
                mib_max,
                file.document_mib_max,
                DOCUMENT_MIB_MAX,
            ),
            config: chosen.of("config", common.config.clone().map(Some), None, found),
            log: chosen.of("log", log, None, LOG.to_owned()),
            log_format: chosen.of("log_format", common.log_format, None, LogFormat::Text),
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

    /// Opens the store of documents.
    pub fn store(&self) -> Result<Store, Failure> {
        Ok(Store::open(
            &self.documents.value,
            &self.data_dir.value.join(DOCUMENTS),
        )?)
    }

    /// Gives the limits of documents' files.
    pub fn document_limits(&self) -> Limits {
        Limits {
            bytes_max: u64::from(self.document_mib_max.value) << 20,
            ..Limits::default()
        }
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

struct Chooser<'a> {
    file: String,
    parsed_from: &'a ArgMatches,
}

impl Chooser<'_> {
    fn of<T>(&self, name: &str, said: Option<T>, written: Option<T>, default: T) -> Setting<T> {
        let (value, source) = match (said, written) {
            (Some(value), _) => match self.parsed_from.value_source(name) {
                Some(ValueSource::EnvVariable) => (value, "environment"),
                _ => (value, "command line"),
            },
            (None, Some(value)) => (value, self.file.as_str()),
            (None, None) => (default, "default"),
        };
        let source = source.to_owned();
        Setting { value, source }
    }
}

/// Refuses a size that the command line would refuse as well.
fn must_be_a_size(mib_max: Option<u32>, file: &str) -> Result<(), Failure> {
    match mib_max {
        Some(0 | 1_025..) => {
            let sentence = format!("{file}: document_mib_max: it is from 1 to 1024");
            Err(Failure::new(Exit::Usage, sentence))
        }
        Some(_) | None => Ok(()),
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
                format!(
                    "the settings file {}: {}",
                    path.display(),
                    without_source(&error.to_string())
                ),
            )
        })
}

/// Leaves out the line of the file that an error quotes: it may hold a secret.
fn without_source(error: &str) -> String {
    let is_quoted = |line: &&str| {
        let rest = line.trim_start_matches(|letter: char| letter == ' ' || letter.is_ascii_digit());
        rest.starts_with('|')
    };
    let said: Vec<&str> = error.lines().filter(|line| !is_quoted(line)).collect();
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::without_source;

    #[test]
    fn what_is_wrong_with_a_file_is_said_without_what_stands_there() {
        let error = "TOML parse error at line 2, column 17\n  |\n2 | client_secret = hunter2\n  \
                     |                 ^\ninvalid string\nexpected a quote";
        let said = "TOML parse error at line 2, column 17; invalid string; expected a quote";
        assert_eq!(without_source(error), said);
    }
}
