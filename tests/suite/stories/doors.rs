//! Every story, through every door, with the same expectation.

use std::error::Error as _;

use application::story::{ByLedger, Outcome, Story, TellError, Told, run, tell, tell_alone};
use chrono::Utc;
use projections::Ledger;
use projections::engine::{Engine, EngineChoice, EngineOptions};
use sqlx::PgPool;
use tests::database::Scratch;

use super::http_door::ByHttp;
use super::{all, read, the_story};

/// Tells a story to the domain alone.
fn alone(story: &Story) -> Told {
    tell_alone(story, |_, _| {})
        .unwrap_or_else(|error| panic!("{error}"))
        .1
}

async fn open(pool: &PgPool) -> Ledger {
    Ledger::open(pool.clone(), Utc::now).await.unwrap()
}

/// Tells a story to a ledger; what comes of each step is what comes of it in the domain alone.
async fn tell_the_ledger(story: &Story, pool: &PgPool) {
    let ledger = open(pool).await;
    let told = run(story, &ledger, |_, _| {})
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(told, alone(story), "{}", story.file);
    ledger.stop().await;
}

async fn count_events(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from events")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[test]
fn every_story_holds_for_the_domain_alone() {
    for story in all() {
        assert_eq!(
            alone(&story).outcomes.len(),
            story.steps.len(),
            "{}",
            story.file
        );
    }
}

#[tokio::test]
async fn every_story_holds_for_the_ledger_on_postgresql() {
    for story in all() {
        let scratch = Scratch::migrated().await;
        tell_the_ledger(&story, &scratch.pool).await;
    }
}

/// The engine keeps its cache, process-wide, where it first looked for it; so this test runs in a
/// process of its own, with a cache that outlives its data folders.
#[test]
fn every_story_holds_for_the_ledger_on_the_built_in_engine() {
    const IS_CHILD: &str = "CLAIMS_TEST_IS_CHILD";
    if std::env::var_os(IS_CHILD).is_none() {
        let (_, module) = module_path!().split_once("::").unwrap();
        let name = format!("{module}::every_story_holds_for_the_ledger_on_the_built_in_engine");
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", &name])
            .env(IS_CHILD, "1")
            .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{said}{complained}"
        );
        return;
    }
    for story in all() {
        let folder = std::env::temp_dir().join(format!("claims-story-{}", uuid::Uuid::now_v7()));
        let options = EngineOptions {
            choice: EngineChoice::Builtin,
            data_dir: folder.clone(),
            database_url: None,
        };
        let mut engine = Engine::open(&options).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let pool = engine.pool();
            projections::schema::migrate(&pool).await.unwrap();
            tell_the_ledger(&story, &pool).await;
            pool.close().await;
        });
        engine.stop();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

#[tokio::test]
async fn every_story_holds_over_http() {
    for story in all() {
        let scratch = Scratch::migrated().await;
        let mut door = ByHttp::open(&scratch.pool).await;
        let told = tell(&story, &mut door, |_, _| {}).await;
        let told = told.unwrap_or_else(|error| panic!("{error}: {:?}", error.source()));
        assert_eq!(told, alone(&story), "{}", story.file);
        door.close().await;
    }
}

#[tokio::test]
async fn a_story_told_twice_changes_nothing() {
    let scratch = Scratch::migrated().await;
    let story = the_story();
    let ledger = open(&scratch.pool).await;
    run(&story, &ledger, |_, _| {}).await.unwrap();
    let events = count_events(&scratch.pool).await;
    let mut seen = 0;
    let again = run(&story, &ledger, |_, _| seen += 1).await.unwrap();
    assert_eq!(
        again,
        Told {
            known: story.steps.len(),
            outcomes: vec![]
        }
    );
    assert_eq!(seen, 0);
    assert_eq!(count_events(&scratch.pool).await, events);
    ledger.stop().await;
}

#[tokio::test]
async fn a_story_that_was_broken_off_anywhere_goes_on_from_there() {
    let story = the_story();
    let expected = alone(&story).outcomes;
    for broken_off in [1, 11, 13, 40, story.steps.len() - 1] {
        let scratch = Scratch::migrated().await;
        let ledger = open(&scratch.pool).await;
        let mut beginning = story.clone();
        beginning.steps.truncate(broken_off);
        run(&beginning, &ledger, |_, _| {}).await.unwrap();
        ledger.stop().await;
        let ledger = open(&scratch.pool).await;
        let rest = run(&story, &ledger, |_, _| {}).await.unwrap();
        assert_eq!(
            rest.outcomes,
            expected[rest.known..],
            "broken off after {broken_off}"
        );
        let was_refused = matches!(expected[broken_off - 1], Outcome::Refused { .. });
        assert_eq!(rest.known, broken_off - usize::from(was_refused));
        ledger.stop().await;
    }
}

#[tokio::test]
async fn another_version_of_a_story_is_not_told_on_top_of_the_first() {
    const TEXT: &str = "story short \"A short one\"
programme helio-coop
actor Ada = ada@helio-cloud programme_admin
fund F = partner 2024-H1
fund G = partner 2024-H2
2024-01-02 Ada publish helio-coop -> ok
2024-01-02 Ada open F -> ok";
    let scratch = Scratch::migrated().await;
    let ledger = open(&scratch.pool).await;
    run(&read(TEXT).unwrap(), &ledger, |_, _| {}).await.unwrap();
    let other = read(&TEXT.replace("open F", "open G")).unwrap();
    let error = run(&other, &ledger, |_, _| {}).await.unwrap_err();
    assert_eq!(
        error,
        TellError::ToldOtherwise {
            file: "test.story".to_owned(),
            line: 7
        }
    );
    assert_eq!(count_events(&scratch.pool).await, 2);
    ledger.stop().await;
}

#[tokio::test]
async fn a_step_repeated_at_the_ledgers_door_gets_its_first_answer() {
    let scratch = Scratch::migrated().await;
    let story = the_story();
    let ledger = open(&scratch.pool).await;
    run(&story, &ledger, |_, _| {}).await.unwrap();
    let events = count_events(&scratch.pool).await;
    let mut last = story.clone();
    last.steps = vec![story.steps.last().unwrap().clone()];
    let told = tell(&last, &mut ByLedger::new(ledger.clone()), |_, _| {})
        .await
        .unwrap();
    assert_eq!(
        told.outcomes,
        alone(&story).outcomes[story.steps.len() - 1..]
    );
    assert_eq!(count_events(&scratch.pool).await, events);
    ledger.stop().await;
}
