//! Who asks, whether they may come in at all, and how much of us they may take.

pub(crate) mod api_version;
pub(crate) mod caller;
pub(crate) mod cookie;
mod credentials;
pub(crate) mod envelope;
pub(crate) mod guard;
pub(crate) mod headers;
pub(crate) mod identify;
pub(crate) mod in_time;
pub(crate) mod known_keys;
pub(crate) mod known_sessions;
pub(crate) mod limits;
pub(crate) mod origin;
pub(crate) mod proxy;
mod remembered;
pub(crate) mod uses;
