//! What is compared: altered rows are found, column by column, and altered events end the work.

use projections::log::LogError;
use projections::views::ViewName;
use projections::views::rebuild::{
    ColumnDifference, Difference, Outcome, Purpose, RebuildError, RowKind, underway,
};
use serde_json::json;

use super::super::given::{folded, random_history};
use super::{options, run, verified};

async fn altered(statement: &str) -> Vec<Difference> {
    let world = random_history(75, 1_200);
    let (scratch, _) = folded(&world.log).await;
    assert_eq!(verified(&scratch.pool).await.outcome, Outcome::Proven);
    let changed = sqlx::query(statement).execute(&scratch.pool).await.unwrap();
    assert_eq!(changed.rows_affected(), 1, "{statement}");
    let found = verified(&scratch.pool).await;
    assert_eq!(underway(&scratch.pool).await.unwrap(), None);
    // What does not agree is not switched to either.
    let rebuild = run(&scratch.pool, &options(Purpose::Rebuild, &ViewName::ALL)).await;
    assert_eq!(rebuild.unwrap().outcome, found.outcome);
    // Unless somebody says that the log is right; then nothing differs any longer.
    let mut accepting = options(Purpose::Rebuild, &ViewName::ALL);
    accepting.accepts_differences = true;
    let replaced = run(&scratch.pool, &accepting).await.unwrap().outcome;
    assert!(matches!(replaced, Outcome::Replaced(_)), "{replaced:?}");
    assert_eq!(verified(&scratch.pool).await.outcome, Outcome::Proven);
    match found.outcome {
        Outcome::Differs(differences) => differences,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_amount_is_shown_with_its_column() {
    let differences = altered(
        "update postings_entry__v1
         set amount_minor = amount_minor + 1
         where (fund_id, position) = (select fund_id, max(position) from postings_entry__v1 group by fund_id order by fund_id limit 1)",
    )
    .await;
    let [
        Difference::Row {
            view,
            table,
            kind: RowKind::Changed(columns),
            key,
        },
    ] = differences.as_slice()
    else {
        panic!("{differences:?}")
    };
    assert_eq!((*view, *table), (ViewName::Postings, "postings_entry"));
    let named: Vec<&str> = key.keys().map(String::as_str).collect();
    assert_eq!(named, ["fund_id", "position"]);
    let [
        ColumnDifference {
            column,
            living,
            built,
        },
    ] = columns.as_slice()
    else {
        panic!("{columns:?}")
    };
    assert_eq!(column, "amount_minor");
    assert_eq!(living.as_i64().unwrap(), built.as_i64().unwrap() + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emptied_column_is_found() {
    let differences = altered(
        "update claim__v1 set reviewer = null
         where claim_id = (select claim_id from claim__v1 where reviewer is not null limit 1)",
    )
    .await;
    let [
        Difference::Row {
            kind: RowKind::Changed(columns),
            ..
        },
    ] = differences.as_slice()
    else {
        panic!("{differences:?}")
    };
    assert_eq!(
        (columns[0].column.as_str(), &columns[0].living),
        ("reviewer", &json!(null))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_gone_or_should_not_be_there_is_found() {
    let gone =
        altered("delete from postings_entry__v1 where position = (select max(position) from postings_entry__v1)")
            .await;
    assert!(
        matches!(
            gone.as_slice(),
            [Difference::Row {
                kind: RowKind::OnlyBuilt,
                ..
            }]
        ),
        "{gone:?}"
    );
    let surplus = altered(
        "insert into overview_share__v1
         select gen_random_uuid(), lot_id, fund_id, 1 from overview_share__v1 limit 1",
    )
    .await;
    assert!(
        matches!(
            surplus.as_slice(),
            [Difference::Row {
                kind: RowKind::OnlyLiving,
                ..
            }]
        ),
        "{surplus:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_rows_that_swapped_a_value_are_found() {
    let world = random_history(76, 1_200);
    let (scratch, _) = folded(&world.log).await;
    sqlx::query(
        "with pair as (
             select a.position as one, b.position as other, a.title as of_one, b.title as of_other
             from claim__v1 as a
             join claim__v1 as b
                 on b.fund_id = a.fund_id and b.position > a.position and b.title <> a.title
             limit 1
         )
         update claim__v1
         set title = case when position = one then of_other else of_one end
         from pair
         where position in (one, other)",
    )
    .execute(&scratch.pool)
    .await
    .unwrap();
    let Outcome::Differs(differences) = verified(&scratch.pool).await.outcome else {
        panic!("the swap went unseen")
    };
    assert_eq!(differences.len(), 2);
}

async fn broken(view: ViewName, statement: &str) -> RebuildError {
    let world = random_history(77, 800);
    let (scratch, _) = folded(&world.log).await;
    for statement in [
        "alter table events disable trigger events_are_insert_only",
        statement,
    ] {
        sqlx::query(statement).execute(&scratch.pool).await.unwrap();
    }
    let options = options(Purpose::Rebuild, &[view]);
    let error = run(&scratch.pool, &options).await.unwrap_err();
    // Going on would end there again: nothing is left of it.
    assert_eq!(underway(&scratch.pool).await.unwrap(), None);
    error
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_event_ends_it_with_its_position() {
    let error = broken(
        ViewName::Overview,
        "update events set payload = replace(payload::text, '2024-', '2023-')::json
         where position = 417",
    )
    .await;
    assert!(
        matches!(
            error,
            RebuildError::Log(LogError::Altered { position: 417 })
        ),
        "{error}"
    );
    for (view, kind) in [(ViewName::Claim, "claim"), (ViewName::Postings, "fund")] {
        let error = broken(
            view,
            &format!(
                "update events set metadata = '{{\"a\":1}}'
                 where position = (
                     select min(position) from events where aggregate_type = '{kind}'
                 )"
            ),
        )
        .await;
        let is_first = |position| position == if view == ViewName::Claim { 9 } else { 1 };
        assert!(
            matches!(error, RebuildError::Log(LogError::Altered { position }) if is_first(position)),
            "{error}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_event_and_a_foreign_one_end_it() {
    for view in ViewName::ALL {
        let error = broken(
            view,
            "delete from events
             where (aggregate_type, aggregate_id, sequence) = (
                 select aggregate_type, aggregate_id, max(sequence)
                 from events where aggregate_type = 'claim'
                 group by 1, 2 order by 2 limit 1
             )",
        )
        .await;
        assert!(
            matches!(error, RebuildError::Log(LogError::Missing { .. })),
            "{error}"
        );
        for kind in ["a", "cleam", "fundus", "voucher"] {
            let error = broken(
                view,
                &format!(
                    "update events set aggregate_type = '{kind}'
                     where position = (select max(position) from events)"
                ),
            )
            .await;
            assert!(matches!(error, RebuildError::Poison { .. }), "{error}");
        }
    }
}
