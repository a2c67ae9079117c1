//! A journal for hledger (<https://hledger.org/hledger.html>): one transaction an event that moves
//! money, one account for each of a fund's.
//!
//! What was earned comes out of the account `earned`, as revenue does in plain text accounting: its
//! balance is the overview's figure with the sign turned. All others show the overview's figures.
//! Names, ids and amounts only: no text of anybody's gets into a journal.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use domain::event::Named;
use domain::{Currency, Money};
use projections::log::leaf::written;
use projections::views::{Account, Movement};

use super::read::{FundEvents, FundFacts, FundHappened, Source};
use super::sink::RowCount;
use super::tables::{claim_of, moved};
use super::{ExportError, Folder};

/// Writes the journal, fund by fund.
pub(super) async fn journal(source: Source, folder: &mut Folder) -> Result<(), ExportError> {
    let mut part = folder.begin("postings.journal")?;
    let mut rows = RowCount::default();
    let mut known = Declared::default();
    let mut events = FundEvents::new(source);
    let mut text =
        String::from("; the funds of the claims ledger, in double entry\ndecimal-mark .\n");
    loop {
        let next = events.next().await?;
        let is_over = next.is_none();
        if let Some(happened) = next {
            if happened.is_first() {
                known.declare(&mut text, &happened.facts);
            }
            if let Some(movement) = moved(&happened.event.event) {
                rows.add(happened.stored.position);
                transaction(&mut text, &happened, movement);
            }
        }
        folder.write(&mut part, &text)?;
        text.clear();
        if is_over {
            return folder.keep(part, rows);
        }
    }
}

/// What was declared: hledger wants each commodity and account once.
#[derive(Default)]
struct Declared {
    commodities: BTreeSet<Currency>,
    accounts: BTreeSet<String>,
}

impl Declared {
    fn declare(&mut self, text: &mut String, fund: &FundFacts) {
        if self.commodities.insert(fund.currency) {
            let _ = writeln!(text, "\ncommodity {}", sample(fund.currency));
        }
        let root = root(fund);
        if !self.accounts.contains(&root) {
            text.push('\n');
            for account in Account::ALL {
                let kind = kind_of(account);
                let _ = writeln!(text, "account {root}:{}  ; type: {kind}", account.as_str());
            }
            self.accounts.insert(root);
        }
    }
}

/// An amount that shows how many decimals the commodity has; the mark is there even if none are.
fn sample(currency: Currency) -> String {
    let dot = match currency.exponent() {
        0 => ".",
        _ => "",
    };
    let thousand = Money::from_minor(1_000 * 10_i64.pow(currency.exponent()), currency);
    format!("{}{dot} {currency}", thousand.amount())
}

fn root(fund: &FundFacts) -> String {
    format!("funds:{}:{}:{}", fund.partner, fund.programme, fund.period)
}

/// Revenue, assets, and what is spent.
fn kind_of(account: Account) -> &'static str {
    match account {
        Account::Earned => "R",
        Account::Available | Account::Reserved | Account::Committed => "A",
        Account::Paid | Account::Expired => "X",
    }
}

fn transaction(text: &mut String, happened: &FundHappened, movement: Movement) {
    let (stored, event, facts) = (&happened.stored, &happened.event, &happened.facts);
    let root = root(facts);
    let amount = |minor| Money::from_minor(minor, facts.currency);
    let _ = write!(
        text,
        "\n{} * ({}) {}",
        event.at.date_naive(),
        stored.position,
        event.event.name()
    );
    if let Some(claim) = claim_of(&event.event) {
        let _ = write!(text, " | {claim}");
    }
    let _ = writeln!(
        text,
        "  ; recorded_at: {}, by: {}",
        written(stored.recorded_at),
        event.by.person()
    );
    for (account, minor) in [
        (movement.to, movement.amount_minor),
        (movement.from, -movement.amount_minor),
    ] {
        let _ = writeln!(text, "    {root}:{}  {}", account.as_str(), amount(minor));
    }
}
