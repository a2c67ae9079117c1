//! The difference between two moments: what it tells is what the moments themselves tell.

use std::collections::BTreeMap;
use tests::sight::{OneClaim, viewer};

use domain::OrgId;
use projections::stream::HistoryLine;
use projections::views::{ClaimChange, FundChange, FundFilter, Limit, Page, Span, Viewer, Views};

use super::given::chance::Chance;
use super::given::{folded, random_history, text};

fn by_two<C>(after: Option<C>) -> Page<C> {
    let limit = Limit::try_from(2).unwrap();
    Page { after, limit }
}

async fn claims(
    views: &Views,
    viewer: &Viewer,
    span: Span,
    of: Option<&OrgId>,
) -> Vec<ClaimChange> {
    let (mut rows, mut page) = (vec![], by_two(None));
    loop {
        let listed = views.changed_claims(viewer, span, of, &page).await.unwrap();
        assert!(listed.rows.len() <= 2);
        rows.extend(listed.rows);
        match listed.next {
            Some(next) => page = by_two(Some(next)),
            None => return rows,
        }
    }
}

async fn funds(views: &Views, viewer: &Viewer, span: Span, of: Option<&OrgId>) -> Vec<FundChange> {
    let (mut rows, mut page) = (vec![], by_two(None));
    loop {
        let listed = views.moved_funds(viewer, span, of, &page).await.unwrap();
        rows.extend(listed.rows);
        match listed.next {
            Some(next) => page = by_two(Some(next)),
            None => return rows,
        }
    }
}

async fn history(views: &Views, viewer: &Viewer, id: domain::ClaimId) -> Vec<HistoryLine> {
    let mut page = Page {
        after: None,
        limit: Limit::MAX,
    };
    let mut lines = vec![];
    loop {
        let listed = views.told(viewer, id, &page).await.unwrap();
        lines.extend(listed.rows);
        match listed.next {
            Some(next) => page.after = Some(next),
            None => return lines,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_between_two_moments_is_told_once_and_nothing_else() {
    let world = random_history(321, 300);
    let (_scratch, views) = folded(&world.log).await;
    let head = world.log.len() as u64;
    let mut chance = Chance::new(321);
    let actors = [
        "ines@helio reviewer",
        "camille@atelier partner_user",
        "yann@breton contributor",
        "root@helio operator",
    ];
    let mut told = BTreeMap::new();
    for _ in 0..12 {
        let from = 1 + chance.below(head);
        let to = from + chance.below(head - from + 1);
        let span = Span::new(from, to).unwrap();
        for actor in actors {
            let viewer = viewer(actor);
            let changes = claims(&views, &viewer, span, None).await;
            *told.entry(actor).or_insert(0) += changes.len();
            assert!(changes.is_sorted_by_key(|change| change.position));
            let (then, later) = (views.as_of(from), views.as_of(to));
            for id in world.claims.keys() {
                let mut events = match later.one(&viewer, *id).await.unwrap() {
                    Some(_) => history(&views, &viewer, *id).await,
                    None => vec![],
                };
                events.retain(|line| line.position > from && line.position <= to);
                let mut of_claim = changes.iter().filter(|change| change.id == *id);
                let change = of_claim.next();
                assert!(of_claim.next().is_none());
                assert_eq!(change.is_some(), !events.is_empty(), "{actor} {id}");
                let Some(change) = change else { continue };
                assert_eq!((&change.events, change.more_events), (&events, 0));
                assert_eq!(
                    change.position, events[0].position,
                    "the first they read of"
                );
                let vendor = Viewer::Inside;
                let before = then.one(&vendor, *id).await.unwrap();
                let after = later.one(&vendor, *id).await.unwrap().unwrap();
                let before = before.map(|page| page.details);
                assert_eq!(
                    change.before.map(|state| state.standing),
                    before.as_ref().map(|details| details.progress.standing)
                );
                assert_eq!(
                    change.before.map(|state| state.documents as usize),
                    before.as_ref().map(|details| details.documents.len())
                );
                assert_eq!(change.after.standing, after.details.progress.standing);
                let documents = after.details.documents.len();
                assert_eq!(change.after.documents as usize, documents);
            }
            of_funds(&views, &viewer, span, (from, to)).await;
        }
    }
    assert_eq!(told["root@helio operator"], 0);
    assert!(told["ines@helio reviewer"] > told["camille@atelier partner_user"]);
    assert!(told["camille@atelier partner_user"] > 0);
}

async fn of_funds(views: &Views, viewer: &Viewer, span: Span, (from, to): (u64, u64)) {
    let changes = funds(views, viewer, span, None).await;
    let filter = FundFilter::default();
    let then = views.as_of(from).overview(viewer, &filter).await.unwrap();
    let later = views.as_of(to).overview(viewer, &filter).await.unwrap();
    let before: BTreeMap<_, _> = then.iter().map(|line| (line.fund, line.figures)).collect();
    let mut changed = 0;
    for line in &later {
        let change = changes.iter().find(|change| change.id == line.fund);
        let Some(change) = change else {
            assert_eq!(before.get(&line.fund), Some(&line.figures));
            continue;
        };
        changed += 1;
        assert_eq!(change.before.as_ref(), before.get(&line.fund));
        assert_eq!(change.after, line.figures);
        let had = change.before.map_or(0, |figures| figures.available.minor());
        let has = change.after.available.minor();
        assert_eq!(change.delta.available.minor(), has - had);
        let is_inside = |position| position > from && position <= to;
        assert!(change.entries.iter().all(|entry| is_inside(entry.position)));
        assert_eq!(change.entries.last().unwrap().figures, change.after);
        assert_eq!(change.more_entries, 0);
    }
    assert_eq!(changed, changes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partners_difference_is_his_own() {
    let world = random_history(322, 300);
    let (_scratch, views) = folded(&world.log).await;
    let span = Span::new(1, world.log.len() as u64).unwrap();
    let atelier: OrgId = text("atelier");
    let own = Viewer::Partner(atelier.clone());
    let seen = claims(&views, &own, span, None).await;
    assert!(!seen.is_empty());
    assert!(seen.iter().all(|change| change.facts.partner == atelier));
    let asked = claims(&views, &Viewer::Inside, span, Some(&atelier)).await;
    let ids = |changes: &[ClaimChange]| -> Vec<_> { changes.iter().map(|c| c.id).collect() };
    assert_eq!(ids(&asked), ids(&seen));
    let breton: OrgId = text("breton");
    assert_eq!(claims(&views, &own, span, Some(&breton)).await, []);
    assert_eq!(funds(&views, &own, span, Some(&breton)).await, []);
    let moved = funds(&views, &own, span, None).await;
    assert!(moved.iter().all(|change| change.partner == atelier) && !moved.is_empty());
}

#[test]
fn a_span_does_not_end_before_it_begins() {
    assert!(Span::new(3, 2).is_err());
    assert_eq!(Span::new(3, 3).unwrap().events(), 0);
    assert_eq!(Span::new(3, 10).unwrap().events(), 7);
}
