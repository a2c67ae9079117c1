//! The tables of the views are made once, whoever makes them.

use projections::engine::pool_on;
use projections::views::{PrepareError, ViewName, Views};
use tests::database::Scratch;

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_at_once_make_the_tables_once() {
    let scratch = Scratch::migrated().await;
    let pools: Vec<_> = (0..5)
        .map(|_| pool_on(scratch.options.clone(), 1))
        .collect();
    let prepared: Vec<_> = pools
        .into_iter()
        .map(|pool| tokio::spawn(async move { Views::prepare(&pool).await }))
        .collect();
    for prepared in prepared {
        prepared.await.unwrap().unwrap();
    }
    Views::prepare(&scratch.pool).await.unwrap();
    let statuses = Views::new(scratch.pool.clone()).status().await.unwrap();
    let live: Vec<_> = statuses
        .iter()
        .map(|s| (s.view, s.version, s.is_live))
        .collect();
    let mut known: Vec<_> = ViewName::ALL
        .into_iter()
        .map(|view| (view, 1, true))
        .collect();
    known.sort_by_key(|(view, ..)| view.as_str());
    assert_eq!(live, known);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_of_another_shape_are_not_used() {
    let scratch = Scratch::migrated().await;
    Views::prepare(&scratch.pool).await.unwrap();
    sqlx::query("update views set shape = 99 where name = 'claim'")
        .execute(&scratch.pool)
        .await
        .unwrap();
    let refused = Views::prepare(&scratch.pool).await;
    let is_claim = |error: &PrepareError| {
        matches!(
            error,
            PrepareError::OtherShape {
                view: ViewName::Claim,
                found: 99,
                known: 3
            }
        )
    };
    assert!(refused.as_ref().is_err_and(is_claim), "{refused:?}");
}
