//! The bytes of documents: taken in, proven to be what they say, kept, shown.
//!
//! Bytes lie in a store under their partner's name and their own SHA-256, and are on stable storage
//! before an event names them. They pass through a file of their own on the way in, never through
//! memory as a whole: the digest is taken as they come, and what they are is looked at before they
//! get their name.

mod bad_file;
mod content;
mod desk;
mod error;
mod gc;
mod kind;
mod name;
mod named;
mod place;
mod preview;
mod staged;
mod store;
mod take;
mod verify;

#[cfg(test)]
pub(crate) use content::must_be as sound;

pub use bad_file::{BadFile, Fault};
pub use desk::{Admitted, Documents, KEPT_FOR, Limits, STORED_BYTES};
pub use error::{DocumentsError, StoreError};
pub use gc::{SweepError, Sweeping, Swept, sweep};
pub use kind::Kind;
pub use name::FileName;
pub use named::{NamedError, NamedFile, named_files};
pub use place::{InvalidPlace, StorePlace};
pub use preview::{NoPreview, PREVIEW_TYPE, preview};
pub use store::{Kept, Opened, Store};
pub use take::{Incoming, Sound};
pub use verify::{Found, Looked, verify};
