//! The claim that a form is on, as whoever fills the form in sees it.

use std::sync::Arc;

use application::ask::{Answer, ShownClaim, When};
use application::documents::Admitted;
use domain::claim::{ContributionState, FilesFor};
use domain::programme::Asked;
use domain::{ClaimId, Currency, Document, DocumentId, DocumentKind, Policy, Refusal, Role};
use projections::stream::{AskedFor, ClaimDetails, HeldDocument};

use crate::failure::Failure;
use crate::pages::say::Say;
use crate::pages::shell::{Place, Shell};
use crate::pages::visitor::Visitor;

/// The claim that a form is on.
pub(in crate::pages) struct ClaimOf {
    pub(in crate::pages) answer: Answer<ShownClaim>,
    pub(in crate::pages) id: ClaimId,
    /// The policy of its programme that is in force.
    pub(in crate::pages) policy: Option<Arc<Policy>>,
}

impl ClaimOf {
    /// Asks for the claim as it is now, since a form changes it now; to whom it is hidden there is
    /// none.
    pub(in crate::pages) async fn read(visitor: &Visitor, id: ClaimId) -> Result<Self, Failure> {
        let when = When {
            as_of: None,
            ..visitor.when()
        };
        let asked = visitor.state.questions.claim(visitor.asker(), id, when);
        let answer = asked.await?;
        let programme = visitor.programme(&answer.body.page.details.facts.programme);
        let policy = programme.map(|programme| Arc::clone(&programme.policy));
        Ok(Self { answer, id, policy })
    }

    /// Refuses whoever could not bring files for it as it stands, as a command of theirs would be.
    pub(in crate::pages) async fn must_take_files(
        &self,
        visitor: &Visitor,
        purpose: FilesFor,
    ) -> Result<Admitted, Failure> {
        let (documents, by) = (&visitor.state.documents, visitor.actor());
        Ok(documents.admit(by, self.id, purpose, None, None).await?)
    }

    pub(in crate::pages) const fn details(&self) -> &ClaimDetails {
        &self.answer.body.page.details
    }

    /// Gives its address.
    pub(in crate::pages) fn href(&self) -> String {
        format!("/claims/{}", self.answer.body.page.number)
    }

    /// Gives what people call it by.
    pub(in crate::pages) fn number(&self) -> String {
        self.answer.body.page.number.to_string()
    }

    pub(in crate::pages) fn currency(&self) -> Currency {
        self.details().claim.declared.currency()
    }

    /// Finds a document that is on it.
    pub(in crate::pages) fn document(&self, id: DocumentId) -> Result<&HeldDocument, Failure> {
        let mut held = self.details().documents.iter();
        let found = held.find(|held| held.document.id == id);
        Ok(found.ok_or(Refusal::DocumentMustBeOnTheClaim)?)
    }

    /// Lists the proofs that its activity asks for.
    pub(in crate::pages) fn asked_proofs(&self) -> &[Asked] {
        let activity = &self.details().facts.activity;
        let policy = self.policy.as_ref();
        let activity = policy.and_then(|policy| policy.activity(activity));
        activity.map_or(&[], |activity| &activity.proofs)
    }

    /// Finds what the reader was asked to contribute and has not yet, the oldest first.
    pub(in crate::pages) fn asked_of(&self, visitor: &Visitor) -> Option<&AskedFor> {
        let mut asked = self.details().contributions.iter();
        asked.find(|asked| asked.state == ContributionState::Open && visitor.actor().is(&asked.to))
    }

    /// Puts the surroundings of a page on this claim together.
    pub(in crate::pages) fn shell(&self, visitor: &Visitor, title: impl Into<String>) -> Shell {
        let claims = visitor.say.t("shell-claims");
        let shell = Shell::new(visitor, Place::Claims, title, &self.answer);
        shell
            .under("/claims", claims)
            .under(&self.href(), self.number())
    }

    /// Names a document: what it is, its number, who made it out, or which proof it is.
    pub(in crate::pages) fn titled(&self, say: Say, document: &Document) -> String {
        let (kind, cost) = match &document.kind {
            DocumentKind::Invoice(cost) => ("invoice", Some(cost)),
            DocumentKind::Csr(cost) => ("csr", Some(cost)),
            DocumentKind::Proof => ("proof", None),
        };
        let mut parts = vec![say.word("document-kind", kind).into_owned()];
        if let Some(cost) = cost {
            parts.push(cost.number.clone());
            parts.extend(cost.supplier.clone());
        }
        if let Some(code) = &document.answers {
            let asked = self.asked_proofs().iter().find(|asked| asked.code == *code);
            parts.extend(asked.map(|asked| say.of(&asked.name).to_owned()));
        }
        if parts.len() == 1 {
            parts.push(document.file.name.clone());
        }
        parts.join(", ")
    }
}

/// Tells whether somebody helps on a claim without seeing its money.
pub(in crate::pages) fn is_contributor(visitor: &Visitor) -> bool {
    visitor.actor().role == Role::Contributor
}
