//! What changed between the last two submissions, from and to.

use chrono::{DateTime, Utc};
use domain::claim::evolve;
use domain::{Claim, ClaimEvent, Document, DocumentId, Money};
use projections::stream::HistoryLine;

use super::documents;
use super::opened::Opened;
use super::standing::metric;
use crate::pages::say::{Html, Say};
use crate::pages::visitor::Visitor;

/// The table.
pub(in crate::pages) struct Changes {
    pub(in crate::pages) from_round: u32,
    pub(in crate::pages) to_round: u32,
    pub(in crate::pages) from_at: DateTime<Utc>,
    pub(in crate::pages) to_at: DateTime<Utc>,
    pub(in crate::pages) rows: Vec<Row>,
    /// The names of documents that are as they were.
    pub(in crate::pages) unchanged: Vec<String>,
}

/// One thing that changed.
pub(in crate::pages) struct Row {
    pub(in crate::pages) what: Html,
    pub(in crate::pages) from: Html,
    pub(in crate::pages) to: Html,
    pub(in crate::pages) change: Html,
}

/// A submission, and the claim as it was submitted.
struct Submission<'a> {
    line: &'a HistoryLine,
    round: u32,
    claim: Claim,
}

impl Changes {
    /// Compares the last submission with the one before; none: there is no such.
    pub(in crate::pages) fn of(visitor: &Visitor, opened: &Opened) -> Option<Self> {
        let submissions = submissions(&opened.history);
        let [.., before, after] = submissions.as_slice() else {
            return None;
        };
        let between = Between {
            say: visitor.say,
            opened,
            before: &before.claim,
            after: &after.claim,
        };
        let replaced = replaced(&opened.history, before.line.sequence, after.line.sequence);
        let (mut rows, mut unchanged) = (between.details(), vec![]);
        between.documents(&replaced, &mut rows, &mut unchanged);
        rows.extend(between.metrics());
        Some(Self {
            from_round: before.round,
            to_round: after.round,
            from_at: before.line.event.at,
            to_at: after.line.event.at,
            rows,
            unchanged,
        })
    }
}

/// Folds the history up to each submission.
fn submissions(history: &[HistoryLine]) -> Vec<Submission<'_>> {
    let (mut claim, mut found) = (None, vec![]);
    for line in history {
        evolve(&mut claim, &line.event);
        if let (ClaimEvent::ClaimSubmitted { round, .. }, Some(claim)) = (&line.event.event, &claim)
        {
            found.push(Submission {
                line,
                round: *round,
                claim: claim.clone(),
            });
        }
    }
    found
}

/// Lists what was replaced by what between two events.
fn replaced(history: &[HistoryLine], from: u64, to: u64) -> Vec<(DocumentId, DocumentId)> {
    let between = (history.iter()).filter(|line| line.sequence > from && line.sequence < to);
    let replaced = between.filter_map(|line| match &line.event.event {
        ClaimEvent::DocumentReplaced { old, document } => Some((*old, document.id)),
        _ => None,
    });
    replaced.collect()
}

struct Between<'a> {
    say: Say,
    opened: &'a Opened,
    before: &'a Claim,
    after: &'a Claim,
}

impl Between<'_> {
    /// Compares what the claim says about itself.
    fn details(&self) -> Vec<Row> {
        let (say, before, after) = (self.say, self.before, self.after);
        let activity = |claim: &Claim| {
            let known = self.opened.policy.activity(&claim.activity);
            let name = known.map(|activity| say.of(&activity.name).to_owned());
            Html::text(&name.unwrap_or_else(|| claim.activity.to_string()))
        };
        let location = |claim: &Claim| {
            let text = claim.location.as_deref();
            text.map_or_else(|| self.nothing(), Html::text)
        };
        let mut rows = vec![];
        if before.declared != after.declared {
            rows.push(self.money("claim-fact-declared", before.declared, after.declared));
        }
        let mut differs = |is_same: bool, key: &str, from: Html, to: Html| {
            if !is_same {
                rows.push(Row {
                    what: Html::text(&say.t(key)),
                    from,
                    to,
                    change: Html::default(),
                });
            }
        };
        differs(
            before.title == after.title,
            "claim-fact-title",
            Html::text(&before.title),
            Html::text(&after.title),
        );
        differs(
            before.activity == after.activity,
            "claim-fact-activity",
            activity(before),
            activity(after),
        );
        differs(
            before.executed_on == after.executed_on,
            "claim-fact-executed-on",
            say.day(before.executed_on),
            say.day(after.executed_on),
        );
        differs(
            before.location == after.location,
            "claim-fact-location",
            location(before),
            location(after),
        );
        rows
    }

    fn nothing(&self) -> Html {
        Html::text(&self.say.t("claim-nothing"))
    }

    fn money(&self, key: &str, from: Money, to: Money) -> Row {
        let delta = Money::from_minor(to.minor() - from.minor(), to.currency());
        Row {
            what: Html::text(&self.say.t(key)),
            from: self.say.money(from),
            to: self.say.money(to),
            change: self.say.money(delta),
        }
    }

    /// Compares the documents: replaced, added, taken off, explained anew.
    fn documents(
        &self,
        replaced: &[(DocumentId, DocumentId)],
        rows: &mut Vec<Row>,
        unchanged: &mut Vec<String>,
    ) {
        let was = |id| replaced.iter().rev().find(|(_, new)| *new == id);
        let mut gone: Vec<DocumentId> = self.before.documents.iter().map(|it| it.id).collect();
        for document in &self.after.documents {
            let mut first = document.id;
            while let Some((old, _)) = was(first) {
                first = *old;
            }
            gone.retain(|id| *id != first && *id != document.id);
            match self.before.document(first) {
                None => rows.push(self.came_or_went(document, false)),
                Some(before) if before == document => unchanged.push(self.title(document)),
                Some(before) => self.revised(before, document, rows),
            }
        }
        let gone = gone.iter().filter_map(|id| self.before.document(*id));
        rows.extend(gone.map(|document| self.came_or_went(document, true)));
    }

    fn title(&self, document: &Document) -> String {
        documents::title(self.say, self.opened, document)
    }

    fn came_or_went(&self, document: &Document, is_gone: bool) -> Row {
        let claimed = document.cost().map(|cost| self.say.money(cost.claimed));
        let shown = claimed.unwrap_or_else(|| Html::text(&document.file.name));
        let (from, to, key) = match is_gone {
            true => (shown, self.nothing(), "claim-change-removed"),
            false => (self.nothing(), shown, "claim-change-added"),
        };
        Row {
            what: Html::text(&self.title(document)),
            from,
            to,
            change: Html::text(&self.say.t(key)),
        }
    }

    fn revised(&self, before: &Document, after: &Document, rows: &mut Vec<Row>) {
        let title = self.title(after);
        let what = |key: &'static str| self.say.say(key).text("document", &title).into_html();
        if let (Some(from), Some(to)) = (before.cost(), after.cost()) {
            if from.claimed != to.claimed {
                let row = self.money("claim-fact-declared", from.claimed, to.claimed);
                let what = what("claim-change-claimed");
                rows.push(Row { what, ..row });
            }
            if from.total != to.total {
                let row = self.money("claim-fact-declared", from.total, to.total);
                let what = what("claim-change-total");
                rows.push(Row { what, ..row });
            }
            if from.number != to.number {
                rows.push(Row {
                    what: what("claim-change-number"),
                    from: Html::text(&from.number),
                    to: Html::text(&to.number),
                    change: Html::default(),
                });
            }
        }
        if before.file.sha256 != after.file.sha256 {
            rows.push(Row {
                what: what("claim-change-file"),
                from: Html::text(&before.file.name),
                to: Html::text(&after.file.name),
                change: Html::text(&self.say.t("claim-change-new-hash")),
            });
        }
        if before.note != after.note {
            let text = |note: &Option<String>| {
                let note = note.as_deref();
                note.map_or_else(|| self.nothing(), Html::text)
            };
            rows.push(Row {
                what: what("claim-change-note"),
                from: text(&before.note),
                to: text(&after.note),
                change: Html::default(),
            });
        }
    }

    /// Compares the figures.
    fn metrics(&self) -> Vec<Row> {
        let changed = self.after.metrics.iter().filter_map(|(code, to)| {
            let from = self.before.metrics.get(code);
            let is_same = from == Some(to);
            let from = from.map_or_else(|| self.nothing(), |it| Html::text(&metric(self.say, it)));
            (!is_same).then(|| Row {
                what: Html::text(&super::metric_name(self.say, self.opened, code)),
                from,
                to: Html::text(&metric(self.say, to)),
                change: Html::default(),
            })
        });
        changed.collect()
    }
}
