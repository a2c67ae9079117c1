//! One way to read what takes many streams, now or as of a point in time.

use domain::access::Operation;
use projections::views::{Listed, Page, Past, ReadError, ViewName, Viewer, Views};
use serde::Serialize;

use super::fresh::Reach;
use super::list::read_pages;
use super::{Answer, AskError, Asker, ListOf, Pages, Questions, When};

/// The ledger now, or as of a point in time.
#[derive(Clone, Debug)]
pub(super) enum Reading {
    Now(Views),
    Then(Past),
}

/// A question that was let in.
pub(super) struct Asked<'a> {
    viewer: Viewer,
    reading: Reading,
    reach: Reach<'a>,
}

impl Reading {
    /// Gives what reads either as of a moment; now is that of all there is.
    pub fn of_either(&self) -> Past {
        match self {
            Self::Now(views) => views.as_of(u64::MAX),
            Self::Then(past) => past.clone(),
        }
    }
}

impl Questions {
    /// Lets a question in: some views are needed for the present, others for the past.
    ///
    /// Views of the present are not waited for yet: mostly what is read tells how far they are.
    pub(super) async fn asked(
        &self,
        (asker, operation): (Asker<'_>, Operation),
        when: When,
        (present, past): (&'static [ViewName], &'static [ViewName]),
    ) -> Result<Asked<'_>, AskError> {
        let viewer = self.admit(asker, operation).await?;
        let (reading, reach) = match when.as_of {
            None => {
                let reach = self.reach(present, when.fresh, None).await?;
                (Reading::Now(self.views.clone()), reach)
            }
            Some(as_of) => {
                let moment = self.moment(as_of).await?;
                let fresh = when.fresh.up_to(moment);
                let mut reach = self.reach(past, fresh, Some(moment)).await?;
                reach.wait().await?;
                (Reading::Then(self.views.as_of(moment.position)), reach)
            }
        };
        Ok(Asked {
            viewer,
            reading,
            reach,
        })
    }
}

impl Asked<'_> {
    /// Answers with what is read, read again if it was not fresh enough.
    ///
    /// What is read may tell how far the views had come.
    pub async fn read<'a, T, F>(
        &'a mut self,
        read: impl Fn(&'a Viewer, &'a Reading) -> F,
    ) -> Result<Answer<T>, AskError>
    where
        F: Future<Output = Result<(T, Option<u64>), AskError>>,
    {
        let (viewer, reading) = (&self.viewer, &self.reading);
        loop {
            let (body, checkpoint) = read(viewer, reading).await?;
            if let Some(position) = self.reach.told(checkpoint).await? {
                return Ok(self.reach.answer(position, body));
            }
        }
    }

    /// Answers with a list, read page by page as far as it is wanted.
    pub async fn list<'a, T, C, F>(
        &'a mut self,
        pages: &Pages<C>,
        read: impl Fn(&'a Viewer, &'a Reading, Page<C>) -> F,
    ) -> Result<Answer<ListOf<T>>, AskError>
    where
        C: Clone + Serialize,
        F: Future<Output = Result<Listed<T, C>, ReadError>>,
    {
        let read = &read;
        self.read(|viewer, reading| async move {
            Ok(read_pages(pages, |page| read(viewer, reading, page)).await?)
        })
        .await
    }
}
