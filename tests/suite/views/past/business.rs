//! Business time: what had happened by a day, whenever it was recorded.

use domain::{ClaimCommand, FundCommand, LotId, PaymentId, claim, fund};
use projections::views::{FundFilter, Limit, Page, Past, Viewer};

use super::super::given::{World, euros, folded, instant, random_history, text, uuid};

/// Pays in part of what is approved, with a value date; gives the position before.
fn paid_and_earned_late() -> (World, domain::FundId, u64) {
    let mut world = random_history(311, 400);
    let approved = world.claims.iter().find(|(_, claim)| {
        let approved = claim.approval.as_ref();
        let left = approved.map(|approval| approval.approved.minor() - claim.paid().minor());
        claim.status == domain::Status::Approved && left > Some(100)
    });
    let (id, fund) = approved.map(|(id, claim)| (*id, claim.fund)).unwrap();
    let before = world.log.len() as u64;
    let pay = ClaimCommand::RecordPayment(claim::RecordPayment {
        id: PaymentId::from_uuid(uuid("late")),
        amount: euros(100),
        reference: "late".into(),
        value_date: text("2024-09-02"),
    });
    let at = instant("2024-12-01T12:00:00Z");
    world.claim(id, "fay@helio finance", at, pay).unwrap();
    let earn = FundCommand::RecordEarning(fund::RecordEarning {
        lot: LotId::from_uuid(uuid("late lot")),
        amount: euros(7_700),
        earned_on: text("2023-03-01"),
        source: "found late".into(),
    });
    world.fund(fund, "fay@helio finance", at, earn).unwrap();
    (world, fund, before)
}

async fn figures(past: &Past, fund: domain::FundId, until: &str) -> Option<(i64, i64)> {
    let filter = FundFilter::default();
    let until = Some(text(until));
    let lines = past.overview_by_business(&Viewer::Inside, &filter, until);
    let lines = lines.await.unwrap();
    let line = lines.into_iter().find(|line| line.fund == fund)?;
    Some((line.figures.earned.minor(), line.figures.paid.minor()))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_recorded_late_counts_from_the_day_it_happened() {
    let (world, fund, before) = paid_and_earned_late();
    let (_scratch, views) = folded(&world.log).await;
    let (known, all) = (views.as_of(before), views.as_of(u64::MAX));
    // Nothing of the fund had happened yet but what was found late.
    assert_eq!(figures(&known, fund, "2023-03-01").await, None);
    assert_eq!(figures(&all, fund, "2023-02-28").await, None);
    assert_eq!(figures(&all, fund, "2023-03-01").await, Some((7_700, 0)));
    for (day, more_paid) in [
        ("2024-09-01", 0),
        ("2024-09-02", 100),
        ("2024-12-01", 100),
        ("2026-12-31", 100),
    ] {
        let (earned, paid) = figures(&known, fund, day).await.unwrap();
        let now = figures(&all, fund, day).await.unwrap();
        assert_eq!(now, (earned + 7_700, paid + more_paid), "{day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn postings_by_business_time_are_in_its_order_and_add_up() {
    let (world, fund, _) = paid_and_earned_late();
    let (_scratch, views) = folded(&world.log).await;
    let past = views.as_of(u64::MAX);
    let (mut entries, mut after) = (vec![], None);
    loop {
        let limit = Limit::try_from(7).unwrap();
        let page = Page { after, limit };
        let listed = past
            .postings_by_business(&Viewer::Inside, fund, None, &page)
            .await
            .unwrap();
        entries.extend(listed.rows);
        after = listed.next;
        if after.is_none() {
            break;
        }
    }
    assert!(entries.is_sorted_by_key(|dated| std::cmp::Reverse((dated.day, dated.entry.position))));
    let recorded: usize = world
        .log
        .iter()
        .filter(|event| event.id == fund.to_string())
        .count();
    assert_eq!(entries.len(), recorded);
    let last = views
        .fund(&Viewer::Inside, fund)
        .await
        .unwrap()
        .unwrap()
        .0
        .fund;
    assert_eq!(entries[0].entry.figures, last.figures);
    let late = entries.last().unwrap();
    assert_eq!(
        (late.day, late.entry.amount),
        (text("2023-03-01"), euros(7_700))
    );
    let payment = entries
        .iter()
        .find(|dated| dated.entry.amount == euros(100));
    assert_eq!(payment.unwrap().day, text("2024-09-02"));
    let until: chrono::NaiveDate = text("2024-03-31");
    let listed = past
        .postings_by_business(&Viewer::Inside, fund, Some(until), &Page::default())
        .await
        .unwrap();
    assert!(listed.rows.iter().all(|dated| dated.day <= until));
    let stranger = Viewer::Partner(text("other"));
    let first = Page::default();
    let none = past.postings_by_business(&stranger, fund, None, &first);
    assert_eq!(none.await.unwrap().rows, []);
}
