//! What the finished product answers about the story of the design.

use application::story::{Alone, Story, run, tell_alone};
use chrono::{DateTime, Utc};
use domain::fund::{self, Figures};
use domain::{ClaimEvent, ClaimId, Fund, FundId, Stamped};
use projections::Ledger;
use sha2::Digest;
use tests::database::Scratch;

use super::the_story;

fn told() -> (Story, Alone) {
    let story = the_story();
    let (alone, _) = tell_alone(&story, |_, _| {}).unwrap_or_else(|error| panic!("{error}"));
    (story, alone)
}

/// Gives the figures of a fund as they were at an instant.
fn figures_at(alone: &Alone, fund: FundId, at: DateTime<Utc>) -> Figures {
    let mut state: Option<Fund> = None;
    let before = alone
        .fund_events(fund)
        .iter()
        .filter(|event| event.at <= at);
    before.for_each(|event| fund::evolve(&mut state, event));
    state.unwrap().figures
}

fn find(
    alone: &Alone,
    claim: ClaimId,
    is_it: impl Fn(&ClaimEvent) -> bool,
) -> &Stamped<ClaimEvent> {
    alone
        .claim_events(claim)
        .iter()
        .find(|event| is_it(&event.event))
        .unwrap()
}

#[test]
fn the_three_earnings_that_paid_the_second_claim_are_known() {
    let (story, alone) = told();
    let fund = alone.fund_state(story.fund("BRETON").unwrap()).unwrap();
    let share = fund.share(story.claim("C-2").unwrap()).unwrap();
    let earnings: Vec<(String, i64)> = share
        .lots
        .iter()
        .map(|(lot, minor)| (story.names.alias_of(lot), *minor))
        .collect();
    assert_eq!(
        earnings,
        [
            ("L-1".to_owned(), 240_000),
            ("L-2".to_owned(), 625_050),
            ("L-3".to_owned(), 124_950)
        ]
    );
    assert_eq!(share.paid_minor, 990_000);
}

#[test]
fn the_overview_of_the_end_of_june_is_known_afterwards() {
    let (story, alone) = told();
    let end_of_june = "2024-06-30T23:59:59+02:00".parse().unwrap();
    let figures = figures_at(&alone, story.fund("BRETON").unwrap(), end_of_june);
    assert_eq!(
        figures,
        Figures {
            earned_minor: 1_800_000,
            reserved_minor: 1_100_000,
            committed_minor: 0,
            paid_minor: 700_000,
            expired_minor: 0,
            available_minor: 0,
        }
    );
    let claimed = figures.reserved_minor + figures.committed_minor + figures.paid_minor;
    assert_eq!(claimed, 1_800_000);
}

#[test]
fn who_attached_the_photo_when_and_with_which_hash_is_known() {
    let (story, alone) = told();
    let attached = find(&alone, story.claim("C-1").unwrap(), |event| {
        matches!(event, ClaimEvent::DocumentAttached { document, .. }
            if document.file.name == "stand-photo.jpg")
    });
    assert_eq!(attached.by.to_string(), "yann@atelier-breton contributor");
    assert_eq!(attached.at.to_rfc3339(), "2024-03-22T08:00:00+00:00");
    let ClaimEvent::DocumentAttached {
        document,
        contribution,
    } = &attached.event
    else {
        panic!("a document was attached")
    };
    let bytes = application::story::file_bytes("stand-photo.jpg").unwrap();
    let digest: [u8; 32] = sha2::Sha256::digest(&bytes).into();
    assert_eq!(
        document.file.sha256,
        domain::document::Sha256::from_bytes(digest)
    );
    assert_eq!(document.file.size, bytes.len() as u64);
    assert_eq!(*contribution, story.names.find("R-1"));
    let submitted = find(&alone, story.claim("C-1").unwrap(), |event| {
        matches!(event, ClaimEvent::ClaimSubmitted { .. })
    });
    let ClaimEvent::ClaimSubmitted { documents, .. } = &submitted.event else {
        panic!("the claim was submitted")
    };
    let held = documents
        .iter()
        .find(|held| held.id == document.id)
        .unwrap();
    assert_eq!(
        held.sha256, document.file.sha256,
        "the submission seals the same file"
    );
}

#[tokio::test]
async fn the_log_itself_names_who_attached_the_photo() {
    let scratch = Scratch::migrated().await;
    let story = the_story();
    let ledger = Ledger::open(scratch.pool.clone(), Utc::now).await.unwrap();
    run(&story, &ledger, |_, _| {}).await.unwrap();
    let attached: (String, String, String) = sqlx::query_as(
        "select payload->'by'->>'user', payload->>'at', file->>'sha256'
         from events,
              lateral (select payload->'event'->'DocumentAttached'->'document'->'file') d (file)
         where aggregate_id = $1 and file->>'name' = 'stand-photo.jpg'",
    )
    .bind(story.claim("C-1").unwrap().to_string())
    .fetch_one(&scratch.pool)
    .await
    .unwrap();
    let bytes = application::story::file_bytes("stand-photo.jpg").unwrap();
    let sha256 = domain::document::Sha256::from_bytes(sha2::Sha256::digest(&bytes).into());
    let expected = (
        "yann".to_owned(),
        "2024-03-22T08:00:00Z".to_owned(),
        sha256.to_string(),
    );
    assert_eq!(attached, expected);
    ledger.stop().await;
}

#[test]
fn the_reason_for_the_reduced_line_is_kept() {
    let (story, alone) = told();
    let approved = find(&alone, story.claim("C-1").unwrap(), |event| {
        matches!(event, ClaimEvent::ClaimApproved { .. })
    });
    let ClaimEvent::ClaimApproved {
        requested,
        approved,
        lines,
        ..
    } = &approved.event
    else {
        panic!("the claim was approved")
    };
    assert_eq!((requested.minor(), approved.minor()), (720_000, 700_000));
    assert_eq!(lines[0].approved.minor(), 600_000);
    assert_eq!(
        lines[0].reason.as_deref(),
        Some("200.00 of catering is not covered")
    );
    assert_eq!(lines[1].reason, None);
}
