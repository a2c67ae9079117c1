//! Opening the fund of a partner in a programme and period.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::access::{self, Operation};
use domain::calendar::Days;
use domain::fund::Open;
use domain::{FundCommand, FundId, OrgId, PeriodId, ProgrammeId, Refusal, fund_id};
use projections::Command;

use super::acting::NotDone;
use super::fields::{Errors, Fields, new_key};
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say, capitalised};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;

/// The page.
#[derive(Template)]
#[template(path = "new_fund.html")]
struct NewFundPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fields: Fields,
    errors: Errors,
    choices: Vec<Choice>,
}

/// A period in which a fund may be opened.
struct Choice {
    value: String,
    programme: ProgrammeId,
    period: PeriodId,
    name: String,
    what: Html,
    is_chosen: bool,
}

/// Shows the empty form.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    visitor
        .caller
        .must_be_allowed_somewhere(Operation::OpenFund)?;
    let fields = Fields::filled([("key", new_key())]);
    Ok(shown(&visitor, fields, Errors::default()))
}

/// Opens the fund, or shows the form again with what was wrong.
pub(super) async fn open(visitor: Visitor, fields: Fields) -> Result<Response, Failure> {
    visitor
        .caller
        .must_be_allowed_somewhere(Operation::OpenFund)?;
    let (id, open) = match read(&visitor, &fields) {
        Ok(read) => read,
        Err(errors) => return Ok(shown(&visitor, fields, errors)),
    };
    let command = Command::Fund(id, FundCommand::Open(open));
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => Ok(visitor.done(answer.position, &format!("/funds/{id}"), "fund-opened")),
        Err(NotDone::Refused(refusal @ Refusal::FundMustBeNew)) => {
            let mut errors = Errors::default();
            errors.push("partner", visitor.say.refusal(&refusal));
            Ok(shown(&visitor, fields, errors))
        }
        Err(why) => {
            let errors = why.told(visitor.say)?;
            Ok(shown(&visitor, fields, errors))
        }
    }
}

fn read(visitor: &Visitor, fields: &Fields) -> Result<(FundId, Open), Errors> {
    let mut reading = fields.read(visitor.say);
    let choices = choices(visitor, fields.get("period"));
    let chosen = choices.iter().find(|choice| choice.is_chosen);
    if chosen.is_none() {
        reading.refuse("period", "field-choose");
    }
    let partner: Option<OrgId> = reading.name("partner");
    let command = || {
        let Choice {
            programme, period, ..
        } = chosen?;
        let (programme, period, partner) = (programme.clone(), period.clone(), partner?);
        let currency = visitor.programme(&programme)?.policy.currency;
        let id = fund_id(&programme, &period, &partner, currency);
        Some((
            id,
            Open {
                programme,
                period,
                partner,
                currency,
            },
        ))
    };
    let command = command();
    reading.finish(command)
}

/// Lists the periods of the programmes in which they may open funds, the latest first.
fn choices(visitor: &Visitor, chosen: &str) -> Vec<Choice> {
    let say = visitor.say;
    let mut choices = vec![];
    for programme in visitor.programmes.iter() {
        let relation = access::to_programme(visitor.actor(), &programme.policy.vendor);
        if !access::may(visitor.actor().role, Operation::OpenFund, relation) {
            continue;
        }
        let mut periods: Vec<_> = programme.policy.periods.iter().collect();
        periods.sort_by_key(|period| std::cmp::Reverse(period.earned.from));
        for period in periods {
            let Days { from, to } = period.earned;
            let value = format!("{}/{}", programme.id, period.id);
            choices.push(Choice {
                is_chosen: value == chosen,
                value,
                programme: programme.id.clone(),
                period: period.id.clone(),
                name: format!(
                    "{}, {}",
                    capitalised(&say.period(period)),
                    programme.policy.currency
                ),
                what: Html::made(format!(
                    "{} · {}",
                    Html::text(&programme.policy.name),
                    say.say("new-fund-earned")
                        .day("from", from)
                        .day("to", to)
                        .day("until", period.claimed.to)
                )),
            });
        }
    }
    choices
}

fn shown(visitor: &Visitor, fields: Fields, errors: Errors) -> Response {
    let say = visitor.say;
    let title = say.t("new-fund-title").into_owned();
    let head = *visitor.state.ledger.head().borrow();
    let shell = Shell::at(visitor, Place::Funds, title, head, None);
    let shell = shell.under("/funds", say.t("shell-funds"));
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = NewFundPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        choices: choices(visitor, fields.get("period")),
        fields,
        errors,
        shell,
    };
    let mut response = rendered(&page, say.language);
    *response.status_mut() = status;
    response
}
