//! Walks a case through the domain, to know its commands before any of them is carried out.
//!
//! Which rule of an activity fits depends on where the claim stands, so a plan is made on the
//! case's own history alone and comes out the same at every import, whatever the ledger holds by
//! then. Where the ledger refuses what the plan took for granted, the case is planned again with
//! that step overruled.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::event::Stamped;
use domain::{Claim, Fund, claim, fund};
use projections::{Command, Request};

use super::case::Case;
use super::commands::{Place, command};
use super::mapping::Mapping;
use super::setup;

/// The commands of a case, and the activities that a law refuses.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub steps: Vec<Planned>,
    pub refused: Vec<Refused>,
}

/// A command to carry out.
#[derive(Clone, Debug)]
pub struct Planned {
    pub place: Place,
    pub request: Request,
    /// How many events it leads to.
    pub events: u32,
}

/// An activity that a law refused; its later steps are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub place: Place,
    pub activity: String,
    pub at: DateTime<Utc>,
    pub code: &'static str,
}

/// Steps that were refused elsewhere, whatever the plan says.
pub type Overruled = BTreeMap<Place, &'static str>;

/// Plans a case upon a fund, which is left as the case leaves it.
pub fn plan(
    mapping: &Mapping,
    case: &Case,
    fund: &mut Option<Fund>,
    overruled: &Overruled,
) -> Plan {
    let mut plan = Plan::default();
    let mut claim: Option<Claim> = None;
    for (n, event) in case.events.iter().enumerate() {
        let standing = claim.as_ref().map(|claim| claim.status);
        for (m, step) in mapping.steps(&event.activity, standing).iter().enumerate() {
            let place = (n, m);
            let by = mapping.actor(&step.by, &case.fund.partner);
            let command = command(mapping, case, place, &step.act, claim.as_ref());
            let given = claim::Given {
                id: case.claim,
                at: event.at,
                by: &by,
                policy: Some((1, &*mapping.programme.policy)),
                fund: fund.as_ref(),
            };
            let decided = match overruled.get(&place) {
                Some(code) => Err(*code),
                None => claim::decide(claim.as_ref(), &command, &given)
                    .map_err(|refusal| refusal.code()),
            };
            match decided {
                Ok(decision) => {
                    let (at, events) = (event.at, decision.claim.len() + decision.fund.len());
                    for event in decision.claim {
                        claim::evolve(&mut claim, &stamp(at, &by, event));
                    }
                    for event in decision.fund {
                        fund::evolve(fund, &stamp(at, &by, event));
                    }
                    plan.steps.push(Planned {
                        place,
                        request: request(mapping, case, place, command, by),
                        events: u32::try_from(events).unwrap_or(u32::MAX),
                    });
                }
                Err(code) => {
                    let activity = event.activity.clone();
                    plan.refused.push(Refused {
                        place,
                        activity,
                        at: event.at,
                        code,
                    });
                    break;
                }
            }
        }
    }
    plan
}

/// Says who did it, and when.
fn stamp<E>(at: DateTime<Utc>, by: &domain::Actor, event: E) -> Stamped<E> {
    Stamped {
        at,
        by: by.clone(),
        event,
    }
}

fn request(
    mapping: &Mapping,
    case: &Case,
    place: Place,
    command: domain::ClaimCommand,
    by: domain::Actor,
) -> Request {
    let (event, _) = place;
    let (command, at) = (Command::Claim(case.claim, command), case.events[event].at);
    let request = Request::new(command, by, at).with_key(setup::step_key(mapping, case, place));
    let origin = format!("{}: {}, event {}", mapping.name, case.id, event + 1);
    Request {
        origin: Some(origin),
        ..request
    }
}
