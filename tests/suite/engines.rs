//! Engines: what is chosen for a data folder, and what survives.
//!
//! A process that is to be killed, or that needs another environment, is this test program again,
//! running the one test that does nothing else.

mod given;
mod survival;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use projections::engine::{Engine, EngineChoice, EngineError, EngineKind, EngineOptions};

use given::{
    Folder, Process, Rows, current_setting, is_alive, open, pool_of, rows, run, write_row,
};

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
