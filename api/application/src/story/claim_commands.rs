//! The commands of a story on a claim, by name; DOCUMENT stands in [`super::documents`].
//!
//! ```text
//! create               CLAIM of FUND ACTIVITY "title" executed DATE declared AMOUNT [in "place"]
//! edit-details         CLAIM [title "…"] [activity ACTIVITY] [executed DATE]
//!                            [declared AMOUNT] [in "place"]
//! attach-document      CLAIM DOCUMENT [for CONTRIBUTION]
//! replace-document     CLAIM NAME by DOCUMENT
//! remove-document      CLAIM NAME because "…"
//! annotate-document    CLAIM NAME note "…"
//! record-metric        CLAIM METRIC VALUE "unit"
//! request-contribution CLAIM CONTRIBUTION to ACTOR "what" [due DATE]
//! cancel-contribution  CLAIM CONTRIBUTION
//! add-comment          CLAIM COMMENT "text" [on NAME] [replying-to COMMENT] [vendor-only]
//! submit               CLAIM [answer ITEM "…"] … [override NAME "why"] …
//! recall, cancel       CLAIM because "…"
//! start-review         CLAIM
//! request-info         CLAIM REQUEST item ITEM "…" [on NAME] …
//! approve              CLAIM AMOUNT line NAME AMOUNT [because "…"] …
//! reject               CLAIM reason CODE … "text"
//! revoke-approval      CLAIM because "…"
//! dispute              CLAIM "justification" [with DOCUMENT] …
//! close-rejection      CLAIM
//! record-payment       CLAIM PAYMENT AMOUNT reference "…" value-date DATE
//! reverse-payment      CLAIM PAYMENT because "…"
//! expire               CLAIM
//! extend-deadline      CLAIM claiming|answer|dispute to DATE because "…"
//! ```

use domain::Currency;
use domain::claim;
use domain::claim::{
    ApprovedLine, ClaimCommand, Deadline, DuplicateReason, Edit, InfoItem, ItemAnswer, Visibility,
};

use super::documents::document;
use super::names::Names;
use super::words::{ParseError, Words};

/// Takes the arguments of a command on a claim; none for an unknown one.
pub(super) fn claim_command(
    command: &str,
    words: &mut Words<'_>,
    names: &mut Names,
    currency: Currency,
) -> Result<Option<ClaimCommand>, ParseError> {
    Ok(Some(match command {
        "create" => create(words, names, currency)?,
        "edit-details" => ClaimCommand::EditDetails(edit(words, currency)?),
        "attach-document" => ClaimCommand::AttachDocument(claim::AttachDocument {
            document: document(words, names, currency)?,
            contribution: words.after("for", |words| names.known(words))?,
        }),
        "replace-document" => {
            let old = names.known(words)?;
            words.keyword("by")?;
            ClaimCommand::ReplaceDocument(claim::ReplaceDocument {
                old,
                document: document(words, names, currency)?,
            })
        }
        "remove-document" => ClaimCommand::RemoveDocument(claim::RemoveDocument {
            id: names.known(words)?,
            why: because(words)?,
        }),
        "annotate-document" => {
            let id = names.known(words)?;
            words.keyword("note")?;
            ClaimCommand::AnnotateDocument(claim::AnnotateDocument {
                id,
                note: words.text("a note")?,
            })
        }
        "record-metric" => ClaimCommand::RecordMetric(claim::RecordMetric {
            code: words.value("the code of a metric")?,
            value: words.value("a number")?,
            unit: words.text("a unit")?,
        }),
        "request-contribution" => {
            let id = names.introduce(words)?;
            words.keyword("to")?;
            let to = names.known_actor(words)?.person();
            let what = words.text("what is asked for")?;
            let due = words.after("due", Words::date)?;
            ClaimCommand::RequestContribution(claim::RequestContribution { id, to, what, due })
        }
        "cancel-contribution" => ClaimCommand::CancelContribution(claim::CancelContribution {
            id: names.known(words)?,
        }),
        "add-comment" => comment(words, names)?,
        "submit" => submit(words, names)?,
        "recall" => ClaimCommand::Recall(claim::Recall {
            why: because(words)?,
        }),
        "cancel" => ClaimCommand::Cancel(claim::Cancel {
            why: because(words)?,
        }),
        "start-review" => ClaimCommand::StartReview,
        "request-info" => request_info(words, names)?,
        "approve" => approve(words, names, currency)?,
        "reject" => reject(words)?,
        "revoke-approval" => ClaimCommand::RevokeApproval(claim::RevokeApproval {
            why: because(words)?,
        }),
        "dispute" => ClaimCommand::Dispute(claim::Dispute {
            justification: words.text("a justification")?,
            documents: words.each_after("with", |words| document(words, names, currency))?,
        }),
        "close-rejection" => ClaimCommand::CloseRejection,
        "record-payment" => payment(words, names, currency)?,
        "reverse-payment" => ClaimCommand::ReversePayment(claim::ReversePayment {
            id: names.known(words)?,
            why: because(words)?,
        }),
        "expire" => ClaimCommand::Expire,
        "extend-deadline" => {
            let which = words.read("`claiming`, `answer` or `dispute`", deadline)?;
            words.keyword("to")?;
            ClaimCommand::ExtendDeadline(claim::ExtendDeadline {
                which,
                to: words.date()?,
                why: because(words)?,
            })
        }
        _ => return Ok(None),
    }))
}

fn because(words: &mut Words<'_>) -> Result<String, ParseError> {
    words.keyword("because")?;
    words.text("a reason")
}

fn create(
    words: &mut Words<'_>,
    names: &Names,
    currency: Currency,
) -> Result<ClaimCommand, ParseError> {
    words.keyword("of")?;
    let fund = names.known_fund(words)?.id;
    let activity = words.value("the code of an activity")?;
    let title = words.text("a title")?;
    words.keyword("executed")?;
    let executed_on = words.date()?;
    words.keyword("declared")?;
    let declared = words.amount(currency)?;
    let location = words.text_after("in")?;
    Ok(ClaimCommand::Create(claim::Create {
        fund,
        activity,
        title,
        executed_on,
        declared,
        location,
    }))
}

fn edit(words: &mut Words<'_>, currency: Currency) -> Result<Edit, ParseError> {
    Ok(Edit {
        title: words.text_after("title")?,
        activity: words.after("activity", |words| words.value("the code of an activity"))?,
        executed_on: words.after("executed", Words::date)?,
        declared: words.after("declared", |words| words.amount(currency))?,
        location: words.text_after("in")?,
    })
}

fn comment(words: &mut Words<'_>, names: &mut Names) -> Result<ClaimCommand, ParseError> {
    Ok(ClaimCommand::AddComment(claim::AddComment {
        id: names.introduce(words)?,
        text: words.text("a comment")?,
        document: words.after("on", |words| names.known(words))?,
        in_reply_to: words.after("replying-to", |words| names.known(words))?,
        visibility: match words.take_if("vendor-only") {
            true => Visibility::VendorOnly,
            false => Visibility::Everyone,
        },
    }))
}

fn submit(words: &mut Words<'_>, names: &Names) -> Result<ClaimCommand, ParseError> {
    let answer = |words: &mut Words<'_>| {
        Ok(ItemAnswer {
            item: names.known(words)?,
            text: words.text("an answer")?,
        })
    };
    let reason = |words: &mut Words<'_>| {
        Ok(DuplicateReason {
            document: names.known(words)?,
            why: words.text("a reason")?,
        })
    };
    Ok(ClaimCommand::Submit(claim::Submit {
        answers: words.each_after("answer", answer)?,
        duplicates: words.each_after("override", reason)?,
    }))
}

fn request_info(words: &mut Words<'_>, names: &mut Names) -> Result<ClaimCommand, ParseError> {
    let id = names.introduce(words)?;
    let items = words.each_after("item", |words| {
        Ok(InfoItem {
            id: names.introduce(words)?,
            text: words.text("a question")?,
            document: words.after("on", |words| names.known(words))?,
        })
    })?;
    Ok(ClaimCommand::RequestInfo(claim::RequestInfo { id, items }))
}

fn approve(
    words: &mut Words<'_>,
    names: &Names,
    currency: Currency,
) -> Result<ClaimCommand, ParseError> {
    let approved = words.amount(currency)?;
    let lines = words.each_after("line", |words| {
        Ok(ApprovedLine {
            document: names.known(words)?,
            approved: words.amount(currency)?,
            reason: words.text_after("because")?,
        })
    })?;
    Ok(ClaimCommand::Approve(claim::Approve { approved, lines }))
}

fn reject(words: &mut Words<'_>) -> Result<ClaimCommand, ParseError> {
    Ok(ClaimCommand::Reject(claim::Reject {
        reasons: words.each_after("reason", |words| words.value("the code of a reason"))?,
        text: words.text("an explanation")?,
    }))
}

fn payment(
    words: &mut Words<'_>,
    names: &mut Names,
    currency: Currency,
) -> Result<ClaimCommand, ParseError> {
    let id = names.introduce(words)?;
    let amount = words.amount(currency)?;
    words.keyword("reference")?;
    let reference = words.text("a reference")?;
    words.keyword("value-date")?;
    let value_date = words.date()?;
    Ok(ClaimCommand::RecordPayment(claim::RecordPayment {
        id,
        amount,
        reference,
        value_date,
    }))
}

fn deadline(word: &str) -> Option<Deadline> {
    match word {
        "claiming" => Some(Deadline::Claiming),
        "answer" => Some(Deadline::Answer),
        "dispute" => Some(Deadline::Dispute),
        _ => None,
    }
}
