//! The commands of a story on a fund, by name.
//!
//! ```text
//! open           FUND
//! record-earning FUND LOT AMOUNT earned DATE source "…"
//! adjust         FUND AMOUNT correction|return|bonus|other "why"
//! roll-over      FUND to FUND AMOUNT as LOT
//! expire         FUND
//! ```

use domain::fund::AdjustmentReason;
use domain::{Currency, FundCommand, ProgrammeId, fund};

use super::names::{FundName, Names};
use super::words::{ParseError, Words};

/// Takes the arguments of a command on a fund; none for an unknown one.
pub(super) fn fund_command(
    command: &str,
    fund: &FundName,
    words: &mut Words<'_>,
    names: &mut Names,
    policy: (&ProgrammeId, Currency),
) -> Result<Option<FundCommand>, ParseError> {
    let (programme, currency) = policy;
    Ok(Some(match command {
        "open" => FundCommand::Open(fund::Open {
            programme: programme.clone(),
            period: fund.period.clone(),
            partner: fund.partner.clone(),
            currency,
        }),
        "record-earning" => FundCommand::RecordEarning(fund::RecordEarning {
            lot: names.introduce(words)?,
            amount: words.amount(currency)?,
            earned_on: words.required_after("earned", Words::date)?,
            source: words.required_after("source", |words| words.text("a source"))?,
        }),
        "adjust" => FundCommand::Adjust(fund::Adjust {
            delta: words.amount(currency)?,
            reason: words.read(
                "`correction`, `return`, `bonus` or `other`",
                adjustment_reason,
            )?,
            text: words.text("an explanation")?,
        }),
        "roll-over" => FundCommand::RollOver(fund::RollOver {
            to: words
                .required_after("to", |words| names.known_fund(words))?
                .id,
            amount: words.amount(currency)?,
            lot: words.required_after("as", |words| names.introduce(words))?,
        }),
        "expire" => FundCommand::Expire,
        _ => return Ok(None),
    }))
}

fn adjustment_reason(word: &str) -> Option<AdjustmentReason> {
    match word {
        "correction" => Some(AdjustmentReason::Correction),
        "return" => Some(AdjustmentReason::Return),
        "bonus" => Some(AdjustmentReason::Bonus),
        "other" => Some(AdjustmentReason::Other),
        _ => None,
    }
}
