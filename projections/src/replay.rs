//! Replaying streams: the states of claims, funds and programmes, from the log alone.
//!
//! Every event is proven by its leaf and stands at its place. States carry business time only, so
//! a replay comes out the same on every machine that recorded the same commands under the same
//! ids, whenever that was: [`digest`] says what its digest covers.

pub mod digest;
mod error;
mod fold;
mod scope;
mod state;
mod totals;

use std::collections::BTreeSet;
use std::slice;

use futures::TryStreamExt;
use sqlx::PgPool;

use crate::log::scan::ByPosition;
use crate::log::{LogError, StreamKind, must_be_in_order};
use crate::stream::scan::{ByStream, streams_until};
use crate::witness::Ends;

pub use error::ReplayError;
pub(crate) use scope::begins;
pub use scope::{Scope, must_have_a_fund};
pub use state::{State, Step};
pub use totals::{ClaimTotal, FundTotal, Totals};

use fold::Fold;

/// After which events a replay shows states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// After each event.
    Each,
    /// After the last one of each stream.
    End,
}

/// A replay that is asked for.
#[derive(Clone, Debug)]
pub struct Replay {
    pub scope: Scope,
    /// The last position that is read.
    pub until: u64,
    pub grain: Grain,
}

/// What a replay came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    pub events: u64,
    pub streams: u64,
    pub totals: Totals,
    /// SHA-256, in hexadecimal digits.
    pub digest: String,
}

impl Replay {
    /// Folds the streams in the order of their kinds and ids, and shows their states.
    ///
    /// Needs the memory of one page and one state, and of the ids of what is asked for.
    ///
    /// # Errors
    /// Ends at the first event that is not what was recorded or not where it belongs; what was
    /// shown by then was proven.
    pub async fn run(
        &self,
        pool: &PgPool,
        show: impl FnMut(&Step<'_>),
    ) -> Result<Replayed, ReplayError> {
        let named = (self.scope != Scope::All).then(BTreeSet::new);
        let mut fold = Fold::new(self.grain, named, show);
        match &self.scope {
            Scope::All => self.run_all(pool, &mut fold).await?,
            scope => {
                let streams = scope.streams(pool, self.until).await?;
                self.run_listed(pool, &streams, &mut fold).await?;
                let known: BTreeSet<&str> = streams.iter().map(|(_, id)| id.as_str()).collect();
                let mut named = fold.named_claims();
                if let Some(claim) = named.find(|claim| !known.contains(claim.to_string().as_str()))
                {
                    return Err(ReplayError::ClaimIsMissing(claim));
                }
            }
        }
        Ok(fold.finish())
    }

    async fn run_listed<F: FnMut(&Step<'_>)>(
        &self,
        pool: &PgPool,
        streams: &[(StreamKind, String)],
        fold: &mut Fold<F>,
    ) -> Result<(), LogError> {
        for (kind, id) in streams {
            let mut ends = Ends::of(*kind, [id.as_str()]);
            let mut events = streams_until(pool, *kind, slice::from_ref(id), self.until);
            while let Some(event) = events.try_next().await? {
                ends.reach(&event);
                fold.take(event)?;
            }
            drop(events);
            ends.must_be_ends(pool, self.until).await?;
        }
        fold.close();
        Ok(())
    }

    async fn run_all<F: FnMut(&Step<'_>)>(
        &self,
        pool: &PgPool,
        fold: &mut Fold<F>,
    ) -> Result<(), LogError> {
        for kind in StreamKind::ALL {
            let mut pages = ByStream::new(pool.clone(), kind, self.until);
            loop {
                let page = pages.next_page().await?;
                if page.is_empty() {
                    break;
                }
                page.into_iter().try_for_each(|event| fold.take(event))?;
            }
            fold.close();
        }
        if fold.events() == self.until {
            return must_be_in_order(pool, self.until).await;
        }
        // Positions are dense: a stream is gone whole, or its end is. Where, the positions tell.
        let mut pages = ByPosition::new(pool.clone(), 0, self.until);
        while !pages.next_page().await?.is_empty() {}
        Err(LogError::Miscounted {
            found: fold.events(),
            position: self.until,
        })
    }
}
