//! Lists that stay empty: laws that no scenario meets, events that no scenario sees.
//!
//! A law counts as met, and an event as seen, where a scenario asserted exactly it.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use domain::{ClaimEvent, FundEvent, ProgrammeEvent, Refusal};

use crate::common::recorder;
use crate::{claim, fund, programme};

fn met() -> &'static BTreeSet<&'static str> {
    static MET: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    MET.get_or_init(|| {
        let lists = [claim::SCENARIOS, fund::SCENARIOS, &[programme::SCENARIOS]].concat();
        recorder::met_by(lists.into_iter().flatten().copied())
    })
}

fn missing(names: &[&'static str]) -> Vec<&'static str> {
    names
        .iter()
        .copied()
        .filter(|name| !met().contains(name))
        .collect()
}

#[test]
fn every_law_is_met_by_a_scenario() {
    assert_eq!(missing(Refusal::CODES), [""; 0]);
}

#[test]
fn every_event_is_emitted_in_a_scenario() {
    assert_eq!(missing(ClaimEvent::NAMES), [""; 0]);
    assert_eq!(missing(FundEvent::NAMES), [""; 0]);
    assert_eq!(missing(ProgrammeEvent::NAMES), [""; 0]);
}

#[test]
fn a_law_has_one_code_of_its_own() {
    let codes: BTreeSet<_> = Refusal::CODES.iter().collect();
    assert_eq!(codes.len(), Refusal::CODES.len());
    let is_snake_case = |code: &str| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    assert!(Refusal::CODES.iter().all(|code| is_snake_case(code)));
}
