//! What stands in the tables: postings that sum to zero, claims and histories as the views tell.

use std::collections::BTreeMap;

use application::export::{Format, What};
use application::story::{SHELF, Story, run};
use application::words::sentence;
use projections::Ledger;
use projections::views::Account;
use serde_json::Value;
use sqlx::PgPool;
use tests::database::Scratch;
use tests::stage::clock;

use super::{column, events_of, exported, table, told, told_of_two};

/// The balance of each account, in minor units, with the sign that the overview gives it.
pub(super) async fn balances(pool: &PgPool) -> BTreeMap<(String, String), i64> {
    let rows: Vec<(String, Vec<i64>)> = sqlx::query_as(
        "select fund.partner || ':' || fund.programme || ':' || fund.period,
            array[last.earned_minor, last.available_minor, last.reserved_minor,
                last.committed_minor, last.paid_minor, last.expired_minor]
        from postings_fund as fund
        cross join lateral (
            select * from postings_entry as entry
            where entry.fund_id = fund.fund_id
            order by position desc limit 1
        ) as last",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let mut balances = BTreeMap::new();
    for (fund, figures) in rows {
        for (account, minor) in Account::ALL.into_iter().zip(figures) {
            balances.insert((fund.clone(), account.as_str().to_owned()), minor);
        }
    }
    balances
}

/// A ledger for each story, with its views at the head.
pub(super) async fn stories() -> Vec<(Story, Scratch)> {
    let mut told = vec![];
    for shelved in SHELF {
        let story = shelved.story().unwrap();
        let scratch = Scratch::migrated().await;
        let views = projections::views::Views::new(scratch.pool.clone());
        projections::views::Views::prepare(&scratch.pool)
            .await
            .unwrap();
        let ledger = Ledger::open(scratch.pool.clone(), clock).await.unwrap();
        let projector = projections::views::Projector::start(scratch.pool.clone(), ledger.head());
        run(&story, &ledger, |_, _| {}).await.unwrap();
        let head = *ledger.head().borrow();
        views
            .wait_for(
                &projections::views::ViewName::ALL,
                head,
                std::time::Duration::from_secs(60),
            )
            .await
            .unwrap();
        projector.stop().await;
        told.push((story, scratch));
    }
    told
}

#[tokio::test]
async fn postings_sum_to_zero_in_each_entry_and_to_the_overview_in_each_account() {
    for (story, scratch) in stories().await {
        let (place, _) = exported(&scratch.pool, Format::Jsonl, What::Postings).await;
        let (mut entries, mut accounts) = (BTreeMap::new(), BTreeMap::new());
        for line in place.read("postings.jsonl").lines() {
            let row: Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            let currency = text("currency").parse().unwrap();
            let minor = domain::Money::parse(&text("amount"), currency)
                .unwrap()
                .minor();
            *entries
                .entry(row["position"].as_u64().unwrap())
                .or_insert(0) += minor;
            let fund = format!(
                "{}:{}:{}",
                text("partner"),
                text("programme"),
                text("period")
            );
            *accounts.entry((fund, text("account"))).or_insert(0_i64) += minor;
        }
        assert!(entries.values().all(|sum| *sum == 0), "{}", story.name);
        for ((fund, account), minor) in balances(&scratch.pool).await {
            let sum = accounts.remove(&(fund, account.clone())).unwrap_or(0);
            let sum = if account == "earned" { -sum } else { sum };
            assert_eq!(sum, minor, "{} {account}", story.name);
        }
        assert!(accounts.is_empty());
    }
}

#[tokio::test]
async fn a_history_has_every_event_of_every_claim_as_its_sentence() {
    let (scratch, _ledger) = told_of_two().await;
    let (place, _) = exported(&scratch.pool, Format::Jsonl, What::History).await;
    let mut rows: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in place.read("history.jsonl").lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let claim = row["claim"].as_str().unwrap().to_owned();
        rows.entry(claim).or_default().push(row);
    }
    assert_eq!(rows.len(), 4);
    for (claim, rows) in rows {
        let events = events_of(&scratch.pool, &claim).await;
        assert_eq!(rows.len(), events.len());
        for (row, (stored, event)) in rows.iter().zip(events) {
            assert_eq!(row["sequence"], stored.sequence);
            assert_eq!(row["position"], stored.position);
            assert_eq!(row["sentence"], sentence::of_claim(&event.event));
            assert_eq!(row["who"], event.by.person().to_string());
        }
    }
}

#[tokio::test]
async fn the_same_rows_stand_in_every_format_of_tables() {
    let (scratch, _ledger) = told().await;
    let (csv, _) = exported(&scratch.pool, Format::Csv, What::Claims).await;
    let (jsonl, _) = exported(&scratch.pool, Format::Jsonl, What::Claims).await;
    let (header, rows) = table(&csv, "claims.csv");
    let text = jsonl.read("claims.jsonl");
    assert_eq!(rows.len(), text.lines().count());
    for (row, line) in rows.iter().zip(text.lines()) {
        let object: serde_json::Map<String, Value> = serde_json::from_str(line).unwrap();
        assert_eq!(object.len(), header.len());
        for (name, cell) in header.iter().zip(row) {
            let value = match &object[name] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(*cell, value, "{name}");
        }
    }
}

#[tokio::test]
async fn only_comments_for_the_vendor_are_marked_so() {
    let (scratch, _ledger) = told_of_two().await;
    let (place, _) = exported(&scratch.pool, Format::Csv, What::History).await;
    let marked = column(&place, "history.csv", "vendor_only");
    assert_eq!(marked.iter().filter(|mark| *mark == "true").count(), 1);
}
