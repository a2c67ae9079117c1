//! Sign-ins on their way through a provider: begun, and taken back once.

use chrono::{DateTime, Utc};

use super::{Identity, IdentityError, TokenDigest};

/// A sign-in that goes to a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// The digest of the state, which the provider gives back.
    pub state: TokenDigest,
    /// The digest of the token that the browser keeps: nobody else comes back with the state.
    pub browser: TokenDigest,
    /// The path that was asked for before signing in.
    pub return_to: Option<String>,
}

/// Those that never came back leave when somebody else begins.
const BEGIN: &str = "
    with over as (
        delete from sign_ins
        where ends_at <= $4
    )
    insert into sign_ins (state_sha256, browser_sha256, return_to, ends_at)
    values ($1, $2, $3, $5)";

const TAKE_BACK: &str = "
    delete from sign_ins
    where state_sha256 = $1
    and browser_sha256 = $2
    and ends_at > $3
    returning return_to";

impl Identity {
    /// Notes that somebody goes to a provider, from where they may come back until an instant.
    pub async fn begin_sign_in(
        &self,
        sign_in: &SignIn,
        at: DateTime<Utc>,
        ends_at: DateTime<Utc>,
    ) -> Result<(), IdentityError> {
        let begun = sqlx::query(BEGIN)
            .bind(sign_in.state)
            .bind(sign_in.browser)
            .bind(sign_in.return_to.as_deref())
            .bind(at)
            .bind(ends_at);
        begun.execute(&self.pool).await?;
        Ok(())
    }

    /// Takes back who comes from a provider; none if this browser began no such sign-in, or it is
    /// over, or came back before.
    pub async fn take_back_sign_in(
        &self,
        state: &TokenDigest,
        browser: &TokenDigest,
        at: DateTime<Utc>,
    ) -> Result<Option<SignIn>, IdentityError> {
        let taken: Option<Option<String>> = sqlx::query_scalar(TAKE_BACK)
            .bind(*state)
            .bind(*browser)
            .bind(at)
            .fetch_optional(&self.pool)
            .await?;
        Ok(taken.map(|return_to| SignIn {
            state: *state,
            browser: *browser,
            return_to,
        }))
    }
}
