//! Answering what a reviewer asked for, item by item, and submitting again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use domain::access::Operation;
use domain::claim::{DuplicateReason, ItemAnswer, Submit};
use domain::{ClaimCommand, ClaimId, DocumentId, Money, Refusal, Status};
use projections::Command;
use projections::stream::{AskedItem, InfoRequest};

use super::documents::claim_of::ClaimOf;
use super::documents::note::seen_anew;
use super::fields::{Errors, Fields, new_key};
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::Shell;
use super::visitor::Visitor;
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::acting::NotDone;

/// The page.
#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fields: Fields,
    errors: Errors,
    number: String,
    title: String,
    href: String,
    told: Html,
    days_left: i64,
    amount: Money,
    items: Vec<Item>,
    missing: Vec<Html>,
    duplicates: Vec<Twice>,
    vendor: String,
    review_days: u32,
}

/// Something that was asked for.
struct Item {
    /// The name of the field of its answer.
    field: String,
    text: String,
    /// The document that it is about.
    about: Option<About>,
}

/// A document that an item is about.
struct About {
    title: String,
    file: String,
    href: String,
    replace: String,
}

/// A document that is on another claim too.
struct Twice {
    /// The name of the field of the reason.
    field: String,
    document: String,
    other: String,
}

/// Shows what was asked for, or the claim where nothing is.
pub(super) async fn show(visitor: Visitor, At(claim): At<ClaimId>) -> Result<Response, Failure> {
    let claim = readable(&visitor, claim).await?;
    let Some(request) = open_request(&claim) else {
        return Ok(Redirect::to(&claim.href()).into_response());
    };
    let version = claim.details().latest.version.to_string();
    let given = request.items.iter().filter_map(|item| {
        let answer = item.answer.clone()?;
        Some((field_of(item), answer))
    });
    let hidden = [
        ("key".to_owned(), new_key()),
        ("version".to_owned(), version),
    ];
    let fields = Fields::filled(hidden.into_iter().chain(given));
    shown(&visitor, &claim, fields, Errors::default(), StatusCode::OK)
}

/// Submits the claim with the answers.
pub(super) async fn send(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let claim = readable(&visitor, claim).await?;
    let submit = match read(&visitor, &claim, &fields) {
        Ok(submit) => submit,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return shown(&visitor, &claim, fields, errors, status);
        }
    };
    let command = Command::Claim(claim.id, ClaimCommand::Submit(submit));
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => Ok(visitor.done(answer.position, &claim.href(), "answers-sent")),
        Err(why) => {
            let status = seen_anew(&claim, &why, &mut fields);
            let errors = refused(&visitor, &claim, why)?;
            shown(&visitor, &claim, fields, errors, status)
        }
    }
}

async fn readable(visitor: &Visitor, claim: ClaimId) -> Result<ClaimOf, Failure> {
    let operation = Operation::SubmitClaim;
    visitor.caller.must_be_allowed_somewhere(operation)?;
    ClaimOf::read(visitor, claim).await
}

/// Gives the request that waits for an answer.
fn open_request(claim: &ClaimOf) -> Option<&InfoRequest> {
    let is_open = claim.details().claim.status == Status::ActionRequired;
    claim.details().requests.last().filter(|_| is_open)
}

fn field_of(item: &AskedItem) -> String {
    format!("answer-{}", item.id)
}

fn reason_field(document: DocumentId) -> String {
    format!("duplicate-{document}")
}

fn read(visitor: &Visitor, claim: &ClaimOf, fields: &Fields) -> Result<Submit, Errors> {
    let mut reading = fields.read(visitor.say);
    // The last request, whether it is open or answered by this very form.
    let request = claim.details().requests.last();
    let items = request.map_or(&[][..], |request| &request.items);
    let mut answers = vec![];
    for item in items {
        let text = reading.text(&field_of(item));
        answers.extend(text.map(|text| ItemAnswer {
            item: item.id,
            text,
        }));
    }
    let mut duplicates = vec![];
    for document in &claim.details().claim.documents {
        let why = reading.maybe_text(&reason_field(document.id)).flatten();
        duplicates.extend(why.map(|why| DuplicateReason {
            document: document.id,
            why,
        }));
    }
    reading.finish(Some(Submit {
        answers,
        duplicates,
    }))
}

/// Says what refused; of a document that is on another claim, at the field of the reason.
fn refused(visitor: &Visitor, claim: &ClaimOf, why: NotDone) -> Result<Errors, Failure> {
    let field = match &why {
        NotDone::Refused(Refusal::DocumentMustNotBeOnAnotherClaim { document, .. }) => {
            reason_field(*document)
        }
        NotDone::Refused(Refusal::ItemsMustBeAnswered { item }) => format!("answer-{item}"),
        NotDone::Refused(_) | NotDone::Overtaken | NotDone::Failed(_) => String::new(),
    };
    let is_there = claim.details().claim.status == Status::ActionRequired;
    let field = if is_there { field } else { String::new() };
    let mut errors = Errors::default();
    for told in why.told(visitor.say)?.all() {
        errors.push(field.clone(), told.why.clone());
    }
    Ok(errors)
}

fn shown(
    visitor: &Visitor,
    claim: &ClaimOf,
    fields: Fields,
    errors: Errors,
    status: StatusCode,
) -> Result<Response, Failure> {
    let (say, details) = (visitor.say, claim.details());
    let request = details.requests.last().ok_or(Refusal::ItemMustBeAsked)?;
    let days = claim.policy.as_ref().map(|policy| &policy.deadlines);
    let asked = say
        .say("answer-asked")
        .text("person", say.person(&request.by.user))
        .count("n", request.items.len())
        .weekday("due", request.due_on);
    let shell = claim.shell(visitor, say.t("answer-title"));
    let page = AnswerPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        number: claim.number(),
        title: details.facts.title.clone(),
        href: claim.href(),
        told: asked.into_html(),
        days_left: days_left(visitor, request.due_on),
        amount: details.claim.requested.unwrap_or(details.claim.declared),
        items: request
            .items
            .iter()
            .map(|item| Item::of(claim, item, say))
            .collect(),
        missing: missing(claim, say),
        duplicates: twice(claim, say),
        vendor: visitor.vendor_of(&details.facts.programme),
        review_days: days.map_or(0, |deadlines| deadlines.review_business_days),
        shell,
        fields,
        errors,
    };
    let mut response = rendered(&page, say.language);
    *response.status_mut() = status;
    Ok(response)
}

fn days_left(visitor: &Visitor, due: NaiveDate) -> i64 {
    (due - visitor.today(None)).num_days()
}

/// Lists what else stands in the way; what was asked for and what is on two claims have fields.
fn missing(claim: &ClaimOf, say: Say) -> Vec<Html> {
    let missing = claim.answer.body.missing.iter();
    let others = missing.filter(|refusal| {
        !matches!(
            refusal,
            Refusal::ItemsMustBeAnswered { .. } | Refusal::DocumentMustNotBeOnAnotherClaim { .. }
        )
    });
    others.map(|refusal| say.refusal(refusal)).collect()
}

fn twice(claim: &ClaimOf, say: Say) -> Vec<Twice> {
    let missing = claim.answer.body.missing.iter();
    let twice = missing.filter_map(|refusal| {
        let Refusal::DocumentMustNotBeOnAnotherClaim {
            document,
            claim: other,
        } = refusal
        else {
            return None;
        };
        let held = claim.document(*document).ok()?;
        Some(Twice {
            field: reason_field(*document),
            document: claim.titled(say, &held.document),
            other: format!("/claims/{other}"),
        })
    });
    twice.collect()
}

impl Item {
    fn of(claim: &ClaimOf, item: &AskedItem, say: Say) -> Self {
        let about = item.document.and_then(|id| {
            let held = claim.document(id).ok()?;
            let href = format!("{}/documents/{id}", claim.href());
            Some(About {
                title: claim.titled(say, &held.document),
                file: held.document.file.name.clone(),
                href: format!("{href}/file"),
                replace: format!("{href}/replace"),
            })
        });
        Self {
            field: field_of(item),
            text: item.text.clone(),
            about,
        }
    }
}
