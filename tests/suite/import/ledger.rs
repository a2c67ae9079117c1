//! Imports into the ledger: once, twice, interrupted, refused, and with the store away.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use application::import::{
    ImportError, ImportReport, Kind, Limits, Mapping, Phase, Progress, Watcher, rehearse, run,
    unwatched,
};
use domain::{Fund, FundId};
use projections::Ledger;
use tests::database::Scratch;
use tokio::sync::Notify;

use super::{
    APPROVED, FINAL, PAID, PAYMENT_REQUESTED, REJECTED, SUBMITTED, Scrap, declarations, log, root,
    shipped,
};

const ONE_BY_ONE: Limits = Limits {
    cases_in_flight: 1,
    patience: Duration::from_millis(300),
};

struct Desk {
    scratch: Scratch,
    ledger: Ledger,
}

impl Desk {
    async fn open() -> Self {
        let scratch = Scratch::migrated().await;
        let ledger = Ledger::open(scratch.pool.clone(), chrono::Utc::now)
            .await
            .unwrap();
        Self { scratch, ledger }
    }

    async fn import(&self, path: &Path, mapping: &Mapping) -> Result<ImportReport, ImportError> {
        let mapping = Arc::new(mapping.clone());
        run(&self.ledger, path, mapping, Limits::default(), unwatched()).await
    }

    async fn events(&self) -> u64 {
        let count: i64 = sqlx::query_scalar("select count(*) from events")
            .fetch_one(&self.scratch.pool)
            .await
            .unwrap();
        count.unsigned_abs()
    }

    async fn funds(&self) -> Vec<Fund> {
        let ids: Vec<String> = sqlx::query_scalar(
            "select aggregate_id from events where event_type = 'FundOpened' order by aggregate_id",
        )
        .fetch_all(&self.scratch.pool)
        .await
        .unwrap();
        let mut funds = vec![];
        for id in ids {
            let id: FundId = id.parse().unwrap();
            funds.push(self.ledger.fund(id).await.unwrap().unwrap().state);
        }
        funds
    }
}

fn mapping_with(from: &str, to: &str) -> Mapping {
    let whole = shipped("bpi2020-domestic-declarations.toml");
    assert!(whole.contains(from), "the mapping has {from:?}");
    Mapping::parse(&whole.replace(from, to)).unwrap()
}

/// Many cases on one fund, each paid in the end.
fn many(count: usize) -> Scrap {
    let names: Vec<String> = (0..count).map(|n| format!("case {n}")).collect();
    let steps: &[&str] = &[
        SUBMITTED,
        REJECTED,
        SUBMITTED,
        APPROVED,
        FINAL,
        PAYMENT_REQUESTED,
        PAID,
    ];
    let cases: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), "10.00", steps))
        .collect();
    Scrap::new(log(&cases))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_comes_to_what_its_rehearsal_says() {
    let desk = Desk::open().await;
    let path = root().join("fixtures/xes/every-activity.xes");
    let rehearsal = rehearse(&path, &declarations(), &unwatched()).unwrap();
    let report = desk.import(&path, &declarations()).await.unwrap();
    assert_eq!(report, rehearsal.report);
    assert_eq!(desk.events().await, report.events_appended);
    let figures = |funds: Vec<&Fund>| {
        funds
            .into_iter()
            .map(|fund| fund.figures)
            .collect::<Vec<_>>()
    };
    let funds = desk.funds().await;
    let mut rehearsed: Vec<_> = rehearsal.funds.iter().collect();
    rehearsed.sort_by_key(|(id, _)| id.to_string());
    let rehearsed = rehearsed.into_iter().map(|(_, fund)| fund).collect();
    assert_eq!(figures(funds.iter().collect()), figures(rehearsed));
    assert!(funds.iter().all(Fund::is_conserved));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_import_appends_nothing() {
    let desk = Desk::open().await;
    let path = root().join("fixtures/xes/every-activity.xes");
    let first = desk.import(&path, &declarations()).await.unwrap();
    assert_eq!(first.commands_skipped_as_known, 0);
    let commands: i64 = sqlx::query_scalar("select count(*) from commands")
        .fetch_one(&desk.scratch.pool)
        .await
        .unwrap();
    let second = desk.import(&path, &declarations()).await.unwrap();
    assert_eq!(second.events_appended, 0);
    assert_eq!(second.commands_skipped_as_known, commands.unsigned_abs());
    assert_eq!(second.refusals, first.refusals);
    assert_eq!(second.cases_without_refusal, first.cases_without_refusal);
    assert_eq!(desk.events().await, first.events_appended);
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_of_one_fund_go_in_at_once_and_conserve_it() {
    let desk = Desk::open().await;
    let log = many(150);
    let report = desk.import(log.path(), &declarations()).await.unwrap();
    assert_eq!((report.cases, report.cases_without_refusal), (150, 150));
    assert_eq!(desk.events().await, report.events_appended);
    let funds = desk.funds().await;
    assert_eq!(funds.len(), 1);
    assert_eq!(
        (funds[0].figures.paid_minor, funds[0].figures.earned_minor),
        (150_000, 150_000)
    );
    assert!(funds[0].is_conserved());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_import_is_completed_by_the_next_without_a_double() {
    let desk = Desk::open().await;
    let log = many(120);
    let whole = rehearse(log.path(), &declarations(), &unwatched())
        .unwrap()
        .report;
    let enough = Arc::new(Notify::new());
    let notify = Arc::clone(&enough);
    let watcher: Watcher = Arc::new(move |at: Progress| {
        if at.phase == Phase::Importing && at.cases_done == 30 {
            notify.notify_one();
        }
    });
    let mapping = Arc::new(declarations());
    let limits = Limits {
        cases_in_flight: 16,
        ..Limits::default()
    };
    tokio::select! {
        done = run(&desk.ledger, log.path(), mapping, limits, watcher) => panic!("{done:?}"),
        () = enough.notified() => {}
    }
    // Commands that were on their way may still go in, now or beside those of the next import.
    let half = desk.events().await;
    assert!(
        half > 0 && half < whole.events_appended,
        "{half} of {}",
        whole.events_appended
    );
    // Another process: nothing is remembered but what the log holds.
    let ledger = Ledger::open(desk.scratch.pool.clone(), chrono::Utc::now)
        .await
        .unwrap();
    let desk = Desk { ledger, ..desk };
    let rest = desk.import(log.path(), &declarations()).await.unwrap();
    assert_eq!(desk.events().await, whole.events_appended);
    assert!(rest.events_appended > 0 && rest.events_appended <= whole.events_appended - half);
    assert!(rest.commands_skipped_as_known > 0);
    assert_eq!((rest.cases, rest.cases_without_refusal), (120, 120));
    assert_eq!(desk.funds().await[0].figures.paid_minor, 120_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_ledger_refuses_is_reported_and_not_tried_again_later() {
    let desk = Desk::open().await;
    let mapping = Arc::new(mapping_with("covering", "100.00"));
    let steps: &[&str] = &[SUBMITTED, PAYMENT_REQUESTED, APPROVED];
    let log = Scrap::new(log(&[("one", "60", steps), ("two", "60", steps)]));
    let path = log.path();
    let first = run(
        &desk.ledger,
        path,
        Arc::clone(&mapping),
        ONE_BY_ONE,
        unwatched(),
    )
    .await
    .unwrap();
    let codes = |report: &ImportReport| -> Vec<(String, &str)> {
        report
            .refusals
            .iter()
            .map(|step| (step.case.clone(), step.code))
            .collect()
    };
    assert_eq!(codes(&first), [("two".to_owned(), "insufficient_funds")]);
    assert_eq!(
        first,
        rehearse(path, &mapping, &unwatched()).unwrap().report
    );
    let before = desk.events().await;
    let second = run(&desk.ledger, path, mapping, ONE_BY_ONE, unwatched())
        .await
        .unwrap();
    assert_eq!(
        codes(&second),
        [("two".to_owned(), "refused_in_earlier_import")]
    );
    assert_eq!(second.events_appended, 0);
    assert_eq!(desk.events().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_log_under_the_same_name_is_a_conflict_and_appends_nothing() {
    let desk = Desk::open().await;
    let (smaller, larger) = (many(2), many(3));
    desk.import(smaller.path(), &declarations()).await.unwrap();
    let before = desk.events().await;
    let error = desk
        .import(larger.path(), &declarations())
        .await
        .unwrap_err();
    assert!(matches!(error, ImportError::SetUpDiffers { .. }), "{error}");
    assert_eq!(error.kind(), Kind::Conflict);
    assert_eq!(desk.events().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_means_something_else_now_is_an_idempotency_conflict() {
    let desk = Desk::open().await;
    let log = many(2);
    desk.import(log.path(), &declarations()).await.unwrap();
    let before = desk.events().await;
    let other = mapping_with("Payment requested", "Payment was asked for");
    let report = desk.import(log.path(), &other).await.unwrap();
    let codes: Vec<_> = report
        .refusals
        .iter()
        .map(|step| (step.activity.as_str(), step.code))
        .collect();
    assert_eq!(codes, [(PAYMENT_REQUESTED, "idempotency_conflict"); 2]);
    assert_eq!((report.events_appended, desk.events().await), (0, before));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_not_right_appends_nothing() {
    let desk = Desk::open().await;
    let text = log(&[
        ("one", "1.00", &[SUBMITTED]),
        ("two", "1.00", &[SUBMITTED, "Shredded"]),
    ]);
    for wrong in [text.as_str(), &text[..text.len() - 10], "not a log"] {
        let scrap = Scrap::new(wrong);
        let error = desk
            .import(scrap.path(), &declarations())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), Kind::FoundAProblem, "{error}");
    }
    assert_eq!(desk.events().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_breaks_between_the_readings_leaves_whole_cases_and_says_how_many() {
    let desk = Desk::open().await;
    let log = many(20);
    let whole = std::fs::read_to_string(log.path()).unwrap();
    let (path, cut) = (log.path().to_owned(), whole[..whole.len() - 40].to_owned());
    let watcher: Watcher = Arc::new(move |at: Progress| {
        if at.phase == Phase::Checking && at.cases_done == 20 {
            std::fs::write(&path, &cut).unwrap();
        }
    });
    let mapping = Arc::new(declarations());
    let ended = run(
        &desk.ledger,
        log.path(),
        mapping,
        Limits::default(),
        watcher,
    )
    .await;
    let error = ended.unwrap_err();
    assert!(
        matches!(
            error,
            ImportError::LogChanged {
                cases_done: 19,
                cases: 20,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(desk.funds().await[0].figures.paid_minor, 19_000);
    std::fs::write(log.path(), whole).unwrap();
    let report = desk.import(log.path(), &declarations()).await.unwrap();
    assert_eq!(report.cases_without_refusal, 20);
    assert_eq!(desk.funds().await[0].figures.paid_minor, 20_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_stays_away_ends_the_import_and_says_how_far_it_came() {
    let desk = Desk::open().await;
    let log = many(200);
    let done = Arc::new(AtomicU64::new(0));
    let (seen, scratch) = (Arc::clone(&done), desk.scratch.clone());
    let runtime = tokio::runtime::Handle::current();
    let watcher: Watcher = Arc::new(move |at: Progress| {
        if at.phase == Phase::Importing && seen.fetch_max(at.cases_done, Ordering::SeqCst) == 10 {
            // The import goes on only after the store is gone.
            tokio::task::block_in_place(|| runtime.block_on(scratch.take_away()));
        }
    });
    let limits = Limits {
        cases_in_flight: 4,
        patience: Duration::from_millis(300),
    };
    let mapping = Arc::new(declarations());
    let error = run(&desk.ledger, log.path(), mapping, limits, watcher)
        .await
        .unwrap_err();
    let ImportError::Store {
        cases_done, cases, ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!((*cases_done, *cases), (done.load(Ordering::SeqCst), 200));
    assert!((10..200).contains(cases_done));
    assert_eq!(error.kind(), Kind::Unavailable);
}
