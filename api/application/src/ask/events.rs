//! The events of the log, as they come: each that who asks may see, once and in order.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::access::{self, Operation, Sight};
use domain::claim::Visibility;
use domain::{Actor, ClaimEvent, ClaimId, FundId};
use projections::feed::{Feed, FeedEvent, FeedPage, Happened};
use projections::log::{LogError, Moment, MomentError};
use projections::stream::history::is_vendor_only;
use tokio::sync::watch;
use tokio::time::sleep;

use super::{AskError, Asker, Questions, When};
use crate::wire::EventView;

/// How long nothing is asked of the log without a sign of something new: other processes append
/// too, and give none.
const LOOK: Duration = Duration::from_millis(500);

/// How long to wait for a database that is unavailable.
const AWAY: Duration = Duration::from_secs(1);

/// Which events are wanted; all that is said must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Those of one claim.
    pub claim: Option<ClaimId>,
    /// Those of one fund and of the claims that are filed against it.
    pub fund: Option<FundId>,
    /// Those of these names; none: of any.
    pub types: Vec<&'static str>,
}

/// Who follows the log, and how far they have come.
#[derive(Debug)]
pub struct Follower {
    feed: Feed,
    head: watch::Receiver<u64>,
    /// None: from inside, and everything is for them.
    reader: Option<Reader>,
    filter: EventFilter,
    position: u64,
    /// When the event there was recorded, if it was read.
    recorded_at: Option<DateTime<Utc>>,
}

/// Who came through a door, and what of each kind of stream is for them.
#[derive(Debug)]
struct Reader {
    actor: Actor,
    claims: Sight,
    funds: Sight,
    programmes: Sight,
}

impl Reader {
    fn of(actor: &Actor) -> Self {
        Self {
            actor: actor.clone(),
            claims: Sight::of(actor, Operation::ReadClaim),
            funds: Sight::of(actor, Operation::ReadFund),
            programmes: Sight::of(actor, Operation::ReadProgramme),
        }
    }

    /// Tells whether they may see an event, as things are now.
    async fn may_see(&self, page: &FeedPage, event: &FeedEvent) -> Result<bool, LogError> {
        let owner = &event.owner;
        let sight = match &event.happened {
            Happened::Claim(_, stamped) if is_vendor_only(&stamped.event) => {
                match access::sees_vendor_only(&self.actor, &owner.vendor) {
                    true => &self.claims,
                    false => &Sight::Nothing,
                }
            }
            Happened::Claim(..) => &self.claims,
            Happened::Fund(..) => &self.funds,
            Happened::Programme(..) => &self.programmes,
        };
        Ok(match sight {
            Sight::All => true,
            Sight::OfVendor(vendor) => owner.vendor == *vendor,
            Sight::Own(partner) => owner.partner.as_ref() == Some(partner),
            Sight::Invited(_) => match event.claim() {
                None => false,
                Some(id) => {
                    let claims = page.claims().await?;
                    let claim = claims.get(&id);
                    claim.is_some_and(|claim| access::may_see(&self.actor, claim, &owner.vendor))
                }
            },
            Sight::Nothing => false,
        })
    }
}

impl Reader {
    /// Tells whether an event is a reply to a comment that is not for who follows: it must not
    /// name that.
    async fn may_not_see_what_it_replies_to(
        &self,
        page: &FeedPage,
        event: &FeedEvent,
    ) -> Result<bool, LogError> {
        let Happened::Claim(id, stamped) = &event.happened else {
            return Ok(false);
        };
        let ClaimEvent::CommentAdded {
            in_reply_to: Some(comment),
            ..
        } = &stamped.event
        else {
            return Ok(false);
        };
        if access::sees_vendor_only(&self.actor, &event.owner.vendor) {
            return Ok(false);
        }
        let claims = page.claims().await?;
        let visibility = claims.get(id).and_then(|claim| claim.comments.get(comment));
        Ok(visibility != Some(&Visibility::Everyone))
    }
}

/// The next events that were wanted, if there were any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Followed {
    /// Every event up to this position has been looked at.
    pub until: u64,
    /// The position of each, and its JSON.
    pub events: Vec<(u64, Arc<str>)>,
}

impl Questions {
    /// Follows the log after a position, or from its end on.
    pub async fn follow(
        &self,
        asker: Asker<'_>,
        filter: EventFilter,
        after: Option<u64>,
    ) -> Result<Follower, AskError> {
        asker.must_be_allowed_somewhere(Operation::ReadClaim)?;
        if let Some(claim) = filter.claim {
            self.claim(asker, claim, When::default()).await?;
        }
        if let Some(fund) = filter.fund {
            self.fund(asker, fund, When::default()).await?;
        }
        let head = match Moment::head(self.views.readers()).await {
            Ok(last) => last.position,
            Err(MomentError::EmptyLedger) => 0,
            Err(error) => return Err(error.into()),
        };
        let position = after.unwrap_or(head);
        if position > head {
            return Err(MomentError::BeyondTheHead { head }.into());
        }
        Ok(Follower {
            feed: self.feed.clone(),
            head: self.ledger.head(),
            reader: match asker {
                Asker::Inside => None,
                Asker::Actor(actor) => Some(Reader::of(actor)),
            },
            filter,
            position,
            recorded_at: None,
        })
    }
}

impl Follower {
    /// Gives the position up to which every event has been looked at.
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Waits for the next events, however long it takes; while the database is unavailable it waits too.
    ///
    /// Dropping the future loses nothing: the next call goes on where the last one that was
    /// answered ended.
    pub async fn next(&mut self) -> Result<Followed, AskError> {
        loop {
            self.head.mark_unchanged();
            match self.read().await {
                Ok(Some(followed)) => return Ok(followed),
                Ok(None) => tokio::select! {
                    () = sleep(LOOK) => {}
                    Ok(()) = self.head.changed() => {}
                },
                Err(error) if error.is_unavailable() => {
                    tracing::debug!(%error, "the events wait for the database");
                    sleep(AWAY).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Gives an event's JSON, which those who read all of it share.
    async fn shown(&self, page: &FeedPage, event: &FeedEvent) -> Result<Arc<str>, LogError> {
        let is_reply_to_hidden = match &self.reader {
            None => false,
            Some(reader) => reader.may_not_see_what_it_replies_to(page, event).await?,
        };
        Ok(match is_reply_to_hidden {
            true => EventView::from(event).without_reply().text(),
            false => Arc::clone(event.shown.get_or_init(|| EventView::from(event).text())),
        })
    }

    async fn read(&mut self) -> Result<Option<Followed>, LogError> {
        let Some(page) = self.feed.after(self.position).await? else {
            return Ok(None);
        };
        let new = page
            .events
            .partition_point(|event| event.position <= self.position);
        let new = &page.events[new..];
        if let (Some(before), Some(next)) = (self.recorded_at, new.first())
            && next.recorded_at < before
        {
            let position = next.position;
            return Err(LogError::OutOfOrder { position });
        }
        let mut events = vec![];
        for event in new.iter().filter(|event| self.filter.wants(event)) {
            let is_shown = match &self.reader {
                None => true,
                Some(reader) => reader.may_see(&page, event).await?,
            };
            if is_shown {
                events.push((event.position, self.shown(&page, event).await?));
            }
        }
        self.position = page.until;
        self.recorded_at = new.last().map(|event| event.recorded_at);
        let until = page.until;
        Ok(Some(Followed { until, events }))
    }
}

impl EventFilter {
    fn wants(&self, event: &FeedEvent) -> bool {
        let is_of_claim = self.claim.is_none_or(|claim| event.claim() == Some(claim));
        let is_of_fund = self.fund.is_none_or(|fund| event.owner.fund == Some(fund));
        let is_of_type = self.types.is_empty() || self.types.contains(&event.happened.name());
        is_of_claim && is_of_fund && is_of_type
    }
}
