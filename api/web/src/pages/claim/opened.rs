//! A claim with all that its page needs beside it: its history, its fund.

use std::ops::Deref;

use application::ask::Pages;
use chrono::NaiveDate;
use domain::access::{self, Operation, Relation};
use domain::{ClaimId, Document, DocumentId};
use projections::ledger::FundFigures;
use projections::stream::HistoryLine;

use super::may::May;
use crate::failure::Failure;
use crate::pages::on_claim::OnClaim;
use crate::pages::say::Say;
use crate::pages::visitor::Visitor;

/// A claim that somebody looks at.
pub(in crate::pages) struct Opened {
    pub(in crate::pages) on: OnClaim,
    /// Oldest first.
    pub(in crate::pages) history: Vec<HistoryLine>,
    /// None: its reader sees no money, or it cannot be shown at the moment.
    pub(in crate::pages) fund: Option<FundFigures>,
    pub(in crate::pages) relation: Relation,
}

impl Deref for Opened {
    type Target = OnClaim;

    fn deref(&self) -> &OnClaim {
        &self.on
    }
}

impl Opened {
    /// Reads it as the visitor may see it, now or at the moment they look at.
    pub(in crate::pages) async fn of(visitor: &Visitor, id: ClaimId) -> Result<Self, Failure> {
        let (questions, asker, when) = (&visitor.state.questions, visitor.asker(), visitor.when());
        let mut opened = Self::without_fund(visitor, id).await?;
        let role = visitor.actor().role;
        if access::may(role, Operation::ReadFund, opened.relation) {
            // A claim is shown even where the figures beside it cannot be.
            let fund = questions.fund(asker, opened.facts().fund, when).await.ok();
            opened.fund = fund.map(|fund| fund.body.fund.figures);
        }
        Ok(opened)
    }

    /// Reads it for telling what happened to it.
    pub(in crate::pages) async fn without_fund(
        visitor: &Visitor,
        id: ClaimId,
    ) -> Result<Self, Failure> {
        let (questions, asker, when) = (&visitor.state.questions, visitor.asker(), visitor.when());
        let history = questions.history(asker, id, &Pages::ALL, when);
        let history = async { Ok::<_, Failure>(history.await?) };
        let (on, history) = futures::try_join!(OnClaim::read(visitor, id, when), history)?;
        Ok(Self {
            relation: access::to_claim(visitor.actor(), on.claim(), on.vendor()),
            history: history.body.rows,
            fund: None,
            on,
        })
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
