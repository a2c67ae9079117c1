//! An event that cannot be folded parks its view, is never skipped, and stops no other view.

use std::time::Duration;
use tests::sight::OneClaim;

use projections::views::{Projector, ViewName, ViewState, ViewStatus, Views, Waited};

use super::given::{Logged, database_with, digests, folded, hasty, no_head, random_history, reach};

async fn status(views: &Views, view: ViewName) -> ViewStatus {
    let all = views.status().await.unwrap();
    all.into_iter().find(|status| status.view == view).unwrap()
}

async fn is_parked(views: &Views, view: ViewName, position: usize) -> ViewStatus {
    let waited = views
        .wait_for(&[view], u64::MAX, Duration::from_secs(20))
        .await
        .unwrap();
    assert_eq!(waited, Waited::Parked(view));
    let status = status(views, view).await;
    assert_eq!(status.state, ViewState::Parked);
    assert_eq!(status.position, position as u64 - 1, "{status:?}");
    assert_eq!(status.error_position, Some(position as u64), "{status:?}");
    assert_eq!(status.leader, None);
    status
}

async fn reaches(views: &Views, view: ViewName, position: usize) {
    let waited = views
        .wait_for(&[view], position as u64, Duration::from_secs(20))
        .await;
    assert_eq!(waited.unwrap(), Waited::Reached, "{view}");
}

/// A history in which the n-th event of a kind of stream was tampered with; gives its position.
fn tampered(kind: &str, nth: usize, tamper: impl Fn(&mut Logged)) -> (Vec<Logged>, usize) {
    let mut log = random_history(31, 400).log;
    let of_kind = log
        .iter()
        .enumerate()
        .filter(|(_, event)| event.kind == kind);
    let index = of_kind.map(|(index, _)| index).nth(nth).unwrap();
    tamper(&mut log[index]);
    (log, index + 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_claim_event_parks_the_views_of_claims_and_no_other() {
    let (log, position) = tampered("claim", 70, |event| {
        event.payload = r#"{"at":"2024-01-01T00:00:00Z","event":"nonsense"}"#.to_owned();
    });
    let (scratch, views) = database_with(&log).await;
    let _projector = Projector::start(scratch.pool.clone(), no_head());
    reaches(&views, ViewName::Postings, log.len()).await;
    for view in [ViewName::Claim, ViewName::Overview] {
        let status = is_parked(&views, view, position).await;
        let error = status.error.unwrap();
        assert!(
            error.contains("missing field") || error.contains("nonsense"),
            "{error}"
        );
    }
    let rows: i64 = sqlx::query_scalar("select max(position) from claim")
        .fetch_one(&scratch.pool)
        .await
        .unwrap();
    assert!(rows < position as i64);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_fund_event_parks_the_views_of_funds_and_no_other() {
    let (log, position) = tampered("fund", 15, |event| event.payload = "[]".to_owned());
    let (scratch, views) = database_with(&log).await;
    let _projector = Projector::start(scratch.pool.clone(), no_head());
    for view in [ViewName::Overview, ViewName::Postings] {
        is_parked(&views, view, position).await;
    }
    reaches(&views, ViewName::Claim, log.len()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_a_later_version_or_an_unknown_stream_is_not_passed_over() {
    for (kind, tamper) in [
        (
            "claim",
            (|event| event.version = "2".to_owned()) as fn(&mut Logged),
        ),
        ("claim", |event| event.kind = "voucher"),
        ("claim", |event| event.id = "claim_not_an_id".to_owned()),
        ("fund", |event| event.kind = "voucher"),
    ] {
        let (log, position) = tampered(kind, 10, tamper);
        let (scratch, views) = database_with(&log).await;
        let _projector = Projector::start(scratch.pool.clone(), no_head());
        is_parked(&views, ViewName::Overview, position).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_missing_from_its_stream_or_from_the_log_parks_the_view() {
    let (mut log, position) = tampered("fund", 20, |_| {});
    let id = log[position - 1].id.clone();
    for event in log[position - 1..]
        .iter_mut()
        .filter(|event| event.id == id)
    {
        event.sequence += 1;
    }
    let (scratch, views) = database_with(&log).await;
    let projector = Projector::start(scratch.pool.clone(), no_head());
    is_parked(&views, ViewName::Postings, position).await;
    is_parked(&views, ViewName::Overview, position).await;
    projector.stop().await;

    let log = random_history(32, 200).log;
    let (scratch, views) = database_with(&log[..50]).await;
    sqlx::query("update log_head set position = position + 1")
        .execute(&scratch.pool)
        .await
        .unwrap();
    super::given::append(&scratch.pool, &log[50..]).await;
    let _projector = Projector::start(scratch.pool.clone(), no_head());
    for view in ViewName::ALL {
        let status = is_parked(&views, view, 51).await;
        assert_eq!(
            status.error.unwrap(),
            "the log has no event at position 51: something took it away"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_the_database_refuses_parks_on_its_event_and_unparked_is_tried_again() {
    let world = random_history(33, 1_500);
    let (undisturbed, _) = folded(&world.log).await;
    let (scratch, views) = database_with(&world.log).await;
    let refuse = "alter table claim__v1 add constraint no_tenth check (version < 10)";
    sqlx::query(refuse).execute(&scratch.pool).await.unwrap();
    let is_tenth = |event: &Logged| event.kind == "claim" && event.sequence == 10;
    let position = world.log.iter().position(is_tenth).unwrap() + 1;
    let projector = Projector::start_at(scratch.pool.clone(), no_head(), hasty(20_000));
    let status = is_parked(&views, ViewName::Claim, position).await;
    assert!(status.error.unwrap().contains("no_tenth"));
    for view in [ViewName::Overview, ViewName::Postings] {
        reaches(&views, view, world.log.len()).await;
    }
    projector.stop().await;

    let projector = Projector::start_at(scratch.pool.clone(), no_head(), hasty(20_000));
    is_parked(&views, ViewName::Claim, position).await;
    assert!(views.unpark(ViewName::Claim).await.unwrap());
    is_parked(&views, ViewName::Claim, position).await;
    sqlx::query("alter table claim__v1 drop constraint no_tenth")
        .execute(&scratch.pool)
        .await
        .unwrap();
    assert!(views.unpark(ViewName::Claim).await.unwrap());
    assert!(!views.unpark(ViewName::Claim).await.unwrap());
    reach(&views, world.log.len()).await;
    projector.stop().await;
    assert_eq!(
        digests(&scratch.pool).await,
        digests(&undisturbed.pool).await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_the_database_cannot_hold_or_index_park_nothing() {
    let mut world = random_history(34, 10);
    let id = world.create("odd", "atelier", "h1", 1_000);
    let by = "camille@atelier partner_user";
    let at = super::given::instant(super::given::NOON);
    let edit = domain::claim::Edit {
        title: Some("a\0b".to_owned()),
        location: Some("c\0d".to_owned()),
        ..domain::claim::Edit::default()
    };
    world
        .claim(id, by, at, domain::ClaimCommand::EditDetails(edit))
        .unwrap();
    let mut kind = super::given::invoice(&"9".repeat(100_000), 1_000);
    if let domain::DocumentKind::Invoice(cost) = &mut kind {
        cost.dated = domain_first_day();
        cost.supplier = Some("\0".repeat(10));
    }
    let document = super::given::document("odd", "odd", kind);
    let attach = domain::ClaimCommand::AttachDocument(domain::claim::AttachDocument {
        document,
        contribution: None,
    });
    world.claim(id, by, at, attach).unwrap();
    let (_scratch, views) = folded(&world.log).await;
    let page = views
        .one(&projections::views::Viewer::Inside, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(page.details.facts.title, "a\0b");
    assert_eq!(page.details.documents.len(), 1);
}

fn domain_first_day() -> chrono::NaiveDate {
    chrono::NaiveDate::MIN
}
