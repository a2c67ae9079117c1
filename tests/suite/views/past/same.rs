//! Compares the present of one ledger with the past of another, reader by reader.

use std::collections::BTreeSet;
use tests::sight::{OneClaim, viewer};

use domain::{ClaimId, FundId, Role, Status};
use projections::stream::TaskKind;
use projections::views::{
    ClaimFilter, FundFilter, Limit, Page, Past, PaymentFilter, QueueFilter, Viewer, Views,
};

use super::super::given::text;

/// Makes a page.
fn page<C>(limit: u32, after: Option<C>) -> Page<C> {
    let limit = Limit::try_from(limit).unwrap();
    Page { after, limit }
}

/// Reads a list to its end, page by page.
macro_rules! to_the_end {
    ($limit:expr, $page:ident => $read:expr) => {{
        let (mut rows, mut after) = (vec![], None);
        loop {
            let $page = page($limit, after);
            let listed = $read.await.unwrap();
            rows.extend(listed.rows);
            after = listed.next;
            if after.is_none() {
                break rows;
            }
        }
    }};
}

fn viewers() -> Vec<Viewer> {
    let actors = [
        "ines@helio reviewer",
        "camille@atelier partner_user",
        "paul@breton partner_admin",
        "yann@atelier contributor",
        "yann@breton contributor",
        "zoe@other partner_user",
        "root@helio operator",
    ];
    actors.into_iter().map(viewer).collect()
}

/// The claims of which something may be shown at a later moment; none: all of them.
///
/// A colleague who was withdrawn since is shown nothing any more of what they saw.
type Still = Option<BTreeSet<ClaimId>>;

async fn still(later: &Views, viewer: &Viewer) -> Still {
    if !matches!(viewer, Viewer::Contributor(_)) {
        return None;
    }
    let filter = ClaimFilter::default();
    let claims = to_the_end!(100, page => later.claims(viewer, &filter, &page));
    Some(claims.iter().map(|line| line.id).collect())
}

fn is_still_shown(still: &Still, id: ClaimId) -> bool {
    still.as_ref().is_none_or(|claims| claims.contains(&id))
}

/// Requires that all that is read of `now` is what `later` tells of the position.
pub async fn all_is_the_same(now: &Views, later: &Views, position: u64) {
    let past = later.as_of(position);
    for viewer in &viewers() {
        let still = still(later, viewer).await;
        let claims = lists(now, &past, (viewer, &still)).await;
        for claim in &claims {
            details(now, &past, viewer, *claim).await;
        }
        queue(now, &past, (viewer, &still)).await;
        money(now, &past, viewer).await;
    }
    nobody_sees_more(now, &past, later).await;
}

fn filters() -> Vec<ClaimFilter> {
    let mut filters = vec![
        ClaimFilter::default(),
        ClaimFilter {
            statuses: vec![Status::Editing, Status::Paid],
            ..ClaimFilter::default()
        },
        ClaimFilter {
            activity: Some(text("print")),
            ..ClaimFilter::default()
        },
        ClaimFilter {
            reviewer: Some(text("ines@helio")),
            partner: Some(text("atelier")),
            ..ClaimFilter::default()
        },
    ];
    for words in ["title", "print sa", "7"] {
        filters.push(ClaimFilter {
            search: Some(text(words)),
            ..ClaimFilter::default()
        });
    }
    filters.push(ClaimFilter {
        period: Some(text("h1")),
        programme: Some(text("boost")),
        fund: Some(super::super::given::fund_id("breton", "h1")),
        ..ClaimFilter::default()
    });
    filters
}

async fn lists(now: &Views, past: &Past, (viewer, still): (&Viewer, &Still)) -> BTreeSet<ClaimId> {
    let mut seen = BTreeSet::new();
    for (n, filter) in filters().iter().enumerate() {
        let limit = if n == 0 { 3 } else { 100 };
        let mut present = to_the_end!(100, page => now.claims(viewer, filter, &page));
        present.retain(|line| is_still_shown(still, line.id));
        let then = to_the_end!(limit, page => past.claims(viewer, filter, &page));
        assert_eq!(then, present, "{viewer:?} {filter:?} {past:?}");
        seen.extend(present.iter().map(|line| line.id));
    }
    seen
}

async fn details(now: &Views, past: &Past, viewer: &Viewer, id: ClaimId) {
    let present = now.one(viewer, id).await.unwrap();
    assert!(present.is_some());
    assert_eq!(past.one(viewer, id).await.unwrap(), present, "{viewer:?}");
    let present = to_the_end!(100, page => now.told(viewer, id, &page));
    let then = to_the_end!(7, page => past.told(viewer, id, &page));
    assert_eq!(then, present, "{viewer:?}");
    let present = now.same_documents(viewer, id).await.unwrap();
    let then = past.same_documents(viewer, id).await.unwrap();
    assert_eq!(then, present, "{viewer:?} {past:?}");
}

async fn queue(now: &Views, past: &Past, (viewer, still): (&Viewer, &Still)) {
    let filters = [
        QueueFilter::default(),
        QueueFilter {
            kinds: vec![TaskKind::Submission, TaskKind::Payment],
            due_by: Some(text("2024-05-01")),
            ..QueueFilter::default()
        },
        QueueFilter {
            roles: vec![Role::Contributor, Role::Approver],
            partner: Some(text("breton")),
            programme: Some(text("boost")),
            ..QueueFilter::default()
        },
        QueueFilter {
            reviewer: Some(text("ines@helio")),
            ..QueueFilter::default()
        },
        QueueFilter {
            person: Some(text("yann@atelier")),
            ..QueueFilter::default()
        },
    ];
    for (n, filter) in filters.iter().enumerate() {
        let limit = if n == 0 { 4 } else { 100 };
        let mut present = to_the_end!(100, page => now.queue(viewer, filter, &page));
        present.retain(|line| is_still_shown(still, line.claim));
        let then = to_the_end!(limit, page => past.queue(viewer, filter, &page));
        assert_eq!(then, present, "{viewer:?} {filter:?} {past:?}");
    }
}

async fn money(now: &Views, past: &Past, viewer: &Viewer) {
    for filter in [
        FundFilter::default(),
        FundFilter {
            partner: Some(text("atelier")),
            period: Some(text("h2")),
            ..FundFilter::default()
        },
    ] {
        let present = now.overview(viewer, &filter).await.unwrap().0;
        let mut then = past.overview(viewer, &filter).await.unwrap();
        let by_business = past.overview_by_business(viewer, &filter, None).await;
        assert_eq!(by_business.unwrap(), then, "{viewer:?}");
        past.count_claims(viewer, &filter, &mut then).await.unwrap();
        assert_eq!(then, present, "{viewer:?} {past:?}");
    }
    for filter in [
        PaymentFilter::default(),
        PaymentFilter {
            from: Some(text("2024-04-01")),
            partner: Some(text("atelier")),
            ..PaymentFilter::default()
        },
    ] {
        let present = to_the_end!(100, page => now.payments(viewer, &filter, &page));
        let then = to_the_end!(2, page => past.payments(viewer, &filter, &page));
        assert_eq!(then, present, "{viewer:?} {filter:?} {past:?}");
    }
    let filter = FundFilter::default();
    let present = to_the_end!(100, page => now.funds(viewer, &filter, &page));
    let then = to_the_end!(1, page => past.funds(viewer, &filter, &page));
    assert_eq!(then, present, "{viewer:?}");
    for id in present.iter().map(|fund| fund.id).collect::<Vec<FundId>>() {
        let fund = now.fund(viewer, id).await.unwrap().map(|(fund, _)| fund);
        assert_eq!(past.fund(viewer, id).await.unwrap(), fund, "{viewer:?}");
        let present = to_the_end!(100, page => now.postings(viewer, id, &page));
        let then = to_the_end!(20, page => past.postings(viewer, id, &page));
        assert_eq!(then, present, "{viewer:?}");
    }
}

/// What a reader does not see in the present, he does not see in the past by its id either.
async fn nobody_sees_more(now: &Views, past: &Past, later: &Views) {
    let filter = ClaimFilter::default();
    let all = to_the_end!(100, page => now.claims(&Viewer::Inside, &filter, &page));
    for viewer in viewers() {
        let still = still(later, &viewer).await;
        for id in all.iter().map(|line| line.id).take(6) {
            let is_there = now.one(&viewer, id).await.unwrap().is_some();
            let is_there = is_there && is_still_shown(&still, id);
            let was_there = past.one(&viewer, id).await.unwrap().is_some();
            assert_eq!(was_there, is_there, "{viewer:?} {id}");
            let history = past.told(&viewer, id, &page(1, None)).await.unwrap();
            assert_eq!(!history.rows.is_empty(), is_there, "{viewer:?} {id}");
        }
    }
}
