//! Answering what a reviewer asked for, item by item, and submitting again.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Operation;
use domain::claim::{DuplicateReason, ItemAnswer, Submit};
use domain::{ClaimCommand, ClaimId, DocumentId, Money, Refusal, Status};
use projections::Command;
use projections::stream::{AskedItem, InfoRequest};

use super::answering::Answering;
use super::claim::standing::left;
use super::fields::{Errors, Fields};
use super::on_claim::OnClaim;
use super::page::rendered_as;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;
use crate::json::path::At;

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
    left: Html,
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
    let on = OnClaim::of(&visitor, claim, Operation::SubmitClaim).await?;
    let Some(request) = open_request(&on) else {
        return Ok(Redirect::to(&on.href()).into_response());
    };
    let given = request.items.iter().filter_map(|item| {
        let answer = item.answer.clone()?;
        Some((field_of(item), answer))
    });
    let fields = on.form(given);
    shown(&visitor, &on, fields, Errors::default(), None)
}

/// Submits the claim with the answers, or goes on with them where a document was only looked at.
pub(super) async fn send(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::SubmitClaim).await?;
    let answering = Answering::of(&fields);
    if answering.goes_on() {
        return goes_on(&visitor, &on, &answering, None);
    }
    let submit = match read(&visitor, &on, &fields) {
        Ok(submit) => submit,
        Err(errors) => return shown(&visitor, &on, fields, errors, None),
    };
    let command = Command::Claim(on.id, ClaimCommand::Submit(submit));
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => Ok(visitor.done(answer.position, &on.href(), "answers-sent")),
        Err(why) => {
            let field = |refusal: &Refusal| field_about(&on, refusal);
            let errors = on.told_at(&visitor, &mut fields, why, field).await?;
            shown(&visitor, &on, fields, errors, None)
        }
    }
}

/// Goes on with the answers that somebody was writing when they changed a document.
pub(super) async fn resumed(
    visitor: &Visitor,
    claim: ClaimId,
    answering: &Answering,
    done: &'static str,
    position: u64,
) -> Result<Response, Failure> {
    let on = OnClaim::of(visitor, claim, Operation::SubmitClaim).await?;
    let page = goes_on(visitor, &on, answering, Some(done))?;
    Ok(visitor.seen(position, page))
}

fn goes_on(
    visitor: &Visitor,
    on: &OnClaim,
    answering: &Answering,
    done: Option<&'static str>,
) -> Result<Response, Failure> {
    if open_request(on).is_none() {
        return Ok(Redirect::to(&on.href()).into_response());
    }
    let fields = on.form(answering.typed().to_vec());
    shown(visitor, on, fields, Errors::default(), done)
}

/// Gives the request that waits for an answer.
fn open_request(on: &OnClaim) -> Option<&InfoRequest> {
    let is_open = on.details().claim.status == Status::ActionRequired;
    on.details().requests.last().filter(|_| is_open)
}

fn field_of(item: &AskedItem) -> String {
    format!("answer-{}", item.id)
}

fn reason_field(document: DocumentId) -> String {
    format!("duplicate-{document}")
}

fn read(visitor: &Visitor, on: &OnClaim, fields: &Fields) -> Result<Submit, Errors> {
    let mut reading = fields.read(visitor.say);
    // The last request, whether it is open or answered by this very form.
    let request = on.details().requests.last();
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
    for document in &on.details().claim.documents {
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

/// Gives the field that a law is about: of a document that is on another claim, that of the reason.
fn field_about(on: &OnClaim, refusal: &Refusal) -> String {
    if open_request(on).is_none() {
        return String::new();
    }
    if let Refusal::DocumentMustNotBeOnAnotherClaim { document, .. } = refusal {
        return reason_field(*document);
    }
    if let Refusal::ItemsMustBeAnswered { item } = refusal {
        return format!("answer-{item}");
    }
    String::new()
}

fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    errors: Errors,
    done: Option<&'static str>,
) -> Result<Response, Failure> {
    let (say, details) = (visitor.say, on.details());
    let request = details.requests.last().ok_or(Refusal::ItemMustBeAsked)?;
    let asked = say
        .say("answer-asked")
        .text("person", say.person(&request.by.user))
        .count("n", request.items.len())
        .weekday("due", request.due_on);
    let shell = on.shell(
        visitor,
        Place::Claims,
        say.t("answer-title"),
        "answer-title",
    );
    let shell = shell.having_done(done);
    let page = AnswerPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        number: on.number(),
        title: details.facts.title.clone(),
        href: on.href(),
        told: asked.into_html(),
        left: left(say, Some(request.due_on), visitor.today(None)),
        amount: details.claim.requested.unwrap_or(details.claim.declared),
        items: request
            .items
            .iter()
            .map(|item| Item::of(on, item, say))
            .collect(),
        missing: missing(on, say),
        duplicates: twice(on, say),
        vendor: visitor.vendor_of(&details.facts.programme),
        review_days: on.policy.deadlines.review_business_days,
        shell,
        fields,
        errors,
    };
    Ok(rendered_as(&page, say.language, page.errors.status()))
}

/// Lists what else stands in the way; what was asked for and what is on two claims have fields.
fn missing(on: &OnClaim, say: Say) -> Vec<Html> {
    let missing = on.answer.body.missing.iter();
    let others = missing.filter(|refusal| {
        !matches!(
            refusal,
            Refusal::ItemsMustBeAnswered { .. } | Refusal::DocumentMustNotBeOnAnotherClaim { .. }
        )
    });
    others.map(|refusal| say.refusal(refusal)).collect()
}

fn twice(on: &OnClaim, say: Say) -> Vec<Twice> {
    let missing = on.answer.body.missing.iter();
    let twice = missing.filter_map(|refusal| {
        let Refusal::DocumentMustNotBeOnAnotherClaim {
            document,
            claim: other,
        } = refusal
        else {
            return None;
        };
        let held = on.document(*document).ok()?;
        Some(Twice {
            field: reason_field(*document),
            document: on.titled(say, &held.document),
            other: format!("/claims/{other}"),
        })
    });
    twice.collect()
}

impl Item {
    fn of(on: &OnClaim, item: &AskedItem, say: Say) -> Self {
        let about = item.document.and_then(|id| {
            let held = on.document(id).ok()?;
            let href = format!("{}/documents/{id}", on.href());
            Some(About {
                title: on.titled(say, &held.document),
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
