//! What a thousand callers meet at once, while the database is unavailable, is logged now and then.

use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How long nothing is said again.
const SILENCE: Duration = Duration::from_secs(30);

/// Remembers when something was said last.
#[derive(Debug, Default)]
pub(crate) struct Seldom(Mutex<Option<Instant>>);

impl Seldom {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Tells whether it is time to say it, and takes it as said.
    pub(crate) fn is_time(&self) -> bool {
        let mut said = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let is_time = said.is_none_or(|said| said.elapsed() >= SILENCE);
        if is_time {
            *said = Some(Instant::now());
        }
        is_time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_just_said_is_not_said_again() {
        let seldom = Seldom::new();
        assert!(seldom.is_time());
        assert!((0..1_000).all(|_| !seldom.is_time()));
    }
}
