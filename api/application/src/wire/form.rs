//! What the texts on the wire look like, for whoever describes them (JSON Schema 2020-12).
//!
//! A field that is a text in Rust says here, by `#[schemars(with = "…")]`, which texts it takes or
//! has; what [`Reader`](super::Reader) refuses for its form alone, the schema refuses too.

use std::borrow::Cow;
use std::marker::PhantomData;

use domain::access::Operation;
use domain::{ClaimEvent, Currency, FundEvent, ProgrammeEvent, Refusal, Role, Status};
use projections::stream::TaskKind;
use projections::views::rebuild::{Phase, Purpose};
use projections::views::{Account, ViewName};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use type_safe_id::{StaticType, TypeSafeId};

use super::reader::{LINE_CHARS_MAX, TEXT_CHARS_MAX};

/// The id of something, as a text.
pub struct Id<T>(PhantomData<T>);

impl<T: StaticType> JsonSchema for Id<TypeSafeId<T>> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}_id", T::TYPE).into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            // A UUID in Crockford's base 32 (TypeID 0.3).
            "pattern": format!("^{}_[0-7][0-9abcdefghjkmnpqrstvwxyz]{{25}}$", T::TYPE),
        })
    }
}

/// Defines texts of a form: a name, and its schema.
macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident: $schema:tt;)*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )*};
}

forms! {
    /// What people agree on to call something: an organisation, a programme, an activity …
    Name: {
        "type": "string",
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
    };
    /// The number of a claim, which people say.
    Number: { "type": "string", "pattern": "^C-[1-9][0-9]{0,18}$", "examples": ["C-48211"] };
    /// What names a claim in an address: its id, or its number.
    ClaimNameText: {
        "type": "string",
        "pattern": "^(claim_[0-7][0-9abcdefghjkmnpqrstvwxyz]{25}|C-[1-9][0-9]{0,18})$",
    };
    /// What claims are looked for by: a word at least.
    SearchText: { "type": "string", "maxLength": 200, "pattern": "[^\\W_]" };
    /// One line with something in it: no control characters.
    FilledLine: {
        "type": "string",
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\s\\u0000-\\u001f\\u007f-\\u009f][^\\u0000-\\u001f\\u007f-\\u009f]*$",
    };
    /// Names of events, with commas between them.
    EventNames: {
        "type": "string",
        "pattern": format!("^({0})(,({0}))*$", EventKind::all().join("|")),
        "examples": ["ClaimSubmitted,ClaimApproved"],
    };
    /// A person, written `user@org`.
    PersonText: {
        "type": "string",
        "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}@[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
    };
    /// One line: no control characters.
    Line: {
        "type": "string",
        "maxLength": LINE_CHARS_MAX,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
    };
    /// A text of several lines: no control characters but tabs and ends of lines.
    Text: {
        "type": "string",
        "maxLength": TEXT_CHARS_MAX,
        "pattern": "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$",
    };
    /// One line that is sent: nor marks that turn the direction of writing.
    NewLine: {
        "type": "string",
        "maxLength": LINE_CHARS_MAX,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]*$",
    };
    /// A text of several lines that is sent: nor such marks.
    NewText: {
        "type": "string",
        "maxLength": TEXT_CHARS_MAX,
        "pattern": "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]*$",
    };
    /// A day, such as `2024-03-31`.
    Day: { "type": "string", "format": "date" };
    /// An instant (RFC 3339).
    Instant: { "type": "string", "format": "date-time" };
    /// An instant (RFC 3339), or a day, which means its end in UTC.
    InstantOrDay: {
        "anyOf": [
            { "type": "string", "format": "date-time" },
            { "type": "string", "format": "date" },
        ],
    };
    /// A decimal, with no more decimals than its currency has.
    Amount: {
        "type": "string",
        "pattern": "^-?[0-9]{1,15}(\\.[0-9]{1,4})?$",
        "examples": ["1250.00"],
    };
    /// A decimal of at most 18 digits.
    MetricNumber: {
        "type": "string",
        "pattern": "^-?[0-9]{1,12}(\\.[0-9]{1,6})?$",
        "examples": ["430"],
    };
    /// A SHA-256 in hexadecimal digits.
    Digest: { "type": "string", "pattern": "^[0-9a-f]{64}$" };
    /// A name of the IANA time zone database.
    TimeZoneName: { "type": "string", "examples": ["Europe/Paris"] };
    /// A media type, such as `application/pdf`.
    MediaType: { "type": "string", "examples": ["application/pdf"] };
    /// A position in the log.
    Position: { "type": "integer", "minimum": 0, "maximum": i64::MAX };
    /// A position in the log, an instant or a day, which means its end in UTC.
    Moment: {
        "anyOf": [
            { "type": "string", "pattern": "^[0-9]{1,18}$" },
            { "type": "string", "format": "date-time" },
            { "type": "string", "format": "date" },
        ],
    };
    /// How many rows a page has at most.
    PageLimit: { "type": "integer", "minimum": 1, "maximum": 100, "default": 20 };
    /// The key of a command: visible ASCII.
    CommandKeyText: { "type": "string", "pattern": "^[!-~]{1,255}$" };
    /// The version that a command is for, as the ETag was, or `*` for whatever there is.
    VersionTag: {
        "type": "string",
        "pattern": "^(\\*|\"v[0-9]{1,18}(-[0-9a-f]{16})?\")$",
        "examples": ["\"v17\""],
    };
    /// Where the next page of a list begins; not to be read.
    CursorText: { "type": "string", "pattern": "^([0-9a-f]{2})*$" };
    /// What an event says, in the shape that the log keeps, which never changes.
    EventDetails: { "type": "object" };
}

/// One of a closed list of words.
pub struct Word<T>(PhantomData<T>);

/// A closed list of words that has a name of its own.
pub trait Words {
    const NAME: &'static str;

    /// Lists them.
    fn all() -> Vec<&'static str>;
}

impl<T: Words> JsonSchema for Word<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": T::all() })
    }
}

/// Names the closed lists that are defined elsewhere.
macro_rules! words_of {
    ($($type:ty: $name:literal, $all:expr;)*) => {$(
        impl Words for $type {
            const NAME: &'static str = $name;

            fn all() -> Vec<&'static str> {
                $all
            }
        }
    )*};
}

domain::words! {
    /// By which time figures go.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum TimeKind {
        Recorded => "recorded",
        Business => "business",
    }
}

words_of! {
    TimeKind: "TimeKind", TimeKind::ALL.map(TimeKind::as_str).to_vec();
    Status: "ClaimStatus", Status::ALL.map(Status::as_str).to_vec();
    TaskKind: "TaskKind", TaskKind::ALL.map(TaskKind::as_str).to_vec();
    Role: "Role", Role::ALL.map(Role::as_str).to_vec();
    Operation: "Operation", Operation::ALL.map(Operation::as_str).to_vec();
    Account: "Account", Account::ALL.map(Account::as_str).to_vec();
    ViewName: "ViewName", ViewName::ALL.map(ViewName::as_str).to_vec();
    Purpose: "RebuildPurpose", Purpose::ALL.map(Purpose::as_str).to_vec();
    Phase: "RebuildPhase", Phase::ALL.map(Phase::as_str).to_vec();
    Currency: "Currency", Currency::all().map(Currency::code).collect();
    Refusal: "Law", Refusal::CODES.to_vec();
    ClaimEvent: "ClaimEventName", ClaimEvent::NAMES.to_vec();
    FundEvent: "FundEventName", FundEvent::NAMES.to_vec();
    ProgrammeEvent: "ProgrammeEventName", ProgrammeEvent::NAMES.to_vec();
}

/// The events of every kind of stream.
pub struct EventKind;

impl Words for EventKind {
    const NAME: &'static str = "EventName";

    fn all() -> Vec<&'static str> {
        let kinds = [ClaimEvent::NAMES, FundEvent::NAMES, ProgrammeEvent::NAMES];
        kinds.concat()
    }
}

/// Defines closed lists that are on the wire alone.
macro_rules! lists {
    ($($(#[$doc:meta])* $type:ident: $($word:literal),+;)*) => {$(
        $(#[$doc])*
        pub struct $type;

        impl Words for $type {
            const NAME: &'static str = stringify!($type);

            fn all() -> Vec<&'static str> {
                vec![$($word),+]
            }
        }
    )*};
}

lists! {
    /// Who reads a comment.
    CommentVisibility: "everyone", "vendor_only";
    /// What a document is.
    DocumentType: "invoice", "csr", "proof";
    /// What becomes of a claim.
    DecisionType: "approve", "reject", "revoke";
    /// Which deadline.
    DeadlineType: "claiming", "answer", "dispute";
    /// Why a fund is adjusted.
    AdjustmentReasonWord: "correction", "return", "bonus", "other";
    /// What became of a request for a contribution.
    ContributionStatus: "open", "fulfilled", "cancelled";
    /// Why a claim expired.
    ExpiryReason: "not_submitted", "no_answer";
    /// What two documents have in common.
    DuplicateKind: "file", "invoice";
    /// Where a lot is from.
    LotOrigin: "earned", "rolled_over", "adjusted";
    /// Where a part of a lot is.
    LotPlace: "claim", "remaining", "expired", "withdrawn", "on_its_way";
    /// How a key stands.
    KeyStatus: "active", "expired", "revoked";
    /// Whether somebody has a role or is invited to it.
    MembershipStatus: "member", "invited", "has_key";
    /// What somebody came in with.
    CameInWith: "key", "session", "token";
    /// What a version of a view does.
    ViewStatus: "following", "parked", "rebuilding", "retired", "verifying";
    /// What is wrong with a fund's entries.
    BalanceFinding: "not_conserved", "other_than_the_domain", "row_is_missing", "row_is_too_many",
        "row_differs", "fund_differs";
    /// A day of the week.
    WeekdayName: "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun";
    /// As what payments are listed.
    PaymentsFormat: "json", "csv";
    /// Whether claims are counted.
    ClaimsCounted: "count";
}
