//! Remembers which refusals and events the scenarios of this thread have asserted.

use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    static MET: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

/// Notes a refusal's code or an event's name that a test expected and got.
pub fn note(name: &'static str) {
    MET.with_borrow_mut(|met| met.insert(name));
}

/// Gives what was noted in this thread while the scenarios ran.
///
/// A scenario that fails notes what it met until then, and fails in its own test.
pub fn met_by(scenarios: impl IntoIterator<Item = fn()>) -> BTreeSet<&'static str> {
    MET.with_borrow_mut(BTreeSet::clear);
    for scenario in scenarios {
        let _ = std::panic::catch_unwind(scenario);
    }
    MET.with_borrow(BTreeSet::clone)
}
