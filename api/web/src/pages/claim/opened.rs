//! A claim with all that its page needs beside it: its history, its policy, its fund.

use std::sync::Arc;

use application::ask::{Answer, Pages, ShownClaim};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use chrono::NaiveDate;
use domain::access::{self, Operation, Relation};
use domain::programme::Activity;
use domain::{Claim, ClaimId, ClaimName, Document, DocumentId, OrgId, Policy, Refusal};
use projections::ledger::FundFigures;
use projections::log::AsOf;
use projections::stream::{ClaimDetails, HistoryLine};

use super::may::May;
use crate::State;
use crate::failure::Failure;
use crate::pages::say::Say;
use crate::pages::visitor::Visitor;

/// The claim that an address names, by its id or its number.
#[derive(Clone, Copy, Debug)]
pub(in crate::pages) struct Named(pub(in crate::pages) ClaimId);

impl FromRequestParts<State> for Named {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Failure> {
        let params = RawPathParams::from_request_parts(parts, state).await.ok();
        let named = params.as_ref().and_then(|params| {
            let mut params = params.iter();
            let (_, text) = params.find(|(name, _)| *name == "claim")?;
            text.parse::<ClaimName>().ok()
        });
        let name = named.ok_or(Refusal::ClaimMustExist)?;
        Ok(Self(state.questions.claim_named(name).await?))
    }
}

/// A claim that somebody looks at.
pub(in crate::pages) struct Opened {
    pub(in crate::pages) answer: Answer<ShownClaim>,
    /// Oldest first.
    pub(in crate::pages) history: Vec<HistoryLine>,
    /// The policy under which it was created.
    pub(in crate::pages) policy: Arc<Policy>,
    /// None: its reader sees no money, or it cannot be shown at the moment.
    pub(in crate::pages) fund: Option<FundFigures>,
    pub(in crate::pages) relation: Relation,
}

impl Opened {
    /// Reads it as the visitor may see it, now or at the moment they look at.
    pub(in crate::pages) async fn of(visitor: &Visitor, Named(id): Named) -> Result<Self, Failure> {
        let (questions, asker, when) = (&visitor.state.questions, visitor.asker(), visitor.when());
        let claim = questions.claim(asker, id, when);
        let history = questions.history(asker, id, &Pages::ALL, when);
        let (answer, history) = futures::try_join!(claim, history)?;
        let policy = policy(visitor, &answer.body).await?;
        let facts = &answer.body.page.details.facts;
        let relation = access::to_claim(
            visitor.actor(),
            &answer.body.page.details.claim,
            &policy.vendor,
        );
        let sees_money = access::may(visitor.actor().role, Operation::ReadFund, relation);
        // A claim is shown even where the figures beside it cannot be.
        let fund = match sees_money {
            true => questions.fund(asker, facts.fund, when).await.ok(),
            false => None,
        };
        Ok(Self {
            fund: fund.map(|fund| fund.body.fund.figures),
            history: history.body.rows,
            policy,
            relation,
            answer,
        })
    }

    /// Gives everything about it.
    pub(in crate::pages) fn details(&self) -> &ClaimDetails {
        &self.answer.body.page.details
    }

    /// Gives it as the domain knows it.
    pub(in crate::pages) fn claim(&self) -> &Claim {
        &self.details().claim
    }

    /// Gives what people call it by.
    pub(in crate::pages) fn number(&self) -> String {
        self.answer.body.page.number.to_string()
    }

    /// Gives its address.
    pub(in crate::pages) fn path(&self) -> String {
        format!("/claims/{}", self.number())
    }

    /// Gives the version that its reader sees.
    pub(in crate::pages) fn version(&self) -> u64 {
        self.details().latest.version
    }

    /// Gives it as it was at a version that its reader saw.
    pub(in crate::pages) fn at_version(&self, version: u64) -> Option<Claim> {
        let mut claim = None;
        let seen = (self.history.iter()).filter(|line| line.sequence <= version);
        seen.for_each(|line| domain::claim::evolve(&mut claim, &line.event));
        claim
    }

    /// Gives the vendor of its programme.
    pub(in crate::pages) fn vendor(&self) -> &OrgId {
        &self.policy.vendor
    }

    /// Gives its activity, with what it asks for.
    pub(in crate::pages) fn activity(&self) -> Option<&Activity> {
        self.policy.activity(&self.claim().activity)
    }

    /// Gives the day that it is, or was at the moment that is looked at.
    pub(in crate::pages) fn today(&self, visitor: &Visitor) -> NaiveDate {
        let moment = self.answer.moment;
        let at = moment.map_or_else(|| visitor.now(), |moment| moment.recorded_at);
        self.policy.local_date(at)
    }

    /// Says what the visitor may do with it.
    pub(in crate::pages) fn may(&self, visitor: &Visitor) -> May {
        May::of(visitor.actor(), self, self.today(visitor))
    }

    /// Finds a document that is, or was, on it.
    pub(in crate::pages) fn known_document(&self, id: DocumentId) -> Option<&Document> {
        let mut known = (self.history.iter().rev()).flat_map(|line| line.event.event.documents());
        self.claim()
            .document(id)
            .or_else(|| known.find(|document| document.id == id))
    }

    /// Names a proof that its activity asks for.
    pub(in crate::pages) fn proof_name(&self, say: Say, document: &Document) -> Option<String> {
        let code = document.answers.as_ref()?;
        let asked = self.policy.activities.iter().flat_map(|it| &it.proofs);
        let mut asked = asked.filter(|asked| asked.code == *code);
        asked.next().map(|asked| say.of(&asked.name).to_owned())
    }
}

/// Gives the policy that a claim was created under, which may have been followed by others.
async fn policy(visitor: &Visitor, shown: &ShownClaim) -> Result<Arc<Policy>, Failure> {
    let (facts, number) = (&shown.page.details.facts, shown.page.number);
    let known = visitor.programme(&facts.programme);
    let known = known.filter(|known| known.policy_version == facts.policy_version);
    if let Some(known) = known {
        return Ok(Arc::clone(&known.policy));
    }
    let created = Some(AsOf::Position(number.position()));
    let asked = (visitor.state.questions).programme(visitor.asker(), &facts.programme, created);
    Ok(asked.await?.body.policy)
}
