//! Steps of a rule: a command by name, who gives it, and its texts.

use std::collections::BTreeMap;

use domain::ReasonCode;
use domain::claim::Visibility;
use toml::Value;

use super::rules::Known;
use super::written::require;
use crate::import::template::Template;

/// A command, and who gives it.
#[derive(Clone, Debug)]
pub struct Step {
    pub act: Act,
    /// The name of an actor of the mapping.
    pub by: String,
}

/// A command with what the mapping says about it; the rest comes from the case and the claim.
#[derive(Clone, Debug)]
pub enum Act {
    /// Files the claim over the case's amount.
    Create,
    /// Adds a stand-in document; a cost document claims the whole amount.
    AttachDocument {
        document: String,
    },
    AddComment {
        text: Template,
        visibility: Visibility,
    },
    /// Submits; the same answer to every item that is open.
    Submit {
        answer: Option<Template>,
    },
    Recall {
        why: Template,
    },
    Cancel {
        why: Template,
    },
    StartReview,
    RequestInfo {
        items: Vec<Template>,
    },
    /// Approves all that the cost documents claim.
    Approve,
    Reject {
        reasons: Vec<ReasonCode>,
        text: Template,
    },
    RevokeApproval {
        why: Template,
    },
    Dispute {
        justification: Template,
    },
    CloseRejection,
    /// Pays the case's amount; the value date is the event's day.
    RecordPayment {
        reference: Template,
    },
    /// Takes back the payment that stands last.
    ReversePayment {
        why: Template,
    },
}

impl Act {
    /// Gives its texts.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let texts: Vec<&Template> = match self {
            Self::Create | Self::StartReview | Self::Approve | Self::CloseRejection => vec![],
            Self::AttachDocument { .. } => vec![],
            Self::AddComment { text, .. } | Self::Reject { text, .. } => vec![text],
            Self::Submit { answer } => answer.iter().collect(),
            Self::Recall { why } | Self::Cancel { why } => vec![why],
            Self::RevokeApproval { why } | Self::ReversePayment { why } => vec![why],
            Self::RequestInfo { items } => items.iter().collect(),
            Self::Dispute { justification } => vec![justification],
            Self::RecordPayment { reference } => vec![reference],
        };
        texts.into_iter()
    }
}

/// Checks one step: its command, its actor, and that its fields are those of the command.
pub(super) fn check(
    fields: BTreeMap<String, Value>,
    place: &str,
    known: &Known<'_>,
) -> Result<Step, String> {
    let mut fields = Fields {
        left: fields,
        place,
    };
    let command = fields.text("command")?;
    let by = fields.text("by")?;
    require(known.actors.contains(by.as_str()), || {
        format!("{place}: there is no actor {by:?}")
    })?;
    let act = match command.as_str() {
        "create" => Act::Create,
        "attach_document" => {
            let document = fields.text("document")?;
            require(known.documents.contains_key(&document), || {
                format!("{place}: there is no document {document:?}")
            })?;
            Act::AttachDocument { document }
        }
        "add_comment" => Act::AddComment {
            text: fields.template("text")?,
            visibility: fields.visibility()?,
        },
        "submit" => Act::Submit {
            answer: fields.optional_template("answer")?,
        },
        "recall" => Act::Recall {
            why: fields.template("why")?,
        },
        "cancel" => Act::Cancel {
            why: fields.template("why")?,
        },
        "start_review" => Act::StartReview,
        "request_info" => Act::RequestInfo {
            items: fields.templates("items")?,
        },
        "approve" => Act::Approve,
        "reject" => Act::Reject {
            reasons: fields.reasons("reasons")?,
            text: fields.template("text")?,
        },
        "revoke_approval" => Act::RevokeApproval {
            why: fields.template("why")?,
        },
        "dispute" => Act::Dispute {
            justification: fields.template("justification")?,
        },
        "close_rejection" => Act::CloseRejection,
        "record_payment" => Act::RecordPayment {
            reference: fields.template("reference")?,
        },
        "reverse_payment" => Act::ReversePayment {
            why: fields.template("why")?,
        },
        other => return Err(format!("{place}: there is no command {other:?}")),
    };
    match fields.left.keys().next() {
        Some(key) => Err(format!("{place}: {command} has no field {key:?}")),
        None => Ok(Step { act, by }),
    }
}

/// The fields of a step that were not taken yet.
struct Fields<'a> {
    left: BTreeMap<String, Value>,
    place: &'a str,
}

impl Fields<'_> {
    fn text(&mut self, key: &str) -> Result<String, String> {
        self.optional_text(key)?
            .ok_or_else(|| format!("{}: {key} is missing", self.place))
    }

    fn optional_text(&mut self, key: &str) -> Result<Option<String>, String> {
        match self.left.remove(key) {
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(format!("{}: {key} is not a text", self.place)),
            None => Ok(None),
        }
    }

    fn texts(&mut self, key: &str) -> Result<Vec<String>, String> {
        let wrong = || format!("{}: {key} is not a list of texts", self.place);
        let Some(value) = self.left.remove(key) else {
            return Err(format!("{}: {key} is missing", self.place));
        };
        let texts: Vec<String> = value.try_into().map_err(|_| wrong())?;
        require(!texts.is_empty(), || {
            format!("{}: {key} is empty", self.place)
        })?;
        Ok(texts)
    }

    fn template(&mut self, key: &str) -> Result<Template, String> {
        let text = self.text(key)?;
        self.parsed(key, &text)
    }

    fn optional_template(&mut self, key: &str) -> Result<Option<Template>, String> {
        let text = self.optional_text(key)?;
        text.map(|text| self.parsed(key, &text)).transpose()
    }

    fn templates(&mut self, key: &str) -> Result<Vec<Template>, String> {
        let texts = self.texts(key)?;
        texts.iter().map(|text| self.parsed(key, text)).collect()
    }

    fn parsed(&self, key: &str, text: &str) -> Result<Template, String> {
        Template::parse(text).map_err(|why| format!("{}: {key}: {why}", self.place))
    }

    fn reasons(&mut self, key: &str) -> Result<Vec<ReasonCode>, String> {
        let (texts, place) = (self.texts(key)?, self.place);
        let reason = |text: &String| {
            text.parse()
                .map_err(|why| format!("{place}: {key}: {text:?}: {why}"))
        };
        texts.iter().map(reason).collect()
    }

    fn visibility(&mut self) -> Result<Visibility, String> {
        match self.optional_text("visibility")?.as_deref() {
            None | Some("everyone") => Ok(Visibility::Everyone),
            Some("vendor_only") => Ok(Visibility::VendorOnly),
            Some(other) => Err(format!("{}: there is no visibility {other:?}", self.place)),
        }
    }
}
