//! What somebody came in with lately: who shows it is not guessing.

use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

/// For how long it is remembered that something was good.
const REMEMBERED_FOR: Duration = Duration::from_secs(10 * 60);

/// How much is remembered.
const REMEMBERED_MAX: u64 = 10_000;

/// The digest of all that a request shows to prove who asks.
type ShownDigest = [u8; 32];

/// What was good lately, by its digest alone.
pub(super) struct Good(Cache<ShownDigest, ()>);

impl Good {
    pub(super) fn new() -> Self {
        let cache = Cache::builder().max_capacity(REMEMBERED_MAX);
        Self(cache.time_to_live(REMEMBERED_FOR).build())
    }

    /// Notes that somebody came in with what a request shows.
    pub(super) fn note(&self, headers: &HeaderMap) {
        let new = shown(headers).filter(|shown| !self.0.contains_key(shown));
        if let Some(shown) = new {
            self.0.insert(shown, ());
        }
    }

    /// Tells whether somebody came in lately with what a request shows.
    pub(super) fn has(&self, headers: &HeaderMap) -> bool {
        shown(headers).is_some_and(|shown| self.0.contains_key(&shown))
    }

    /// Forgets what is good no more.
    pub(super) fn forget(&self, shown: Option<ShownDigest>) {
        if let Some(shown) = shown {
            self.0.invalidate(&shown);
        }
    }
}

/// Gives the digest of what a request shows, if it shows anything.
pub(super) fn shown(headers: &HeaderMap) -> Option<ShownDigest> {
    let mut hash = Sha256::new();
    let mut is_any = false;
    for value in [AUTHORIZATION, COOKIE]
        .iter()
        .flat_map(|name| headers.get_all(name))
    {
        hash.update(value);
        hash.update([0]);
        is_any = true;
    }
    is_any.then(|| hash.finalize().into())
}
