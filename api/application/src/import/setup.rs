//! What the cases of a log need first: a programme, a fund for each value of the key, its earning.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::named_uuid;
use domain::{Fund, FundCommand, FundId, LotId, Money, Policy, ProgrammeCommand, Refusal, fund};
use projections::{Command, CommandKey, Request};

use super::case::{Case, FundOfCase};
use super::commands::Place;
use super::mapping::{EarningAmount, Mapping};
use crate::story::Alone;

/// A fund that the log draws on, and what its cases ask for together. Minor units.
#[derive(Clone, Debug)]
pub struct FundNeed {
    pub fund: Arc<FundOfCase>,
    pub asked_minor: i64,
}

/// Gives the requests that set up the programme and the funds, in order.
pub fn requests(mapping: &Mapping, needs: &BTreeMap<FundId, FundNeed>) -> Vec<Request> {
    let earn = |need: &FundNeed| match mapping.earning {
        EarningAmount::Covering => need.asked_minor,
        EarningAmount::Fixed(amount) => amount.minor(),
    };
    let funds = needs.values();
    let funds = funds.flat_map(|need| of_fund(mapping, &need.fund, earn(need)));
    std::iter::once(publish(mapping)).chain(funds).collect()
}

/// Makes a fund that covers whatever a case asks for, to choose a case's steps upon.
pub fn ample_fund(mapping: &Mapping, fund: &FundOfCase) -> Option<Fund> {
    let funding = of_fund(mapping, fund, i64::MAX / 2);
    let requests = std::iter::once(publish(mapping)).chain(funding);
    let world = carry_out(requests).expect("the mapping was tried out when it was read");
    world.fund_state(fund.id).cloned()
}

/// Tries the set-up out in memory.
///
/// # Errors
/// A sentence on what the laws refuse.
pub fn try_out(mapping: &Mapping) -> Result<(), String> {
    let value = if mapping.fund.key.is_empty() { "" } else { "1" };
    let fund = mapping
        .fund_of(value)
        .map_err(|fault| format!("fund.partner: {fault}"))?;
    let requests = std::iter::once(publish(mapping)).chain(of_fund(mapping, &fund, 1));
    match carry_out(requests) {
        Ok(_) => Ok(()),
        Err((what, refusal)) => Err(format!("{what}: {refusal} ({})", refusal.hint())),
    }
}

/// Carries requests out in memory, or says what a law refuses.
pub fn carry_out(requests: impl IntoIterator<Item = Request>) -> Result<Alone, (String, Refusal)> {
    let mut world = Alone::default();
    for request in requests {
        let decided = world.decide(&request.command, (request.at, &request.by));
        decided.map_err(|refusal| (name(&request), refusal))?;
    }
    Ok(world)
}

/// Tells what a request of the set-up is about.
pub fn name(request: &Request) -> String {
    match &request.command {
        Command::Programme(id, ProgrammeCommand::Publish(_)) => format!("the programme {id}"),
        Command::Fund(_, FundCommand::Open(fund::Open { partner, .. })) => {
            format!("the fund of {partner}")
        }
        Command::Fund(_, FundCommand::RecordEarning(fund::RecordEarning { source, .. })) => {
            format!("the earning {source:?}")
        }
        Command::Fund(id, _) => format!("the fund {id}"),
        Command::Claim(id, _) => format!("the claim {id}"),
    }
}

/// Tells whether a refusal says that what was to be set up is there already.
pub fn is_there_already(refusal: &Refusal, request: &Request) -> bool {
    match &request.command {
        Command::Programme(..) => *refusal == Refusal::SomethingMustChange,
        Command::Fund(_, FundCommand::Open(_)) => *refusal == Refusal::FundMustBeNew,
        Command::Fund(..) | Command::Claim(..) => false,
    }
}

fn publish(mapping: &Mapping) -> Request {
    let programme = &mapping.programme;
    let publish = ProgrammeCommand::Publish(Box::new(Policy::clone(&programme.policy)));
    let command = Command::Programme(programme.id.clone(), publish);
    let request = Request::new(
        command,
        mapping.vendor_actor(&programme.by),
        programme.published_at,
    );
    request.with_key(key(mapping, "programme"))
}

fn of_fund(mapping: &Mapping, fund: &FundOfCase, earned_minor: i64) -> Vec<Request> {
    let (programme, mapped) = (&mapping.programme, &mapping.fund);
    let currency = programme.policy.currency;
    let open = FundCommand::Open(fund::Open {
        programme: programme.id.clone(),
        period: mapped.period.clone(),
        partner: fund.partner.clone(),
        currency,
    });
    let request = |command, by: &str, what: &str| {
        let command = Command::Fund(fund.id, command);
        let request = Request::new(command, mapping.vendor_actor(by), mapped.opened_at);
        request.with_key(key(mapping, &format!("{}/{what}", fund.id)))
    };
    let open = request(open, &mapped.opened_by, "open");
    if earned_minor <= 0 {
        // All its cases ask for nothing, so there is nothing to earn.
        return vec![open];
    }
    let earning = &mapped.earning;
    let lot = named_uuid(&format!("import/{}/{}/lot", mapping.name, fund.id));
    let earn = FundCommand::RecordEarning(fund::RecordEarning {
        lot: LotId::from_uuid(lot),
        amount: Money::from_minor(earned_minor, currency),
        earned_on: earning.earned_on,
        source: earning.source.fill_for_fund(&fund.value),
    });
    vec![open, request(earn, &earning.by, "earning")]
}

/// Makes the key of a step of a case.
pub fn step_key(mapping: &Mapping, case: &Case, (event, step): Place) -> CommandKey {
    key(mapping, &format!("{}/{event}/{step}", case.claim))
}

/// Makes the key of a command of this import.
fn key(mapping: &Mapping, what: &str) -> CommandKey {
    format!("import/{}/{what}", mapping.name)
        .parse()
        .expect("names and ids are short and of visible ASCII")
}
