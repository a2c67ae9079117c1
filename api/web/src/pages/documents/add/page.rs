//! The page of files that are brought and described.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::programme::Asked;
use domain::{Currency, Money};
use projections::uploads::Upload;

use crate::failure::Failure;
use crate::pages::answering::Answering;
use crate::pages::documents::bad::{NotTaken, limit};
use crate::pages::documents::brought::waiting;
use crate::pages::documents::sheet::Sheet;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::on_claim::{OnClaim, is_contributor};
use crate::pages::page::rendered_as;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::{Place, Shell};
use crate::pages::visitor::Visitor;

/// What came of a form, so that its page says it.
#[derive(Default)]
pub(super) struct Happened {
    pub(super) errors: Errors,
    pub(super) not_taken: Vec<NotTaken>,
    /// The names of the files that were attached, where others were refused.
    pub(super) attached: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "add_documents.html")]
struct AddDocumentsPage<'a> {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    claim: &'a OnClaim,
    answering: Answering,
    fields: Fields,
    errors: Errors,
    /// Where each thing that is wrong is mended, and what it is, with its file.
    summary: Vec<(String, Html)>,
    title_of_summary: Html,
    lead: Html,
    not_taken: Vec<NotTaken>,
    attached: Vec<String>,
    sheets: Vec<Sheet>,
    asked_proofs: &'a [Asked],
    currency: Currency,
    bytes_max: u64,
    /// What the claim adds up to; colleagues see no money.
    sums: Option<Sums>,
    is_helper: bool,
    request: Option<Request>,
    so_far: Vec<SoFar>,
}

/// Whether what is claimed comes to what is declared.
struct Sums {
    declared: Money,
    claimed: Money,
    difference: Money,
}

/// What a colleague was asked for.
struct Request {
    what: String,
    told: Html,
}

/// A document that is on the claim already.
struct SoFar {
    title: String,
    href: String,
    note: Option<String>,
}

/// Shows the page with all that is typed.
pub(super) async fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    mut fields: Fields,
    happened: Happened,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let uploads = waiting(visitor, on).await?;
    if fields.key().is_none() {
        fields.set("key", new_key());
    }
    let is_helper = is_contributor(visitor);
    let sheets = sheets(visitor, &uploads, &mut fields, is_helper);
    let sums = match is_helper {
        true => None,
        false => Sums::of(on, &sheets, &fields, say),
    };
    let Happened {
        errors,
        not_taken,
        attached,
    } = happened;
    let is_refused = !errors.is_empty() || !not_taken.is_empty();
    let page = AddDocumentsPage {
        say,
        theme: visitor.theme,
        assets: &crate::pages::assets::ADDRESSES,
        summary: summary(say, &sheets, &errors, &not_taken),
        title_of_summary: say
            .say("documents-refused")
            .count("wrong", errors.all().count())
            .count("refused", not_taken.len())
            .into_html(),
        lead: lead(say, on, sheets.is_empty(), is_helper),
        shell: shell(visitor, on, sheets.is_empty(), is_helper),
        asked_proofs: on.asked_proofs(),
        currency: on.currency(),
        bytes_max: visitor.state.documents.limits().bytes_max,
        sums,
        is_helper,
        request: request(visitor, on).filter(|_| is_helper),
        so_far: so_far(on, say),
        claim: on,
        answering: Answering::of(&fields),
        fields,
        errors,
        not_taken,
        attached,
        sheets,
    };
    let status = match is_refused {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    Ok(rendered_as(&page, say.language, status))
}

fn shell(visitor: &Visitor, on: &OnClaim, is_empty: bool, is_helper: bool) -> Shell {
    let say = visitor.say;
    let title = match (is_helper, on.asked_of(visitor)) {
        (true, Some(asked)) => {
            let person = say.person(&asked.by.user);
            say.plain("documents-asked-title", &[("person", &person)])
        }
        _ if is_empty => say.t("documents-title").into_owned(),
        _ => say.t("documents-title-describe").into_owned(),
    };
    on.shell(visitor, Place::Claims, title, "documents-crumb")
}

fn lead(say: Say, on: &OnClaim, is_empty: bool, is_helper: bool) -> Html {
    let key = match (is_helper, is_empty) {
        (true, _) => "documents-lead-helper",
        (false, true) => "documents-lead-choose",
        (false, false) => "documents-lead-describe",
    };
    say.say(key)
        .text("number", on.number())
        .text("title", &on.details().facts.title)
        .into_html()
}

fn sheets(
    visitor: &Visitor,
    uploads: &[Upload],
    fields: &mut Fields,
    is_helper: bool,
) -> Vec<Sheet> {
    let me = visitor.actor().person();
    let sheet = |upload: &Upload| {
        let by = (upload.by != me).then(|| visitor.say.person(&upload.by.user));
        let sheet = Sheet::of(upload, by);
        sheet.guess(fields, &upload.file.media_type, is_helper);
        sheet
    };
    uploads.iter().map(sheet).collect()
}

/// Says all that is wrong, each with where it is mended.
fn summary(
    say: Say,
    sheets: &[Sheet],
    errors: &Errors,
    not_taken: &[NotTaken],
) -> Vec<(String, Html)> {
    let of_sheet = |field: &str| sheets.iter().any(|sheet| sheet.names.have(field));
    let others = errors.all().filter(|told| !of_sheet(told.field));
    let others = others.map(|told| (told.field.to_owned(), told.why.clone()));
    let of_sheets = sheets.iter().flat_map(|sheet| sheet.told(say, errors));
    let refused = not_taken.iter().enumerate().map(|(n, file)| {
        let told = say.say("documents-not-taken");
        let told = told.text("file", &file.name).html("why", file.briefly(say));
        (format!("refused-{}", n + 1), told.into_html())
    });
    others.chain(of_sheets).chain(refused).collect()
}

/// Says what the reader was asked for, by whom, and by when.
fn request(visitor: &Visitor, on: &OnClaim) -> Option<Request> {
    let (say, asked) = (visitor.say, on.asked_of(visitor)?);
    let told = match asked.due {
        Some(due) => say.say("documents-asked-by-due").weekday("due", due),
        None => say.say("documents-asked-by"),
    };
    let told = told.text("person", say.person(&asked.by.user));
    Some(Request {
        what: asked.what.clone(),
        told: told.date("at", asked.at).into_html(),
    })
}

fn so_far(on: &OnClaim, say: Say) -> Vec<SoFar> {
    let held = on.details().documents.iter();
    let so_far = held.map(|held| SoFar {
        title: on.titled(say, &held.document),
        href: format!("{}/documents/{}/file", on.href(), held.document.id),
        note: held.document.note.clone(),
    });
    so_far.collect()
}

impl Sums {
    /// Adds what is typed to what is on the claim; none: it is more than the ledger can hold.
    fn of(on: &OnClaim, sheets: &[Sheet], fields: &Fields, say: Say) -> Option<Self> {
        let (state, currency) = (&on.details().claim, on.currency());
        let typed = sheets.iter();
        let typed = typed.filter_map(|sheet| sheet.names.claims(fields, currency, say));
        let typed = Money::sum(currency, typed).ok()?;
        let claimed = state.claimed().ok()?.plus(typed).ok()?;
        let difference = state.declared.minor().checked_sub(claimed.minor())?;
        Some(Self {
            declared: state.declared,
            claimed,
            difference: Money::from_minor(difference, currency),
        })
    }
}

impl AddDocumentsPage<'_> {
    fn hint(&self) -> Html {
        let hint = self.say.say("files-hint");
        hint.text("most", limit(self.say, self.bytes_max))
            .into_html()
    }

    fn asked_names(&self) -> String {
        let names = self.asked_proofs.iter();
        let names: Vec<&str> = names.map(|asked| self.say.of(&asked.name)).collect();
        names.join(", ")
    }
}
