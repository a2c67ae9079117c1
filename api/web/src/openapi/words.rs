//! Sentences of the description that belong to no single operation.

use application::wire::form::{Instant, Position};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Value, json};

/// What the interface is, and what its callers may rely on; CommonMark.
pub(super) const ABOUT: &str = include_str!("about.md");

/// What each first word of an address is about.
pub(super) const TAGS: &[(&str, &str)] = &[
    (
        "claims",
        "Claims: filed by a partner, reviewed, decided and paid by the vendor.",
    ),
    (
        "funds",
        "Funds: what a partner earned and may claim in a programme and period.",
    ),
    (
        "programmes",
        "Programmes: the policy under which claims are made.",
    ),
    ("payments", "What was paid, and what came back."),
    ("events", "What happens, as it is recorded."),
    ("overview", "What each partner has in each programme."),
    ("queue", "What waits for whom."),
    ("diff", "What changed between two moments."),
    ("balance", "The trial balance of all funds."),
    ("views", "How far the views have come."),
    ("keys", "Keys that programs come in with."),
    ("members", "People of an organisation, and their roles."),
    ("me", "Who the caller is."),
    (
        "service",
        "Whether the service works, and how it is spoken to.",
    ),
];

/// Says what a parameter is for.
pub(super) fn of_parameter(name: &str) -> &'static str {
    match name {
        "claim" => "The claim's id; in addresses its number as well.",
        "fund" => "The fund's id.",
        "document" => "The document's id.",
        "contribution" => "The id of the request for a contribution.",
        "payment" => "The payment's id.",
        "lot" => "The lot's id.",
        "key" => "The key's id.",
        "user" => "The member's name in the organisation.",
        "role" => "A role.",
        "programme" => "The programme's name.",
        "status" => "Only claims of this status.",
        "partner" => "Only what is this partner's.",
        "period" => "Only what belongs to this period.",
        "activity" => "Only claims for this activity.",
        "reviewer" => "Only what this person reviews.",
        "person" => "Only what waits for this person.",
        "currency" => "Only what is in this currency.",
        "kind" => "Only tasks of this kind.",
        "due_by" => "Only what is due on this day or before.",
        "cursor" => {
            "Where the page begins: `next_cursor` of the page before, with the other parameters unchanged."
        }
        "q" => {
            "Only claims that are found by this: a number, or words of title, supplier and invoice number, each by its beginning."
        }
        "type" => "Only events of these names.",
        "after" => "The position after which to begin: 0 for all there are.",
        "reference" => "Only payments with this reference.",
        "format" => "As what they are listed; `Accept` says the same.",
        "limit" => "How many rows a page has at most.",
        "as_of" => "Answers as the ledger stood at this instant; a day means its end in UTC.",
        "as_of_position" => "Answers as the ledger stood at this position.",
        "by" => "By which time figures go: that of recording, or that of the business.",
        "business_until" => "With `by=business`: the last day that counts.",
        "claims" => "`count` counts claims by status.",
        "from" => {
            "Where it begins: a position, an instant or a day; of payments, the first value date."
        }
        "to" => "Where it ends: a position, an instant or a day; of payments, the last value date.",
        "why" => "Why it is done; kept in the history.",
        "if-match" => {
            "The version that the command is for, as the `ETag` was; `*` for whatever there is."
        }
        "if-none-match" => {
            "Tags of what the caller has already; what is unchanged is answered 304."
        }
        "idempotency-key" => {
            "Names the command: sent again with the same body, it is answered as the first time and does nothing again."
        }
        "x-min-position" => {
            "How far what is read must have come: the `X-Position` that a command answered with."
        }
        "prefer" => "`wait=5` waits so many seconds at most for that position (RFC 7240).",
        "range" => "Which bytes are wanted (RFC 9110).",
        "last-event-id" => "The position after which to go on.",
        "api-version" => "Which version of the interface the caller was written for.",
        _ => "",
    }
}

/// A header of answers: its name, what it says, and its schema.
pub(super) struct Header {
    pub(super) name: &'static str,
    pub(super) says: &'static str,
    pub(super) schema: fn() -> Value,
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn number() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn of<S: schemars::JsonSchema>() -> Value {
    let schema: Schema = S::json_schema(&mut SchemaGenerator::default());
    schema.to_value()
}

/// The headers that answers carry.
pub(super) const HEADERS: &[Header] = &[
    Header {
        name: "accept",
        says: "The types of bodies that are taken here.",
        schema: text,
    },
    Header {
        name: "accept-ranges",
        says: "`bytes`: parts of the file may be asked for.",
        schema: text,
    },
    Header {
        name: "api-version",
        says: "The version of the interface that answers.",
        schema: text,
    },
    Header {
        name: "content-disposition",
        says: "Under which name the file is to be saved.",
        schema: text,
    },
    Header {
        name: "content-range",
        says: "Which bytes of the file these are.",
        schema: text,
    },
    Header {
        name: "etag",
        says: "The version of what is shown: `\"v17\"`; of a file, its digest.",
        schema: text,
    },
    Header {
        name: "idempotent-replayed",
        says: "`true`: this is the first answer to the same command, given again.",
        schema: text,
    },
    Header {
        name: "link",
        says: "`rel=\"next\"` is where the next page is (RFC 8288); absent on the last.",
        schema: text,
    },
    Header {
        name: "location",
        says: "Where what was made can be read.",
        schema: text,
    },
    Header {
        name: "preference-applied",
        says: "How long was waited, where `Prefer` asked for it.",
        schema: text,
    },
    Header {
        name: "ratelimit",
        says: "How many requests are left for now.",
        schema: text,
    },
    Header {
        name: "retry-after",
        says: "After how many seconds asking again makes sense.",
        schema: number,
    },
    Header {
        name: "www-authenticate",
        says: "How to come in (RFC 6750).",
        schema: text,
    },
    Header {
        name: "x-as-of",
        says: "When the last event that the answer knows of was recorded.",
        schema: of::<Instant>,
    },
    Header {
        name: "x-as-of-position",
        says: "The position of that event.",
        schema: of::<Position>,
    },
    Header {
        name: "x-position",
        says: "Of a command, the position of its last event; of a read, how far what is shown has come.",
        schema: of::<Position>,
    },
    Header {
        name: "x-request-id",
        says: "Names the request: give it to the operator of the ledger.",
        schema: text,
    },
];

/// Says what a status means, in the words of answers that are no problem.
pub(super) fn of_status(status: u16) -> &'static str {
    match status {
        200 => "Done, or shown.",
        201 => "Made.",
        206 => "A part of the file.",
        304 => "Unchanged.",
        400 => "Not understood.",
        401 => "Who asks is not known.",
        403 => "Not allowed.",
        404 => "Not there, or not for the caller to see.",
        408 => "The body did not come in time.",
        409 => "At odds with what there is.",
        412 => "For another version than there is.",
        413 => "Too large.",
        414 => "The address is too long.",
        415 => "Of a type that is not taken.",
        416 => "There is no such part.",
        421 => "This server does not answer to that name.",
        422 => "Refused by a law, or a field was not accepted.",
        428 => "The command does not say which version it is for.",
        429 => "Too many requests.",
        431 => "The head of the request is too large.",
        500 => "Our fault.",
        503 => "The database or the store of documents is unavailable, or the ledger too busy.",
        _ => "Answered.",
    }
}
