//! A claim's history: every event, oldest first, as it stands in the log.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use domain::access::Operation;
use domain::{ClaimEvent, ClaimId, CommentId, Refusal};
use projections::stream::HistoryLine;
use projections::views::{HistoryCursor, Listed, Viewer};

use super::error::found;
use super::list::read_pages;
use super::{Answer, AskError, Asker, ListOf, Pages, Questions, When};

impl Questions {
    /// Lists the events of a claim, oldest first.
    pub async fn history(
        &self,
        asker: Asker<'_>,
        id: ClaimId,
        pages: &Pages<HistoryCursor>,
        when: When,
    ) -> Result<Answer<ListOf<HistoryLine>>, AskError> {
        let viewer = self.admit(asker, Operation::ReadClaim).await?;
        let as_of = self.position_of(when.as_of).await?;
        self.log_must_have_come(when.fresh).await?;
        // Each page is of the same moment.
        let (shown_to, moment) = (&viewer, &OnceLock::new());
        let list = read_pages(pages, |page| async move {
            let read = self.views.history(shown_to, id, as_of, &page).await?;
            let moment = *moment.get_or_init(|| read.moment);
            let listed = found(read.answer, Refusal::ClaimMustExist, moment)?;
            let checkpoint = Some(read.head);
            Ok::<_, AskError>(Listed {
                checkpoint,
                ..listed
            })
        });
        let (mut body, position) = list.await?;
        if !viewer.is_vendor_side() && body.rows.iter().any(is_reply) {
            self.forget_hidden(&viewer, (id, as_of), &mut body.rows)
                .await?;
        }
        Ok(Answer {
            body,
            position: position.unwrap_or(0),
            waited: when.fresh.wait,
            moment: moment.get().copied().flatten(),
        })
    }

    /// Lets no reply name a comment that the viewer may not see.
    async fn forget_hidden(
        &self,
        viewer: &Viewer,
        (id, as_of): (ClaimId, Option<u64>),
        lines: &mut [HistoryLine],
    ) -> Result<(), AskError> {
        let read = self.views.claim(viewer, id, as_of).await?;
        let page = found(read.answer, Refusal::ClaimMustExist, read.moment)?;
        let comments = page.details.comments.iter();
        let shown: BTreeSet<CommentId> = comments.map(|comment| comment.id).collect();
        for line in lines {
            if let ClaimEvent::CommentAdded { in_reply_to, .. } = &mut line.event.event {
                *in_reply_to = in_reply_to.filter(|id| shown.contains(id));
            }
        }
        Ok(())
    }
}

fn is_reply(line: &HistoryLine) -> bool {
    matches!(
        &line.event.event,
        ClaimEvent::CommentAdded {
            in_reply_to: Some(_),
            ..
        }
    )
}
