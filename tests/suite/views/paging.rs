//! Lists come page by page: every row once, in order, whatever the size of the pages.

use domain::Status;
use projections::stream::TaskKind;
use projections::views::{
    ClaimFilter, EntryCursor, FundFilter, Limit, Listed, Page, QueueFilter, Viewer,
};

use super::given::{folded, fund_id, random_history};

fn page<C>(after: Option<C>, limit: u32) -> Page<C> {
    Page {
        after,
        limit: Limit::try_from(limit).unwrap(),
    }
}

#[test]
fn a_page_has_one_to_a_hundred_rows() {
    assert!(Limit::try_from(0).is_err());
    assert!(Limit::try_from(101).is_err());
    assert!(Limit::try_from(u32::MAX).is_err());
    assert_eq!(Limit::try_from(100), Ok(Limit::MAX));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_any_size_show_every_claim_once_newest_first() {
    let world = random_history(71, 1_200);
    let (_scratch, views) = folded(&world.log).await;
    let filter = ClaimFilter::default();
    for limit in [1, 3, 7, 100] {
        let (mut after, mut seen) = (None, vec![]);
        loop {
            let listed = views
                .claims(&Viewer::Inside, &filter, &page(after, limit))
                .await
                .unwrap();
            assert!(listed.rows.len() == limit as usize || !listed.has_more());
            seen.extend(listed.rows.iter().map(|line| (line.opened, line.id)));
            after = listed.next;
            if after.is_none() {
                break;
            }
        }
        assert!(seen.is_sorted_by(|a, b| a.0 > b.0));
        let mut ids: Vec<_> = seen.into_iter().map(|(_, id)| id).collect();
        ids.sort();
        assert_eq!(ids, world.claims.keys().copied().collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_just_full_is_the_last_one() {
    let world = random_history(72, 300);
    let (_scratch, views) = folded(&world.log).await;
    let count = u32::try_from(world.claims.len()).unwrap();
    let filter = ClaimFilter::default();
    let listed = views
        .claims(&Viewer::Inside, &filter, &page(None, count))
        .await
        .unwrap();
    assert_eq!(
        (listed.rows.len(), listed.has_more()),
        (count as usize, false)
    );
    let listed = views
        .claims(&Viewer::Inside, &filter, &page(None, count - 1))
        .await
        .unwrap();
    assert_eq!(
        (listed.rows.len(), listed.has_more()),
        (count as usize - 1, true)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_are_filtered_by_all_that_is_given() {
    let world = random_history(73, 1_200);
    let (_scratch, views) = folded(&world.log).await;
    let filter = ClaimFilter {
        statuses: vec![Status::Paid, Status::Editing],
        partner: Some(super::given::text("atelier")),
        period: Some(super::given::text("h2")),
        ..ClaimFilter::default()
    };
    let listed = views
        .claims(&Viewer::Inside, &filter, &page(None, 100))
        .await
        .unwrap();
    let mut found: Vec<_> = listed.rows.iter().map(|line| line.id).collect();
    found.sort();
    let fund = fund_id("atelier", "h2");
    let wanted = world.claims.iter().filter(|(_, claim)| {
        claim.fund == fund && matches!(claim.status, Status::Paid | Status::Editing)
    });
    let wanted: Vec<_> = wanted.map(|(id, _)| *id).collect();
    assert!(!wanted.is_empty());
    assert_eq!(found, wanted);
    for filter in [
        ClaimFilter {
            programme: Some(super::given::text("other")),
            ..ClaimFilter::default()
        },
        ClaimFilter {
            activity: Some(super::given::text("print")),
            ..ClaimFilter::default()
        },
        ClaimFilter {
            fund: Some(fund_id("nobody", "h1")),
            ..ClaimFilter::default()
        },
        ClaimFilter {
            reviewer: Some(super::given::text("x@helio")),
            ..ClaimFilter::default()
        },
    ] {
        let listed = views
            .claims(&Viewer::Inside, &filter, &page(None, 100))
            .await
            .unwrap();
        assert_eq!(listed.rows, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_shows_every_open_task_once_by_due_day() {
    let world = random_history(74, 1_200);
    let (_scratch, views) = folded(&world.log).await;
    for limit in [1, 4, 100] {
        let (mut after, mut seen) = (None, vec![]);
        loop {
            let filter = QueueFilter::default();
            let listed = views
                .queue(&Viewer::Inside, &filter, &page(after, limit))
                .await
                .unwrap();
            seen.extend(listed.rows);
            after = listed.next;
            if after.is_none() {
                break;
            }
        }
        let key = |line: &projections::views::QueueLine| {
            (line.due.unwrap_or(chrono::NaiveDate::MAX), line.position)
        };
        assert!(seen.is_sorted_by_key(key));
        let (contributions, claims): (Vec<_>, Vec<_>) = seen
            .into_iter()
            .partition(|line| line.kind == TaskKind::Contribution);
        let mut waiting: Vec<_> = claims.into_iter().map(|line| line.claim).collect();
        waiting.sort();
        let open = world
            .claims
            .iter()
            .filter(|(_, claim)| !claim.status.is_closed());
        assert_eq!(waiting, open.map(|(id, _)| *id).collect::<Vec<_>>());
        let editable = world
            .claims
            .values()
            .filter(|claim| claim.status.is_editable());
        let asked = editable.flat_map(|claim| &claim.contributions);
        let mut asked: Vec<_> = asked
            .filter(|asked| asked.state == domain::claim::ContributionState::Open)
            .map(|asked| asked.id)
            .collect();
        let mut waited: Vec<_> = contributions
            .into_iter()
            .filter_map(|line| Some(line.contribution?.id))
            .collect();
        asked.sort();
        waited.sort();
        assert!(!asked.is_empty());
        assert_eq!(waited, asked);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_filtered_by_kind_and_role_and_day() {
    let world = random_history(75, 1_200);
    let (_scratch, views) = folded(&world.log).await;
    let filters = [
        QueueFilter {
            kinds: vec![TaskKind::Payment],
            ..QueueFilter::default()
        },
        QueueFilter {
            roles: vec![domain::Role::Finance],
            ..QueueFilter::default()
        },
    ];
    let approved = world
        .claims
        .values()
        .filter(|claim| claim.status == Status::Approved)
        .count();
    assert!(approved > 0);
    for filter in filters {
        let listed = views
            .queue(&Viewer::Inside, &filter, &page(None, 100))
            .await
            .unwrap();
        assert_eq!(listed.rows.len(), approved);
        assert!(
            listed
                .rows
                .iter()
                .all(|line| line.progress.standing.status == Status::Approved)
        );
        assert!(
            listed
                .rows
                .iter()
                .all(|line| line.due.is_some() && line.due == line.progress.due)
        );
    }
    let day = super::given::text("2024-04-30");
    let filter = QueueFilter {
        due_by: Some(day),
        ..QueueFilter::default()
    };
    let listed = views
        .queue(&Viewer::Inside, &filter, &page(None, 100))
        .await
        .unwrap();
    assert!(
        listed
            .rows
            .iter()
            .all(|line| line.due.is_some_and(|due| due <= day))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn postings_and_funds_come_page_by_page() {
    let world = random_history(76, 1_200);
    let (_scratch, views) = folded(&world.log).await;
    let fund = fund_id("atelier", "h1");
    let (mut after, mut seen): (Option<EntryCursor>, _) = (None, vec![]);
    loop {
        let listed = views
            .postings(&Viewer::Inside, fund, &page(after, 3))
            .await
            .unwrap();
        seen.extend(listed.rows.iter().map(|entry| entry.sequence));
        after = listed.next;
        if after.is_none() {
            break;
        }
    }
    let events = world
        .log
        .iter()
        .filter(|event| event.id == fund.to_string())
        .count() as u64;
    assert_eq!(seen, (1..=events).rev().collect::<Vec<_>>());
    let filter = FundFilter::default();
    let first = views
        .funds(&Viewer::Inside, &filter, &page(None, 3))
        .await
        .unwrap();
    let rest = views
        .funds(&Viewer::Inside, &filter, &page(first.next, 3))
        .await
        .unwrap();
    let Listed { rows, next, .. } = rest;
    assert_eq!((first.rows.len(), rows.len(), next), (3, 1, None));
}
