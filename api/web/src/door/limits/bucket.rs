//! Buckets by key, each of which fills at the same rate; idle ones are forgotten.

use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use moka::sync::Cache;

use super::Rate;

/// The most buckets that are kept; the least used go first.
const KEPT_MAX: u64 = 100_000;

type Instant = <DefaultClock as Clock>::Instant;

/// Buckets of one policy.
pub(super) struct Buckets<K> {
    policy: &'static str,
    rate: Rate,
    clock: DefaultClock,
    kept: Cache<K, Arc<Bucket>>,
}

/// One bucket, and until when it is empty.
struct Bucket {
    filled: RateLimiter<NotKeyed, InMemoryState, DefaultClock, StateInformationMiddleware>,
    empty_until: Mutex<Option<Instant>>,
}

/// What came of taking one request out of a bucket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    pub(super) policy: &'static str,
    pub(super) rate: Rate,
    pub(super) is_refused: bool,
    /// How many more may follow at once.
    pub(super) remaining: u32,
    /// How long until one more may follow.
    pub(super) wait: Duration,
}

impl Taken {
    /// Gives the seconds until one more may follow, rounded up.
    pub(super) fn wait_seconds(&self) -> u32 {
        let seconds = self.wait.as_millis().div_ceil(1_000).max(1);
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }
}

impl Rate {
    /// Gives how long an empty bucket takes to be full, in whole seconds.
    pub(super) fn window_seconds(self) -> u32 {
        self.burst.get().div_ceil(self.per_second.get())
    }
}

impl<K: Hash + Eq + Send + Sync + 'static> Buckets<K> {
    pub(super) fn new(policy: &'static str, rate: Rate) -> Self {
        // A bucket that nobody took from for so long is full, as a new one is.
        let full_again = Duration::from_secs(u64::from(rate.window_seconds()) + 1);
        let kept = Cache::builder()
            .max_capacity(KEPT_MAX)
            .time_to_idle(full_again)
            .build();
        Self {
            policy,
            rate,
            clock: DefaultClock::default(),
            kept,
        }
    }

    /// Takes one request out of somebody's bucket.
    pub(super) fn take(&self, key: K) -> Taken {
        let bucket = self.kept.get_with(key, || Arc::new(Bucket::new(self.rate)));
        let taken = |is_refused, remaining, wait| Taken {
            policy: self.policy,
            rate: self.rate,
            is_refused,
            remaining,
            wait,
        };
        match bucket.filled.check() {
            Ok(state) => taken(false, state.remaining_burst_capacity(), Duration::ZERO),
            Err(until) => {
                let empty = bucket.empty_until.lock();
                *empty.unwrap_or_else(PoisonError::into_inner) = Some(until.earliest_possible());
                taken(true, 0, until.wait_time_from(self.clock.now()))
            }
        }
    }

    /// Tells whether somebody's bucket was found empty and still is, and takes nothing.
    pub(super) fn still_refused(&self, key: &K) -> Option<Taken> {
        let bucket = self.kept.get(key)?;
        let until = *bucket
            .empty_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (until, now) = (until?, self.clock.now());
        (until > now).then(|| Taken {
            policy: self.policy,
            rate: self.rate,
            is_refused: true,
            remaining: 0,
            wait: until.duration_since(now),
        })
    }
}

impl Bucket {
    fn new(rate: Rate) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        Self {
            filled: RateLimiter::direct(quota).with_middleware(),
            empty_until: Mutex::new(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn rate(per_second: u32, burst: u32) -> Rate {
        let number = |n| NonZeroU32::new(n).expect("not zero");
        Rate {
            per_second: number(per_second),
            burst: number(burst),
        }
    }

    #[test]
    fn who_asks_too_often_waits_and_nobody_else_does() {
        let buckets = Buckets::new("person", rate(1, 3));
        let remaining: Vec<u32> = (0..3).map(|_| buckets.take("ada").remaining).collect();
        assert_eq!(remaining, [2, 1, 0]);
        let refused = buckets.take("ada");
        assert!(refused.is_refused);
        assert_eq!(refused.wait_seconds(), 1);
        assert!(!buckets.take("ines").is_refused);
        assert!(buckets.still_refused(&"ada").is_some());
        assert!(buckets.still_refused(&"ines").is_none());
        assert!(buckets.still_refused(&"nobody").is_none());
    }

    #[test]
    fn there_are_never_more_buckets_than_are_kept() {
        let buckets = Buckets::new("address", rate(1, 1));
        for key in 0..KEPT_MAX + 20_000 {
            buckets.take(key);
        }
        buckets.kept.run_pending_tasks();
        assert!(buckets.kept.entry_count() <= KEPT_MAX);
    }

    #[test]
    fn the_window_is_what_an_empty_bucket_takes_to_fill() {
        assert_eq!(rate(100, 1_000).window_seconds(), 10);
        assert_eq!(rate(3, 10).window_seconds(), 4);
    }
}
