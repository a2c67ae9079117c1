//! What happened last to a partner's claims: who did what, to which claim, and when.

use chrono::{DateTime, Utc};
use futures::future::try_join_all;

use crate::failure::Failure;
use crate::pages::claim::history::{Entry, Teller};
use crate::pages::claim::opened::Opened;
use crate::pages::say::Html;
use crate::pages::visitor::Visitor;

/// How many events are told, which are among those of as many claims.
const MOST: usize = 6;

/// Something that happened.
pub(in crate::pages) struct Happened {
    pub(in crate::pages) initials: String,
    pub(in crate::pages) is_of_vendor: bool,
    pub(in crate::pages) sentence: Html,
    pub(in crate::pages) at: DateTime<Utc>,
    pub(in crate::pages) href: String,
    pub(in crate::pages) number: String,
    pub(in crate::pages) title: String,
}

/// Tells the latest events, those first.
pub(super) async fn of(visitor: &Visitor) -> Result<Vec<Happened>, Failure> {
    let (questions, fresh) = (&visitor.state.questions, visitor.when().fresh);
    let most = u32::try_from(MOST).unwrap_or(u32::MAX);
    let claims = questions.latest_claims(visitor.asker(), most, fresh);
    let claims = claims.await?.body;
    let opened = claims
        .iter()
        .map(|line| Opened::without_fund(visitor, line.id));
    let opened = try_join_all(opened).await?;
    let mut lines: Vec<_> = opened
        .iter()
        .flat_map(|claim| claim.history.iter().map(move |line| (claim, line)))
        .collect();
    lines.sort_by_key(|(_, line)| std::cmp::Reverse((line.event.at, line.position)));
    lines.truncate(MOST);
    let told = lines.into_iter().map(|(claim, line)| {
        let entry = Entry::of(&Teller::of(visitor.say, claim), line);
        Happened {
            initials: entry.initials,
            is_of_vendor: entry.is_of_vendor,
            sentence: entry.sentence,
            at: entry.at,
            href: claim.href(),
            number: claim.number(),
            title: claim.facts().title.clone(),
        }
    });
    Ok(told.collect())
}
