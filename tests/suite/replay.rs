//! Replays: states from the log alone, the same wherever and whenever the log was recorded.

use domain::fund;
use std::collections::{BTreeMap, BTreeSet};

use application::story::the_story;
use chrono::{DateTime, Utc};
use domain::FundCommand;
use projections::log::{LogError, canonical};
use projections::replay::{Grain, Replay, ReplayError, Replayed, Scope, State};
use projections::views::Account;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use tests::stage::claim;

use super::proven::{by_hand, logged, told, told_at};
use super::views::given::{World, euros, instant, random_history, text, uuid};

async fn replay(
    pool: &PgPool,
    scope: Scope,
    until: u64,
    grain: Grain,
) -> Result<Replayed, ReplayError> {
    let asked = Replay {
        scope,
        until,
        grain,
    };
    asked.run(pool, |_| ()).await
}

async fn head(pool: &PgPool) -> u64 {
    let position: i64 = sqlx::query_scalar("select position from log_head")
        .fetch_one(pool)
        .await
        .unwrap();
    position.unsigned_abs()
}

/// The states at the end of each stream, by id.
async fn states(pool: &PgPool, scope: Scope, until: u64) -> BTreeMap<String, State> {
    let mut states = BTreeMap::new();
    let asked = Replay {
        scope,
        until,
        grain: Grain::End,
    };
    let replayed = asked.run(pool, |step| {
        states.insert(step.last.aggregate_id.clone(), step.state.clone());
    });
    let replayed = replayed.await.unwrap();
    assert_eq!(replayed.streams, states.len() as u64);
    states
}

#[tokio::test]
async fn the_story_replays_to_digests_that_never_change() {
    let story = the_story();
    let scratch = told(&story).await;
    let until = head(&scratch.pool).await;
    let all = replay(&scratch.pool, Scope::All, until, Grain::End).await;
    let all = all.unwrap();
    assert_eq!((all.streams, all.events), (5, until));
    insta::assert_snapshot!(all.digest, @"48549f515256de67093919043e2f064e0a4f022b8cbf36d2babde84970306a6c");
    let scope = Scope::Claim(story.claim("C-2").unwrap());
    let each = replay(&scratch.pool, scope, until, Grain::Each).await;
    insta::assert_snapshot!(each.unwrap().digest, @"5053fbbfe110e95cc5980eded0d416cdb0bb2113be254765d2dcb8416b311c0b");
    let totals = &all.totals.funds["EUR"];
    let on = [Account::Earned, Account::Paid, Account::Expired];
    let amounts = on.map(|account| totals.amount(account));
    assert_eq!(amounts, ["18000.00", "16900.00", "1100.00"]);
}

#[tokio::test]
async fn the_same_commands_recorded_at_another_time_replay_to_the_same_digests() {
    fn years_ago() -> DateTime<Utc> {
        "2020-02-29T23:59:59.5Z".parse().unwrap()
    }
    let story = the_story();
    let (now, then) = (told(&story).await, told_at(&story, years_ago).await);
    let until = head(&now.pool).await;
    for grain in [Grain::Each, Grain::End] {
        let now = replay(&now.pool, Scope::All, until, grain).await.unwrap();
        let again = replay(&then.pool, Scope::All, until, grain).await.unwrap();
        assert_eq!(now, again);
    }
}

#[tokio::test]
async fn the_digest_covers_what_its_description_says_and_no_more() {
    let world = random_history(11, 600);
    let scratch = logged(&world.log).await;
    for grain in [Grain::Each, Grain::End] {
        let mut lines = Sha256::new();
        let asked = Replay {
            scope: Scope::All,
            until: world.log.len() as u64,
            grain,
        };
        let replayed = asked.run(&scratch.pool, |step| {
            let line = serde_json::json!({
                "kind": step.last.aggregate_type,
                "id": step.last.aggregate_id,
                "sequence": step.last.sequence,
                "state": step.state,
            });
            lines.update(canonical(&line).unwrap());
            lines.update("\n");
        });
        let digest = replayed.await.unwrap().digest;
        let sha256 = domain::document::Sha256::from_bytes(lines.finalize().into());
        assert_eq!(digest, sha256.to_string());
    }
}

#[tokio::test]
async fn random_histories_replay_to_the_states_of_the_domain() {
    for seed in [1, 2] {
        let world = random_history(seed, 1_500);
        let scratch = logged(&world.log).await;
        let until = world.log.len() as u64;
        let states = states(&scratch.pool, Scope::All, until).await;
        assert_eq!(states.len(), world.claims.len() + world.funds.len());
        for (id, claim) in &world.claims {
            assert_eq!(states[&id.to_string()], State::Claim(Some(claim.clone())));
        }
        for (id, fund) in &world.funds {
            assert_eq!(states[&id.to_string()], State::Fund(Some(fund.clone())));
        }
    }
}

#[tokio::test]
async fn a_partners_replay_is_his_funds_and_the_claims_on_them() {
    let world = random_history(3, 800);
    let scratch = logged(&world.log).await;
    let until = world.log.len() as u64;
    let fund = *world.funds.keys().next().unwrap();
    let partner = world.funds[&fund].partner.clone();
    let on = |is_it: &dyn Fn(&domain::Claim) -> bool| -> BTreeSet<String> {
        let claims = world.claims.iter().filter(|(_, claim)| is_it(claim));
        claims.map(|(id, _)| id.to_string()).collect()
    };
    let mut expected = on(&|claim| claim.fund == fund);
    expected.insert(fund.to_string());
    let found = states(&scratch.pool, Scope::Fund(fund), until).await;
    assert_eq!(found.into_keys().collect::<BTreeSet<_>>(), expected);
    let mut expected = on(&|claim| claim.partner == partner);
    let funds = world
        .funds
        .iter()
        .filter(|(_, fund)| fund.partner == partner);
    expected.extend(funds.map(|(id, _)| id.to_string()));
    let found = states(&scratch.pool, Scope::Partner(partner), until).await;
    assert_eq!(found.into_keys().collect::<BTreeSet<_>>(), expected);
}

#[tokio::test]
async fn every_beginning_of_a_history_has_a_digest_of_its_own() {
    let world = random_history(4, 60);
    let scratch = logged(&world.log).await;
    let mut digests = BTreeSet::new();
    for until in 1..=world.log.len() as u64 {
        let all = replay(&scratch.pool, Scope::All, until, Grain::End).await;
        assert!(digests.insert(all.unwrap().digest), "position {until}");
    }
}

#[tokio::test]
async fn a_stream_that_is_longer_than_a_page_is_folded_whole() {
    let mut world = World::default();
    let fund = world.open("atelier", "h1", 1_000);
    for n in 0..5_200 {
        let earning = FundCommand::RecordEarning(fund::RecordEarning {
            lot: domain::LotId::from_uuid(uuid(&format!("lot {n}"))),
            amount: euros(100),
            earned_on: text("2023-07-01"),
            source: format!("order {n}"),
        });
        let at = instant("2023-07-01T08:00:00Z");
        world.fund(fund, "fay@helio finance", at, earning).unwrap();
    }
    let scratch = logged(&world.log).await;
    let until = world.log.len() as u64;
    for scope in [Scope::All, Scope::Fund(fund)] {
        let states = states(&scratch.pool, scope, until).await;
        let state = State::Fund(Some(world.funds[&fund].clone()));
        assert_eq!(states[&fund.to_string()], state);
    }
}

#[tokio::test]
async fn an_event_that_was_altered_ends_the_replay_at_its_position() {
    let scratch = told(&the_story()).await;
    let until = head(&scratch.pool).await;
    by_hand(
        &scratch.pool,
        "update events set payload = replace(payload::text, '9900.00', '9900.01')::json
         where position = 55",
    )
    .await;
    let ended = replay(&scratch.pool, Scope::All, until, Grain::End).await;
    let error = ended.unwrap_err();
    assert!(
        matches!(error, ReplayError::Log(LogError::Altered { position: 55 })),
        "{error:?}"
    );
    let before = replay(&scratch.pool, Scope::All, 54, Grain::End).await;
    assert!(before.is_ok(), "what came before it is as it was");
}

#[tokio::test]
async fn an_event_that_was_taken_away_is_missed() {
    let world = random_history(5, 200);
    let scratch = logged(&world.log).await;
    let until = world.log.len() as u64;
    // The last event of a claim: its stream looks whole without it.
    by_hand(
        &scratch.pool,
        "delete from events where (aggregate_id, sequence) = (
             select aggregate_id, max(sequence) from events where aggregate_type = 'claim'
             group by aggregate_id having max(sequence) > 2 order by aggregate_id limit 1
         )",
    )
    .await;
    let error = replay(&scratch.pool, Scope::All, until, Grain::End).await;
    let error = error.unwrap_err();
    assert!(
        matches!(error, ReplayError::Log(LogError::Missing { .. })),
        "{error:?}"
    );
    by_hand(
        &scratch.pool,
        "delete from events where aggregate_type = 'fund' and sequence = 2",
    )
    .await;
    let partner = Scope::Partner(text("atelier"));
    let error = replay(&scratch.pool, partner, until, Grain::End).await;
    let error = error.unwrap_err();
    assert!(
        matches!(error, ReplayError::Log(LogError::OutOfPlace { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_claim_that_was_taken_off_its_fund_by_hand_is_missed() {
    let story = the_story();
    let scratch = told(&story).await;
    let until = head(&scratch.pool).await;
    let (fund, moved) = (story.fund("BRETON").unwrap(), story.claim("C-2").unwrap());
    let statement = format!(
        "update events set payload = replace(payload::text, '{fund}', 'fund_00000000000000000000000000')::json
         where aggregate_id = '{moved}' and sequence = 1"
    );
    by_hand(&scratch.pool, &statement).await;
    let error = replay(&scratch.pool, Scope::Fund(fund), until, Grain::End).await;
    let error = error.unwrap_err();
    assert!(
        matches!(error, ReplayError::ClaimIsMissing(claim) if claim == moved),
        "{error:?}"
    );
}

#[tokio::test]
async fn what_is_not_there_or_not_there_yet_is_told() {
    let story = the_story();
    let scratch = told(&story).await;
    let until = head(&scratch.pool).await;
    let (fund, first) = (story.fund("BRETON").unwrap(), story.claim("C-1").unwrap());
    let ended = async |scope, until| {
        let ended = replay(&scratch.pool, scope, until, Grain::End).await;
        ended.unwrap_err().to_string()
    };
    let unknown = claim("nobody's");
    let said = ended(Scope::Claim(unknown), until).await;
    assert_eq!(said, format!("there is no claim {unknown}"));
    let said = ended(Scope::Claim(first), 2).await;
    assert!(said.starts_with(&format!("claim {first} did not exist yet at position 2")));
    let said = ended(Scope::Fund(fund), 1).await;
    assert!(said.starts_with(&format!("fund {fund} did not exist yet at position 1")));
    let said = ended(Scope::Partner(text("nobody")), until).await;
    assert!(said.starts_with("there is no partner nobody"));
}
