//! What reviewers asked for, item by item, and what was answered.

use chrono::{DateTime, Utc};
use domain::{ClaimEvent, DocumentId, ItemId, Person, Status};
use projections::stream::{AskedItem, InfoRequest};

use super::documents;
use super::opened::Opened;
use crate::pages::shell::initials;
use crate::pages::visitor::Visitor;

/// The items of one request.
pub(in crate::pages) struct Request {
    pub(in crate::pages) items: Vec<Item>,
    pub(in crate::pages) is_open: bool,
    pub(in crate::pages) due_on: chrono::NaiveDate,
}

/// One item.
pub(in crate::pages) struct Item {
    pub(in crate::pages) number: usize,
    pub(in crate::pages) text: String,
    /// The document it is about, and its name.
    pub(in crate::pages) about: Option<(DocumentId, String)>,
    pub(in crate::pages) asked_by: String,
    pub(in crate::pages) asked_at: DateTime<Utc>,
    pub(in crate::pages) answer: Option<Answer>,
}

/// What was answered.
pub(in crate::pages) struct Answer {
    pub(in crate::pages) text: String,
    pub(in crate::pages) by: String,
    pub(in crate::pages) initials: String,
    pub(in crate::pages) org: String,
    pub(in crate::pages) at: DateTime<Utc>,
}

impl Request {
    /// Lists the requests, the latest first.
    pub(in crate::pages) fn all(visitor: &Visitor, opened: &Opened) -> Vec<Self> {
        let requests = &opened.details().requests;
        let is_waiting = opened.claim().status == Status::ActionRequired;
        let shown = requests.iter().enumerate().rev().map(|(at, request)| {
            let is_last = at + 1 == requests.len();
            Self::of(visitor, opened, request, is_last && is_waiting)
        });
        shown.collect()
    }

    fn of(visitor: &Visitor, opened: &Opened, request: &InfoRequest, is_open: bool) -> Self {
        let items = request.items.iter().enumerate();
        let items = items.map(|(at, item)| Item::of(visitor, opened, request, at + 1, item));
        Self {
            items: items.collect(),
            is_open,
            due_on: request.due_on,
        }
    }

    pub(in crate::pages) fn answered(&self) -> usize {
        self.items.iter().filter(|it| it.answer.is_some()).count()
    }
}

impl Item {
    fn of(
        visitor: &Visitor,
        opened: &Opened,
        request: &InfoRequest,
        number: usize,
        item: &AskedItem,
    ) -> Self {
        let say = visitor.say;
        let answered = item.answer.as_ref().and_then(|text| {
            let (by, at) = answered(opened, item.id)?;
            let name = say.person(&by.user);
            Some(Answer {
                text: text.clone(),
                initials: initials(&name),
                by: name,
                org: say.org(&by.org),
                at,
            })
        });
        let about = item.document.map(|id| current(opened, id));
        let about = about.and_then(|id| {
            let document = opened.known_document(id)?;
            Some((id, documents::title(say, opened, document)))
        });
        Self {
            number,
            text: item.text.clone(),
            about,
            asked_by: say.person(&request.by.user),
            asked_at: request.at,
            answer: answered,
        }
    }
}

/// Follows a document to the one that took its place.
pub(in crate::pages) fn current(opened: &Opened, id: DocumentId) -> DocumentId {
    let replaced = opened.history.iter().filter_map(|line| {
        if let ClaimEvent::DocumentReplaced { old, document } = &line.event.event {
            return Some((*old, document.id));
        }
        None
    });
    replaced.fold(id, |now, (old, new)| if now == old { new } else { now })
}

/// Finds who answered an item last, and when.
fn answered(opened: &Opened, item: ItemId) -> Option<(Person, DateTime<Utc>)> {
    opened.history.iter().rev().find_map(|line| {
        let ClaimEvent::ClaimSubmitted { answers, .. } = &line.event.event else {
            return None;
        };
        let is_here = answers.iter().any(|answer| answer.item == item);
        is_here.then(|| (line.event.by.person(), line.event.at))
    })
}
