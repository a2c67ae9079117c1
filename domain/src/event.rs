//! What every event carries: who did it and when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{Actor, ClaimEvent, FundEvent, ProgrammeEvent};

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

    /// Gives the version of the shape in which it is written: each event's own, from 1 on.
    fn version(&self) -> &'static str;
}

/// Gives the version in which an event of this name is written today; older ones are upcast.
pub fn version_of(name: &str) -> Option<&'static str> {
    let of_fund = || FundEvent::version_of(name).or_else(|| ProgrammeEvent::version_of(name));
    ClaimEvent::version_of(name).or_else(of_fund)
}

/// Implements [`Named`] and the list of all names; the compiler asks for new variants.
///
/// A variant whose shape has changed since it was first written says its version.
macro_rules! name_events {
    ($enum:ident: $($variant:ident $(= $version:literal)?),+ $(,)?) => {
        impl $enum {
            /// The names of all events of this kind, in the order of the enum.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($variant)),+];

            /// The names, each with the version in which it is written.
            pub const VERSIONS: &'static [(&'static str, &'static str)] = &[
                $((stringify!($variant), $crate::event::version!($($version)?))),+
            ];

            /// Gives the version in which an event of this kind is written, by its name.
            pub fn version_of(name: &str) -> Option<&'static str> {
                match name {
                    $(stringify!($variant) => Some($crate::event::version!($($version)?)),)+
                    _ => None,
                }
            }
        }
        impl $crate::event::Named for $enum {
            fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => stringify!($variant),)+
                }
            }

            fn version(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $crate::event::version!($($version)?),)+
                }
            }
        }
    };
}
pub(crate) use name_events;

/// The version of an event: the first, unless it says another.
macro_rules! version {
    () => {
        "1"
    };
    ($version:literal) => {
        stringify!($version)
    };
}
pub(crate) use version;
