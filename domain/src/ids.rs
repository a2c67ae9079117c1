//! Identifiers: TypeIDs for what the ledger creates, short names for what people agree on.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use smol_str::SmolStr;
use type_safe_id::{StaticType, TypeSafeId};

/// Defines an id written as a TypeID (`claim_01h…`, <https://github.com/jetify-com/typeid>).
macro_rules! type_id {
    ($($(#[$doc:meta])* $name:ident, $tag:ident, $prefix:literal;)*) => {$(
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $tag;
        impl StaticType for $tag {
            const TYPE: &'static str = $prefix;
        }
        $(#[$doc])*
        pub type $name = TypeSafeId<$tag>;
    )*};
}

type_id! {
    /// Names one claim.
    ClaimId, ClaimTag, "claim";
    /// Names one fund; see [`fund_id`].
    FundId, FundTag, "fund";
    /// Names one document on a claim.
    DocumentId, DocumentTag, "document";
    /// Names one comment on a claim.
    CommentId, CommentTag, "comment";
    /// Names one request for a colleague's contribution.
    ContributionId, ContributionTag, "contribution";
    /// Names one reviewer's request for more information.
    InfoRequestId, InfoRequestTag, "request";
    /// Names one item of an information request.
    ItemId, ItemTag, "item";
    /// Names one earning inside a fund.
    LotId, LotTag, "lot";
    /// Names one payment of a claim.
    PaymentId, PaymentTag, "payment";
    /// Names one key that a program or a person comes in with.
    KeyId, KeyTag, "key";
    /// Names one file that was brought for a claim, before it is a document.
    UploadId, UploadTag, "upl";
}

/// Says why a short name was not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a name has 1 to 64 letters, digits, dots, hyphens or underscores, and starts with a letter or a digit"
)]
pub struct InvalidName;

/// Defines a short name: 1 to 64 of `a-z A-Z 0-9 . _ -`, cheap to read and to copy around: up to 23
/// bytes lie in the value itself.
macro_rules! short_name {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(SmolStr);
        impl $name {
            /// Gives the name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl FromStr for $name {
            type Err = InvalidName;
            fn from_str(text: &str) -> Result<Self, InvalidName> {
                is_short_name(text).then(|| Self(text.into())).ok_or(InvalidName)
            }
        }
        $crate::text::read_from_text!($name);
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0.into()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    )*};
}

short_name! {
    /// Names a programme.
    ProgrammeId;
    /// Names a usage period of a programme.
    PeriodId;
    /// Names an organisation: a vendor or a partner.
    OrgId;
    /// Names a person inside an organisation.
    UserId;
    /// Names a marketing activity of a programme.
    ActivityCode;
    /// Names a reason for a rejection.
    ReasonCode;
    /// Names a metric or a kind of proof an activity asks for.
    MetricCode;
}

fn is_short_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    text.len() <= 64
        && bytes.next().is_some_and(|b| b.is_ascii_alphanumeric())
        && bytes.all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// Derives the id of the one fund a partner has in a programme, period and currency.
///
/// A version 5 UUID (RFC 9562) of the four, so that a second fund for the same four cannot exist.
pub fn fund_id(
    programme: &ProgrammeId,
    period: &PeriodId,
    partner: &OrgId,
    currency: crate::Currency,
) -> FundId {
    let name = format!("{programme}/{period}/{partner}/{}", currency.code());
    FundId::from_uuid(named_uuid(&name))
}

/// Derives a stable version 5 UUID from a name, for ids that must come out the same each time.
pub fn named_uuid(name: &str) -> uuid::Uuid {
    /// The namespace of every name the ledger derives; never changes.
    const NAMESPACE: uuid::Uuid = uuid::uuid!("6f0d5b5e-0a0c-5d3b-9c3f-3f8d1f1f6a51");
    uuid::Uuid::new_v5(&NAMESPACE, name.as_bytes())
}
