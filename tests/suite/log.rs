//! The log: dense, in order, whole or not at all, once, and never changed.

mod faults;
mod keys;
mod programs;

use domain::{ClaimCommand, Refusal, claim};
use projections::log::StreamKind;
use projections::stream::scan::stream_until;
use projections::{CommandError, Ledger};
use sqlx::PgPool;
use tests::database::Scratch;
use tests::stage::{Stage, actor, claim, clock};

pub async fn stage() -> (Scratch, Stage) {
    let scratch = Scratch::migrated().await;
    let ledger = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    let stage = Stage::set(ledger).await;
    (scratch, stage)
}

pub async fn positions(pool: &PgPool) -> Vec<i64> {
    let positions = sqlx::query_scalar("select position from events order by position");
    positions.fetch_all(pool).await.unwrap()
}

async fn sequences_are_whole(pool: &PgPool) -> bool {
    let broken: i64 = sqlx::query_scalar(
        "select count(*) from (
            select count(*) as n, max(sequence) as last from events
            group by aggregate_type, aggregate_id
        ) as stream
        where n <> last",
    )
    .fetch_one(pool)
    .await
    .unwrap();
    broken == 0
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_are_dense_and_time_never_runs_back_under_many_callers() {
    let (scratch, stage) = stage().await;
    let callers = (0..64).map(|n| {
        let stage = stage.clone();
        tokio::spawn(async move {
            let name = format!("c{n}");
            stage.does(stage.create(&name, 100)).await.unwrap();
            for round in 0..10 {
                stage
                    .does(stage.comment(&name, &round.to_string()))
                    .await
                    .unwrap();
            }
        })
    });
    for caller in callers.collect::<Vec<_>>() {
        caller.await.unwrap();
    }
    let positions = positions(&scratch.pool).await;
    assert_eq!(positions, (1..=3 + 64 * 11).collect::<Vec<i64>>());
    assert!(sequences_are_whole(&scratch.pool).await);
    let backwards: i64 = sqlx::query_scalar(
        "select count(*) from events as earlier
        join events as later on later.position = earlier.position + 1
        where later.recorded_at < earlier.recorded_at",
    )
    .fetch_one(&scratch.pool)
    .await
    .unwrap();
    assert_eq!(backwards, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_contend_for_streams_without_gap_or_loss() {
    let (scratch, stage) = stage().await;
    let other = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    stage.does(stage.create("shared", 100)).await.unwrap();
    let callers = (0..40).map(|n| {
        let mut stage = stage.clone();
        if n % 2 == 1 {
            stage.ledger = other.clone();
        }
        tokio::spawn(async move {
            let mut done = 0;
            for round in 0..5 {
                match stage
                    .does(stage.comment("shared", &format!("{n}/{round}")))
                    .await
                {
                    Ok(_) => done += 1,
                    Err(CommandError::Contended) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            done
        })
    });
    let mut done = 0;
    for caller in callers.collect::<Vec<_>>() {
        done += caller.await.unwrap();
    }
    let shared = claim("shared").to_string();
    let events = stream_until(&scratch.pool, StreamKind::Claim, &shared, u64::MAX);
    let events = events.await.unwrap();
    assert_eq!(
        events.len(),
        1 + done,
        "each acknowledged comment is there, once"
    );
    assert!(sequences_are_whole(&scratch.pool).await);
    let positions = positions(&scratch.pool).await;
    assert_eq!(positions, (1..=positions.len() as i64).collect::<Vec<_>>());
    assert!(done > 20, "most get through: {done} of 200");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_never_decided_upon_what_another_process_has_overtaken() {
    let (scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let mut other = stage.clone();
    other.ledger = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    // The first process knows the claim as it was before the other one wrote.
    other
        .does(other.comment("c", "from elsewhere"))
        .await
        .unwrap();
    let again = stage.does(stage.comment("c", "from elsewhere")).await;
    assert!(
        matches!(again, Err(CommandError::Refused(Refusal::CommentMustBeNew))),
        "{again:?}"
    );
    let mut request = stage.comment("c", "expecting");
    request.expected = Some(2);
    assert_eq!(stage.does(request).await.unwrap().version, 3);
}

#[tokio::test]
async fn the_expected_version_must_match() {
    let (_scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let mut request = stage.comment("c", "late");
    request.expected = Some(7);
    let refused = stage.does(request).await;
    assert!(
        matches!(
            refused,
            Err(CommandError::WrongVersion {
                expected: 7,
                current: 1
            })
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn who_may_not_see_a_claim_learns_nothing_of_its_version() {
    let (_scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let mut request = stage.comment("c", "hello");
    request.by = actor("eve@elsewhere partner_user");
    request.expected = Some(7);
    let refused = stage.does(request).await;
    assert!(
        matches!(refused, Err(CommandError::Refused(Refusal::ClaimMustExist))),
        "{refused:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_leaves_does_not_harm_the_others() {
    let (scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    for n in 0..50 {
        let left = stage.does(stage.comment("c", &format!("left {n}")));
        // Left at once, or somewhere on the way.
        let _ = tokio::time::timeout(std::time::Duration::from_micros(n * 40), left).await;
        stage
            .does(stage.comment("c", &format!("stayed {n}")))
            .await
            .unwrap();
    }
    let name = claim("c").to_string();
    let events = stream_until(&scratch.pool, StreamKind::Claim, &name, u64::MAX).await;
    let events = events.unwrap();
    let stayed = events
        .iter()
        .filter(|event| event.payload.contains("stayed"));
    assert_eq!(stayed.count(), 50);
    assert!(sequences_are_whole(&scratch.pool).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_on_one_fund_never_spend_the_same_euro() {
    let (_scratch, stage) = stage().await;
    // 10,000.00 in the fund; 30 claims of 600.00 submitted at once: 16 fit.
    let tasks: Vec<_> = (0..30)
        .map(|n| {
            let stage = stage.clone();
            tokio::spawn(async move {
                let name = format!("c{n}");
                stage.does(stage.create(&name, 60_000)).await.unwrap();
                for document in tests::documents::both(&name, 60_000) {
                    let command = ClaimCommand::AttachDocument(claim::AttachDocument {
                        document,
                        contribution: None,
                    });
                    stage.does(stage.on(claim(&name), command)).await.unwrap();
                }
                let submit = ClaimCommand::Submit(claim::Submit {
                    answers: vec![],
                    duplicates: vec![],
                });
                match stage.does(stage.on(claim(&name), submit)).await {
                    Ok(_) => true,
                    Err(CommandError::Refused(Refusal::FundMustCoverTheClaim { .. })) => false,
                    Err(error) => panic!("{error}"),
                }
            })
        })
        .collect();
    let mut submitted = 0;
    for task in tasks {
        submitted += usize::from(task.await.unwrap());
    }
    assert_eq!(submitted, 16);
    let fund = stage.ledger.fund(stage.fund).await.unwrap().unwrap().state;
    assert!(fund.is_conserved());
    assert_eq!(
        (fund.figures.reserved_minor, fund.figures.available_minor),
        (960_000, 40_000)
    );
}
