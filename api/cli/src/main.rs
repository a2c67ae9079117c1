//! The `claims` program: data on standard output, progress and prose on standard error.

mod args;
mod as_of;
mod asking;
mod balance;
mod bench;
mod bench_commands;
mod bench_events;
mod bench_reads;
mod bench_rebuild;
mod business;
mod claim;
mod config;
mod demo;
mod diff;
mod documents;
mod exit;
mod export;
mod fund;
mod history;
mod import;
mod import_jsonl;
mod keys;
mod list;
mod listing;
mod logs;
mod migrate;
mod openapi;
mod output;
mod overview;
mod payments;
mod postings;
mod questions;
mod queue;
mod rebuild;
mod replay;
mod serve;
mod session;
mod settings;
mod stop;
mod trace;
mod views;

use std::process::ExitCode;

use args::{Args, BenchWhat, Command, ConfigWhat, ImportWhat};
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches};
use exit::{Exit, Failure};
use output::Output;
use settings::Settings;
use settings::serving::ServingArgs;

/// Commands allocate many small texts; this allocator is quicker at that than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs the program: reads the arguments, does what they say, tells how it ended.
fn main() -> ExitCode {
    // The one provider of TLS here; there is nothing to be done if there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let matches = Args::command().get_matches();
    let args = Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let _begun = logs::begin(
        args.common.log.as_deref(),
        args.common.log_format.unwrap_or_default(),
    );
    let ended = run(args, &matches).and_then(|exit| {
        let sentence = |error| format!("what was asked for could not be written: {error}");
        let unwritten = |error| Failure::new(Exit::Unavailable, sentence(error));
        output::arrived().map_err(unwritten).map(|()| exit)
    });
    match ended {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.tell();
            failure.exit.into()
        }
    }
}

fn run(args: Args, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Args { common, command } = args;
    let output = Output::new(common.json);
    if let Command::Completions { shell } = command {
        let mut command = Args::command();
        let mut script = vec![];
        clap_complete::generate(shell, &mut command, "claims", &mut script);
        output::text(&script);
        return Ok(Exit::Ok);
    }
    if let Command::Openapi = command {
        return Ok(openapi::run());
    }
    let settings = Settings::gather(&common, serving_of(&command), deepest(matches))?;
    let typed = Some(ValueSource::CommandLine);
    let names_documents = matches.value_source("documents") == typed;
    if common.documents == Some(None) && !matches!(command, Command::Export(_)) {
        let sentence = "--documents names the place where the files of documents are kept";
        return Err(Failure::new(Exit::Usage, sentence));
    }
    match command {
        Command::Demo(demo) => demo::run(&settings.with_port(demo.port), &demo, output),
        Command::Serve(_) => serve::run(&settings),
        Command::Migrate { what } => migrate::run(&settings, what, output),
        Command::Views { what } => views::run(&settings, what.as_ref(), output),
        Command::Rebuild(rebuild) => rebuild::run(&settings, &rebuild, output),
        Command::Documents { what } => documents::run(&settings, &what, output),
        Command::Config {
            what: ConfigWhat::Show(_),
        } => config::show(&settings, output),
        Command::Import { what } => match what {
            ImportWhat::Xes(xes) => import::run(&settings, &xes, output),
            ImportWhat::Jsonl(jsonl) => import_jsonl::run(&settings, &jsonl, output),
        },
        Command::Export(mut export) => {
            export.takes_documents = names_documents;
            export::run(&settings, &export, output)
        }
        Command::Overview(overview) => overview::run(&settings, &overview, output),
        Command::History(history) => history::run(&settings, &history, output),
        Command::Claim(claim) => claim::run(&settings, &claim, output),
        Command::List(list) => list::run(&settings, &list, output),
        Command::Queue(queue) => queue::run(&settings, &queue, output),
        Command::Fund(fund) => fund::run(&settings, &fund, output),
        Command::Payments(payments) => payments::run(&settings, &payments, output),
        Command::Postings(postings) => postings::run(&settings, &postings, output),
        Command::Diff(diff) => diff::run(&settings, &diff, output),
        Command::Replay(replay) => replay::run(&settings, &replay, output),
        Command::Trace(trace) => trace::run(&settings, &trace, output),
        Command::Balance(balance) => balance::run(&settings, &balance, output),
        Command::Keys { what } => keys::run(&settings, &what, output),
        Command::Bench { what } => match what {
            BenchWhat::Lifecycle(bench) => bench::run(&settings, &bench, output),
            BenchWhat::Rebuild(bench) => bench_rebuild::run(&settings, &bench, output),
            BenchWhat::Reads(bench) => bench_reads::run(&settings, &bench, output),
            BenchWhat::Commands(bench) => bench_commands::run(&settings, &bench, output),
            BenchWhat::Events(bench) => bench_events::run(&settings, &bench, output),
        },
        Command::Openapi | Command::Completions { .. } => Ok(Exit::Ok),
    }
}

/// Gives what was said of serving; most commands say nothing of it.
fn serving_of(command: &Command) -> &ServingArgs {
    static NOTHING: ServingArgs = ServingArgs::NOTHING;
    match command {
        Command::Serve(serving) => serving,
        Command::Config {
            what: ConfigWhat::Show(serving),
        } => serving,
        Command::Demo(_)
        | Command::Migrate { .. }
        | Command::Views { .. }
        | Command::Rebuild(_)
        | Command::Export(_)
        | Command::Import { .. }
        | Command::Overview(_)
        | Command::History(_)
        | Command::Claim(_)
        | Command::List(_)
        | Command::Queue(_)
        | Command::Fund(_)
        | Command::Payments(_)
        | Command::Postings(_)
        | Command::Diff(_)
        | Command::Replay(_)
        | Command::Trace(_)
        | Command::Balance(_)
        | Command::Documents { .. }
        | Command::Keys { .. }
        | Command::Bench { .. }
        | Command::Openapi
        | Command::Completions { .. } => &NOTHING,
    }
}

/// Gives what was parsed for the innermost command, which knows what every command takes as well.
fn deepest(matches: &ArgMatches) -> &ArgMatches {
    match matches.subcommand() {
        Some((_, inner)) => deepest(inner),
        None => matches,
    }
}
