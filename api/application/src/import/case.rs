//! A case of a log as the mapping reads it: who, how much, and what happened when.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::named_uuid;
use domain::{ClaimId, FundId, Money, OrgId};

use super::amount;
use super::mapping::Mapping;
use super::template::Attribute;
use super::xes::{Attributes, Trace};

/// A case, with all that the mapping's steps may ask of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its place in the file, from 0.
    pub number: u64,
    pub id: String,
    pub claim: ClaimId,
    pub fund: Arc<FundOfCase>,
    pub amount: Money,
    pub trace: Attributes,
    pub events: Vec<CaseEvent>,
}

/// The fund a case draws on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundOfCase {
    /// What the log calls it.
    pub value: String,
    pub partner: OrgId,
    pub id: FundId,
}

/// One step of a case, as logged.
#[derive(Clone, Debug)]
pub struct CaseEvent {
    pub activity: String,
    pub at: DateTime<Utc>,
    /// The civil day in the programme's time zone.
    pub date: NaiveDate,
    pub attributes: Attributes,
}

/// What is wrong with a case.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseFault {
    #[error("it has no event")]
    NoEvent,
    #[error("it lacks {attribute}{}", at_event(*.event))]
    Lacks {
        attribute: Attribute,
        event: Option<usize>,
    },
    #[error("its events disagree on {attribute}: {first:?} and {other:?}")]
    Disagree {
        attribute: Attribute,
        first: String,
        other: String,
    },
    #[error("its id is empty")]
    EmptyId,
    #[error("there are two cases of this id")]
    Twice,
    #[error("{text:?} is not an amount: {why}")]
    Amount {
        text: String,
        why: domain::money::MoneyError,
    },
    #[error(
        "{text:?} of event {event} is not a time with an offset, such as 2017-01-09T09:49:50+01:00"
    )]
    Time { text: String, event: usize },
    #[error("the mapping says nothing about the activity {activity:?} (event {event})")]
    Hole { activity: String, event: usize },
    #[error(
        "{value:?} makes {name:?}, which is not a name of a partner: 1 to 64 letters, digits, dots, hyphens or underscores"
    )]
    Partner { value: String, name: String },
    #[error("{value:?} and {other:?} would share one fund, that of the partner {partner}")]
    SharedFund {
        value: String,
        other: String,
        partner: OrgId,
    },
    #[error("the amounts of the fund of {value:?} are larger than the ledger can hold")]
    Overflow { value: String },
}

fn at_event(event: Option<usize>) -> String {
    event.map_or_else(String::new, |event| format!(" at event {}", event + 1))
}

impl Case {
    /// Reads a trace as the mapping says.
    ///
    /// # Errors
    /// Says what is wrong, with the case's id where it has one.
    pub fn read(mapping: &Mapping, trace: Trace, number: u64) -> Result<Self, BadCase> {
        let id = constant(&trace, &mapping.claim.id);
        let name = || id.clone().unwrap_or_default();
        let bad = |fault| BadCase {
            case: name(),
            number,
            fault: Box::new(fault),
        };
        let id = id.clone().map_err(bad)?;
        if id.trim().is_empty() {
            return Err(bad(CaseFault::EmptyId));
        }
        let value = mapping.fund.key.iter().map(|part| constant(&trace, part));
        let value = value.collect::<Result<Vec<_>, _>>().map_err(bad)?.join(" ");
        let text = constant(&trace, &mapping.claim.amount.attribute).map_err(bad)?;
        let currency = mapping.programme.policy.currency;
        let rounding = mapping.claim.amount.rounding;
        let amount = amount::read(&text, currency, rounding)
            .map_err(|why| bad(CaseFault::Amount { text, why }))?;
        let fund = Arc::new(mapping.fund_of(&value).map_err(bad)?);
        let events = trace.events.into_iter().enumerate();
        let events = events.map(|(event, attributes)| CaseEvent::read(mapping, attributes, event));
        let case = Self {
            number,
            claim: ClaimId::from_uuid(named_uuid(&format!("import/{}/{id}", mapping.name))),
            fund,
            amount,
            events: events.collect::<Result<_, _>>().map_err(bad)?,
            trace: trace.attributes,
            id: id.clone(),
        };
        case.must_carry_what_is_asked(mapping).map_err(bad)?;
        Ok(case)
    }

    /// Finds an attribute, of the trace or of one of its events.
    pub fn attribute(&self, attribute: &Attribute, event: usize) -> Option<&str> {
        match attribute {
            Attribute::Trace(key) => self.trace.get(key),
            Attribute::Event(key) => self.events.get(event)?.attributes.get(key),
        }
    }

    /// Derives an id that comes out the same whenever this case is imported.
    pub fn derived(&self, mapping: &Mapping, what: &str) -> uuid::Uuid {
        named_uuid(&format!("import/{}/{}/{what}", mapping.name, self.id))
    }

    fn must_carry_what_is_asked(&self, mapping: &Mapping) -> Result<(), CaseFault> {
        for (n, event) in self.events.iter().enumerate() {
            let asked = mapping.attributes_asked_at(&event.activity);
            let mut lacking = asked.filter(|asked| self.attribute(asked, n).is_none());
            if let Some(attribute) = lacking.next() {
                return Err(CaseFault::Lacks {
                    attribute: attribute.clone(),
                    event: Some(n),
                });
            }
        }
        Ok(())
    }
}

/// A case that cannot be read, named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCase {
    pub case: String,
    /// Its place in the file, from 0.
    pub number: u64,
    pub fault: Box<CaseFault>,
}

impl BadCase {
    /// Names the case; one whose id is not known by its place alone.
    pub fn name(&self) -> String {
        let number = self.number + 1;
        match self.case.as_str() {
            "" => format!("case number {number} in the file"),
            case => format!("the case {case:?} (number {number} in the file)"),
        }
    }
}

impl CaseEvent {
    fn read(mapping: &Mapping, attributes: Attributes, event: usize) -> Result<Self, CaseFault> {
        let of = |attribute: &Attribute| match attribute {
            Attribute::Event(key) => attributes.get(key).map(str::to_owned),
            Attribute::Trace(_) => None,
        };
        let lacks = |attribute: &Attribute| CaseFault::Lacks {
            attribute: attribute.clone(),
            event: Some(event),
        };
        let named = &mapping.event;
        let activity = of(&named.activity).ok_or_else(|| lacks(&named.activity))?;
        if !mapping.knows(&activity) {
            return Err(CaseFault::Hole {
                activity,
                event: event + 1,
            });
        }
        let text = of(&named.at).ok_or_else(|| lacks(&named.at))?;
        let at = DateTime::parse_from_rfc3339(text.trim())
            .map_err(|_| CaseFault::Time {
                text: text.clone(),
                event: event + 1,
            })?
            .with_timezone(&Utc);
        let date = mapping.programme.policy.local_date(at);
        Ok(Self {
            activity,
            at,
            date,
            attributes,
        })
    }
}

/// Gives a value that belongs to the whole case: every event that has one has the same.
fn constant(trace: &Trace, attribute: &Attribute) -> Result<String, CaseFault> {
    let lacks = |event| CaseFault::Lacks {
        attribute: attribute.clone(),
        event,
    };
    let key = match attribute {
        Attribute::Trace(key) => {
            let value = trace.attributes.get(key).map(str::to_owned);
            return value.ok_or_else(|| lacks(None));
        }
        Attribute::Event(key) => key,
    };
    let mut first: Option<&str> = None;
    for (n, event) in trace.events.iter().enumerate() {
        let value = event.get(key).ok_or_else(|| lacks(Some(n)))?;
        match first {
            Some(first) if first != value => {
                return Err(CaseFault::Disagree {
                    attribute: attribute.clone(),
                    first: first.to_owned(),
                    other: value.to_owned(),
                });
            }
            Some(_) => {}
            None => first = Some(value),
        }
    }
    first.map(str::to_owned).ok_or(CaseFault::NoEvent)
}
