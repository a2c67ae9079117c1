//! Who asks, and whether they may come in at all.

pub(crate) mod caller;
pub(crate) mod cookie;
mod credentials;
pub(crate) mod envelope;
pub(crate) mod identify;
pub(crate) mod known_keys;
pub(crate) mod known_sessions;
mod remembered;
pub(crate) mod uses;
