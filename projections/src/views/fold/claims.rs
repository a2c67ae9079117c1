//! The claims that a page goes on with: folded from their streams up to before it, then through it.
//!
//! A row never says what the log says already, so a claim is read from there when the next event of
//! it comes; what was folded last stays warm.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use domain::ClaimId;
use domain::aggregate::ClaimStream;
use indexmap::IndexMap;
use indexmap::map::Entry;
use sqlx::PgConnection;

use super::{FoldError, OfClaim};
use crate::log::{LogError, StreamKind};
use crate::stream::scan::each;
use crate::stream::{FoldedClaim, Place, Standing};

/// How many folded claims stay warm for a view.
const WARM: usize = 2_000;

/// The claims that one view folded last.
#[derive(Debug, Default)]
pub(in crate::views) struct ClaimStates(Mutex<IndexMap<ClaimId, FoldedClaim>>);

impl ClaimStates {
    /// Takes a claim that was folded just up to before an event.
    fn take(&self, event: &OfClaim<'_>) -> Option<FoldedClaim> {
        let mut warm = self.lock();
        let state = warm.swap_remove(&event.id)?;
        let is_just_before = state.last.sequence as i64 + 1 == event.sequence();
        is_just_before.then_some(state)
    }

    /// Keeps what a page came to; a page that is not committed leaves nothing that is ever taken
    /// for what stands before another event.
    pub(super) fn keep(&self, turns: Turns) {
        let mut warm = self.lock();
        for (id, turn) in turns {
            if !turn.after.claim().status.is_closed() {
                warm.insert(id, turn.after);
            }
        }
        let surplus = warm.len().saturating_sub(WARM);
        warm.drain(..surplus);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, IndexMap<ClaimId, FoldedClaim>> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A claim before a page and after it.
#[derive(Debug)]
pub(in crate::views) struct Turn {
    /// Where it stood; none: it was created in the page.
    pub before: Option<Standing>,
    pub after: FoldedClaim,
}

type Turns = IndexMap<ClaimId, Turn>;

/// Folds the claims of a page; who has used them lets `states` keep them.
pub(in crate::views) async fn turns(
    events: &[OfClaim<'_>],
    states: &ClaimStates,
    connection: &mut PgConnection,
) -> Result<Turns, FoldError> {
    let mut before: IndexMap<ClaimId, FoldedClaim> = IndexMap::new();
    let mut cold: IndexMap<ClaimId, &OfClaim<'_>> = IndexMap::new();
    let mut seen = HashSet::with_capacity(events.len());
    for event in events {
        if !seen.insert(event.id) || event.sequence() == 1 {
            continue;
        }
        match states.take(event) {
            Some(state) => drop(before.insert(event.id, state)),
            None => drop(cold.insert(event.id, event)),
        }
    }
    read(&cold, &mut before, connection).await?;
    let mut turns = Turns::with_capacity(seen.len());
    for event in events {
        let place = Place {
            sequence: event.sequence().unsigned_abs(),
            position: event.position().unsigned_abs(),
        };
        match turns.entry(event.id) {
            Entry::Occupied(entry) => {
                let turn = entry.into_mut();
                event.must_follow(turn.after.last.sequence as i64)?;
                turn.after.apply(event.event, place);
            }
            Entry::Vacant(entry) => {
                let turn = match before.swap_remove(&event.id) {
                    Some(mut after) => {
                        event.must_follow(after.last.sequence as i64)?;
                        let before = Some(after.standing());
                        after.apply(event.event, place);
                        Turn { before, after }
                    }
                    None => {
                        let begun = FoldedClaim::begin(event.event, place);
                        let begun =
                            begun.ok_or_else(|| event.poison("the claim was never created"));
                        let after = begun?;
                        event.must_follow(0)?;
                        let before = None;
                        Turn { before, after }
                    }
                };
                entry.insert(turn);
            }
        }
    }
    Ok(turns)
}

/// Folds claims from their streams, each up to before an event of it.
async fn read(
    cold: &IndexMap<ClaimId, &OfClaim<'_>>,
    before: &mut IndexMap<ClaimId, FoldedClaim>,
    connection: &mut PgConnection,
) -> Result<(), FoldError> {
    let damage = match read_up_to(cold, before, connection).await {
        Ok(()) => return Ok(()),
        Err(LogError::Database(error)) => return Err(error.into()),
        Err(damage) => damage,
    };
    // Something before the page is not what was recorded: whose next event is it that stops here?
    let mut events: Vec<&OfClaim<'_>> = cold.values().copied().collect();
    events.sort_by_key(|event| event.position());
    for event in events {
        let alone = IndexMap::from([(event.id, event)]);
        if let Err(damage) = read_up_to(&alone, &mut IndexMap::new(), connection).await {
            return Err(event.poison(damage.to_string()));
        }
    }
    Err(FoldError::Refused(damage.to_string()))
}

async fn read_up_to(
    cold: &IndexMap<ClaimId, &OfClaim<'_>>,
    before: &mut IndexMap<ClaimId, FoldedClaim>,
    connection: &mut PgConnection,
) -> Result<(), LogError> {
    let Some(last) = cold.values().map(|event| event.position()).max() else {
        return Ok(());
    };
    let ids: Vec<String> = cold.keys().map(ToString::to_string).collect();
    let named = ids.iter().map(String::as_str).zip(cold.values());
    let named: HashMap<&str, &&OfClaim<'_>> = named.collect();
    let (kind, until) = (StreamKind::Claim, last.unsigned_abs());
    each::<ClaimStream>(&mut *connection, (kind, &ids), until, |stored, event| {
        let next = named.get(stored.aggregate_id.as_str());
        let next = next.filter(|next| (stored.sequence as i64) < next.sequence());
        let Some(id) = next.map(|next| next.id) else {
            return;
        };
        let place = Place {
            sequence: stored.sequence,
            position: stored.position,
        };
        match before.get_mut(&id) {
            Some(state) => state.apply(&event, place),
            None => before.extend(FoldedClaim::begin(&event, place).map(|begun| (id, begun))),
        }
    })
    .await
}
