//! Commands are decided on what was recorded, or not at all.

use projections::log::LogError;
use projections::views::rebuild::{Outcome, Purpose, RebuildError, RebuildOptions};
use projections::views::{Page, Projector, ReadError, ViewName, Viewer, Views};
use projections::{CommandError, Ledger};
use tests::sight::OneClaim;
use tests::stage::{claim, clock};

use super::super::log::{positions, stage};
use super::super::proven::by_hand;
use super::super::views::given::{folded, no_head, random_history, reach};
use super::super::views::rebuild::run;
use super::take_away;

#[tokio::test]
async fn no_command_is_decided_on_an_event_that_was_altered() {
    let (scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    stage.does(stage.comment("c", "one")).await.unwrap();
    let name = claim("c").to_string();
    by_hand(
        &scratch.pool,
        &format!(
            "update events set payload = replace(payload::text, '1.00', '9.00')::json
             where aggregate_id = '{name}' and sequence = 1"
        ),
    )
    .await;
    let before = positions(&scratch.pool).await;
    let cold = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    let refused = cold.execute(stage.comment("c", "two")).await;
    assert!(
        matches!(&refused, Err(CommandError::Unreadable { stream, .. }) if *stream == name),
        "{refused:?}"
    );
    assert_eq!(positions(&scratch.pool).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sequence_of_an_event_that_was_taken_away_is_not_given_again() {
    let (scratch, stage) = stage().await;
    let pool = &scratch.pool;
    stage.does(stage.create("c", 100)).await.unwrap();
    let last = stage.does(stage.comment("c", "one")).await.unwrap();
    stage.does(stage.create("d", 100)).await.unwrap();
    Views::prepare(pool).await.unwrap();
    let projector = Projector::start(pool.clone(), no_head());
    reach(&Views::new(pool.clone()), positions(pool).await.len()).await;
    projector.stop().await;
    let position = i64::try_from(last.position).unwrap();
    take_away(pool, position).await;
    let before = positions(pool).await;
    let cold = Ledger::open(pool.clone(), clock).await.unwrap();
    let refused = cold.execute(stage.comment("c", "two")).await;
    assert!(
        matches!(refused, Err(CommandError::Unreadable { .. })),
        "{refused:?}"
    );
    assert_eq!(positions(pool).await, before);
    // Should another program have done so, the history does not show one event as the other.
    by_hand(
        pool,
        &format!(
            "insert into events
             select (jsonb_populate_record(
                 null::events,
                 to_jsonb(other) || jsonb_build_object(
                     'aggregate_id', '{}', 'sequence', 2, 'position', {}
                 )
             )).*
             from events as other
             where position = 1",
            claim("c"),
            before.last().unwrap() + 1,
        ),
    )
    .await;
    let page = Page::default();
    let told = Views::new(pool.clone())
        .told(&Viewer::Inside, claim("c"), &page)
        .await;
    assert!(
        matches!(
            told,
            Err(ReadError::Log(LogError::Missing { position }))
                if position == last.position
        ),
        "{told:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_beyond_the_log_is_named_and_a_rebuild_puts_it_right() {
    let world = random_history(431, 300);
    let (scratch, _) = folded(&world.log).await;
    sqlx::query("update views set position = position + 9 where name in ('claim', 'overview')")
        .execute(&scratch.pool)
        .await
        .unwrap();
    let verify = RebuildOptions::new(Purpose::Verify, &ViewName::ALL);
    let ended = run(&scratch.pool, &verify).await.unwrap_err();
    let head = world.log.len() as u64;
    assert!(
        matches!(
            &ended,
            RebuildError::BeyondTheHead { view, position, head: at }
                if view == "claim" && *position == head + 9 && *at == head
        ),
        "{ended}"
    );
    let again = RebuildOptions::new(Purpose::Rebuild, &ViewName::ALL);
    let rebuilt = run(&scratch.pool, &again).await.unwrap();
    assert_eq!(rebuilt.outcome, Outcome::Switched);
    let proven = run(&scratch.pool, &verify).await.unwrap();
    assert_eq!(proven.outcome, Outcome::Proven);
}
