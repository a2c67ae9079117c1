//! What survives when processes and servers are stopped or killed.

use std::future::poll_fn;
use std::os::unix::process::ExitStatusExt;
use std::task::Poll;
use std::time::{Duration, Instant};

use projections::engine::{EngineChoice, pool_on};

use super::given::{
    Folder, PATIENCE, Process, Rows, is_alive, open, pool_of, rows, run, send, until, write_row,
};

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
