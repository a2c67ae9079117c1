//! The journal, read by hledger itself: it checks, and its balances are the overview's.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use application::export::{Format, What};
use domain::{Currency, FundCommand, LotId, Money, ProgrammeCommand, fund, fund_id, named_uuid};
use projections::{Command as Asked, Ledger, Request};
use tests::stage::{actor, noon};

use super::tables::{balances, stories};
use super::{Place, exported, told};

/// Runs hledger on a journal; `tests/run` installs it.
fn hledger(place: &Place, arguments: &[&str]) -> String {
    let output = Command::new("hledger")
        .arg("-f")
        .arg(place.0.join("postings.journal"))
        .args(arguments)
        .output()
        .expect("hledger is installed (apt-get install hledger, brew install hledger)");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

/// Balances as hledger sums them: amounts by account.
fn summed(place: &Place) -> BTreeMap<String, String> {
    let table = hledger(place, &["balance", "--flat", "-E", "-N", "-O", "csv"]);
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| (row[0].to_owned(), row[1].to_owned()))
        .collect()
}

#[tokio::test]
async fn hledger_finds_nothing_to_say_against_any_story() {
    for (story, scratch) in stories().await {
        let (place, _) = exported(&scratch.pool, Format::Hledger, What::Postings).await;
        hledger(&place, &["check", "--strict"]);
        let summed = summed(&place);
        for ((fund, account), minor) in balances(&scratch.pool).await {
            let signed = if account == "earned" { -minor } else { minor };
            let amount = Money::from_minor(signed, Currency::EUR);
            let found = summed.get(&format!("funds:{fund}:{account}")).cloned();
            let expected = match signed {
                0 => "0".to_owned(),
                _ => amount.to_string(),
            };
            let found = found.unwrap_or_else(|| "0".to_owned());
            assert_eq!(found, expected, "{}: {fund} {account}", story.name);
        }
    }
}

#[tokio::test]
async fn events_that_move_nothing_leave_no_transaction() {
    let (scratch, _ledger) = told().await;
    let (place, manifest) = exported(&scratch.pool, Format::Hledger, What::Postings).await;
    let journal = place.read("postings.journal");
    let transactions = journal
        .lines()
        .filter(|line| line.starts_with("20"))
        .count();
    assert_eq!(transactions as u64, manifest.files[0].rows);
    assert!(!journal.contains("FundOpened"));
}

/// Publishes a programme in a currency, and opens a fund with one earning.
async fn earn(ledger: &Ledger, code: &str, minor: i64) {
    let currency: Currency = code.parse().unwrap();
    let mut policy = application::story::embedded_policy(&"helio-coop".parse().unwrap()).unwrap();
    policy.currency = currency;
    let programme: domain::ProgrammeId = format!("helio-{code}").parse().unwrap();
    let (period, partner) = (
        "2024-H1".parse().unwrap(),
        "atelier-breton".parse().unwrap(),
    );
    let fund = fund_id(&programme, &period, &partner, currency);
    let open = FundCommand::Open(fund::Open {
        programme: programme.clone(),
        period,
        partner,
        currency,
    });
    let earning = FundCommand::RecordEarning(fund::RecordEarning {
        lot: LotId::from_uuid(named_uuid(code)),
        amount: Money::from_minor(minor, currency),
        earned_on: "2023-09-30".parse().unwrap(),
        source: "test".to_owned(),
    });
    let publish = ProgrammeCommand::Publish(Box::new(policy));
    for (command, by) in [
        (
            Asked::Programme(programme, publish),
            "ada@helio-cloud programme_admin",
        ),
        (Asked::Fund(fund, open), "ada@helio-cloud programme_admin"),
        (Asked::Fund(fund, earning), "fay@helio-cloud finance"),
    ] {
        let request = Request::new(command, actor(by), noon());
        ledger.execute(request).await.unwrap();
    }
}

#[tokio::test]
async fn currencies_without_decimals_or_with_three_are_read_right() {
    let (scratch, ledger) = told().await;
    earn(&ledger, "JPY", 1_234_567).await;
    earn(&ledger, "KWD", 1_500).await;
    let (place, _) = exported(&scratch.pool, Format::Hledger, What::Postings).await;
    hledger(&place, &["check", "--strict"]);
    let summed = summed(&place);
    let available = |code: &str| {
        let account = format!("funds:atelier-breton:helio-{code}:2024-H1:available");
        summed[&account].clone()
    };
    assert_eq!(available("JPY"), "1234567 JPY");
    assert_eq!(available("KWD"), "1.500 KWD");
    assert!(Path::new(&place.0).is_dir());
}
