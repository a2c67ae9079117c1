//! The trial balance: the log's sums, the domain's figures and the view's rows are the same.

use std::collections::BTreeMap;

use domain::FundId;
use domain::fund::Figures;
use projections::balance::{Balance, Problem, TrialBalance};
use projections::log::LogError;
use projections::views::{Projector, Views};
use sqlx::PgPool;
use tests::database::Scratch;

use super::proven::{by_hand, logged};
use super::views::given::{World, no_head, random_history, reach, text};

/// A database whose views have folded a random history.
async fn folded(seed: u64) -> (Scratch, World) {
    let world = random_history(seed, 1_200);
    let scratch = logged(&world.log).await;
    Views::prepare(&scratch.pool).await.unwrap();
    let projector = Projector::start(scratch.pool.clone(), no_head());
    reach(&Views::new(scratch.pool.clone()), world.log.len()).await;
    projector.stop().await;
    (scratch, world)
}

async fn balance(pool: &PgPool, until: usize) -> Result<TrialBalance, LogError> {
    let asked = Balance {
        until: until as u64,
        partner: None,
        programmes: None,
    };
    asked.run(pool, |_| ()).await
}

/// Requires that one thing alone is wrong, and gives its position and what it is.
async fn finds(pool: &PgPool, until: usize) -> (u64, Problem) {
    let trial = balance(pool, until).await.unwrap();
    assert!(!trial.is_balanced());
    assert_eq!(trial.findings, 1, "{trial:#?}");
    let first = trial.first.unwrap();
    (first.position, first.problem)
}

/// An entry in the middle of a fund's life.
async fn an_entry(pool: &PgPool) -> i64 {
    sqlx::query_scalar(
        "select position from postings_entry where sequence = 7 order by position limit 1",
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_account_of_every_fund_adds_up_at_any_position() {
    let (scratch, world) = folded(1).await;
    let whole = world.log.len();
    for until in [1, 10, whole / 2, whole] {
        let trial = balance(&scratch.pool, until).await.unwrap();
        assert!(trial.is_balanced(), "{trial:#?}");
        assert_eq!(trial.compared_until, until as u64);
        let (debit, credit) = trial.currencies["EUR"].totals();
        assert_eq!(debit, credit);
    }
    let mut figures: BTreeMap<FundId, Figures> = BTreeMap::new();
    let asked = Balance {
        until: whole as u64,
        partner: None,
        programmes: None,
    };
    let trial = asked.run(&scratch.pool, |fund| {
        figures.insert(fund.fund, fund.figures);
    });
    let trial = trial.await.unwrap();
    let known = world.funds.iter().map(|(id, fund)| (*id, fund.figures));
    assert_eq!(figures, known.collect());
    let earned: i64 = world
        .funds
        .values()
        .map(|fund| fund.figures.earned_minor)
        .sum();
    let (_, credit) = trial.currencies["EUR"].totals();
    assert_eq!(credit.minor(), i128::from(earned));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_partners_balance_leaves_the_others_out() {
    let (scratch, world) = folded(2).await;
    let asked = Balance {
        until: world.log.len() as u64,
        partner: Some(text("atelier")),
        programmes: None,
    };
    let mut partners = vec![];
    let trial = asked.run(&scratch.pool, |fund| {
        partners.push(fund.partner.to_string())
    });
    let trial = trial.await.unwrap();
    assert!(trial.is_balanced(), "{trial:#?}");
    assert_eq!(partners, ["atelier", "atelier"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_of_the_view_that_was_altered_is_found_at_its_position() {
    let (scratch, world) = folded(3).await;
    let position = an_entry(&scratch.pool).await;
    sqlx::query(
        "update postings_entry__v1 set amount_minor = amount_minor + 1 where position = $1",
    )
    .bind(position)
    .execute(&scratch.pool)
    .await
    .unwrap();
    let found = finds(&scratch.pool, world.log.len()).await;
    assert_eq!(found, (position.unsigned_abs(), Problem::RowDiffers));
    let before = balance(&scratch.pool, position as usize - 1).await.unwrap();
    assert!(before.is_balanced(), "nothing is wrong before it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_too_few_and_a_row_too_many_are_found() {
    let (scratch, world) = folded(4).await;
    let position = an_entry(&scratch.pool).await;
    let claims: i64 = sqlx::query_scalar(
        "select position from events where aggregate_type = 'claim' order by position limit 1",
    )
    .fetch_one(&scratch.pool)
    .await
    .unwrap();
    sqlx::query("update postings_entry__v1 set position = $2 where position = $1")
        .bind(position)
        .bind(claims)
        .execute(&scratch.pool)
        .await
        .unwrap();
    let trial = balance(&scratch.pool, world.log.len()).await.unwrap();
    assert_eq!(trial.findings, 2, "{trial:#?}");
    let first = trial.first.unwrap();
    let lowest = position.min(claims).unsigned_abs();
    assert_eq!(first.position, lowest);
    sqlx::query("delete from postings_entry__v1 where position = $1")
        .bind(claims)
        .execute(&scratch.pool)
        .await
        .unwrap();
    let found = finds(&scratch.pool, world.log.len()).await;
    assert_eq!(found, (position.unsigned_abs(), Problem::RowIsMissing));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fund_that_the_view_gives_to_somebody_else_is_found() {
    let (scratch, world) = folded(5).await;
    sqlx::query("update postings_fund__v1 set partner = 'somebody' where partner = 'atelier'")
        .execute(&scratch.pool)
        .await
        .unwrap();
    let trial = balance(&scratch.pool, world.log.len()).await.unwrap();
    assert_eq!(trial.first.unwrap().problem, Problem::FundDiffers);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_altered_is_found_at_its_position() {
    let (scratch, world) = folded(6).await;
    let position = an_entry(&scratch.pool).await;
    let statement = format!(
        "update events set payload = jsonb_set(payload::jsonb, '{{at}}', '\"2024-01-01T00:00:00Z\"')::json
         where position = {position}"
    );
    by_hand(&scratch.pool, &statement).await;
    let error = balance(&scratch.pool, world.log.len()).await.unwrap_err();
    let altered = position.unsigned_abs();
    assert!(
        matches!(error, LogError::Altered { position } if position == altered),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_view_that_is_behind_is_compared_as_far_as_it_came() {
    let world = random_history(7, 300);
    let scratch = logged(&world.log).await;
    Views::prepare(&scratch.pool).await.unwrap();
    let trial = balance(&scratch.pool, world.log.len()).await.unwrap();
    assert!(trial.is_balanced());
    assert_eq!(trial.compared_until, 0);
}
