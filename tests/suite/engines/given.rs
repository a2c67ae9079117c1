//! Folders, processes and rows for the tests of the engines.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use projections::engine::{Engine, EngineChoice, EngineError, EngineOptions};
use sqlx::PgPool;

pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A folder for one test, with a data folder to be made in it. As closed as `mktemp -d` makes it.
pub(super) struct Folder {
    pub(super) path: PathBuf,
}

impl Folder {
    pub(super) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("claims-engines-{}-{count}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        Self { path }
    }

    pub(super) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.data().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The pid of the private cluster's server.
    pub(super) fn server(&self) -> i32 {
        self.server_if_any().unwrap()
    }

    pub(super) fn server_if_any(&self) -> Option<i32> {
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
pub(super) struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    pub(super) fn start(
        task: &str,
        choice: &str,
        data: &Path,
        environment: &[(&str, &str)],
    ) -> Self {
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

    pub(super) fn line_of(&mut self, prefix: &str) -> String {
        self.next_line_of(prefix)
            .unwrap_or_else(|| panic!("the other process ended without a line of {prefix:?}"))
    }

    pub(super) fn next_line_of(&mut self, prefix: &str) -> Option<String> {
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

    pub(super) fn end_by(&mut self, signal: i32) -> ExitStatus {
        send(self.child.id().cast_signed(), signal);
        self.child.wait().unwrap()
    }

    pub(super) fn finish(mut self) {
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
pub(super) struct Rows {
    pub(super) count: i64,
    pub(super) last: i64,
}

pub(super) fn open(choice: EngineChoice, data: &Path) -> Result<Engine, EngineError> {
    Engine::open(&EngineOptions {
        choice,
        data_dir: data.to_owned(),
        database_url: None,
    })
}

pub(super) fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}

/// The engine's pool, and a table to write to.
pub(super) async fn pool_of(engine: &Engine) -> PgPool {
    let pool = engine.pool();
    sqlx::query("create table if not exists written (n bigint primary key)")
        .execute(&pool)
        .await
        .unwrap();
    pool
}

pub(super) async fn write_row(pool: &PgPool, n: i64) {
    sqlx::query("insert into written values ($1)")
        .bind(n)
        .execute(pool)
        .await
        .unwrap();
}

pub(super) async fn rows(pool: &PgPool) -> Rows {
    let (count, last) = sqlx::query_as("select count(*), coalesce(max(n), 0) from written")
        .fetch_one(pool)
        .await
        .unwrap();
    Rows { count, last }
}

pub(super) async fn current_setting(pool: &PgPool, name: &str) -> String {
    sqlx::query_scalar("select current_setting($1)")
        .bind(name)
        .fetch_one(pool)
        .await
        .unwrap()
}

pub(super) fn is_alive(pid: i32) -> bool {
    // SAFETY: signal 0 is never delivered.
    unsafe { libc::kill(pid, 0) == 0 }
}

pub(super) fn send(pid: i32, signal: i32) {
    // SAFETY: the pid is that of a process which the test started, directly or not.
    assert_eq!(unsafe { libc::kill(pid, signal) }, 0);
}

pub(super) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
