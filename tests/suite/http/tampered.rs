//! A log that somebody changed, over HTTP: told calmly, and in full to those who see everything.

use super::super::proven::by_hand;
use super::door::{Door, Told};
use super::stage::{
    AUDE, CAMILLE, INES, OTTO, RIVAL, RIVAL_ADMIN, STRANGER, complete, fund, policy,
};

fn detail(told: &Told) -> String {
    told.text_at("/detail")
}

async fn position(door: &Door, claim: &str, sequence: i64) -> i64 {
    let id = claim.rsplit('/').next().unwrap();
    sqlx::query_scalar("select position from events where aggregate_id = $1 and sequence = $2")
        .bind(id)
        .bind(sequence)
        .fetch_one(&door.scratch.pool)
        .await
        .unwrap()
}

/// Requires that a read fails with a code, and says where to the vendor's side alone.
async fn tells(door: &Door, path: &str, code: &str, at: i64) {
    let at = format!("at position {at}");
    for by in [INES, AUDE] {
        let told = door.get(path).by(by).send().await;
        assert_eq!(told.problem(), (500, code), "{by} {path}");
        assert!(detail(&told).contains(&at), "{}", detail(&told));
        assert!(!told.text("request_id").is_empty());
    }
    let told = door.get(path).by(CAMILLE).send().await;
    assert_eq!(told.problem(), (500, code));
    let said = "what the ledger holds is not what was recorded, so it is not shown";
    assert_eq!(detail(&told), said);
    for by in [STRANGER, OTTO, RIVAL] {
        let told = door.get(path).by(by).send().await;
        assert!(!told.body.to_string().contains(&at), "{by}: {}", told.body);
    }
}

#[tokio::test]
async fn events_that_were_altered_or_taken_away_are_told_by_their_code() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "70.00").await;
    let head = *door.ledger.head().borrow();
    let history = format!("{claim}/history");
    door.get(&history).by(INES).send().await.done();
    // That an event is gone from the end is known once the claim's row has seen it.
    let asking = door.get("/v1/claims").by(INES);
    let asking = asking.header("x-min-position", &head.to_string());
    asking.send().await.done();

    let last = position(&door, &claim, 3).await;
    by_hand(
        &door.scratch.pool,
        &format!("delete from events where position = {last}"),
    )
    .await;
    // The log's last event is gone, and with it the moment itself.
    let reads = [
        history.clone(),
        format!("{claim}?as_of_position={head}"),
        format!("{claim}/trace"),
    ];
    for path in &reads {
        tells(&door, path, "event_missing", last).await;
    }
    let altered = position(&door, &claim, 2).await;
    by_hand(
        &door.scratch.pool,
        &format!("update events set metadata = '{{\"a\":1}}' where position = {altered}"),
    )
    .await;
    let then = format!("{claim}?as_of_position={altered}");
    let history = format!("{history}?limit=2");
    for path in [&then, &history] {
        tells(&door, path, "event_altered", altered).await;
    }
    door.close().await;
}

#[tokio::test]
async fn where_an_event_was_altered_is_not_told_to_a_rival_vendor() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "70.00").await;
    let altered = position(&door, &claim, 2).await;
    by_hand(
        &door.scratch.pool,
        &format!("update events set metadata = '{{\"a\":1}}' where position = {altered}"),
    )
    .await;
    let history = format!("{claim}/history");
    tells(&door, &history, "event_altered", altered).await;

    // A programme of their own makes them a vendor, not one who sees this claim.
    let mut theirs = policy();
    theirs["vendor"] = "rival-cloud".into();
    let publishing = door.put("/v1/programmes/rival-coop").by(RIVAL_ADMIN);
    publishing.json(theirs).send().await.done();
    let told = door.get(&history).by(RIVAL).send().await;
    assert_eq!(told.problem(), (500, "event_altered"));
    let at = format!("at position {altered}");
    assert!(!told.body.to_string().contains(&at), "{}", told.body);
    door.close().await;
}
