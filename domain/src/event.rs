//! What every event carries: who did it and when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::Actor;

/// An event with its actor and its business time.
///
/// Both belong to the event, not beside it: the laws ask who acted (four eyes), and an imported
/// history happened long before it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stamped<E> {
    /// When it happened in the business; the ledger's own clock is beside the event.
    #[serde(deserialize_with = "crate::text::instant")]
    pub at: DateTime<Utc>,
    pub by: Actor,
    pub event: E,
}

/// The name and the shape of an event, as the log keeps them.
pub trait Named {
    /// Gives the name, past tense with the noun: `ClaimSubmitted`.
    fn name(&self) -> &'static str;
}

/// Implements [`Named`] and the list of all names; the compiler asks for new variants.
macro_rules! name_events {
    ($enum:ident: $($variant:ident),+ $(,)?) => {
        impl $enum {
            /// The names of all events of this kind, in the order of the enum.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($variant)),+];
        }
        impl $crate::event::Named for $enum {
            fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => stringify!($variant),)+
                }
            }
        }
    };
}
pub(crate) use name_events;
