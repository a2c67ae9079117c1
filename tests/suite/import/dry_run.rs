//! What a log comes to, gone through in memory.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use application::import::{
    ImportReport, Mapping, Phase, Progress, Rehearsal, Rounding, Traces, read_amount, rehearse,
    unwatched,
};
use domain::{Currency, Fund};

use super::{
    APPROVED, FINAL, PAID, PAYMENT_REQUESTED, REJECTED, REJECTED_BY_NOBODY, SAVED, SUBMITTED,
    Scrap, TAKEN_BACK, declarations, log, root, shipped,
};

fn rehearsed(cases: &[(&str, &str, &[&str])]) -> Rehearsal {
    let scrap = Scrap::new(log(cases));
    rehearse(scrap.path(), &declarations(), &unwatched()).unwrap()
}

fn refusals(report: &ImportReport) -> Vec<(&str, &str, &str)> {
    let steps = report.refusals.iter();
    steps
        .map(|step| (step.case.as_str(), step.activity.as_str(), step.code))
        .collect()
}

fn sum(funds: &Rehearsal, of: fn(&Fund) -> i64) -> i64 {
    funds.funds.values().map(of).sum()
}

#[test]
fn a_log_with_every_activity_comes_to_what_it_says() {
    let path = root().join("fixtures/xes/every-activity.xes");
    let rehearsal = rehearse(&path, &declarations(), &unwatched()).unwrap();
    let report = &rehearsal.report;
    assert_eq!((report.cases, report.cases_without_refusal), (6, 4));
    assert_eq!(report.commands_skipped_as_known, 0);
    assert_eq!(
        refusals(report),
        [
            ("declaration 3", SUBMITTED, "declared_must_be_positive"),
            ("declaration 3", FINAL, "claim_not_found"),
            ("declaration 3", PAID, "claim_not_found"),
            ("declaration 4", PAID, "not_approved"),
        ]
    );
    // 12.345 and 100.015 are ties: both go to the even cent.
    assert_eq!(
        sum(&rehearsal, |fund| fund.figures.paid_minor),
        1_234 + 8_000 + 10_002
    );
    // Declarations 4 and 6 are back with the employee.
    assert_eq!(
        sum(&rehearsal, |fund| fund.figures.reserved_minor),
        4_050 + 700
    );
    assert_eq!(sum(&rehearsal, |fund| fund.figures.available_minor), 0);
    assert_eq!(rehearsal.funds.len(), 2);
    assert!(rehearsal.funds.values().all(Fund::is_conserved));
}

#[test]
fn the_log_with_every_activity_has_every_activity() {
    let path = root().join("fixtures/xes/every-activity.xes");
    let traces = Traces::open(&path).unwrap().map(Result::unwrap);
    let logged: BTreeSet<String> = traces
        .flat_map(|trace| trace.events)
        .map(|event| event.get("concept:name").unwrap().to_owned())
        .collect();
    let mapping: toml::Table = shipped("bpi2020-domestic-declarations.toml")
        .parse()
        .unwrap();
    let mapped: BTreeSet<String> = mapping["activity"]
        .as_array()
        .unwrap()
        .iter()
        .map(|activity| activity["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(logged, mapped);
}

#[test]
fn each_event_is_counted_with_the_set_up() {
    let rehearsal = rehearsed(&[("one", "5.00", &[SAVED])]);
    // Policy, fund, earning; claim created, two documents attached.
    assert_eq!(rehearsal.report.events_appended, 6);
    let rehearsal = rehearsed(&[("one", "5.00", &[SUBMITTED, APPROVED, FINAL, PAID])]);
    // Set-up 3; filing 3; submitted and reserved 2; review and comment 2; approved and committed 2;
    // paid and disbursed 2.
    assert_eq!(rehearsal.report.events_appended, 14);
}

#[test]
fn a_refused_step_does_not_stop_the_later_ones() {
    let all = &[SUBMITTED, PAID, REJECTED, SUBMITTED, FINAL, PAID];
    let rehearsal = rehearsed(&[("one", "5.00", all)]);
    assert_eq!(refusals(&rehearsal.report), [("one", PAID, "not_approved")]);
    assert_eq!(sum(&rehearsal, |fund| fund.figures.paid_minor), 500);
}

#[test]
fn an_activity_is_refused_once_with_its_first_refused_step() {
    // Approved, paid, and then rejected: the approval cannot be revoked, so nothing is asked for.
    let all = &[SUBMITTED, FINAL, PAID, REJECTED_BY_NOBODY];
    let rehearsal = rehearsed(&[("one", "5.00", all)]);
    assert_eq!(
        refusals(&rehearsal.report),
        [("one", REJECTED_BY_NOBODY, "claim_is_closed")]
    );
}

#[test]
fn what_the_claimant_takes_back_gives_its_money_back() {
    let rehearsal = rehearsed(&[("one", "5.00", &[SUBMITTED, TAKEN_BACK, PAYMENT_REQUESTED])]);
    assert_eq!(rehearsal.report.cases_without_refusal, 1);
    assert_eq!(sum(&rehearsal, |fund| fund.figures.available_minor), 500);
}

#[test]
fn a_fixed_earning_may_not_cover_every_case() {
    let mapping = shipped("bpi2020-domestic-declarations.toml").replace("covering", "100.00");
    let mapping = Mapping::parse(&mapping).unwrap();
    let scrap = Scrap::new(log(&[
        ("one", "60", &[SUBMITTED]),
        ("two", "60", &[SUBMITTED]),
    ]));
    let rehearsal = rehearse(scrap.path(), &mapping, &unwatched()).unwrap();
    assert_eq!(
        refusals(&rehearsal.report),
        [("two", SUBMITTED, "insufficient_funds")]
    );
}

#[test]
fn a_log_without_a_case_comes_to_the_programme_alone() {
    let rehearsal = rehearsed(&[]);
    assert_eq!(
        (rehearsal.report.cases, rehearsal.report.events_appended),
        (0, 1)
    );
}

#[test]
fn the_report_has_the_promised_keys() {
    let rehearsal = rehearsed(&[("one", "0", &[SUBMITTED])]);
    let json = serde_json::to_value(&rehearsal.report).unwrap();
    let expected = serde_json::json!({
        "cases": 1,
        "cases_without_refusal": 0,
        "events_appended": 2,
        "commands_skipped_as_known": 0,
        "refusals": [{
            "case": "one",
            "activity": SUBMITTED,
            "at": "2017-03-01T00:00:00Z",
            "code": "declared_must_be_positive",
        }],
    });
    assert_eq!(json, expected);
}

#[test]
fn progress_goes_through_both_readings_to_the_end() {
    let scrap = Scrap::new(log(&[
        ("one", "1", &[SUBMITTED, PAID]),
        ("two", "1", &[SUBMITTED]),
    ]));
    let seen = Arc::new(Mutex::new(vec![]));
    let watcher = Arc::clone(&seen);
    let watch = Arc::new(move |progress: Progress| watcher.lock().unwrap().push(progress));
    rehearse(
        scrap.path(),
        &declarations(),
        &(watch as application::import::Watcher),
    )
    .unwrap();
    let seen = seen.lock().unwrap();
    let steps: Vec<_> = seen
        .iter()
        .map(|at| (at.phase, at.cases_done, at.events_done))
        .collect();
    let (checking, importing) = (Phase::Checking, Phase::Importing);
    assert_eq!(
        steps,
        [
            (checking, 1, 2),
            (checking, 2, 3),
            (importing, 1, 2),
            (importing, 2, 3)
        ]
    );
    assert!(
        seen.iter()
            .all(|at| 0 < at.bytes_read && at.bytes_read <= at.bytes_total)
    );
    assert_eq!(seen.last().unwrap().events_total, Some(3));
}

/// What a real log must come to.
struct Expected {
    log: &'static str,
    mapping: &'static str,
    amount: &'static str,
    case: &'static str,
    cases: u64,
    asking_for_zero: usize,
    refused: &'static [(&'static str, &'static str, &'static str)],
}

#[test]
fn the_real_declarations_come_to_their_figures() {
    comes_to(&Expected {
        log: "DomesticDeclarations.xes.gz",
        mapping: "bpi2020-domestic-declarations.toml",
        amount: "(case)_Amount",
        case: "(case)_id",
        cases: 10_357,
        asking_for_zero: 440,
        refused: &[
            // Paid though it was a draft, and paid though it was rejected.
            ("declaration 95149", PAID, "not_approved"),
            ("declaration 90815", PAID, "not_approved"),
        ],
    });
}

#[test]
fn the_real_requests_for_payment_come_to_their_figures() {
    comes_to(&Expected {
        log: "RequestForPayment.xes.gz",
        mapping: "bpi2020-request-for-payment.toml",
        amount: "(case)_RequestedAmount",
        case: "(case)_Rfp_id",
        cases: 6_760,
        asking_for_zero: 1,
        refused: &[
            // Submitted again while it was under review.
            (
                "request for payment 173579",
                "Request For Payment SUBMITTED by EMPLOYEE",
                "claim_is_locked",
            ),
        ],
    });
}

fn comes_to(expected: &Expected) {
    let path = root().join("../shared/data/bpi2020").join(expected.log);
    if !path.exists() {
        eprintln!(
            "{} is not here: its figures are not checked",
            path.display()
        );
        return;
    }
    let mapping = Mapping::parse(&shipped(expected.mapping)).unwrap();
    let rehearsal = rehearse(&path, &mapping, &unwatched()).unwrap();
    let report = &rehearsal.report;
    assert_eq!(report.cases, expected.cases);
    let zero: BTreeSet<&str> = report
        .refusals
        .iter()
        .filter(|step| step.code == "declared_must_be_positive")
        .map(|step| step.case.as_str())
        .collect();
    assert_eq!(zero.len(), expected.asking_for_zero);
    let others: Vec<_> = refusals(report)
        .into_iter()
        .filter(|(case, ..)| !zero.contains(case))
        .collect();
    assert_eq!(others, expected.refused);
    let refused: BTreeSet<&str> = others.iter().map(|(case, ..)| *case).collect();
    assert!(refused.len() < 10);
    let without = report.cases - zero.len() as u64 - refused.len() as u64;
    assert_eq!(report.cases_without_refusal, without);
    assert!(rehearsal.funds.values().all(Fund::is_conserved));
    let unpaid: BTreeSet<&str> = others
        .iter()
        .filter(|(_, activity, _)| *activity == PAID)
        .map(|(case, ..)| *case)
        .chain(zero)
        .collect();
    let paid = sum(&rehearsal, |fund| fund.figures.paid_minor);
    assert_eq!(paid, handled(&path, expected, &unpaid), "to the cent");
}

/// Sums the payments that were handled, but for those of some cases.
fn handled(path: &std::path::Path, expected: &Expected, unpaid: &BTreeSet<&str>) -> i64 {
    let events = Traces::open(path)
        .unwrap()
        .flat_map(|trace| trace.unwrap().events);
    events
        .filter(|event| event.get("concept:name") == Some(PAID))
        .filter(|event| !unpaid.contains(event.get(expected.case).unwrap()))
        .map(|event| event.get(expected.amount).unwrap().to_owned())
        .map(|text| {
            read_amount(&text, Currency::EUR, Rounding::HalfEven)
                .unwrap()
                .minor()
        })
        .sum()
}
