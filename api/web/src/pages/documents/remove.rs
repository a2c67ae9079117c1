//! Taking a document off a claim, with the reason; the history keeps it.

use askama::Template;
use axum::response::Response;
use domain::access::Operation;
use domain::claim::{FilesFor, RemoveDocument};
use domain::{ClaimCommand, ClaimId, DocumentId, Money};

use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::fields::{Errors, Fields};
use crate::pages::on_claim::OnClaim;
use crate::pages::page::rendered_as;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::{Place, Shell};
use crate::pages::visitor::Visitor;

/// The page.
#[derive(Template)]
#[template(path = "document_remove.html")]
struct RemovePage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    facts: Facts,
    lead: Html,
    back: String,
}

/// What is taken off.
struct Facts {
    document: String,
    file: String,
    size: u64,
    note: Option<String>,
    claimed: Option<Money>,
    added: Html,
}

/// Asks whether it is to go.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    (At(claim), At(id)): (At<ClaimId>, At<DocumentId>),
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::RemoveDocument).await?;
    on.must_take_files(&visitor, FilesFor::Replacing).await?;
    let fields = on.form([("why", "")]);
    shown(&visitor, &on, id, fields, Errors::default())
}

/// Takes it off.
pub(in crate::pages) async fn remove(
    visitor: Visitor,
    (At(claim), At(id)): (At<ClaimId>, At<DocumentId>),
    mut fields: Fields,
) -> Result<Response, Failure> {
    let on = OnClaim::of(&visitor, claim, Operation::RemoveDocument).await?;
    let mut reading = fields.read(visitor.say);
    let why = reading.text("why");
    let why = reading.finish(why);
    let command = why.map(|why| ClaimCommand::RemoveDocument(RemoveDocument { id, why }));
    match on.carry_out(&visitor, &mut fields, command).await? {
        Ok(done) => Ok(visitor.done(done.position, &on.href(), "document-removed")),
        Err(errors) => shown(&visitor, &on, id, fields, errors),
    }
}

fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    id: DocumentId,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let (say, held) = (visitor.say, on.document(id)?);
    let (document, file) = (&held.document, &held.document.file);
    let titled = on.titled(say, document);
    let title = say.plain("remove-title", &[("document", &titled)]);
    let lead = say.say("remove-lead").text("number", on.number());
    let lead = lead.text("title", &on.facts().title);
    let page = RemovePage {
        say,
        theme: visitor.theme,
        assets: &crate::pages::assets::ADDRESSES,
        shell: on.shell(visitor, Place::Claims, title, "remove-crumb"),
        facts: Facts {
            document: titled,
            file: file.name.clone(),
            size: file.size,
            note: document.note.clone(),
            claimed: document.cost().map(|cost| cost.claimed),
            added: say
                .say("remove-added")
                .text("person", say.person(&held.added_by.user))
                .date("at", held.added_at)
                .into_html(),
        },
        lead: lead.into_html(),
        back: format!("{}#{id}", on.href()),
        fields,
        errors,
    };
    Ok(rendered_as(&page, say.language, page.errors.status()))
}
