//! Everything about one claim, folded from the log: fresh without waiting, now as at any moment.

use domain::access::Operation;
use domain::claim::{self, Given, Submit};
use domain::{Actor, ClaimId, Fund, Programme, Refusal, Role};
use projections::log::Moment;
use projections::views::{ClaimPage, Duplicate, OfTheLog, ViewName, Viewer};

use super::error::found;
use super::{Answer, AskError, Asker, Freshness, Questions, When};

/// One claim, as who asks may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownClaim {
    pub page: ClaimPage,
    /// The laws that a submission would break as the claim stands; none once it is submitted.
    pub missing: Vec<Refusal>,
    /// Documents that are on other claims too; for the vendor's side alone.
    pub duplicates: Option<Vec<Duplicate>>,
}

impl Questions {
    /// Shows everything about one claim.
    pub async fn claim(
        &self,
        asker: Asker<'_>,
        id: ClaimId,
        when: When,
    ) -> Result<Answer<ShownClaim>, AskError> {
        let viewer = self.admit(asker, Operation::ReadClaim).await?;
        let as_of = self.position_of(when.as_of).await?;
        self.log_must_have_come(when.fresh).await?;
        let read = self.views.claim(&viewer, id, as_of).await?;
        let OfTheLog {
            answer,
            head,
            moment,
        } = read;
        let page = found(answer, Refusal::ClaimMustExist, moment)?;
        let missing = self.missing(&viewer, &page, moment).await?;
        let duplicates = match viewer.is_vendor_side() {
            true => {
                self.keys_must_have_come(when.fresh, moment).await?;
                Some(self.views.duplicates(&viewer, &page, as_of).await?)
            }
            false => None,
        };
        Ok(Answer {
            body: ShownClaim {
                page,
                missing,
                duplicates,
            },
            position: head,
            waited: when.fresh.wait,
            moment,
        })
    }

    /// Waits for the documents of other claims, which a view finds, as far as they are wanted.
    async fn keys_must_have_come(
        &self,
        fresh: Freshness,
        moment: Option<Moment>,
    ) -> Result<(), AskError> {
        let fresh = moment.map_or(fresh, |moment| fresh.up_to(moment));
        if fresh != Freshness::default() {
            let mut reach = self.reach(&[ViewName::Claim], fresh, moment).await?;
            reach.wait().await?;
        }
        Ok(())
    }

    /// Asks the domain what stands in the way of a submission, as the partner would try it.
    ///
    /// What other claims and the fund have to do with it is not told to who sees no money.
    async fn missing(
        &self,
        viewer: &Viewer,
        page: &ClaimPage,
        moment: Option<Moment>,
    ) -> Result<Vec<Refusal>, AskError> {
        let (claim, facts) = (&page.details.claim, &page.details.facts);
        if !claim.status.is_editable() {
            return Ok(vec![]);
        }
        let (programme, fund) = self.beside(page, moment).await?;
        let by = Actor {
            user: facts.opened_by.user.clone(),
            org: facts.opened_by.org.clone(),
            role: Role::PartnerUser,
        };
        let version = facts.policy_version;
        let policy = programme.as_ref().and_then(|it| it.version(version));
        let given = Given {
            id: page.id,
            at: moment.map_or_else(self.clock, |moment| moment.recorded_at),
            by: &by,
            policy: policy.map(|policy| (version, policy.as_ref())),
            fund: fund.as_ref(),
        };
        let submit = Submit {
            answers: vec![],
            duplicates: vec![],
        };
        let mut missing = claim::missing(claim, &submit, &given);
        if !viewer.can_see_money(&facts.partner, &facts.programme) {
            missing.retain(|law| {
                !matches!(
                    law,
                    Refusal::FundMustCoverTheClaim { .. }
                        | Refusal::DocumentMustNotBeOnAnotherClaim { .. }
                )
            });
        }
        Ok(missing)
    }

    /// Reads what a claim's commands are decided upon beside it, now or as of a point in time.
    async fn beside(
        &self,
        page: &ClaimPage,
        moment: Option<Moment>,
    ) -> Result<(Option<Programme>, Option<Fund>), AskError> {
        let facts = &page.details.facts;
        if let Some(moment) = moment {
            let past = self.views.as_of(moment.position);
            let programme = past.programme(&facts.programme).await?;
            let fund = past.fund_state(facts.fund).await?;
            return Ok((programme.map(|(_, programme)| programme), fund));
        }
        let programme = self.ledger.programme(&facts.programme).await?;
        let fund = self.ledger.fund(facts.fund).await?;
        Ok((
            programme.map(|current| current.state),
            fund.map(|current| current.state),
        ))
    }
}
