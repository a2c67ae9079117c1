//! A schema change rolls out with two programs at once: one that knows the old shape alone, and one
//! that makes the new.

use projections::views::rebuild::{Difference, Outcome, Purpose, RebuildOptions, Renewal, prune};
use projections::views::{
    Change, Declared, FundFilter, PrepareError, Projector, ViewCode, ViewCodes, ViewName, Viewer,
    Views,
};

use super::super::given::{append, folded, no_head, random_history, reach};
use super::run;

/// Shape 3 of the overview: a column that says what was claimed.
const NEWER: ViewCode = ViewCode {
    shape: 3,
    serves: &[2],
    tables: concat!(
        include_str!("../../../../projections/src/views/tables/overview.sql"),
        "alter table overview_fund__v0
         add column claimed_minor bigint not null generated always as (
             reserved_minor + committed_minor + paid_minor
         ) stored;"
    ),
    names: "
        drop view if exists overview;
        create view overview as select * from overview_fund__v0;
        drop view if exists overview_lot;
        create view overview_lot as select * from overview_lot__v0;
        drop view if exists overview_share;
        create view overview_share as select * from overview_share__v0;
        drop view if exists overview_status;
        create view overview_status as select * from overview_status__v0;",
    declares: &[Declared {
        table: "overview_fund",
        column: "claimed_minor",
        change: Change::New,
    }],
    ..*ViewCodes::CURRENT.of(ViewName::Overview)
};

const NEW_PROGRAM: ViewCodes = ViewCodes::CURRENT.with(ViewName::Overview, NEWER);

fn by_the_new(codes: ViewCodes) -> RebuildOptions {
    RebuildOptions {
        codes,
        ..super::options(Purpose::Rebuild, &[ViewName::Overview])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_shape_is_rolled_out_beside_an_old_program() {
    let world = random_history(95, 1_500);
    let (scratch, views) = folded(&world.log[..1_000]).await;
    let old = Projector::start(scratch.pool.clone(), no_head());
    // The new program starts: the old shape is served and moved on until the switch.
    let outdated = Views::prepare_with(&scratch.pool, &NEW_PROGRAM)
        .await
        .unwrap();
    assert_eq!(outdated, [ViewName::Overview]);
    let filter = FundFilter::default();
    let (before, _) = views.overview(&Viewer::Inside, &filter).await.unwrap();
    append(&scratch.pool, &world.log[1_000..1_200]).await;
    let report = run(&scratch.pool, &by_the_new(NEW_PROGRAM)).await.unwrap();
    assert_eq!(report.outcome, Outcome::Switched);
    assert!(!before.is_empty());
    let claimed: i64 =
        sqlx::query_scalar("select sum(claimed_minor)::bigint from overview_fund__v2")
            .fetch_one(&scratch.pool)
            .await
            .unwrap();
    assert!(claimed > 0);
    assert!(
        Views::prepare_with(&scratch.pool, &NEW_PROGRAM)
            .await
            .unwrap()
            .is_empty()
    );
    // The old program still reads; it no longer moves the overview on, and does not start anew.
    assert!(
        !views
            .overview(&Viewer::Inside, &filter)
            .await
            .unwrap()
            .0
            .is_empty()
    );
    append(&scratch.pool, &world.log[1_200..]).await;
    let others = [ViewName::Claim, ViewName::Postings];
    let head = world.log.len() as u64;
    let patience = std::time::Duration::from_secs(20);
    views.wait_for(&others, head, patience).await.unwrap();
    let position = async || {
        let statuses = views.status().await.unwrap();
        let live = statuses
            .iter()
            .find(|view| view.view == ViewName::Overview && view.is_live);
        live.unwrap().position
    };
    assert!(
        position().await < head,
        "the old program folded into tables it does not know"
    );
    let refused = Views::prepare(&scratch.pool).await;
    assert!(
        matches!(
            refused,
            Err(PrepareError::OtherShape {
                found: 3,
                known: 2,
                ..
            })
        ),
        "{refused:?}"
    );
    old.stop().await;
    let new = Projector::start_with(scratch.pool.clone(), no_head(), NEW_PROGRAM);
    reach(&views, world.log.len()).await;
    new.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_not_declared_blocks_the_switch() {
    let world = random_history(96, 600);
    let (scratch, views) = folded(&world.log).await;
    let silent = ViewCodes::CURRENT.with(
        ViewName::Overview,
        ViewCode {
            declares: &[],
            ..NEWER
        },
    );
    let report = run(&scratch.pool, &by_the_new(silent)).await.unwrap();
    let Outcome::Differs(differences) = report.outcome else {
        panic!("{:?}", report.outcome)
    };
    assert_eq!(
        differences,
        [Difference::Column {
            view: ViewName::Overview,
            table: "overview_fund",
            column: "claimed_minor".to_owned(),
            change: Change::New,
        }]
    );
    let live = views.status().await.unwrap();
    let overview = live
        .iter()
        .find(|view| view.view == ViewName::Overview)
        .unwrap();
    assert_eq!(
        (overview.version, overview.shape, overview.is_live),
        (1, 2, true)
    );
    assert_eq!(live.len(), ViewName::ALL.len(), "what was built is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_program_renews_what_it_serves_by_itself() {
    let world = random_history(97, 900);
    let (scratch, views) = folded(&world.log).await;
    let outdated = Views::prepare_with(&scratch.pool, &NEW_PROGRAM)
        .await
        .unwrap();
    let renewal = Renewal::start(scratch.pool.clone(), outdated, NEW_PROGRAM);
    let projector = Projector::start_with(scratch.pool.clone(), no_head(), NEW_PROGRAM);
    let renewed = async {
        while !Views::prepare_with(&scratch.pool, &NEW_PROGRAM)
            .await
            .unwrap()
            .is_empty()
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), renewed)
        .await
        .unwrap();
    renewal.stop().await;
    reach(&views, world.log.len()).await;
    projector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_the_old_shape_lacks_is_new_without_a_word() {
    let world = random_history(98, 900);
    let (scratch, _) = folded(&world.log).await;
    sqlx::raw_sql("drop table overview_share__v1 cascade")
        .execute(&scratch.pool)
        .await
        .unwrap();
    // In a shape that has the table, it is missed all the same.
    let verify = super::options(Purpose::Verify, &[ViewName::Overview]);
    assert!(run(&scratch.pool, &verify).await.is_err());
    projections::views::rebuild::cancel(&scratch.pool)
        .await
        .unwrap();
    let code = ViewCode {
        shape: 3,
        serves: &[2],
        ..*ViewCodes::CURRENT.of(ViewName::Overview)
    };
    let newer = by_the_new(ViewCodes::CURRENT.with(ViewName::Overview, code));
    let report = run(&scratch.pool, &newer).await.unwrap();
    assert_eq!(report.outcome, Outcome::Switched);
    let shares: i64 = sqlx::query_scalar("select count(*) from overview_share")
        .fetch_one(&scratch.pool)
        .await
        .unwrap();
    assert!(shares > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_the_new_shape_lacks_goes_with_its_version() {
    let world = random_history(99, 200);
    let (scratch, _) = folded(&world.log).await;
    sqlx::raw_sql("create table overview_season__v1 (); create table overview_season__v2 ()")
        .execute(&scratch.pool)
        .await
        .unwrap();
    super::rebuilt(&scratch.pool, &[ViewName::Overview]).await;
    assert!(prune(&scratch.pool, ViewName::Overview, 1).await.unwrap());
    let left: Vec<String> = sqlx::query_scalar(
        "select relname::text
         from pg_class
         where relnamespace = current_schema()::regnamespace
           and relname ~ '^overview_season__v'",
    )
    .fetch_all(&scratch.pool)
    .await
    .unwrap();
    assert_eq!(left, ["overview_season__v2"]);
}
