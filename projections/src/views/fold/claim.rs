//! `claim`: the details of each claim.
//!
//! A claim's row holds all of it but documents and comments. Comments are only ever added, so they
//! are never read again; documents are, when one is replaced, removed or annotated.

use std::collections::{HashMap, HashSet};

use domain::aggregate::ClaimStream;
use domain::claim::{ContributionState, Visibility};
use domain::document::DocumentKey;
use domain::{ClaimEvent, Document, Money};
use indexmap::IndexMap;
use indexmap::map::Entry;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::{FoldError, Of, delete, kept};
use crate::views::copy::Rows;
use crate::views::details::{ClaimDetails, HeldDocument};
use crate::views::registry::of_version;

const LOAD: &str = "
    select claim_id, opened, folded
    from claim__v0
    where claim_id = any($1)";
const LOAD_DOCUMENTS: &str = "
    select claim_id, folded
    from claim_document__v0
    where claim_id = any($1)
    order by claim_id, place";
const DELETE: &str = "delete from claim__v0 where claim_id = any($1)";
const DELETE_DOCUMENTS: &str = "delete from claim_document__v0 where claim_id = any($1)";
const DELETE_INVITATIONS: &str = "delete from claim_invitation__v0 where claim_id = any($1)";
const COPY: &str = "copy claim__v0 (
    claim_id, partner, programme, period, fund_id, activity, title, executed_on, status, round,
    currency, declared_minor, requested_minor, approved_minor, paid_minor, reviewer, since, due,
    opened_at, changed_at, opened, version, position, folded
) from stdin (format binary)";
const COPY_DOCUMENTS: &str = "copy claim_document__v0 (
    claim_id, place, document_id, sha256, invoice_hash, folded
) from stdin (format binary)";
const COPY_COMMENTS: &str = "copy claim_comment__v0 (
    claim_id, sequence, is_vendor_only, folded
) from stdin (format binary)";
const COPY_INVITATIONS: &str = "copy claim_invitation__v0 (
    claim_id, contribution_id, person
) from stdin (format binary)";

/// A claim that the page is about.
struct Held {
    details: ClaimDetails,
    opened: i64,
    position: i64,
    is_new: bool,
    documents: Documents,
    /// Documents from this place on came on in this page.
    places_before: u32,
    are_invitations_changed: bool,
}

/// What the page does to a claim's documents.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Documents {
    /// None, or only more come on.
    OnlyMore,
    /// Earlier ones change, and were loaded.
    Changed,
}

pub(super) async fn fold(
    version: i32,
    events: &[Of<'_, ClaimStream>],
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let mut claims = load(version, events, connection).await?;
    for event in events {
        apply(&mut claims, event)?;
    }
    write(version, claims, connection).await
}

/// Loads the claims that the page goes on with, and the documents of those that need them.
async fn load(
    version: i32,
    events: &[Of<'_, ClaimStream>],
    connection: &mut PgConnection,
) -> Result<IndexMap<Uuid, Held>, FoldError> {
    let mut created = HashSet::new();
    let mut asked: HashMap<Uuid, Documents> = HashMap::new();
    for event in events {
        let happened = &event.envelope.payload.event;
        if let ClaimEvent::ClaimCreated { .. } = happened {
            created.insert(event.id);
        }
        if !created.contains(&event.id) {
            let documents = asked.entry(event.id).or_insert(Documents::OnlyMore);
            if changes_documents(happened) {
                *documents = Documents::Changed;
            }
        }
    }
    let mut claims = IndexMap::with_capacity(asked.len() + created.len());
    if asked.is_empty() {
        return Ok(claims);
    }
    let ids: Vec<Uuid> = asked.keys().copied().collect();
    let load = of_version(LOAD, version);
    for row in sqlx::query(&load)
        .bind(&ids)
        .fetch_all(&mut *connection)
        .await?
    {
        let id: Uuid = row.try_get(0)?;
        let details: ClaimDetails = kept(row.try_get(2)?)?;
        let held = Held {
            places_before: details.dossier.places,
            details,
            opened: row.try_get(1)?,
            position: 0,
            is_new: false,
            documents: asked.get(&id).copied().unwrap_or(Documents::OnlyMore),
            are_invitations_changed: false,
        };
        claims.insert(id, held);
    }
    asked.retain(|_, documents| *documents == Documents::Changed);
    if !asked.is_empty() {
        let ids: Vec<Uuid> = asked.into_keys().collect();
        let load = of_version(LOAD_DOCUMENTS, version);
        for row in sqlx::query(&load)
            .bind(&ids)
            .fetch_all(&mut *connection)
            .await?
        {
            if let Some(held) = claims.get_mut(&row.try_get::<Uuid, _>(0)?) {
                held.details.documents.push(kept(row.try_get(1)?)?);
            }
        }
    }
    Ok(claims)
}

fn apply(claims: &mut IndexMap<Uuid, Held>, event: &Of<'_, ClaimStream>) -> Result<(), FoldError> {
    match claims.entry(event.id) {
        Entry::Occupied(entry) => {
            let held = entry.into_mut();
            event.must_follow(i64::try_from(held.details.version).unwrap_or(i64::MAX))?;
            held.details.apply(event.envelope);
            held.position = event.position();
            held.are_invitations_changed |= changes_invitations(&event.envelope.payload.event);
        }
        Entry::Vacant(entry) => {
            let created = ClaimDetails::created(event.envelope);
            let details = created.ok_or_else(|| event.poison("the claim was never created"))?;
            event.must_follow(0)?;
            entry.insert(Held {
                details,
                opened: event.position(),
                position: event.position(),
                is_new: true,
                documents: Documents::OnlyMore,
                places_before: 0,
                are_invitations_changed: false,
            });
        }
    }
    Ok(())
}

async fn write(
    version: i32,
    claims: IndexMap<Uuid, Held>,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let (mut rows, mut documents) = (Rows::of(24), Rows::of(6));
    let (mut comments, mut invitations) = (Rows::of(4), Rows::of(3));
    let (mut old, mut old_documents, mut old_invitations) = (vec![], vec![], vec![]);
    for (id, mut held) in claims {
        if !held.is_new {
            old.push(id);
            if held.documents == Documents::Changed {
                old_documents.push(id);
            }
            if held.are_invitations_changed {
                old_invitations.push(id);
            }
        }
        let first = match held.documents {
            Documents::Changed => 0,
            Documents::OnlyMore => held.places_before,
        };
        for document in held
            .details
            .documents
            .drain(..)
            .filter(|held| held.place >= first)
        {
            document_row(&mut documents, id, &document);
        }
        for comment in held.details.comments.drain(..) {
            comments
                .row()
                .uuid(id)
                .int8(i64::try_from(comment.sequence).unwrap_or(i64::MAX))
                .is(comment.visibility == Visibility::VendorOnly)
                .json(&comment);
        }
        if held.are_invitations_changed {
            invitation_rows(&mut invitations, id, &held.details);
        }
        claim_row(&mut rows, id, &held);
    }
    delete(connection, &of_version(DELETE, version), old).await?;
    delete(
        connection,
        &of_version(DELETE_DOCUMENTS, version),
        old_documents,
    )
    .await?;
    delete(
        connection,
        &of_version(DELETE_INVITATIONS, version),
        old_invitations,
    )
    .await?;
    rows.copy(connection, &of_version(COPY, version)).await?;
    documents
        .copy(connection, &of_version(COPY_DOCUMENTS, version))
        .await?;
    comments
        .copy(connection, &of_version(COPY_COMMENTS, version))
        .await?;
    invitations
        .copy(connection, &of_version(COPY_INVITATIONS, version))
        .await?;
    Ok(())
}

fn claim_row(rows: &mut Rows, id: Uuid, held: &Held) {
    let (facts, course) = (&held.details.facts, &held.details.course);
    let standing = &course.standing;
    let reviewer = course.reviewer.as_ref().map(ToString::to_string);
    rows.row()
        .uuid(id)
        .text(facts.partner.as_str())
        .text(facts.programme.as_str())
        .text(facts.period.as_str())
        .uuid(facts.fund.uuid())
        .text(facts.activity.as_str())
        .text(&facts.title)
        .date(facts.executed_on)
        .text(standing.status.as_str())
        .int4(standing.round)
        .text(standing.declared.currency().code())
        .int8(standing.declared.minor())
        .int8_or_null(standing.requested.map(Money::minor))
        .int8_or_null(standing.approved.map(Money::minor))
        .int8(standing.paid.minor())
        .text_or_null(reviewer.as_deref())
        .instant(course.since)
        .date_or_null(course.task().and_then(|(_, due)| due))
        .instant(facts.opened_at)
        .instant(held.details.changed_at)
        .int8(held.opened)
        .int8(i64::try_from(held.details.version).unwrap_or(i64::MAX))
        .int8(held.position)
        .json(&held.details);
}

fn document_row(rows: &mut Rows, claim: Uuid, held: &HeldDocument) {
    let invoice_hash = invoice_hash(&held.document);
    rows.row()
        .uuid(claim)
        .int4(held.place)
        .uuid(held.document.id.uuid())
        .text(&held.document.file.sha256.to_string())
        .bytes_or_null(invoice_hash.as_ref().map(<[u8; 32]>::as_slice))
        .json(held);
}

fn invitation_rows(rows: &mut Rows, claim: Uuid, details: &ClaimDetails) {
    for contribution in &details.dossier.contributions {
        if contribution.state != ContributionState::Cancelled {
            let person = contribution.to.to_string();
            rows.row()
                .uuid(claim)
                .uuid(contribution.id.uuid())
                .text(&person);
        }
    }
}

/// Hashes supplier and number: both may be longer than an index takes.
pub(in crate::views) fn invoice_hash(document: &Document) -> Option<[u8; 32]> {
    document.keys().find_map(|key| match key {
        DocumentKey::File(_) => None,
        DocumentKey::Invoice(key) => Some(Sha256::digest(key).into()),
    })
}

fn changes_documents(event: &ClaimEvent) -> bool {
    matches!(
        event,
        ClaimEvent::DocumentReplaced { .. }
            | ClaimEvent::DocumentRemoved { .. }
            | ClaimEvent::DocumentAnnotated { .. }
    )
}

fn changes_invitations(event: &ClaimEvent) -> bool {
    matches!(
        event,
        ClaimEvent::ContributionRequested { .. } | ClaimEvent::ContributionCancelled { .. }
    )
}
