//! The overview: what each partner has in each programme, period and currency.

use domain::access::Operation;
use projections::views::{FundFilter, OverviewLine, ViewName};

use super::reading::Reading;
use super::{Answer, AskError, Asker, By, Questions, When};

/// Whether the claims are counted by status: of an earlier moment that takes long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Claims {
    Counted,
    #[default]
    LeftOut,
}

/// The overview, and whether its claims were counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    pub by: By,
    pub lines: Vec<OverviewLine>,
    pub claims: Claims,
}

const OVERVIEW: &[ViewName] = &[ViewName::Overview];
const POSTINGS: &[ViewName] = &[ViewName::Postings];
const COUNTED: &[ViewName] = &[ViewName::Postings, ViewName::Claim];

impl Questions {
    /// Gives the overview, by either time; claims by status go by recording alone, and those of
    /// now are always counted.
    pub async fn overview(
        &self,
        asker: Asker<'_>,
        filter: &FundFilter,
        (by, claims): (By, Claims),
        when: When,
    ) -> Result<Answer<Overview>, AskError> {
        let views = match (by, claims) {
            (By::Recorded, Claims::LeftOut) => (OVERVIEW, POSTINGS),
            (By::Recorded, Claims::Counted) => (OVERVIEW, COUNTED),
            (By::Business { .. }, _) => (POSTINGS, POSTINGS),
        };
        let asked = (asker, Operation::ReadOverview);
        let mut asked = self.asked(asked, when, views).await?;
        let read = asked.read(|viewer, reading| async move {
            let (lines, claims, checkpoint) = match (reading, by) {
                (Reading::Now(views), By::Recorded) => {
                    let (lines, checkpoint) = views.overview(viewer, filter).await?;
                    (lines, Claims::Counted, checkpoint)
                }
                (Reading::Then(past), By::Recorded) => {
                    let mut lines = past.overview(viewer, filter).await?;
                    if claims == Claims::Counted {
                        past.count_claims(viewer, filter, &mut lines).await?;
                    }
                    (lines, claims, None)
                }
                (reading, By::Business { until }) => {
                    let past = reading.of_either();
                    let lines = past.overview_by_business(viewer, filter, until).await?;
                    (lines, Claims::LeftOut, None)
                }
            };
            Ok((Overview { by, lines, claims }, checkpoint))
        });
        read.await
    }
}
