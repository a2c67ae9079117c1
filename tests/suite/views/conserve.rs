//! The figures of the views are those of the domain.

use std::collections::BTreeMap;
use tests::sight::OneClaim;

use domain::claim::ContributionState;
use domain::fund::Figures;
use domain::{Claim, Fund, Status};
use projections::views::{Account, FundFilter, HistoryCursor, Limit, Page, Viewer};
use sqlx::Row;

use super::given::{World, folded, random_history};

const SEEDS: [u64; 3] = [1, 2, 3];

fn amount(claim: &Claim) -> i64 {
    let requested = if claim.status == Status::Editing {
        None
    } else {
        claim.requested
    };
    let approved = claim.approval.as_ref().map(|approval| approval.approved);
    approved.or(requested).unwrap_or(claim.declared).minor()
}

#[test]
fn random_histories_come_to_every_status_and_every_event() {
    let worlds: Vec<World> = SEEDS
        .iter()
        .map(|seed| random_history(*seed, 2_500))
        .collect();
    let reached = |status: Status| {
        let mut claims = worlds.iter().flat_map(|world| world.claims.values());
        claims.any(|claim| claim.status == status)
    };
    let never: Vec<Status> = Status::ALL
        .into_iter()
        .filter(|status| !reached(*status))
        .collect();
    assert_eq!(
        never,
        [Status::Expired],
        "a deadline passes in a test of its own"
    );
    let names = domain::ClaimEvent::NAMES
        .iter()
        .chain(domain::FundEvent::NAMES);
    let happened = |name: &str| {
        worlds
            .iter()
            .flat_map(|w| &w.log)
            .any(|event| event.name == name)
    };
    let never: Vec<&&str> = names.filter(|name| !happened(name)).collect();
    assert_eq!(never, [&"ClaimExpired"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_overview_has_the_figures_lots_and_counts_of_the_domain() {
    for seed in SEEDS {
        let world = random_history(seed, 2_500);
        let (_scratch, views) = folded(&world.log).await;
        let lines = views
            .overview(&Viewer::Inside, &FundFilter::default())
            .await
            .unwrap()
            .0;
        assert_eq!(lines.len(), world.funds.len());
        for line in lines {
            let fund = &world.funds[&line.fund];
            assert_eq!(line.figures.earned.minor(), fund.figures.earned_minor);
            assert_eq!(line.figures.available.minor(), fund.figures.available_minor);
            assert_eq!(line.figures.reserved.minor(), fund.figures.reserved_minor);
            assert_eq!(line.figures.committed.minor(), fund.figures.committed_minor);
            assert_eq!(line.figures.paid.minor(), fund.figures.paid_minor);
            assert_eq!(line.figures.expired.minor(), fund.figures.expired_minor);
            let claimed = fund.figures.reserved_minor
                + fund.figures.committed_minor
                + fund.figures.paid_minor;
            assert_eq!(line.claimed.minor(), claimed);
            let mut counts: BTreeMap<Status, (u64, i64)> = BTreeMap::new();
            for claim in world
                .claims
                .values()
                .filter(|claim| claim.fund == line.fund)
            {
                let count = counts.entry(claim.status).or_default();
                count.0 += 1;
                count.1 += amount(claim);
            }
            let counted = line.claims.iter();
            let counted = counted.map(|c| (c.status, (c.claims, c.amount.minor())));
            assert_eq!(counted.collect::<BTreeMap<_, _>>(), counts);
            lots_are_those_of(&world, &views, fund, line.fund).await;
        }
    }
}

async fn lots_are_those_of(
    world: &World,
    views: &projections::views::Views,
    fund: &Fund,
    id: domain::FundId,
) {
    let (page, _) = views.fund(&Viewer::Inside, id).await.unwrap().unwrap();
    let lots = page
        .lots
        .iter()
        .map(|lot| (lot.id, lot.earned.minor(), lot.remaining.minor()));
    let known = fund
        .lots
        .iter()
        .map(|lot| (lot.id, lot.earned_minor, lot.remaining_minor));
    assert_eq!(lots.collect::<Vec<_>>(), known.collect::<Vec<_>>());
    let mut uses: Vec<_> = page
        .lots
        .iter()
        .flat_map(|lot| {
            lot.uses
                .iter()
                .map(|used| (used.claim, lot.id, used.amount.minor()))
        })
        .collect();
    let mut shares = vec![];
    for (claim, _) in world.claims.iter().filter(|(_, claim)| claim.fund == id) {
        for (lot, minor) in fund
            .share(*claim)
            .map(|share| share.lots.clone())
            .unwrap_or_default()
        {
            shares.push((*claim, lot, minor));
        }
    }
    uses.sort();
    shares.sort();
    assert_eq!(uses, shares);
}

#[tokio::test(flavor = "multi_thread")]
async fn postings_sum_to_zero_in_each_entry_and_to_the_figures_in_each_account() {
    let world = random_history(5, 2_500);
    let (scratch, views) = folded(&world.log).await;
    let unbalanced: i64 = sqlx::query_scalar(
        "select count(*) from (
             select position from postings group by position having sum(amount_minor) <> 0
         ) as entry",
    )
    .fetch_one(&scratch.pool)
    .await
    .unwrap();
    assert_eq!(unbalanced, 0);
    let moving = world
        .log
        .iter()
        .filter(|e| e.kind == "fund" && e.name != "FundOpened")
        .count();
    let postings: i64 = sqlx::query_scalar("select count(*) from postings")
        .fetch_one(&scratch.pool)
        .await
        .unwrap();
    assert_eq!(postings as usize, 2 * moving);
    for (id, fund) in &world.funds {
        let mut figures = Figures::default();
        let rows = sqlx::query(
            "select account, sum(amount_minor)::bigint from postings where fund_id = $1 group by 1",
        )
        .bind(id.uuid())
        .fetch_all(&scratch.pool)
        .await
        .unwrap();
        for row in rows {
            let sum: i64 = row.get(1);
            match row.get::<&str, _>(0).parse().unwrap() {
                Account::Earned => figures.earned_minor = -sum,
                Account::Available => figures.available_minor = sum,
                Account::Reserved => figures.reserved_minor = sum,
                Account::Committed => figures.committed_minor = sum,
                Account::Paid => figures.paid_minor = sum,
                Account::Expired => figures.expired_minor = sum,
            }
        }
        assert_eq!(figures, fund.figures);
        let page = Page {
            after: None,
            limit: Limit::try_from(1).unwrap(),
        };
        let last = views.postings(&Viewer::Inside, *id, &page).await.unwrap();
        assert_eq!(
            last.rows[0].figures.available.minor(),
            fund.figures.available_minor
        );
    }
    let funds = views
        .funds(&Viewer::Inside, &FundFilter::default(), &Page::default())
        .await;
    assert_eq!(funds.unwrap().rows.len(), world.funds.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_details_of_a_claim_are_those_of_the_domain() {
    let world = random_history(6, 2_500);
    let (_scratch, views) = folded(&world.log).await;
    for (id, claim) in &world.claims {
        let page = views.one(&Viewer::Inside, *id).await.unwrap().unwrap();
        let details = page.details;
        assert_eq!(details.progress.standing.status, claim.status);
        assert_eq!(details.progress.standing.round, claim.round);
        assert_eq!(details.progress.standing.declared, claim.declared);
        assert_eq!(details.progress.standing.requested, claim.requested);
        assert_eq!(details.progress.standing.paid, claim.paid());
        assert_eq!(details.progress.claim_until, claim.claim_until);
        if claim.status == Status::Rejected {
            assert_eq!(details.progress.due, claim.dispute_until);
        }
        assert_eq!(&details.claim, claim);
        assert_eq!(details.progress.reviewer, claim.reviewer);
        assert_eq!(details.facts.title, claim.title);
        assert_eq!(details.facts.location, claim.location);
        let documents: Vec<_> = details
            .documents
            .iter()
            .map(|held| held.document.clone())
            .collect();
        assert_eq!(documents, claim.documents);
        let metrics: Vec<_> = details
            .metrics
            .iter()
            .map(|m| (m.code.clone(), m.value.clone()))
            .collect();
        assert_eq!(
            metrics,
            claim.metrics.clone().into_iter().collect::<Vec<_>>()
        );
        let states = |c: &[projections::stream::AskedFor]| -> Vec<ContributionState> {
            c.iter().map(|c| c.state).collect()
        };
        let known: Vec<_> = claim.contributions.iter().map(|c| c.state).collect();
        assert_eq!(states(&details.contributions), known);
        assert_eq!(details.comments.len(), claim.comments.len());
        assert_eq!(details.payments.len(), claim.payments.len());
        let approval = details.approval.map(|approval| approval.approved);
        assert_eq!(
            approval,
            claim.approval.as_ref().map(|approval| approval.approved)
        );
        let items = claim.request.as_ref().map(|request| request.items.len());
        assert_eq!(
            details.requests.last().map(|request| request.items.len()),
            items
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_has_every_event_and_folds_to_the_same_claim() {
    let world = random_history(7, 2_000);
    let (_scratch, views) = folded(&world.log).await;
    for (id, claim) in &world.claims {
        let mut state = None;
        let (mut after, mut count) = (None::<HistoryCursor>, 0);
        loop {
            let page = Page {
                after,
                limit: Limit::try_from(7).unwrap(),
            };
            let listed = views.told(&Viewer::Inside, *id, &page).await.unwrap();
            for line in &listed.rows {
                count += 1;
                assert_eq!(line.sequence, count);
                let logged = &world.log[line.position as usize - 1];
                assert_eq!(
                    (&logged.payload, &logged.name),
                    (&line.payload, &line.event_type)
                );
                domain::claim::evolve(&mut state, &line.event);
            }
            after = listed.next;
            if after.is_none() {
                break;
            }
        }
        let recorded = world
            .log
            .iter()
            .filter(|event| event.id == id.to_string())
            .count();
        assert_eq!(count as usize, recorded);
        assert_eq!(state.as_ref(), Some(claim));
    }
}
