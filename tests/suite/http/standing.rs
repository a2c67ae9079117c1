//! The views themselves: why one is wrong, and how far what is made beside them has come.

use serde_json::{Value, json};

use super::door::Door;
use super::stage::{OTTO, fund};

async fn run(door: &Door, statement: &str) {
    let done = sqlx::query(statement).execute(&door.scratch.pool).await;
    done.unwrap();
}

/// Reads a version of a view.
async fn shown(door: &Door, name: &str, version: u64) -> Value {
    let told = door.get("/v1/views").by(OTTO).send().await.done();
    let views = told.body["views"].as_array().unwrap();
    let mut of_name = views.iter().filter(|view| view["name"] == name);
    let found = of_name.find(|view| view["version"] == version);
    found.unwrap_or_else(|| panic!("{told:?}")).clone()
}

#[tokio::test]
async fn a_checkpoint_beyond_the_head_is_told_as_what_it_is() {
    let door = Door::open().await;
    fund(&door).await;
    let head = *door.ledger.head().borrow();
    run(
        &door,
        "update views set position = 1000, epoch = epoch + 1 where name = 'postings'",
    )
    .await;
    let view = shown(&door, "postings", 1).await;
    let why = view["why"].as_str().unwrap();
    let says = format!("its checkpoint is beyond the log, which has come to position {head}");
    assert!(why.contains(&says), "{view}");
    assert_eq!(view["rebuild"], json!(null));
    door.close().await;
}

#[tokio::test]
async fn a_verification_that_broke_off_is_told_with_its_figures() {
    let door = Door::open().await;
    fund(&door).await;
    run(
        &door,
        "with verification as (
             insert into rebuilds (rebuild_id, purpose, views, position, events, worked_ms)
             values (gen_random_uuid(), 'verify', '{postings}', 400, 100, 2000)
             returning rebuild_id
         )
         insert into views (name, version, shape, is_live, state, rebuild_id)
         select 'postings', 2, 1, false, 'rebuilding', rebuild_id from verification",
    )
    .await;
    let view = shown(&door, "postings", 2).await;
    assert_eq!(view["state"], "verifying");
    let rebuild = &view["rebuild"];
    assert_eq!(rebuild["purpose"], "verify");
    assert_eq!(rebuild["is_broken_off"], true);
    assert_eq!(
        (&rebuild["events"], &rebuild["of_events"]),
        (&json!(100), &json!(400))
    );
    assert_eq!(rebuild["events_per_second"], 50.0);
    assert_eq!(rebuild["seconds_left"], json!(null));
    assert_eq!(shown(&door, "postings", 1).await["state"], "following");
    door.close().await;
}
