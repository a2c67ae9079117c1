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
        "create" => ClaimCommand::Create(claim::Create {
            fund: words
                .required_after("of", |words| names.known_fund(words))?
                .id,
            activity: words.value("the code of an activity")?,
            title: words.text("a title")?,
            executed_on: words.required_after("executed", Words::date)?,
            declared: words.required_after("declared", |words| words.amount(currency))?,
            location: words.text_after("in")?,
        }),
        "edit-details" => ClaimCommand::EditDetails(Edit {
            title: words.text_after("title")?,
            activity: words.after("activity", |words| words.value("the code of an activity"))?,
            executed_on: words.after("executed", Words::date)?,
            declared: words.after("declared", |words| words.amount(currency))?,
            location: words.text_after("in")?,
        }),
        "attach-document" => ClaimCommand::AttachDocument(claim::AttachDocument {
            document: document(words, names, currency)?,
            contribution: words.after("for", |words| names.known(words))?,
        }),
        "replace-document" => ClaimCommand::ReplaceDocument(claim::ReplaceDocument {
            old: names.known(words)?,
            document: words.required_after("by", |words| document(words, names, currency))?,
        }),
        "remove-document" => ClaimCommand::RemoveDocument(claim::RemoveDocument {
            id: names.known(words)?,
            why: because(words)?,
        }),
        "annotate-document" => ClaimCommand::AnnotateDocument(claim::AnnotateDocument {
            id: names.known(words)?,
            note: words.required_after("note", |words| words.text("a note"))?,
        }),
        "record-metric" => ClaimCommand::RecordMetric(claim::RecordMetric {
            code: words.value("the code of a metric")?,
            value: words.value("a number")?,
            unit: words.text("a unit")?,
        }),
        "request-contribution" => ClaimCommand::RequestContribution(claim::RequestContribution {
            id: names.introduce(words)?,
            to: words
                .required_after("to", |words| names.known_actor(words))?
                .person(),
            what: words.text("what is asked for")?,
            due: words.after("due", Words::date)?,
        }),
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
        "reject" => ClaimCommand::Reject(claim::Reject {
            reasons: words.each_after("reason", |words| words.value("the code of a reason"))?,
            text: words.text("an explanation")?,
        }),
        "revoke-approval" => ClaimCommand::RevokeApproval(claim::RevokeApproval {
            why: because(words)?,
        }),
        "dispute" => ClaimCommand::Dispute(claim::Dispute {
            justification: words.text("a justification")?,
            documents: words.each_after("with", |words| document(words, names, currency))?,
        }),
        "close-rejection" => ClaimCommand::CloseRejection,
        "record-payment" => ClaimCommand::RecordPayment(claim::RecordPayment {
            id: names.introduce(words)?,
            amount: words.amount(currency)?,
            reference: words.required_after("reference", |words| words.text("a reference"))?,
            value_date: words.required_after("value-date", Words::date)?,
        }),
        "reverse-payment" => ClaimCommand::ReversePayment(claim::ReversePayment {
            id: names.known(words)?,
            why: because(words)?,
        }),
        "expire" => ClaimCommand::Expire,
        "extend-deadline" => ClaimCommand::ExtendDeadline(claim::ExtendDeadline {
            which: words.read("`claiming`, `answer` or `dispute`", deadline)?,
            to: words.required_after("to", Words::date)?,
            why: because(words)?,
        }),
        _ => return Ok(None),
    }))
}

fn because(words: &mut Words<'_>) -> Result<String, ParseError> {
    words.required_after("because", |words| words.text("a reason"))
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

fn deadline(word: &str) -> Option<Deadline> {
    match word {
        "claiming" => Some(Deadline::Claiming),
        "answer" => Some(Deadline::Answer),
        "dispute" => Some(Deadline::Dispute),
        _ => None,
    }
}
