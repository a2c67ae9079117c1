//! PostgreSQL killed under load: callers are told, the ledger recovers, nothing acknowledged is lost.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use projections::engine::pool_on;
use projections::views::{Projector, ViewName, Views, Waited};
use projections::{CommandError, Ledger};
use sqlx::postgres::PgConnectOptions;
use tests::stage::{Stage, clock};

/// A cluster of this test alone, with durable settings, that can be killed.
struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
}

impl Cluster {
    fn start() -> Self {
        let bin: PathBuf = std::env::var("CLAIMS_TEST_PG_BINDIR")
            .expect("run the suite by `tests/run`: it says where PostgreSQL is")
            .into();
        let folder = std::env::temp_dir().join(format!("claims-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir(&folder).unwrap();
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&folder));
        }
        let cluster = Self { folder, bin };
        let data = cluster.folder.join("data");
        let mut initdb = cluster.program("initdb");
        run(initdb
            .args([
                "-U",
                "tests",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "-D",
            ])
            .arg(data));
        cluster.up();
        cluster
    }

    fn program(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        if !is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        command.args([
            "--reuid",
            "postgres",
            "--regid",
            "postgres",
            "--clear-groups",
        ]);
        command.arg(program).current_dir(&self.folder);
        command
    }

    fn up(&self) {
        let options = format!("-k {} -c listen_addresses=", self.folder.display());
        let log = self.folder.join("log");
        run(self.pg_ctl(&["-w", "start", "-o", &options, "-l"]).arg(log));
    }

    /// Kills the server as a crash would: no checkpoint, sessions cut.
    fn kill(&self) {
        run(&mut self.pg_ctl(&["-m", "immediate", "stop"]));
    }

    fn pg_ctl(&self, arguments: &[&str]) -> Command {
        let mut pg_ctl = self.program("pg_ctl");
        pg_ctl
            .arg("-D")
            .arg(self.folder.join("data"))
            .args(arguments);
        pg_ctl
    }

    fn options(&self) -> PgConnectOptions {
        PgConnectOptions::new()
            .socket(&self.folder)
            .username("tests")
            .database("postgres")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.pg_ctl(&["-m", "immediate", "stop"]).output();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    Path::new("/root").metadata().is_ok() && unsafe { libc::geteuid() } == 0
}

fn run(command: &mut Command) {
    let quiet = command
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    assert!(quiet.status().unwrap().success(), "{command:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_acknowledged_command_is_lost_when_postgresql_is_killed_under_load() {
    let cluster = Arc::new(tokio::task::spawn_blocking(Cluster::start).await.unwrap());
    let pool = pool_on(cluster.options(), 8);
    projections::schema::migrate(&pool).await.unwrap();
    Views::prepare(&pool).await.unwrap();
    let ledger = Ledger::open(pool.clone(), clock).await.unwrap();
    let projector = Projector::start(pool.clone(), ledger.head());
    let stage = Stage::set(ledger.clone()).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let callers: Vec<_> = (0..16)
        .map(|n| {
            let (stage, is_over) = (stage.clone(), Arc::clone(&is_over));
            tokio::spawn(load(stage, n, is_over))
        })
        .collect();
    // The last time for longer than the committer's patience, so that callers are told.
    for seconds in [1, 4, 10] {
        tokio::time::sleep(Duration::from_millis(600)).await;
        let killed = Arc::clone(&cluster);
        tokio::task::spawn_blocking(move || killed.kill())
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        let raised = Arc::clone(&cluster);
        tokio::task::spawn_blocking(move || raised.up())
            .await
            .unwrap();
    }
    // Recovery without a restart of ours: a command goes through soon after.
    let back = Instant::now();
    while stage
        .does(stage.create(&uuid::Uuid::now_v7().to_string(), 100))
        .await
        .is_err()
    {
        assert!(
            back.elapsed() < Duration::from_secs(20),
            "the ledger recovers"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    is_over.store(true, Ordering::Relaxed);
    let mut told = Told::default();
    for caller in callers {
        told.add(caller.await.unwrap());
    }
    assert!(told.acknowledged.len() > 100, "{}", told.acknowledged.len());
    assert!(
        told.unavailable > 0,
        "callers were told while the database was unavailable"
    );
    let there: Vec<String> = sqlx::query_scalar("select key from commands")
        .fetch_all(&pool)
        .await
        .unwrap();
    let there: std::collections::HashSet<_> = there.into_iter().collect();
    let lost: Vec<_> = told
        .acknowledged
        .iter()
        .filter(|key| !there.contains(*key))
        .collect();
    assert!(lost.is_empty(), "{} lost: {lost:?}", lost.len());
    // What was said not to be appended is not there.
    let ghosts: Vec<_> = told
        .refused
        .iter()
        .filter(|key| there.contains(*key))
        .collect();
    assert!(ghosts.is_empty(), "{ghosts:?}");
    let positions: Vec<i64> = sqlx::query_scalar("select position from events order by position")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(positions, (1..=positions.len() as i64).collect::<Vec<_>>());
    let views = Views::new(pool.clone());
    let head = positions.len() as u64;
    let waited = views
        .wait_for(&ViewName::ALL, head, Duration::from_secs(20))
        .await
        .unwrap();
    assert_eq!(waited, Waited::Reached, "the views recover too");
    projector.stop().await;
    ledger.stop().await;
    pool.close().await;
}

#[derive(Default)]
struct Told {
    acknowledged: Vec<String>,
    refused: Vec<String>,
    unavailable: usize,
}

impl Told {
    fn add(&mut self, other: Self) {
        self.acknowledged.extend(other.acknowledged);
        self.refused.extend(other.refused);
        self.unavailable += other.unavailable;
    }
}

async fn load(stage: Stage, caller: usize, is_over: Arc<AtomicBool>) -> Told {
    let mut told = Told::default();
    for n in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let name = format!("c{caller}-{n}");
        let request = stage.create(&name, 1).with_key(name.parse().unwrap());
        match stage.does(request).await {
            Ok(_) => told.acknowledged.push(name),
            Err(CommandError::Unavailable) => {
                told.refused.push(name);
                told.unavailable += 1;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(CommandError::OutcomeUnknown | CommandError::Busy) => {
                told.unavailable += 1;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(error) => panic!("{error}"),
        }
    }
    told
}
