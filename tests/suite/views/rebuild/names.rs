//! The stable names: a verification sees what readers see, and a rebuild puts it right.

use projections::views::ViewName;
use projections::views::rebuild::{Difference, Outcome, Purpose, underway};
use sqlx::PgPool;

use super::super::given::{folded, random_history};
use super::{options, rebuilt, run, verified};

/// Changes what stands under a name, and requires that this alone is found.
async fn found(statements: &[&str]) -> (ViewName, String, Option<String>) {
    let world = random_history(78, 300);
    let (scratch, _) = folded(&world.log).await;
    assert_eq!(verified(&scratch.pool).await.outcome, Outcome::Proven);
    for statement in statements {
        sqlx::query(statement).execute(&scratch.pool).await.unwrap();
    }
    let Outcome::Differs(differences) = verified(&scratch.pool).await.outcome else {
        panic!("it went unseen")
    };
    let [Difference::Name { view, name, shown }] = differences.as_slice() else {
        panic!("{differences:?}")
    };
    assert_eq!(left_over(&scratch.pool).await, 0);
    rebuilt(&scratch.pool, &[*view]).await;
    assert_eq!(verified(&scratch.pool).await.outcome, Outcome::Proven);
    (*view, name.clone(), shown.clone())
}

/// What a comparison makes beside the names, it takes back.
async fn left_over(pool: &PgPool) -> i64 {
    assert_eq!(underway(pool).await.unwrap(), None);
    sqlx::query_scalar("select count(*) from pg_class where relname like '%as_it_must_be'")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_leaves_rows_out_is_found_and_put_right() {
    let all = "create or replace view claim_contribution as select * from claim_contribution__v1 where person <> 'yann@atelier'";
    let (view, name, shown) = found(&[all]).await;
    assert_eq!(
        (view, name.as_str()),
        (ViewName::Claim, "claim_contribution")
    );
    assert!(shown.unwrap().contains("atelier"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_shows_other_figures_is_found_and_put_right() {
    let (view, name, _) = found(&[
        "drop view overview",
        "create view overview as
         select *, reserved_minor + committed_minor as claimed_minor from overview_fund__v1",
    ])
    .await;
    assert_eq!((view, name.as_str()), (ViewName::Overview, "overview"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_gone_or_shows_another_table_is_found_and_put_right() {
    let (view, name, shown) = found(&["drop view queue"]).await;
    assert_eq!(
        (view, name.as_str(), shown),
        (ViewName::Claim, "queue", None)
    );
    let (view, name, _) = found(&[
        "create table queue_of_mine as select * from queue",
        "drop view queue",
        "create view queue as select * from queue_of_mine",
    ])
    .await;
    assert_eq!((view, name.as_str()), (ViewName::Claim, "queue"));
}

#[tokio::test(flavor = "multi_thread")]
async fn names_show_the_version_that_lives() {
    let world = random_history(79, 300);
    let (scratch, _) = folded(&world.log).await;
    rebuilt(&scratch.pool, &ViewName::ALL).await;
    assert_eq!(verified(&scratch.pool).await.outcome, Outcome::Proven);
    // The version before is whole, but it no longer follows.
    sqlx::query("create or replace view claim_key as select * from claim_key__v1")
        .execute(&scratch.pool)
        .await
        .unwrap();
    let other = options(Purpose::Verify, &[ViewName::Overview]);
    let proven = run(&scratch.pool, &other).await.unwrap().outcome;
    assert_eq!(proven, Outcome::Proven, "another view is not asked about");
    let outcome = verified(&scratch.pool).await.outcome;
    assert!(
        matches!(outcome, Outcome::Differs(found) if found.len() == 1),
        "the old version went unseen"
    );
}
