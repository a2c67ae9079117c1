//! A difference as one JSON document, written part by part.

use application::wire::MomentView;
use projections::log::Moment;
use serde::Serialize;

use crate::output::json_part;

/// Begins the document with the moments, and the list of claims.
pub fn begin(from: Moment, to: Moment) {
    let (from, to) = (MomentView::from(from), MomentView::from(to));
    let (from, to) = (written(&from), written(&to));
    json_part(&format!("{{\"from\":{from},\"to\":{to},\"claims\":["));
}

/// Writes further items of a list that has some already.
pub fn items(items: impl Iterator<Item = impl Serialize>, before: u64) {
    for (n, item) in (before..).zip(items) {
        let comma = if n == 0 { "" } else { "," };
        json_part(&format!("{comma}{}", written(&item)));
    }
}

/// Ends the list of claims and begins that of funds.
pub fn between() {
    json_part("],\"funds\":[");
}

/// Ends the document, which was read to its end.
pub fn end(events: Option<u64>) {
    let events = events.map_or(String::new(), |events| format!("\"events\":{events},"));
    json_part(&format!("],{events}\"has_more\":false}}"));
}

fn written(part: &impl Serialize) -> String {
    serde_json::to_string(part).expect("it is plain JSON")
}
