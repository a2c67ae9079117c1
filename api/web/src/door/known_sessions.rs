//! Lets those in who signed in.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Actor, Person};
use projections::identity::{
    Identity, IdentityError, OpenSession, Proven, Secret, Session, TokenDigest,
};

use super::remembered::{Found, Remembered};
use super::uses::{Uses, is_due};
use crate::failure::Unidentified;

/// How long people stay signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// How long somebody may ask for nothing. Noted to about a minute, so not less than a few.
    pub idle: TimeDelta,
    /// How long at most, however busy they are.
    pub whole: TimeDelta,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            idle: TimeDelta::hours(12),
            whole: TimeDelta::days(7),
        }
    }
}

/// The sessions that were asked for lately; cheap to clone.
#[derive(Clone)]
pub(crate) struct KnownSessions {
    identity: Identity,
    remembered: Remembered<TokenDigest, Session>,
    uses: Uses,
    limits: SessionLimits,
}

impl KnownSessions {
    /// Asks these tables.
    pub(crate) fn new(identity: Identity, uses: Uses, limits: SessionLimits) -> Self {
        Self {
            identity,
            remembered: Remembered::new(),
            uses,
            limits,
        }
    }

    /// The same with other limits.
    pub(crate) fn with(self, limits: SessionLimits) -> Self {
        Self { limits, ..self }
    }

    /// Signs somebody in, whom a provider knows or not; gives the token for their cookie, and how
    /// long it is good at most.
    pub(crate) async fn begin(
        &self,
        actor: Actor,
        proven: Option<&Proven>,
        at: DateTime<Utc>,
    ) -> Result<(Secret, TimeDelta), IdentityError> {
        let session = Session {
            actor,
            began_at: at,
            seen_at: at,
            ends_at: at + self.limits.whole,
        };
        let token = self.identity.begin_session(&session, proven).await?;
        Ok((token, self.limits.whole))
    }

    /// Signs in who follows the link of an invitation; none if it is not good.
    pub(crate) async fn follow(
        &self,
        link: &Secret,
        at: DateTime<Utc>,
    ) -> Result<Option<(Secret, TimeDelta)>, IdentityError> {
        let whole = self.limits.whole;
        let followed = self
            .identity
            .follow_invitation(link, at, at + whole)
            .await?;
        Ok(followed.map(|(_, token)| (token, whole)))
    }

    /// Signs in who has chosen a role; none if they chose before, or too late.
    pub(crate) async fn choose(
        &self,
        choice: &TokenDigest,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Option<(Secret, TimeDelta)>, IdentityError> {
        let whole = self.limits.whole;
        let chosen = self.identity.choose_role(choice, actor, at, at + whole);
        Ok(chosen.await?.map(|token| (token, whole)))
    }

    /// Lets a session go on in another role, under another token; none if it is over.
    pub(crate) async fn change(
        &self,
        token: &TokenDigest,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<Option<(Secret, TimeDelta)>, IdentityError> {
        let changed = self.identity.change_role(token, actor, at).await?;
        self.forget();
        Ok(changed.map(|(token, ends_at)| (token, ends_at - at)))
    }

    /// Lets somebody in while their session lasts, and notes that they were seen.
    ///
    /// A session that is over and one that there never was look the same.
    pub(crate) async fn admit(
        &self,
        token: &TokenDigest,
        at: DateTime<Utc>,
    ) -> Result<Session, Unidentified> {
        let found = self.find(token).await;
        let session = self.lasting(&found, at)?;
        if is_due(session.seen_at, at) && found.is_first_time() {
            self.uses.note_session(*token, at);
        }
        Ok(session.clone())
    }

    /// Looks whether a session still lasts; nobody is seen by that.
    pub(crate) async fn look(
        &self,
        token: &TokenDigest,
        at: DateTime<Utc>,
    ) -> Result<Session, Unidentified> {
        self.lasting(&*self.find(token).await, at).cloned()
    }

    async fn find(&self, token: &TokenDigest) -> Arc<Found<Session>> {
        let session = self.identity.find_session(token);
        self.remembered.find(*token, session).await
    }

    fn lasting<'a>(
        &self,
        found: &'a Found<Session>,
        at: DateTime<Utc>,
    ) -> Result<&'a Session, Unidentified> {
        let session = found.thing()?.ok_or(Unidentified::SessionOver)?;
        match at >= session.ends_at || at - session.seen_at >= self.limits.idle {
            true => Err(Unidentified::SessionOver),
            false => Ok(session),
        }
    }

    /// Signs somebody out.
    pub(crate) async fn end(&self, token: &TokenDigest) -> Result<(), IdentityError> {
        self.identity.end_session(token).await?;
        self.forget();
        Ok(())
    }

    /// Signs a person out everywhere.
    pub(crate) async fn end_all(&self, person: &Person) -> Result<(), IdentityError> {
        self.identity.end_sessions(person, None).await?;
        self.forget();
        Ok(())
    }

    /// Signs a person out everywhere but here.
    pub(crate) async fn end_others(
        &self,
        person: &Person,
        here: &TokenDigest,
    ) -> Result<(), IdentityError> {
        self.identity.end_other_sessions(person, here).await?;
        self.forget();
        Ok(())
    }

    /// Lists the sessions of a person that still last.
    pub(crate) async fn of(
        &self,
        person: &Person,
        at: DateTime<Utc>,
    ) -> Result<Vec<OpenSession>, IdentityError> {
        let seen_since = at - self.limits.idle;
        self.identity.sessions_of(person, at, seen_since).await
    }

    /// Reads sessions anew: some were ended in this process.
    pub(crate) fn forget(&self) {
        self.remembered.forget();
    }
}
