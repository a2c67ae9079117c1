//! How many readers follow the events at a time: each keeps a connection, and no organisation may
//! take them all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::OrgId;

/// How many readers there may be.
const READERS_MAX: usize = 512;

/// How many of them one organisation may have.
const OF_AN_ORG_MAX: usize = READERS_MAX / 2;

/// The readers there are, by their organisations; clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places(Arc<Mutex<HashMap<OrgId, usize>>>);

/// A reader's place, until it is dropped.
#[derive(Debug)]
pub(in crate::json) struct Place {
    places: Places,
    org: OrgId,
}

impl Places {
    /// Gives a place; none: there are too many readers, or too many of this organisation.
    pub(in crate::json) fn take(&self, org: &OrgId) -> Option<Place> {
        let mut readers = self.lock();
        let all: usize = readers.values().sum();
        let theirs = readers.get(org).copied().unwrap_or(0);
        if all >= READERS_MAX || theirs >= OF_AN_ORG_MAX {
            return None;
        }
        readers.insert(org.clone(), theirs + 1);
        Some(Place {
            places: self.clone(),
            org: org.clone(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrgId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut readers = self.places.lock();
        if let Some(theirs) = readers.get_mut(&self.org) {
            *theirs -= 1;
            if *theirs == 0 {
                readers.remove(&self.org);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(name: &str) -> OrgId {
        name.parse().expect("a name")
    }

    #[test]
    fn no_organisation_takes_all_places_and_places_come_back() {
        let places = Places::default();
        let take = |name: &str| places.take(&org(name));
        let half: Vec<Place> = (0..OF_AN_ORG_MAX).filter_map(|_| take("a")).collect();
        assert_eq!(half.len(), OF_AN_ORG_MAX);
        assert!(take("a").is_none());
        let rest: Vec<Place> = (0..READERS_MAX).filter_map(|_| take("b")).collect();
        assert_eq!(half.len() + rest.len(), READERS_MAX);
        assert!(take("c").is_none());
        drop(half);
        assert!(take("a").is_some() && take("c").is_some());
        drop(rest);
        assert_eq!(places.lock().len(), 0);
    }
}
