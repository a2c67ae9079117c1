//! What the events of one shard come to: the rows of all views that are built.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::DerefMut;

use domain::{ClaimEvent, ClaimId, FundEvent, FundId, Stamped};
use sqlx::PgConnection;
use uuid::Uuid;

use super::job::Beside;
use crate::stream::{FoldedClaim, Place};
use crate::views::ViewName;
use crate::views::fold::{
    Balances, ClaimRows, Counts, FoldError, Funds, Of, PostingRows, new_keys,
};
use crate::views::log_page::{Event, Recorded, Stream};

/// Entries are copied once they have so many bytes: a fund may be as long as the log.
const FULL: usize = 2 << 20;

/// The versions that are built.
#[derive(Clone, Copy, Debug, Default)]
struct Built {
    claim: Option<i32>,
    overview: Option<i32>,
    postings: Option<i32>,
}

/// A claim on its way through its stream.
struct Claim {
    folded: FoldedClaim,
    keys: HashSet<Uuid>,
}

/// The rows of one shard.
pub(super) struct Part {
    built: Built,
    claims: HashMap<ClaimId, Claim>,
    funds: Funds,
    balances: HashMap<Uuid, Balances>,
    entries: PostingRows,
}

impl Part {
    /// Begins without rows.
    pub(super) fn of(views: &[Beside]) -> Self {
        let mut built = Built::default();
        for beside in views {
            let version = match beside.view {
                ViewName::Claim => &mut built.claim,
                ViewName::Overview => &mut built.overview,
                ViewName::Postings => &mut built.postings,
            };
            *version = Some(beside.built);
        }
        Self {
            built,
            claims: HashMap::new(),
            funds: Funds::default(),
            balances: HashMap::new(),
            entries: PostingRows::default(),
        }
    }

    /// Folds the next event of a stream.
    pub(super) fn take(&mut self, recorded: &Recorded) -> Result<(), FoldError> {
        let poison = |why: String| FoldError::Poison {
            position: recorded.position,
            why,
        };
        match &recorded.event {
            Event::Claim(id, event) => self.claim(*id, event, recorded),
            Event::Fund(id, event) => self.fund(*id, event, recorded),
            Event::Programme => Ok(()),
            Event::Unreadable { stream, why } => match stream {
                Stream::Claim | Stream::Fund | Stream::Unknown => Err(poison(why.clone())),
            },
        }
    }

    fn claim(
        &mut self,
        id: ClaimId,
        event: &Stamped<ClaimEvent>,
        recorded: &Recorded,
    ) -> Result<(), FoldError> {
        let place = Place {
            sequence: recorded.sequence.unsigned_abs(),
            position: recorded.position.unsigned_abs(),
        };
        let claim = match self.claims.entry(id) {
            Entry::Occupied(entry) => {
                let claim = entry.into_mut();
                claim.folded.apply(event, place);
                claim
            }
            Entry::Vacant(entry) => {
                let begun = FoldedClaim::begin(event, place);
                let folded = begun.ok_or_else(|| FoldError::Poison {
                    position: recorded.position,
                    why: "the claim was never created".to_owned(),
                })?;
                let keys = HashSet::new();
                entry.insert(Claim { folded, keys })
            }
        };
        if self.built.claim.is_some() {
            claim.keys.extend(new_keys(&event.event));
        }
        Ok(())
    }

    fn fund(
        &mut self,
        id: FundId,
        event: &Stamped<FundEvent>,
        recorded: &Recorded,
    ) -> Result<(), FoldError> {
        let of = Of {
            recorded,
            id,
            event,
        };
        if self.built.overview.is_some() {
            self.funds.apply(&of)?;
        }
        if self.built.postings.is_some() {
            let balances = self.balances.entry(id.uuid()).or_default();
            balances.apply(&of)?;
            self.entries.add(&of, balances);
        }
        Ok(())
    }

    /// Tells whether there are enough rows to be copied before the shard is at its end.
    pub(super) fn is_full(&self) -> bool {
        self.entries.bytes_held() >= FULL
    }

    /// Takes the entries, which are final, and copies them into the caller's transaction.
    pub(super) fn flush<C>(
        &mut self,
        mut connection: C,
    ) -> impl Future<Output = Result<C, FoldError>> + Send + use<C>
    where
        C: DerefMut<Target = PgConnection> + Send,
    {
        let entries = std::mem::take(&mut self.entries);
        let version = self.built.postings;
        async move {
            if let Some(version) = version {
                entries.copy(version, &mut connection).await?;
            }
            Ok(connection)
        }
    }

    /// Copies all rows, into the caller's transaction.
    pub(super) async fn finish(mut self, connection: &mut PgConnection) -> Result<(), FoldError> {
        self.flush(&mut *connection).await?;
        if let Some(version) = self.built.overview {
            let mut counts = Counts::default();
            for claim in self.claims.values() {
                counts.add(claim.folded.claim().fund, &claim.folded.standing(), 1);
            }
            self.funds.write(version, connection).await?;
            counts.copy(version, connection).await?;
        }
        if let Some(version) = self.built.claim {
            let mut rows = ClaimRows::default();
            for (id, claim) in self.claims {
                rows.claim(id, &claim.folded);
                rows.contributions(id, &claim.folded);
                rows.payments(id, &claim.folded);
                rows.keys(id, &claim.keys);
            }
            rows.copy(version, connection).await?;
        }
        Ok(())
    }
}
