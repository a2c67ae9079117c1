//! Who asks, and whether they may come in at all.

pub(crate) mod caller;
pub(crate) mod envelope;
