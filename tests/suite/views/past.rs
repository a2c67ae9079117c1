//! The past: as of every position, each answer is that of a ledger that stopped there.

mod business;
mod same;
mod sight;

use projections::log::{AsOf, MomentError};
use projections::views::{Projector, Views};
use tests::database::Scratch;
use tests::sight::OneClaim;
use tokio::sync::watch;

use super::given::{World, database_with, folded, hasty, reach};

/// A ledger that grows event by event, beside one that has them all.
pub struct Growing {
    scratch: Scratch,
    pub views: Views,
    appended: watch::Sender<u64>,
    projector: Projector,
    length: usize,
}

impl Growing {
    pub async fn empty() -> Self {
        let (scratch, views) = database_with(&[]).await;
        let (appended, head) = watch::channel(0);
        let projector = Projector::start_at(scratch.pool.clone(), head, hasty(1_000));
        Self {
            scratch,
            views,
            appended,
            projector,
            length: 0,
        }
    }

    /// Takes the events of a history up to a position.
    pub async fn grow(&mut self, world: &World, until: usize) {
        super::given::append(&self.scratch.pool, &world.log[self.length..until]).await;
        self.length = until;
        self.appended.send_replace(until as u64);
        reach(&self.views, until).await;
    }

    pub async fn stop(self) {
        self.projector.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn as_of_each_position_all_is_as_in_a_ledger_that_stopped_there() {
    for (seed, steps, stride) in [(301, 70, 1), (302, 200, 13)] {
        let world = super::given::random_history(seed, steps);
        let (_scratch, views) = folded(&world.log).await;
        let mut growing = Growing::empty().await;
        for until in (1..=world.log.len()).step_by(stride) {
            growing.grow(&world, until).await;
            same::all_is_the_same(&growing.views, &views, until as u64).await;
        }
        growing.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn as_of_some_positions_a_longer_history_is_as_in_a_ledger_that_stopped_there() {
    let world = super::given::random_history(303, 1_500);
    let (_scratch, views) = folded(&world.log).await;
    let mut growing = Growing::empty().await;
    for until in (1..=world.log.len()).step_by(211) {
        growing.grow(&world, until).await;
        same::all_is_the_same(&growing.views, &views, until as u64).await;
    }
    growing.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moment_is_the_last_event_recorded_by_then() {
    let world = super::given::random_history(304, 40);
    let (_scratch, views) = database_with(&world.log).await;
    let head = world.log.len() as u64;
    let second = |n: u64| chrono::DateTime::from_timestamp(n as i64, 0).unwrap();
    let half = chrono::Duration::milliseconds(500);
    for position in 1..=head {
        for as_of in [
            AsOf::Position(position),
            AsOf::Instant(second(position)),
            AsOf::Instant(second(position) + half),
        ] {
            let moment = views.moment(as_of).await.unwrap();
            assert_eq!(
                (moment.position, moment.recorded_at),
                (position, second(position))
            );
        }
    }
    let code = async |as_of| views.moment(as_of).await.unwrap_err().code();
    let early = "moment_before_the_first_event";
    assert_eq!(code(AsOf::Position(0)).await, early);
    assert_eq!(code(AsOf::Instant(second(0))).await, early);
    let beyond = views.moment(AsOf::Position(head + 1)).await.unwrap_err();
    assert!(matches!(beyond, MomentError::BeyondTheHead { head: known } if known == head));
    let (_scratch, empty) = database_with(&[]).await;
    let nothing = empty.moment(AsOf::Position(1)).await.unwrap_err();
    assert_eq!(nothing.code(), "empty_ledger");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_altered_is_no_past_to_be_read() {
    let world = super::given::random_history(305, 60);
    let (scratch, views) = folded(&world.log).await;
    let id = *world.claims.keys().next().unwrap();
    sqlx::query("alter table events disable trigger events_are_insert_only")
        .execute(&scratch.pool)
        .await
        .unwrap();
    sqlx::query("update events set recorded_at = recorded_at + interval '1 hour' where aggregate_id = $1 and sequence = 1")
        .bind(id.to_string())
        .execute(&scratch.pool)
        .await
        .unwrap();
    let past = views.as_of(world.log.len() as u64);
    let read = past.one(&projections::views::Viewer::Inside, id).await;
    let error = read.unwrap_err();
    assert!(
        matches!(error, projections::views::ReadError::Log(_)),
        "{error:?}"
    );
    let page = projections::views::Page::default();
    let told = views
        .told(&projections::views::Viewer::Inside, id, &page)
        .await;
    let error = told.unwrap_err();
    assert!(
        matches!(error, projections::views::ReadError::Log(_)),
        "{error:?}"
    );
    let first = world.log.iter().position(|it| it.id == id.to_string());
    let first = first.unwrap() + 1;
    sqlx::query("delete from events where aggregate_id = $1 and sequence = 1")
        .bind(id.to_string())
        .execute(&scratch.pool)
        .await
        .unwrap();
    let read = past.one(&projections::views::Viewer::Inside, id).await;
    let why = std::error::Error::source(&read.unwrap_err()).map(ToString::to_string);
    let gone = format!("the log has no event at position {first}: something took it away");
    assert_eq!(why, Some(gone));
    let last = world.log.len() as i64;
    sqlx::query("delete from events where position = $1")
        .bind(last)
        .execute(&scratch.pool)
        .await
        .unwrap();
    let gone = views.moment(AsOf::Position(world.log.len() as u64)).await;
    let error = gone.unwrap_err();
    assert!(
        matches!(error, MomentError::Missing { position } if position == world.log.len() as u64),
        "{error}"
    );
}
