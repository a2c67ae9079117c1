//! What is to come of a step: the part of a line after `->`.

use chrono::NaiveDate;
use domain::{Currency, Money, Refusal, Status};

use super::Doing;
use super::door::LotFacts;
use super::names::Names;
use super::words::{ParseError, Words};

/// What is to come of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    Accepted(Accepted),
    /// A refusal by its code; `available` is what the claim's fund has then.
    Refused {
        code: String,
        available: Option<Money>,
    },
}

/// What holds of a claim after a step that was accepted; what is absent is not looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    pub status: Option<Status>,
    pub round: Option<u32>,
    /// The day the answer to an information request is due.
    pub due_on: Option<NaiveDate>,
    /// The last day of the dispute window.
    pub dispute_until: Option<NaiveDate>,
    /// The lots behind what was committed.
    pub lots: Option<Vec<LotFacts>>,
}

/// Takes the outcome of a step up to the end of the line.
pub(super) fn expected(
    words: &mut Words<'_>,
    names: &Names,
    doing: &Doing,
    currency: Currency,
) -> Result<Expected, ParseError> {
    words.keyword("->")?;
    let expected = if words.take_if("refused") {
        refused(words, currency)?
    } else if doing.claim().is_some() {
        Expected::Accepted(accepted(words, names, currency)?)
    } else {
        words.read("`ok` or `refused`", |word| (word == "ok").then_some(()))?;
        Expected::Accepted(Accepted::default())
    };
    words.end()?;
    Ok(expected)
}

fn refused(words: &mut Words<'_>, currency: Currency) -> Result<Expected, ParseError> {
    let code = words.read("the code of a refusal", |word| {
        Refusal::CODES.contains(&word).then(|| word.to_owned())
    })?;
    let available = words.after("available", |words| words.amount(currency))?;
    Ok(Expected::Refused { code, available })
}

fn accepted(
    words: &mut Words<'_>,
    names: &Names,
    currency: Currency,
) -> Result<Accepted, ParseError> {
    Ok(Accepted {
        status: Some(words.value("`refused` or the status of the claim")?),
        round: words.after("round", |words| words.value("a number"))?,
        due_on: words.after("due", Words::date)?,
        dispute_until: words.after("until", Words::date)?,
        lots: words.after("from", |words| lots(words, names, currency))?,
    })
}

/// Takes lots with amounts, one at least, up to the end of the line.
pub(super) fn lots(
    words: &mut Words<'_>,
    names: &Names,
    currency: Currency,
) -> Result<Vec<LotFacts>, ParseError> {
    let mut lots = vec![];
    while lots.is_empty() || !words.is_at_end() {
        let lot = names.known(words)?;
        lots.push(LotFacts {
            lot,
            amount: words.amount(currency)?,
        });
    }
    Ok(lots)
}
