//! Engines: what is chosen for a data folder, and what survives.
//!
//! A process that is to be killed, or that needs another environment, is this test program again,
//! running the one test that does nothing else.

use std::fs;
use std::future::poll_fn;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use projections::engine::{Engine, EngineChoice, EngineError, EngineKind, EngineOptions, pool_on};
use sqlx::PgPool;

#[test]
fn an_engine_is_called_on_the_command_line_as_it_calls_itself() {
    for name in ["auto", "postgres", "builtin"] {
        assert_eq!(name.parse::<EngineChoice>().unwrap().to_string(), name);
    }
    assert!("oracle".parse::<EngineChoice>().is_err());
}

#[test]
fn a_database_url_is_used_and_leaves_the_data_folder_alone() {
    let folder = Folder::new();
    let engine = Engine::open(&EngineOptions {
        choice: EngineChoice::Auto,
        data_dir: folder.data(),
        database_url: Some("postgres://someone:secret@database.example:6432/claims".to_owned()),
    })
    .unwrap();
    assert_eq!(engine.kind(), EngineKind::External);
    assert_eq!(engine.max_connections(), 16);
    assert_eq!(
        engine.chosen(),
        "PostgreSQL at database.example:6432, because DATABASE_URL is set."
    );
    assert!(!folder.data().exists());
}

#[test]
fn a_database_url_that_is_none_is_refused_without_repeating_it() {
    let folder = Folder::new();
    for url in [
        "mysql://someone:secret@host/x",
        "postgres://secret@host:port/x",
        "secret",
    ] {
        let refused = Engine::open(&EngineOptions {
            choice: EngineChoice::Auto,
            data_dir: folder.data(),
            database_url: Some(url.to_owned()),
        })
        .unwrap_err();
        assert!(matches!(refused, EngineError::DatabaseUrlMalformed(_)));
        assert!(!refused.is_unavailable());
        assert!(!refused.to_string().contains("secret"));
    }
}

#[test]
fn the_built_in_engine_and_a_database_url_exclude_each_other() {
    let folder = Folder::new();
    let refused = Engine::open(&EngineOptions {
        choice: EngineChoice::Builtin,
        data_dir: folder.data(),
        database_url: Some("postgres://host/claims".to_owned()),
    });
    assert!(matches!(refused, Err(EngineError::DatabaseUrlNotWanted)));
}

#[test]
fn a_folder_that_cannot_be_made_is_a_precondition() {
    let folder = Folder::new();
    let file = folder.path.join("file");
    fs::write(&file, "").unwrap();
    let refused = open(EngineChoice::Auto, &file.join("data")).unwrap_err();
    assert!(matches!(refused, EngineError::FolderNotUsable { .. }));
    assert!(!refused.is_unavailable());
}

#[test]
fn a_folder_is_opened_by_the_engine_that_made_it_or_not_at_all() {
    let folder = Folder::new();
    for (mark, asked, made_by) in [
        ("builtin", EngineChoice::Postgres, EngineKind::Builtin),
        ("postgres", EngineChoice::Builtin, EngineKind::Private),
    ] {
        folder.write("engine", mark);
        match open(asked, &folder.data()).unwrap_err() {
            EngineError::FolderOfAnotherEngine { made_by: told, .. } => assert_eq!(told, made_by),
            other => panic!("{other}"),
        }
    }
    folder.write("engine", "oracle");
    let refused = open(EngineChoice::Auto, &folder.data());
    assert!(matches!(
        refused,
        Err(EngineError::FolderOfUnknownEngine { .. })
    ));
}

#[test]
fn a_cluster_is_opened_by_the_major_version_that_made_it_or_not_at_all() {
    let folder = Folder::new();
    folder.write("pgdata/PG_VERSION", "9\n");
    // Without a mark as well: nothing starts afresh beside files that are there.
    let refused = open(EngineChoice::Auto, &folder.data()).unwrap_err();
    assert!(matches!(
        refused,
        EngineError::ClusterOfAnotherMajor { made_by: 9, .. }
    ));
    assert!(!refused.is_unavailable());
}

#[test]
fn a_second_opener_of_a_folder_is_told_who_holds_it() {
    let folder = Folder::new();
    let mut first = open(EngineChoice::Postgres, &folder.data()).unwrap();
    match open(EngineChoice::Auto, &folder.data()).unwrap_err() {
        EngineError::FolderInUse { holder, .. } => assert_eq!(holder, Some(std::process::id())),
        other => panic!("{other}"),
    }
    first.stop();
    open(EngineChoice::Auto, &folder.data()).unwrap();
}

#[test]
fn a_private_cluster_is_durable_and_keeps_its_rows_over_a_stop() {
    let folder = Folder::new();
    let mut engine = open(EngineChoice::Postgres, &folder.data()).unwrap();
    assert_eq!(engine.kind(), EngineKind::Private);
    let server = folder.server();
    run(async {
        let pool = pool_of(&engine).await;
        for (setting, value) in [
            ("fsync", "on"),
            ("synchronous_commit", "on"),
            ("full_page_writes", "on"),
            ("data_checksums", "on"),
            ("listen_addresses", ""),
            ("server_encoding", "UTF8"),
            ("client_min_messages", "error"),
            ("application_name", "claims"),
        ] {
            assert_eq!(current_setting(&pool, setting).await, value, "{setting}");
        }
        write_row(&pool, 1).await;
    });
    // With connections still open.
    engine.stop();
    engine.stop();
    assert!(!is_alive(server));
    assert_eq!(
        fs::read_to_string(folder.data().join("engine")).unwrap(),
        "postgres\n"
    );

    let engine = open(EngineChoice::Auto, &folder.data()).unwrap();
    assert!(
        engine.chosen().contains("it made this data folder"),
        "{}",
        engine.chosen()
    );
    assert_eq!(
        run(async { rows(&pool_of(&engine).await).await }),
        Rows { count: 1, last: 1 }
    );
}

#[test]
fn a_private_cluster_works_where_its_account_may_not_pass_and_where_the_path_is_long() {
    let folder = Folder::new();
    // Of no interest to anyone but root, whose PostgreSQL runs as another account.
    for (mode, name) in [
        (0o700, "closed".to_owned()),
        (0o755, "open".to_owned()),
        (0o755, "x".repeat(120)),
    ] {
        fs::set_permissions(&folder.path, fs::Permissions::from_mode(mode)).unwrap();
        let mut engine = open(EngineChoice::Postgres, &folder.path.join(name)).unwrap();
        run(async { write_row(&pool_of(&engine).await, 1).await });
        let socket = engine.connect_options().get_socket().unwrap().clone();
        assert!(socket.exists());
        engine.stop();
        assert!(!socket.exists());
    }
}

#[test]
fn a_private_cluster_loses_nothing_acknowledged_when_the_process_is_killed() {
    loses_nothing_when_killed("postgres", 3);
}

#[test]
fn a_terminated_process_leaves_no_server_behind() {
    let folder = Folder::new();
    let mut writer = Process::start("write", "postgres", &folder.data(), &[]);
    writer.line_of("row ");
    let server = folder.server();
    assert!(is_alive(server));
    let ended = writer.end_by(libc::SIGTERM);
    assert_eq!(ended.signal(), Some(libc::SIGTERM));
    until("the server has gone", || !is_alive(server));
}

#[test]
fn a_server_that_is_killed_is_started_again() {
    let folder = Folder::new();
    let engine = open(EngineChoice::Postgres, &folder.data()).unwrap();
    run(async {
        let pool = pool_of(&engine).await;
        write_row(&pool, 1).await;
        let server = folder.server();
        send(server, libc::SIGKILL);
        let deadline = Instant::now() + PATIENCE;
        // A session may outlive its server for a moment; then statements fail until it is back.
        loop {
            let wrote = sqlx::query("insert into written values (2) on conflict do nothing")
                .execute(&pool)
                .await;
            if wrote.is_ok() && folder.server_if_any().is_some_and(|pid| pid != server) {
                break;
            }
            assert!(Instant::now() < deadline, "the server is not back");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(rows(&pool).await, Rows { count: 2, last: 2 });
    });
}

#[test]
fn a_transaction_given_up_while_it_begins_loses_no_later_write() {
    let folder = Folder::new();
    let engine = open(EngineChoice::Postgres, &folder.data()).unwrap();
    run(async {
        let other = pool_of(&engine).await;
        let pool = pool_on(engine.connect_options(), 1);
        for n in 1..=40 {
            // Given up before it asks the server, while it waits, or once it has the answer.
            let mut begin = Box::pin(pool.begin());
            for _ in 0..n % 4 {
                let is_ready = poll_fn(|cx| Poll::Ready(begin.as_mut().poll(cx).is_ready())).await;
                if is_ready {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            drop(begin);
            write_row(&pool, n).await;
        }
        let kept = rows(&other).await;
        assert_eq!((kept.count, kept.last), (40, 40));
    });
}

#[test]
fn without_an_installed_postgresql_the_built_in_engine_is_chosen_and_says_why() {
    let folder = Folder::new();
    let nowhere = [("PG_BINDIR", "/nowhere")];
    let mut asked = Process::start("open", "postgres", &folder.data(), &nowhere);
    let said = asked.line_of("refused ");
    assert!(said.contains("No PostgreSQL programs"), "{said}");
    asked.finish();

    let mut auto = Process::start("open", "auto", &folder.data(), &nowhere);
    let said = auto.line_of("chosen ");
    assert!(said.starts_with("Built-in PostgreSQL in "), "{said}");
    assert!(
        said.contains("No PostgreSQL programs (initdb and postgres) were found in /nowhere"),
        "{said}"
    );
    auto.finish();
    assert_eq!(
        fs::read_to_string(folder.data().join("engine")).unwrap(),
        "builtin\n"
    );
    // And it stays so where there is one.
    let mut again = Process::start("open", "auto", &folder.data(), &[]);
    assert!(again.line_of("chosen ").starts_with("Built-in PostgreSQL"));
    again.finish();
}

#[test]
fn an_installed_postgresql_that_does_not_work_is_reported_by_what_it_said() {
    let folder = Folder::new();
    let programs = folder.path.join("bin");
    for (name, script) in [
        ("postgres", "#!/bin/sh\necho 'postgres (PostgreSQL) 17.2'\n"),
        ("initdb", "#!/bin/sh\necho 'initdb: no space' >&2\nexit 1\n"),
    ] {
        fs::create_dir_all(&programs).unwrap();
        fs::write(programs.join(name), script).unwrap();
        let mode = fs::Permissions::from_mode(0o755);
        fs::set_permissions(programs.join(name), mode).unwrap();
    }
    fs::set_permissions(&folder.path, fs::Permissions::from_mode(0o755)).unwrap();
    let broken = [("PG_BINDIR", programs.to_str().unwrap())];
    let mut asked = Process::start("open", "postgres", &folder.data(), &broken);
    let said = asked.line_of("refused ");
    assert!(said.contains("unavailable"), "{said}");
    assert!(said.contains("initdb: no space"), "{said}");
    asked.finish();
    assert!(!folder.data().join("engine").exists());
    assert!(!folder.data().join("pgdata").exists());
}

#[test]
fn the_built_in_engine_loses_nothing_acknowledged_when_the_process_is_killed() {
    loses_nothing_when_killed("builtin", 2);
}

#[test]
fn the_built_in_engine_keeps_everything_in_its_folder_and_stops_with_a_connection_open() {
    let folder = Folder::new();
    let mut writer = Process::start("settings", "builtin", &folder.data(), &[]);
    assert_eq!(
        writer.line_of("settings "),
        "1 on on on on UTF8 error claims"
    );
    // It ends by stopping the engine, without closing the pool first.
    writer.finish();
    assert!(folder.data().join("cache").is_dir());
    assert!(folder.data().join("builtin/pgdata/PG_VERSION").is_file());
    assert!(!folder.data().join("sock").exists());
}

/// The other process of these tests; without a task it passes at once.
#[test]
fn this_test_is_the_other_process_of_the_others() {
    let Ok(task) = std::env::var("ENGINES_TASK") else {
        return;
    };
    let folder = PathBuf::from(std::env::var("ENGINES_FOLDER").unwrap());
    let choice = std::env::var("ENGINES_CHOICE").unwrap().parse().unwrap();
    // The harness does not end its own line.
    println!();
    let mut engine = match open(choice, &folder) {
        Ok(engine) => engine,
        Err(refused) => {
            let kind = if refused.is_unavailable() {
                "unavailable"
            } else {
                "precondition"
            };
            let said = refused.to_string().replace('\n', " ");
            return println!("refused {kind}: {said}");
        }
    };
    println!("chosen {}", engine.chosen());
    run(async {
        let pool = pool_of(&engine).await;
        match task.as_str() {
            "write" => loop {
                let next = rows(&pool).await.last + 1;
                write_row(&pool, next).await;
                println!("row {next}");
            },
            "count" => {
                let Rows { count, last } = rows(&pool).await;
                println!("rows {count} {last}");
            }
            "settings" => {
                let mut line = engine.max_connections().to_string();
                for setting in [
                    "fsync",
                    "synchronous_commit",
                    "full_page_writes",
                    "data_checksums",
                    "server_encoding",
                    "client_min_messages",
                    "application_name",
                ] {
                    line = format!("{line} {}", current_setting(&pool, setting).await);
                }
                println!("settings {line}");
            }
            _ => {}
        }
        engine.stop();
    });
}

const PATIENCE: Duration = Duration::from_secs(60);

fn loses_nothing_when_killed(choice: &str, times: u32) {
    let folder = Folder::new();
    let mut acknowledged = 0;
    for _ in 0..times {
        let mut writer = Process::start("write", choice, &folder.data(), &[]);
        for _ in 0..40 {
            acknowledged = writer.line_of("row ").parse().unwrap();
        }
        let ended = writer.end_by(libc::SIGKILL);
        assert_eq!(ended.signal(), Some(libc::SIGKILL));
        // What it had written to the pipe before it died was acknowledged as well.
        while let Some(row) = writer.next_line_of("row ") {
            acknowledged = row.parse().unwrap();
        }
    }
    let mut reader = Process::start("count", choice, &folder.data(), &[]);
    let line = reader.line_of("rows ");
    let (count, last) = line.split_once(' ').unwrap();
    let (count, last): (i64, i64) = (count.parse().unwrap(), last.parse().unwrap());
    assert!(
        last >= acknowledged,
        "{acknowledged} acknowledged, {last} found"
    );
    assert_eq!(count, last);
    reader.finish();
}

/// A folder for one test, with a data folder to be made in it. As closed as `mktemp -d` makes it.
struct Folder {
    path: PathBuf,
}

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("claims-engines-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        Self { path }
    }

    fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.data().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The pid of the private cluster's server.
    fn server(&self) -> i32 {
        self.server_if_any().unwrap()
    }

    fn server_if_any(&self) -> Option<i32> {
        let noted = fs::read_to_string(self.data().join("pgdata/postmaster.pid")).ok()?;
        noted.lines().next()?.parse().ok()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// This test program, started once more for one task.
struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(task: &str, choice: &str, data: &Path, environment: &[(&str, &str)]) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["engines::this_test_is_the_other_process_of_the_others"])
            .args(["--exact", "--nocapture", "--test-threads=1"])
            .env("ENGINES_TASK", task)
            .env("ENGINES_CHOICE", choice)
            .env("ENGINES_FOLDER", data)
            // What a killed process leaves in the temporary folder goes with the test's folder.
            .env("TMPDIR", data.parent().unwrap())
            .env_remove("XDG_CACHE_HOME")
            .env_remove("PG_BINDIR")
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    fn line_of(&mut self, prefix: &str) -> String {
        self.next_line_of(prefix)
            .unwrap_or_else(|| panic!("the other process ended without a line of {prefix:?}"))
    }

    fn next_line_of(&mut self, prefix: &str) -> Option<String> {
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap() > 0 {
            if let Some(rest) = line.strip_prefix(prefix)
                && let Some(rest) = rest.strip_suffix('\n')
            {
                return Some(rest.to_owned());
            }
            line.clear();
        }
        None
    }

    fn end_by(&mut self, signal: i32) -> ExitStatus {
        send(self.child.id().cast_signed(), signal);
        self.child.wait().unwrap()
    }

    fn finish(mut self) {
        self.output.read_to_end(&mut Vec::new()).unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Rows {
    count: i64,
    last: i64,
}

fn open(choice: EngineChoice, data: &Path) -> Result<Engine, EngineError> {
    Engine::open(&EngineOptions {
        choice,
        data_dir: data.to_owned(),
        database_url: None,
    })
}

fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

/// The engine's pool, and a table to write to.
async fn pool_of(engine: &Engine) -> PgPool {
    let pool = engine.pool();
    sqlx::query("create table if not exists written (n bigint primary key)")
        .execute(&pool)
        .await
        .unwrap();
    pool
}

async fn write_row(pool: &PgPool, n: i64) {
    sqlx::query("insert into written values ($1)")
        .bind(n)
        .execute(pool)
        .await
        .unwrap();
}

async fn rows(pool: &PgPool) -> Rows {
    let (count, last) = sqlx::query_as("select count(*), coalesce(max(n), 0) from written")
        .fetch_one(pool)
        .await
        .unwrap();
    Rows { count, last }
}

async fn current_setting(pool: &PgPool, name: &str) -> String {
    sqlx::query_scalar("select current_setting($1)")
        .bind(name)
        .fetch_one(pool)
        .await
        .unwrap()
}

fn is_alive(pid: i32) -> bool {
    // SAFETY: signal 0 is never delivered.
    unsafe { libc::kill(pid, 0) == 0 }
}

fn send(pid: i32, signal: i32) {
    // SAFETY: the pid is that of a process which the test started, directly or not.
    assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
}

fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
