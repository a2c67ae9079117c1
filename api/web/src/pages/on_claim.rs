//! What pages that act on one claim share: the claim as it is now, its form, and what a command
//! would do.

mod effects;

use std::sync::Arc;

use application::ask::{Answer, ShownClaim, When};
use application::documents::Admitted;
use domain::access::Operation;
use domain::claim::{ContributionState, FilesFor};
use domain::programme::{Activity, Asked};
use domain::{
    Claim, ClaimCommand, ClaimId, Currency, Document, DocumentId, DocumentKind, OrgId, Policy,
    Refusal, Role,
};
use projections::log::AsOf;
use projections::stream::{AskedFor, ClaimDetails, Facts, HeldDocument};
use projections::{Answer as Done, Command};

use super::acting::NotDone;
use super::claim::history::Overtaken;
use super::claim::opened::Opened;
use super::fields::{Errors, Fields, new_key};
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;
pub(super) use effects::{Effects, LotUsed};

/// A claim that a page is about: as it is now, since a form changes it now.
pub(super) struct OnClaim {
    pub(super) id: ClaimId,
    pub(super) answer: Answer<ShownClaim>,
    /// The policy under which it was created, which may have been followed by others.
    pub(super) policy: Arc<Policy>,
}

/// What stands above such a page: which claim it is about.
pub(super) struct Head {
    pub(super) number: String,
    pub(super) href: String,
    pub(super) status: domain::Status,
    pub(super) title: String,
    pub(super) partner: String,
    pub(super) round: u32,
}

impl OnClaim {
    /// Reads the claim for who may do this somewhere; to whom it is hidden there is none.
    pub(super) async fn of(
        visitor: &Visitor,
        id: ClaimId,
        operation: Operation,
    ) -> Result<Self, Failure> {
        visitor.caller.must_be_allowed_somewhere(operation)?;
        let now = When {
            as_of: None,
            ..visitor.when()
        };
        Self::read(visitor, id, now).await
    }

    /// Reads the claim as it is now or was, as the visitor may see it.
    pub(super) async fn read(visitor: &Visitor, id: ClaimId, when: When) -> Result<Self, Failure> {
        let asked = visitor.state.questions.claim(visitor.asker(), id, when);
        let answer = asked.await?;
        let policy = policy(visitor, &answer.body).await?;
        Ok(Self { id, answer, policy })
    }

    pub(super) const fn details(&self) -> &ClaimDetails {
        &self.answer.body.page.details
    }

    /// Gives it as the domain knows it.
    pub(super) const fn claim(&self) -> &Claim {
        &self.details().claim
    }

    pub(super) const fn facts(&self) -> &Facts {
        &self.details().facts
    }

    /// Gives what people call it by.
    pub(super) fn number(&self) -> String {
        self.answer.body.page.number.to_string()
    }

    /// Gives its address.
    pub(super) fn href(&self) -> String {
        format!("/claims/{}", self.number())
    }

    /// Gives the version that its reader sees, which a command is for.
    pub(super) const fn version(&self) -> u64 {
        self.details().latest.version
    }

    pub(super) const fn currency(&self) -> Currency {
        self.claim().declared.currency()
    }

    /// Gives the vendor of its programme.
    pub(super) fn vendor(&self) -> &OrgId {
        &self.policy.vendor
    }

    /// Gives its activity, with what it asks for.
    pub(super) fn activity(&self) -> Option<&Activity> {
        self.policy.activity(&self.claim().activity)
    }

    /// Lists the proofs that its activity asks for.
    pub(super) fn asked_proofs(&self) -> &[Asked] {
        self.activity().map_or(&[], |activity| &activity.proofs)
    }

    /// Finds a document that is on it.
    pub(super) fn document(&self, id: DocumentId) -> Result<&HeldDocument, Failure> {
        let mut held = self.details().documents.iter();
        let found = held.find(|held| held.document.id == id);
        Ok(found.ok_or(Refusal::DocumentMustBeOnTheClaim)?)
    }

    /// Names a document: what it is, its number, who made it out, or which proof it is.
    pub(super) fn titled(&self, say: Say, document: &Document) -> String {
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

    /// Finds what the reader was asked to contribute and has not yet, the oldest first.
    pub(super) fn asked_of(&self, visitor: &Visitor) -> Option<&AskedFor> {
        let mut asked = self.details().contributions.iter();
        asked.find(|asked| asked.state == ContributionState::Open && visitor.actor().is(&asked.to))
    }

    /// Refuses whoever could not bring files for it as it stands, as a command of theirs would be.
    pub(super) async fn must_take_files(
        &self,
        visitor: &Visitor,
        purpose: FilesFor,
    ) -> Result<Admitted, Failure> {
        let (documents, by) = (&visitor.state.documents, visitor.actor());
        Ok(documents.admit(by, self.id, purpose, None, None).await?)
    }

    pub(super) fn head(&self, say: Say) -> Head {
        let facts = self.facts();
        Head {
            number: self.number(),
            href: self.href(),
            status: self.claim().status,
            title: facts.title.clone(),
            partner: say.org(&facts.partner),
            round: self.claim().round,
        }
    }

    /// Puts the surroundings of a page on this claim together.
    pub(super) fn shell(
        &self,
        visitor: &Visitor,
        place: Place,
        title: impl Into<String>,
        name: &'static str,
    ) -> Shell {
        let say = visitor.say;
        let (above, above_name) = match place == Place::Review {
            true => ("/review", say.t("shell-review")),
            false => ("/claims", say.t("shell-claims")),
        };
        Shell::new(visitor, place, title, &self.answer)
            .under(above, above_name)
            .under(&self.href(), self.number())
            .called(say.t(name))
    }

    /// Makes the fields of a form: what it is filled with, and by which it happens once, for the
    /// version that its reader sees.
    pub(super) fn form<N: Into<String>, V: Into<String>>(
        &self,
        values: impl IntoIterator<Item = (N, V)>,
    ) -> Fields {
        let mut fields = Fields::filled(values);
        fields.set("key", new_key());
        fields.set("version", self.version().to_string());
        fields
    }

    /// Gives the command that a form asks for, or what its page says is wrong with it.
    pub(super) async fn carry_out(
        &self,
        visitor: &Visitor,
        fields: &mut Fields,
        command: Result<ClaimCommand, Errors>,
    ) -> Result<Result<Done, Errors>, Failure> {
        let command = match command {
            Ok(command) => Command::Claim(self.id, command),
            Err(errors) => return Ok(Err(errors)),
        };
        match visitor.carry_out(fields, command).await {
            Ok(done) => Ok(Ok(done)),
            Err(why) => Ok(Err(self.told(visitor, fields, why).await?)),
        }
    }

    /// Says why a form came to nothing, and makes it for the claim as it is now: of one that was
    /// changed meanwhile it says who did what.
    pub(super) async fn told(
        &self,
        visitor: &Visitor,
        fields: &mut Fields,
        why: NotDone,
    ) -> Result<Errors, Failure> {
        let seen = fields.version().unwrap_or_default();
        match why {
            NotDone::Overtaken => {
                let now = Opened::of(visitor, self.id).await?;
                fields.set("version", now.version().to_string());
                Ok(Errors::overtaken(Overtaken::of(visitor, &now, seen)))
            }
            NotDone::Refused(_) | NotDone::Failed(_) => {
                fields.set("version", self.version().to_string());
                why.told(visitor.say)
            }
        }
    }

    /// Says why a form came to nothing, at the field that a law is about.
    pub(super) async fn told_at(
        &self,
        visitor: &Visitor,
        fields: &mut Fields,
        why: NotDone,
        field: impl Fn(&Refusal) -> String,
    ) -> Result<Errors, Failure> {
        let field = why.refusal().map(field);
        let errors = self.told(visitor, fields, why).await?;
        Ok(errors.at(&field.unwrap_or_default()))
    }

    /// Asks what a command would lead to.
    pub(super) async fn rehearse(
        &self,
        visitor: &Visitor,
        command: &ClaimCommand,
    ) -> Result<Result<Effects, Refusal>, Failure> {
        let questions = &visitor.state.questions;
        let rehearsed = questions
            .rehearse(visitor.actor(), self.id, command)
            .await?;
        Ok(rehearsed.map(|rehearsal| Effects::of(visitor, rehearsal)))
    }

    /// Says why the reader could not do this now; none: they can.
    pub(super) fn why_not<T>(say: Say, rehearsed: &Result<T, Refusal>) -> Option<Html> {
        rehearsed.as_ref().err().map(|refusal| say.refusal(refusal))
    }
}

/// Tells whether somebody helps on a claim without seeing its money.
pub(super) fn is_contributor(visitor: &Visitor) -> bool {
    visitor.actor().role == Role::Contributor
}

/// Gives the policy that a claim was created under.
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
