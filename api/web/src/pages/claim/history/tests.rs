//! Every event is told, in both languages, with all that it names.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use application::ask::{Answer, ShownClaim};
use chrono_tz::Tz;
use domain::access::Relation;
use domain::{ClaimEvent, ClaimId, ClaimNumber, Policy, ProgrammeEvent, Stamped};
use projections::stream::{DetailsFold, HistoryLine, Place};
use projections::views::ClaimPage;
use serde::de::DeserializeOwned;

use super::{Entry, Teller};
use crate::pages::claim::opened::Opened;
use crate::pages::language::Language;
use crate::pages::on_claim::OnClaim;
use crate::pages::say::Say;

/// Reads a sample of an event, as the log keeps it.
fn sample<E: DeserializeOwned>(name: &str) -> Option<Stamped<E>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/events");
    let versions = (1..9)
        .rev()
        .map(|version| format!("{name}.v{version}.json"));
    let mut texts = versions.filter_map(|file| std::fs::read_to_string(folder.join(file)).ok());
    let text = texts.next()?;
    Some(serde_json::from_str(&text).expect("a sample is an event"))
}

fn policy() -> Arc<Policy> {
    let published: Stamped<ProgrammeEvent> = sample("PolicyPublished").expect("a policy");
    let ProgrammeEvent::PolicyPublished { policy, .. } = published.event;
    policy
}

/// Makes a claim to which everything there is happened.
fn everything() -> Opened {
    let names = ClaimEvent::NAMES.iter();
    let events = names.map(|name| (*name, sample::<ClaimEvent>(name).expect(name)));
    let events: Vec<_> = events.collect();
    let place = |at: usize| Place {
        sequence: at as u64 + 1,
        position: at as u64 + 1,
    };
    let mut fold = DetailsFold::begin(&events[0].1, place(0)).expect("a claim is created");
    for (at, (_, event)) in events.iter().enumerate().skip(1) {
        fold.apply(event, place(at));
    }
    let latest = fold.folded().for_vendor();
    let history = events
        .iter()
        .enumerate()
        .map(|(at, (name, event))| HistoryLine {
            sequence: place(at).sequence,
            position: place(at).position,
            recorded_at: event.at,
            event_type: (*name).to_owned(),
            is_vendor_only: false,
            event: event.clone(),
            payload: String::new(),
        });
    let id = ClaimId::from_uuid(uuid::Uuid::nil());
    let shown = ShownClaim {
        page: ClaimPage {
            id,
            details: fold.finish(latest),
            position: latest.version,
            number: ClaimNumber::of(1),
        },
        missing: vec![],
        duplicates: None,
    };
    let answer = Answer {
        body: shown,
        position: latest.version,
        waited: None,
        moment: None,
    };
    Opened {
        history: history.collect(),
        fund: None,
        relation: Relation::Vendor,
        on: OnClaim {
            id,
            answer,
            policy: policy(),
        },
    }
}

fn told(language: Language) -> Vec<(String, String)> {
    let opened = everything();
    let say = Say {
        language,
        zone: Tz::UTC,
    };
    let teller = Teller::of(say, &opened);
    let lines = opened.history.iter();
    let told = lines.map(|line| {
        let entry = Entry::of(&teller, line);
        let sentence = plain(entry.sentence.as_str());
        let texts = entry.texts.join(" / ");
        (line.event_type.clone(), format!("{sentence} | {texts}"))
    });
    told.collect()
}

/// Leaves out the markup.
fn plain(html: &str) -> String {
    let mut parts = html.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('>').map_or("", |(_, rest)| rest)
    })
}

#[test]
fn every_event_is_told_in_both_languages() {
    for language in [Language::English, Language::French] {
        let told = told(language);
        assert_eq!(told.len(), ClaimEvent::NAMES.len());
        for (name, sentence) in &told {
            let is_whole = !sentence.contains(['{', '$']) && !sentence.contains("claim-");
            assert!(is_whole, "{name} in {}: {sentence}", language.tag());
        }
        let different: BTreeSet<_> = told.iter().map(|(_, sentence)| sentence).collect();
        assert_eq!(different.len(), told.len(), "two events are told alike");
    }
}
