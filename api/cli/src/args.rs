//! What can be typed.

use std::path::PathBuf;

use application::documents::StorePlace;
use clap::{Args as ClapArgs, Parser, Subcommand};
use domain::{ClaimName, OrgId};
use projections::engine::EngineChoice;
use projections::views::ViewName;

use super::logs::LogFormat;
use super::questions::{Balance, Replay, Trace};
use super::settings::serving::ServingArgs;
use super::settings::{DOCUMENTS_ENV, OutdatedViews};

/// The ledger of partner incentive claims.
///
/// Exit codes: 0 done; 1 a problem was found; 2 the command line is wrong; 3 something that must
/// be there is not: a claim, a fund, a lot, a partner, a moment, a file, the data folder; 4 a
/// conflict; 69 the database is unavailable or its disk is full; 130 stopped by a signal.
#[derive(Debug, Parser)]
#[command(
    name = "claims",
    version,
    propagate_version = true,
    max_term_width = 100
)]
pub struct Args {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, ClapArgs)]
pub struct Common {
    /// A PostgreSQL to use (15 or newer); without it a private one in the data folder.
    #[arg(
        long,
        env = "DATABASE_URL",
        global = true,
        hide_env_values = true,
        value_name = "URL"
    )]
    pub database_url: Option<String>,
    /// The folder the ledger keeps its data in, unless a database is named [default: .data].
    #[arg(long, env = "CLAIMS_DATA_DIR", global = true, value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// Insist on an engine: auto, postgres or builtin [default: auto].
    #[arg(long, env = "CLAIMS_ENGINE", global = true, value_name = "ENGINE")]
    pub engine: Option<EngineChoice>,
    /// A settings file [default: claims.toml, where there is one].
    #[arg(long, env = "CLAIMS_CONFIG", global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What serving does with views of an earlier program: renew or refuse [default: renew].
    #[arg(
        long,
        env = "CLAIMS_OUTDATED_VIEWS",
        global = true,
        value_name = "WHAT"
    )]
    pub outdated_views: Option<OutdatedViews>,
    /// Where the files of documents are kept: a folder, or s3://bucket/prefix
    /// [default: documents in the data folder]; `export` takes them along with it.
    #[arg(
        long,
        env = DOCUMENTS_ENV,
        global = true,
        value_name = "PLACE",
        num_args = 0..=1
    )]
    pub documents: Option<Option<StorePlace>>,
    /// The largest size of a document's file, in MiB [default: 25].
    #[arg(
        long,
        env = "CLAIMS_DOCUMENT_MIB_MAX",
        global = true,
        value_name = "MIB",
        value_parser = clap::value_parser!(u32).range(1..=1024)
    )]
    pub document_mib_max: Option<u32>,
    /// Which logs to show, such as `info` or `warn,projections=debug`.
    #[arg(long, env = "CLAIMS_LOG", global = true, value_name = "FILTER")]
    pub log: Option<String>,
    /// How logs are written: text or json [default: text].
    #[arg(long, env = "CLAIMS_LOG_FORMAT", global = true, value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// Write JSON.
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tell the whole story of one partner's year, show what came of it, and serve.
    Demo(Demo),
    /// Serve the ledger over HTTP, on this machine alone unless asked otherwise.
    Serve(ServingArgs),
    /// Bring the database to the shape this program knows.
    Migrate {
        #[command(subcommand)]
        what: Option<MigrateWhat>,
    },
    /// Show the views: version, position, lag, state, and why one is behind.
    Views {
        #[command(subcommand)]
        what: Option<ViewsWhat>,
    },
    /// Rebuild views beside the live versions, prove them, and switch.
    Rebuild(Rebuild),
    /// Look after the files of documents.
    Documents {
        #[command(subcommand)]
        what: super::documents::DocumentsWhat,
    },
    /// Show the settings in force.
    Config {
        #[command(subcommand)]
        what: ConfigWhat,
    },
    Export(super::export::ExportArgs),
    /// Import histories from elsewhere.
    Import {
        #[command(subcommand)]
        what: ImportWhat,
    },
    /// Show the totals of every fund, and the claims by status.
    Overview(Overview),
    /// Show the history of a claim.
    History(History),
    /// Show everything about a claim.
    Claim(super::claim::ShowClaim),
    /// List the claims, newest first.
    List(super::list::List),
    /// Show what waits for whom, and by when.
    Queue(super::queue::Queue),
    /// Show a fund with its lots, and where each went.
    Fund(super::fund::ShowFund),
    /// List what was paid and what came back, newest first.
    Payments(super::payments::Payments),
    /// List the double entries of a fund, newest first.
    Postings(super::postings::Postings),
    /// Tell what changed between two moments: claims, and the totals of funds.
    Diff(super::diff::Diff),
    /// Fold claims and funds again from the log, each event proven, and give a digest.
    Replay(Replay),
    /// Show which earnings paid a claim, or where an earning went.
    Trace(Trace),
    /// Add up every account of every fund, from the log and as the views have them.
    Balance(Balance),
    /// Make, list and revoke the keys that programs and people come in with.
    Keys {
        #[command(subcommand)]
        what: super::keys::KeysWhat,
    },
    /// Measure the ledger.
    Bench {
        #[command(subcommand)]
        what: BenchWhat,
    },
    /// Write the description of the HTTP interface, as OpenAPI 3.1.
    Openapi,
    /// Write a completion script for a shell.
    Completions {
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, ClapArgs)]
pub struct Demo {
    /// The port to serve on [default: 8080].
    #[arg(long, value_name = "PORT")]
    pub port: Option<u16>,
    /// Tell the story, show it, and end.
    #[arg(long)]
    pub no_serve: bool,
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub enum MigrateWhat {
    /// Show which migrations were applied, and change nothing.
    Status,
}

#[derive(Debug, Subcommand)]
pub enum ConfigWhat {
    /// Show each setting, and where it comes from.
    Show(ServingArgs),
}

#[derive(Debug, Subcommand)]
pub enum ImportWhat {
    /// Import an event log in XES (IEEE 1849), one claim a case.
    Xes(ImportXes),
    Jsonl(super::import_jsonl::ImportJsonl),
}

#[derive(Debug, ClapArgs)]
pub struct ImportXes {
    /// The log, plain or gzipped.
    pub file: PathBuf,
    /// What each activity of the log means here.
    #[arg(long, value_name = "FILE.toml")]
    pub mapping: PathBuf,
    /// Go through the whole log in memory and say what would come of it.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, ClapArgs)]
pub struct Overview {
    /// Only this partner's.
    #[arg(long)]
    pub partner: Option<OrgId>,
    #[command(flatten)]
    pub past: super::overview::Past,
}

#[derive(Debug, ClapArgs)]
pub struct History {
    /// The claim, by its number or its id.
    #[arg(value_parser = claim_name)]
    pub claim: ClaimName,
    #[command(flatten)]
    pub as_of: super::as_of::AsOfArgs,
}

#[derive(Debug, Subcommand)]
pub enum BenchWhat {
    /// Run claims from filing to approval, against single-row inserts and stock cqrs-es.
    Lifecycle(BenchLifecycle),
    /// Rebuild all views, against the log copied out and stock cqrs-es' replay.
    Rebuild(BenchRebuild),
    /// Ask over HTTP, against PostgreSQL running the main queries alone.
    Reads(BenchReads),
    /// Command over HTTP, against the same commands in-process.
    Commands(BenchCommands),
    /// Follow the events with many readers, and measure how late they are.
    Events(BenchEvents),
}

#[derive(Debug, ClapArgs)]
pub struct BenchCommands {
    /// How many callers command at the same time, each over a connection of their own.
    #[arg(long, default_value_t = 128, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub callers: u32,
    /// How long each of the two measurements lasts.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
    /// How many funds the claims are spread over.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub funds: u32,
}

#[derive(Debug, ClapArgs)]
pub struct BenchEvents {
    /// How many readers follow.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub readers: u32,
    /// How many events are recorded each second.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(50..=100_000))]
    pub per_second: u32,
    /// How long events are recorded.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
}

#[derive(Debug, ClapArgs)]
pub struct BenchReads {
    /// How many events the log holds.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(100..))]
    pub events: u64,
    /// How many callers ask at the same time, each over a connection of their own.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=512))]
    pub callers: u32,
    /// How long each question is asked.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
}

#[derive(Debug, ClapArgs)]
pub struct BenchRebuild {
    /// How many events the log holds.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub events: u64,
    /// How many connections fold at the same time [default: twice the processors].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub jobs: Option<u32>,
    /// How many callers command beside a second rebuild; none leaves that part out.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(0..=4096))]
    pub callers: u32,
    /// How many funds the claims are spread over.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub funds: u32,
}

/// What to do with the views.
#[derive(Debug, Subcommand)]
pub enum ViewsWhat {
    /// Compare live views with a fresh fold of the log; exit code 1 when they differ.
    Verify {
        /// One of claim, queue, history, overview, postings [default: all].
        view: Option<ViewName>,
        /// How many connections fold at the same time [default: twice the processors].
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=64))]
        jobs: Option<u32>,
    },
    /// Make the version before the last rebuild live again.
    Rollback { view: ViewName },
    /// Drop the versions that are kept for a way back.
    Prune {
        /// Do it; without, they are listed.
        #[arg(long)]
        execute: bool,
    },
    /// Let a parked view try its event again.
    Retry { view: ViewName },
    /// Cancel a rebuild that is underway or was interrupted.
    Cancel,
}

/// Make views anew.
#[derive(Debug, ClapArgs)]
#[group(skip)]
pub struct Rebuild {
    /// One of claim, queue, history, overview, postings.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub view: Option<ViewName>,
    /// All views, in one pass over the log.
    #[arg(long)]
    pub all: bool,
    /// Do it; without, say what would be done and how long it would take.
    #[arg(long)]
    pub execute: bool,
    /// Switch although the live version differs from what the log says: it is damaged.
    #[arg(long, requires = "execute")]
    pub accept_differences: bool,
    /// How many connections fold at the same time [default: twice the processors].
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub jobs: Option<u32>,
}

#[derive(Debug, ClapArgs)]
pub struct BenchLifecycle {
    /// How many callers command at the same time.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub callers: u32,
    /// How long each of the three measurements lasts.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub seconds: u64,
    /// How many events the log holds before the measurement begins.
    #[arg(long, default_value_t = 0, value_name = "EVENTS")]
    pub preload: u64,
    /// How many funds the claims are spread over.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub funds: u32,
}

/// Reads the number or the id of a claim.
pub fn claim_name(text: &str) -> Result<ClaimName, String> {
    text.parse().map_err(|_| {
        "a claim is named by its number, such as C-48211, or by its id, such as \
         claim_01h455vb4pex5vsknk084sn02q"
            .to_owned()
    })
}
