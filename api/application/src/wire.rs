//! Shapes on the wire that several resources share. A promise to strangers: none is a domain type.

mod balance;
pub mod choice;
mod claim;
mod diff;
mod document;
mod dossier;
mod event;
pub mod form;
mod fund;
mod history;
mod keys;
mod members;
mod moment;
mod overview;
mod payments;
mod policy;
mod programme;
mod queue;
mod reader;
mod trace;
mod views;

use std::fmt::Display;

use chrono::NaiveDate;
use domain::{Currency, Money, Person, Status};
use form::{Amount, Day, Name, NewText, Word};
use projections::ledger::{FundFigures, Standing};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use balance::{BalanceView, FundBalanceView};
pub use claim::{ClaimBodyView, ClaimHead};
pub use diff::{ClaimChangeView, DiffView, FundChangeView};
pub use document::{
    AttachmentBody, AttachmentForm, DocumentBody, DocumentFacts, DocumentForm, DocumentView,
    FactsOfDocument, UploadView, UploadedDocument,
};
pub use event::EventView;
pub use fund::{FundDetailsView, FundView, PostingsView};
pub use history::HistoryEventView;
pub use keys::{ActorView, KeyView, MadeKeyView};
pub use members::{InvitedView, MemberView, WithdrawnView};
pub use moment::{AsOfView, MomentView};
pub use overview::OverviewView;
pub use payments::PaidView;
pub use policy::PolicyBody;
pub use programme::{ProgrammeHeadView, ProgrammeView};
pub use queue::QueueTaskView;
pub use reader::{ENTRIES_MAX, FieldError, Ids, Reader, escaped};
pub use trace::{ClaimTraceView, FundTraceView, LotTraceView};
pub use views::ViewsView;

/// A shape that bodies have on the wire, and what it is read into.
pub trait Wire: DeserializeOwned {
    type Into: Send;

    /// Whether no body at all stands for `{}`.
    const MAY_BE_EMPTY: bool = false;

    /// Reads the fields; gives nothing only after refusing one.
    fn read(self, at: &mut Reader) -> Option<Self::Into>;
}

/// An amount: `{ "amount": "1250.00", "currency": "EUR" }`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MoneyBody {
    #[schemars(with = "Amount")]
    pub amount: String,
    #[schemars(with = "Word<Currency>")]
    pub currency: String,
}

impl From<Money> for MoneyBody {
    fn from(money: Money) -> Self {
        Self {
            amount: money.amount(),
            currency: money.currency().code().to_owned(),
        }
    }
}

/// A person: `{ "user": "yann", "org": "atelier-breton" }`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonBody {
    #[schemars(with = "Name")]
    pub user: String,
    #[schemars(with = "Name")]
    pub org: String,
}

impl From<Person> for PersonBody {
    fn from(person: Person) -> Self {
        Self {
            user: person.user.to_string(),
            org: person.org.to_string(),
        }
    }
}

impl PersonBody {
    /// Reads a person inside a field.
    pub fn read(self, field: &str, at: &mut Reader) -> Option<Person> {
        at.within(field, |at| {
            let (user, org) = (at.name("user", &self.user), at.name("org", &self.org));
            Some(Person {
                user: user?,
                org: org?,
            })
        })
    }
}

/// A span of days, both ends included.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysBody {
    #[schemars(with = "Day")]
    pub from: String,
    #[schemars(with = "Day")]
    pub to: String,
}

/// Nothing at all: `{}`, or no body.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoFields {}

impl Wire for NoFields {
    type Into = ();
    const MAY_BE_EMPTY: bool = true;

    fn read(self, _: &mut Reader) -> Option<()> {
        Some(())
    }
}

/// A reason alone: `{ "why": "…" }`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyBody {
    #[schemars(with = "NewText")]
    why: String,
}

impl Wire for WhyBody {
    type Into = String;

    fn read(self, at: &mut Reader) -> Option<String> {
        at.text("why", self.why)
    }
}

/// Where a stream stands after a command.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum StandingBody {
    Claim(ClaimStandingBody),
    Fund(FiguresBody),
    Programme(ProgrammeStandingBody),
}

/// Where a claim stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ClaimStandingBody {
    #[schemars(with = "Word<Status>")]
    status: &'static str,
    round: u32,
    declared: MoneyBody,
    requested: Option<MoneyBody>,
    approved: Option<MoneyBody>,
    paid: MoneyBody,
}

/// Which version of a programme's policy is in force.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct ProgrammeStandingBody {
    policy_version: u32,
}

/// The six figures of a fund.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FiguresBody {
    pub earned: MoneyBody,
    pub available: MoneyBody,
    pub reserved: MoneyBody,
    pub committed: MoneyBody,
    pub paid: MoneyBody,
    pub expired: MoneyBody,
}

impl From<FundFigures> for FiguresBody {
    fn from(figures: FundFigures) -> Self {
        Self {
            earned: figures.earned.into(),
            available: figures.available.into(),
            reserved: figures.reserved.into(),
            committed: figures.committed.into(),
            paid: figures.paid.into(),
            expired: figures.expired.into(),
        }
    }
}

impl From<Standing> for StandingBody {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Claim(claim) => Self::Claim(ClaimStandingBody {
                status: claim.status.as_str(),
                round: claim.round,
                declared: claim.declared.into(),
                requested: claim.requested.map(MoneyBody::from),
                approved: claim.approved.map(MoneyBody::from),
                paid: claim.paid.into(),
            }),
            Standing::Fund(figures) => Self::Fund(figures.into()),
            Standing::Programme { policy_version } => {
                Self::Programme(ProgrammeStandingBody { policy_version })
            }
        }
    }
}

/// Writes a day as it is read.
pub fn day(date: NaiveDate) -> String {
    date.to_string()
}

/// Writes what has a text form: ids and names.
pub fn text(value: impl Display) -> String {
    value.to_string()
}
