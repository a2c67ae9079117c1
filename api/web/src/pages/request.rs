//! Asking the partner for more, item by item; each item is about one document or the whole claim.

use application::wire::Ids;
use askama::Template;
use axum::response::Response;
use domain::access::Operation;
use domain::claim::{InfoItem, RequestInfo};
use domain::{ClaimCommand, ClaimId, DocumentId, ItemId};

use super::decision::named;
use super::fields::{Errors, Fields};
use super::on_claim::{Effects, Head, OnClaim};
use super::page::rendered_as;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;
use crate::json::path::At;

/// How many things may be asked for at once.
const ITEMS_MAX: usize = 20;

/// The page.
#[derive(Template)]
#[template(path = "request.html")]
struct RequestPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fields: Fields,
    errors: Errors,
    head: Head,
    /// Why its reader may not ask, as the domain says it.
    why_not: Option<Html>,
    items: Vec<Item>,
    may_add: bool,
    effects: Effects,
    answer_days: u32,
}

/// One thing that is asked for.
struct Item {
    number: usize,
    text: String,
    documents: Vec<Choice>,
}

/// A document that an item may be about.
struct Choice {
    id: String,
    name: String,
    is_chosen: bool,
}

/// Shows the form with one empty item.
pub(super) async fn show(visitor: Visitor, At(claim): At<ClaimId>) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::RequestInfo).await?;
    let fields = on.form([("about", ""), ("text", "")]);
    shown(&visitor, &on, fields, Errors::default()).await
}

/// Asks, or shows the form again: with an item more or less, or with what was wrong.
pub(super) async fn ask(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::RequestInfo).await?;
    if fields.has("add") {
        fields.remove("add");
        fields.push("about", "");
        fields.push("text", "");
        return shown(&visitor, &on, fields, Errors::default()).await;
    }
    if let Ok(number) = fields.get("remove").parse::<usize>() {
        let items = items_of(&fields);
        fields.remove("remove");
        fields.remove("about");
        fields.remove("text");
        for (n, (about, text)) in items.into_iter().enumerate() {
            if n + 1 != number {
                fields.push("about", about);
                fields.push("text", text);
            }
        }
        return shown(&visitor, &on, fields, Errors::default()).await;
    }
    let command = read(&visitor, &fields).map(ClaimCommand::RequestInfo);
    match on.carry_out(&visitor, &mut fields, command).await? {
        Ok(done) => Ok(visitor.done(done.position, &on.href(), "info-requested")),
        Err(errors) => shown(&visitor, &on, fields, errors).await,
    }
}

/// Gives the items in their order: what each is about, and its text.
fn items_of(fields: &Fields) -> Vec<(String, String)> {
    let (abouts, texts) = (fields.all("about"), fields.all("text"));
    let items = abouts.zip(texts).take(ITEMS_MAX);
    items
        .map(|(about, text)| (about.to_owned(), text.to_owned()))
        .collect()
}

fn read(visitor: &Visitor, fields: &Fields) -> Result<RequestInfo, Errors> {
    let mut reading = fields.read(visitor.say);
    let id = reading.new_id("request");
    let ids = fields
        .key()
        .map_or(Ids::Fresh, |key| Ids::Derived(format!("page:{key}:item")));
    let mut items = vec![];
    for (n, (about, text)) in (1..).zip(items_of(fields)) {
        // Each text is read as that of a form with one field, under the name that it has here.
        let name = format!("text-{n}");
        let one = Fields::filled([(name.as_str(), text)]);
        let mut at = one.read(visitor.say);
        let text = at.text(&name);
        match at.finish(text) {
            Ok(text) => items.push(InfoItem {
                id: ItemId::from_uuid(ids.uuid(&format!("item-{n}"))),
                document: about.parse::<DocumentId>().ok(),
                text,
            }),
            Err(errors) => {
                for told in errors.all() {
                    reading.refuse_with(told.field, told.why.clone());
                }
            }
        }
    }
    if items_of(fields).is_empty() {
        reading.refuse("", "request-no-items");
    }
    reading.finish(Some(RequestInfo { id, items }))
}

async fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let rehearsed = on.rehearse(visitor, &plain_request()).await?;
    let why_not = OnClaim::why_not(say, &rehearsed);
    let items: Vec<Item> = (1..)
        .zip(items_of(&fields))
        .map(|(number, (about, text))| Item {
            number,
            text,
            documents: choices(on, say, &about),
        })
        .collect();
    let title = say.say("request-title").text("number", on.number());
    let shell = on.shell(visitor, Place::Review, title.to_string(), "request-crumb");
    let page = RequestPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        head: on.head(say),
        why_not,
        may_add: items.len() < ITEMS_MAX,
        items,
        effects: rehearsed.unwrap_or_default(),
        answer_days: on.policy.deadlines.answer_business_days,
        fields,
        errors,
        shell: shell.found_at(format!("{}/information-request", on.href())),
    };
    Ok(rendered_as(&page, say.language, page.errors.status()))
}

/// A request like any other, by which the domain tells whether its reader may ask, and until when
/// an answer would be due.
fn plain_request() -> ClaimCommand {
    let id = Ids::Fresh.uuid("request");
    ClaimCommand::RequestInfo(RequestInfo {
        id: domain::InfoRequestId::from_uuid(id),
        items: vec![InfoItem {
            id: ItemId::from_uuid(id),
            document: None,
            text: "-".to_owned(),
        }],
    })
}

fn choices(on: &OnClaim, say: Say, about: &str) -> Vec<Choice> {
    let documents = on.details().documents.iter().map(|held| {
        let document = &held.document;
        let id = document.id.to_string();
        Choice {
            name: match document.cost() {
                Some(cost) => named(say, &document.kind, cost),
                None => document
                    .note
                    .clone()
                    .unwrap_or_else(|| document.file.name.clone()),
            },
            is_chosen: about == id,
            id,
        }
    });
    documents.collect()
}
