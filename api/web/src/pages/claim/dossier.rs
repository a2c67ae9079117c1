//! A claim as one sheet to print: everything that everyone on it may read, with whole digests.

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::claim::Visibility;
use domain::{ClaimEvent, ClaimId, Document, Money, Role, Status};
use projections::stream::HistoryLine;

use super::documents::title;
use super::history::Teller;
use super::items::Request;
use super::opened::Opened;
use super::outcome::Outcome;
use super::{Facts, Metric, framed, headline, metrics};
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// The page.
#[derive(Template)]
#[template(path = "dossier.html")]
struct DossierPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    path: String,
    number: String,
    claim_title: String,
    status: Status,
    partner: String,
    vendor: String,
    amount_key: &'static str,
    amount: Money,
    facts: Facts,
    lines: Vec<Line>,
    claimed: Option<Money>,
    approved: Option<Money>,
    documents: Vec<Attached>,
    metrics: Vec<Metric>,
    requests: Vec<Request>,
    remarks: Vec<Remark>,
    outcome: Outcome,
    history: Vec<Happened>,
    is_of_vendor: bool,
}

/// A cost document, and what of it was approved.
struct Line {
    title: String,
    claimed: Money,
    approved: Option<Money>,
    reason: Option<String>,
}

/// A document that is, or was, on the claim.
struct Attached {
    title: String,
    note: String,
    file: String,
    size: u64,
    hash: String,
    by: String,
    at: DateTime<Utc>,
    /// Why and since when it is no longer there.
    gone: Option<Html>,
}

/// A comment that everyone on the claim reads.
struct Remark {
    by: String,
    at: DateTime<Utc>,
    text: String,
    about: Option<String>,
}

/// An event.
struct Happened {
    position: u64,
    at: DateTime<Utc>,
    sentence: Html,
}

/// Shows the sheet.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    At(claim): At<ClaimId>,
) -> Result<Response, Failure> {
    let opened = Opened::of(&visitor, claim).await?;
    let (say, details) = (visitor.say, opened.details());
    let heading = say.plain("dossier-title", &[("number", &opened.number())]);
    let shell = framed(&visitor, &opened, &heading);
    let shell = shell
        .under(&opened.href(), opened.number())
        .called(say.t("dossier-short"));
    let (amount_key, amount) = headline(&opened);
    let teller = Teller::of(say, &opened);
    let history = public(&opened).map(|line| Happened {
        position: line.position,
        at: line.event.at,
        sentence: teller.tell(line).sentence,
    });
    let page = DossierPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        path: shell.to(opened.href()),
        number: opened.number(),
        claim_title: details.facts.title.clone(),
        status: details.progress.standing.status,
        partner: say.org(&details.facts.partner),
        vendor: say.org(opened.vendor()),
        amount_key,
        amount,
        facts: Facts::of(&visitor, &opened, &shell),
        lines: lines(say, &opened),
        claimed: opened.claim().claimed().ok(),
        approved: details.approval.as_ref().map(|it| it.approved),
        documents: documents(say, &opened),
        metrics: metrics(&visitor, &opened),
        requests: Request::all(&visitor, &opened).into_iter().rev().collect(),
        remarks: remarks(say, &opened),
        outcome: Outcome::of(&visitor, &opened),
        history: history.collect(),
        is_of_vendor: visitor.is_of_vendor() || visitor.actor().role == Role::System,
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Lists the events that everyone on the claim reads of.
fn public(opened: &Opened) -> impl Iterator<Item = &HistoryLine> {
    opened.history.iter().filter(|line| !line.is_vendor_only)
}

fn lines(say: Say, opened: &Opened) -> Vec<Line> {
    let approval = opened.details().approval.as_ref();
    let costs = opened.claim().documents.iter();
    let costs = costs.filter_map(|document| Some((document, document.cost()?)));
    let lines = costs.map(|(document, cost)| {
        let line = approval.and_then(|approval| {
            let mut lines = approval.lines.iter();
            lines.find(|line| line.document == document.id)
        });
        Line {
            title: title(say, opened, document),
            claimed: cost.claimed,
            approved: line.map(|line| line.approved),
            reason: line.and_then(|line| line.reason.clone()),
        }
    });
    lines.collect()
}

/// Lists all documents that ever were on the claim, those that still are first.
fn documents(say: Say, opened: &Opened) -> Vec<Attached> {
    let (mut there, mut gone) = (vec![], vec![]);
    for line in &opened.history {
        for document in line.event.event.documents() {
            let now = opened.claim().document(document.id);
            let attached = Attached::of(say, opened, line, now.unwrap_or(document));
            match now {
                Some(_) => there.push(attached),
                None => gone.push(attached),
            }
        }
    }
    there.extend(gone);
    there
}

impl Attached {
    fn of(say: Say, opened: &Opened, line: &HistoryLine, document: &Document) -> Self {
        let gone = opened.history.iter().find_map(|later| {
            let mut key = None;
            if let ClaimEvent::DocumentReplaced { old, .. } = &later.event.event {
                key = (*old == document.id).then_some("dossier-replaced");
            }
            if let ClaimEvent::DocumentRemoved { id, .. } = &later.event.event {
                key = (*id == document.id).then_some("dossier-removed");
            }
            let key = key?;
            Some(
                say.say_of(key.to_owned())
                    .date("at", later.event.at)
                    .into_html(),
            )
        });
        Self {
            title: title(say, opened, document),
            note: document.note.clone().unwrap_or_default(),
            file: document.file.name.clone(),
            size: document.file.size,
            hash: document.file.sha256.to_string(),
            by: say.person(&line.event.by.user),
            at: line.event.at,
            gone,
        }
    }
}

/// Lists the comments, without what the vendor's side keeps to itself, whoever asks.
fn remarks(say: Say, opened: &Opened) -> Vec<Remark> {
    let comments = opened.details().comments.iter();
    let comments = comments.filter(|it| it.visibility == Visibility::Everyone);
    let remarks = comments.map(|comment| Remark {
        by: say.person(&comment.by.user),
        at: comment.at,
        text: comment.text.clone(),
        about: comment.document.and_then(|id| {
            let document = opened.known_document(id)?;
            Some(title(say, opened, document))
        }),
    });
    remarks.collect()
}
