//! Command ids: the same command is carried out once.

use domain::ClaimCommand;
use domain::claim;
use projections::{CommandError, Ledger, Request};
use tests::stage::{actor, claim, clock};

use super::{positions, stage};

#[tokio::test]
async fn the_same_command_id_gets_the_first_answer_and_appends_nothing() {
    let (scratch, stage) = stage().await;
    let request = stage.create("c", 100).with_key("key-1".parse().unwrap());
    let first = stage.does(request.clone()).await.unwrap();
    stage
        .does(stage.comment("c", "something happened since"))
        .await
        .unwrap();
    let before = positions(&scratch.pool).await.len();
    // Warm, and by a process that never saw the command.
    let cold = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
    for ledger in [&stage.ledger, &cold] {
        let again = ledger.execute(request.clone()).await.unwrap();
        assert!(again.is_replay);
        assert_eq!(again.appended, 0);
        assert_eq!(
            (again.stream, again.version, again.position, again.standing),
            (
                first.stream.clone(),
                first.version,
                first.position,
                first.standing.clone()
            )
        );
    }
    assert_eq!(positions(&scratch.pool).await.len(), before);
}

#[tokio::test]
async fn a_command_that_would_be_accepted_again_is_still_answered_from_its_first_time() {
    let (_scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let metric = |value: &str| {
        let command = ClaimCommand::RecordMetric(claim::RecordMetric {
            code: "visitors".parse().unwrap(),
            value: value.parse().unwrap(),
            unit: "people".to_owned(),
        });
        stage
            .on(claim("c"), command)
            .with_key("metric".parse().unwrap())
    };
    let first = stage.does(metric("430")).await.unwrap();
    let again = stage.does(metric("430")).await.unwrap();
    assert_eq!((again.version, again.is_replay), (first.version, true));
    let other = stage.does(metric("431")).await;
    assert!(matches!(other, Err(CommandError::KeyReused)), "{other:?}");
    // The stream goes on after the append that failed.
    assert_eq!(
        stage.does(stage.comment("c", "on")).await.unwrap().version,
        3
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_command_id_at_the_same_time_is_carried_out_once() {
    let (scratch, stage) = stage().await;
    stage.does(stage.create("c", 100)).await.unwrap();
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let stage = stage.clone();
            let request = stage.comment("c", "once").with_key("once".parse().unwrap());
            tokio::spawn(async move { stage.does(request).await })
        })
        .collect();
    let mut versions = vec![];
    for task in tasks {
        versions.push(task.await.unwrap().unwrap().version);
    }
    assert_eq!(versions, vec![2; 16]);
    assert_eq!(positions(&scratch.pool).await.len(), 5);
}

#[tokio::test]
async fn command_ids_of_two_people_never_meet() {
    let (_scratch, stage) = stage().await;
    let key = || "same".parse().unwrap();
    stage
        .does(stage.create("c", 100).with_key(key()))
        .await
        .unwrap();
    let mut request = stage.comment("c", "mine").with_key(key());
    request.by = actor("yann@atelier-breton partner_user");
    assert!(!stage.does(request).await.unwrap().is_replay);
}

#[tokio::test]
async fn keys_are_looked_up_in_the_order_asked() {
    let (_scratch, stage) = stage().await;
    let request: Request = stage.create("c", 100).with_key("b".parse().unwrap());
    let hash = Ledger::request_hash(&request.command);
    let position = stage.does(request).await.unwrap().position;
    let keys = ["a", "b", "c"].map(|key| key.parse().unwrap());
    let known = stage
        .ledger
        .known_keys(&stage.camille.person(), &keys)
        .await
        .unwrap();
    assert!(known[0].is_none() && known[2].is_none());
    let found = known[1].unwrap();
    assert_eq!((found.request_hash, found.position), (hash, position));
}
