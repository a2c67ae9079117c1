//! Who may come in: members of organisations, their keys and sessions. The SQL half; `web::door` asks it at every request.
//!
//! The log knows nothing of this: an event names the person who acted, not how they came in.
//! There is no clock here either: callers say what time it is.

mod choices;
mod error;
mod invitations;
mod key;
mod key_text;
mod keys;
mod members;
mod secret;
mod session;
mod sign_ins;

use sqlx::PgPool;

pub use choices::Proven;
pub use error::IdentityError;
pub use invitations::{Invitation, NewInvitation};
pub use key::{Key, KeyFilter, KeyRefusal, KeyState, KnownKey, NewKey};
pub use key_text::{InvalidKeyText, KeyText};
pub use keys::KeyCursor;
pub use members::{Membership, MembershipState, Withdrawn};
pub use secret::Secret;
pub use session::{OpenSession, Session, TokenDigest};
pub use sign_ins::SignIn;

/// The tables of who may come in; cheap to clone.
#[derive(Clone, Debug)]
pub struct Identity {
    pool: PgPool,
}

impl Identity {
    /// Reads and writes on this pool.
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }
}
