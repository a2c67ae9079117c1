//! Filing a claim by a short form; documents come next, on the claim itself.

use application::ask::{By, Claims};
use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use domain::access::Operation;
use domain::claim::Create;
use domain::{ActivityCode, ClaimCommand, ClaimId, Currency, FundId, Money, Policy};
use projections::Command;
use projections::views::{FundFilter, OverviewLine};

use super::fields::{Errors, Fields, new_key};
use super::page::rendered_as;
use super::preferences::Theme;
use super::say::{Say, capitalised};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;

/// The page.
#[derive(Template)]
#[template(path = "new_claim.html")]
struct NewClaimPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    fields: Fields,
    errors: Errors,
    funds: Vec<Choice>,
    activities: Vec<Activity>,
    vendor: String,
    review_days: u32,
    /// The currency that all funds share, if they do.
    currency: Option<Currency>,
}

impl NewClaimPage {
    /// Says between which days something may have taken place, where one fund alone may pay.
    fn when_hint(&self) -> String {
        match self.funds.as_slice() {
            [
                Choice {
                    used_from: Some(from),
                    used_to: Some(to),
                    ..
                },
            ] => self
                .say
                .say("new-claim-when-between")
                .text("from", self.say.day_words(from))
                .text("to", self.say.day_words(to))
                .to_string(),
            _ => String::new(),
        }
    }
}

/// A fund that may pay.
struct Choice {
    fund: FundId,
    name: String,
    programme: String,
    currency: Currency,
    available: Money,
    used_from: Option<NaiveDate>,
    used_to: Option<NaiveDate>,
    claimed_to: Option<NaiveDate>,
    /// Whether its claims were to be submitted before today.
    is_over: bool,
    is_chosen: bool,
}

/// What can be done with the money.
struct Activity {
    code: ActivityCode,
    name: String,
    /// What the programme asks for as proof and as figures.
    asks_for: String,
    is_chosen: bool,
}

/// Shows the empty form.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    visitor
        .caller
        .must_be_allowed_somewhere(Operation::CreateClaim)?;
    let fields = Fields::filled([("key", new_key())]);
    shown(&visitor, fields, Errors::default()).await
}

/// Files the claim, or shows the form again with what was wrong.
pub(super) async fn create(visitor: Visitor, fields: Fields) -> Result<Response, Failure> {
    visitor
        .caller
        .must_be_allowed_somewhere(Operation::CreateClaim)?;
    let funds = funds(&visitor, &fields).await?;
    let (id, create) = match read(&visitor, &fields, &funds) {
        Ok(read) => read,
        Err(errors) => return shown(&visitor, fields, errors).await,
    };
    let command = Command::Claim(id, ClaimCommand::Create(create));
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => {
            let to = format!("/claims/{id}");
            Ok(visitor.done(answer.position, &to, "claim-created"))
        }
        Err(why) => {
            let errors = why.told(visitor.say)?;
            shown(&visitor, fields, errors).await
        }
    }
}

fn read(visitor: &Visitor, fields: &Fields, funds: &[Choice]) -> Result<(ClaimId, Create), Errors> {
    let mut reading = fields.read(visitor.say);
    let fund: Option<FundId> = reading.choice("fund");
    let activity = reading.choice("activity");
    let title = reading.line("title");
    let executed_on = reading.date("executed_on");
    let currency = funds.iter().find(|known| Some(known.fund) == fund);
    let currency = currency.or(funds.first()).map(|known| known.currency);
    let declared = currency.and_then(|currency| reading.money("declared", currency));
    let location = reading.maybe_line("location");
    let id = reading.new_id("claim");
    let create = || {
        Some(Create {
            fund: fund?,
            activity: activity?,
            title: title?,
            executed_on: executed_on?,
            declared: declared?,
            location: location?,
        })
    };
    let create = create();
    Ok((id, reading.finish(create)?))
}

async fn shown(visitor: &Visitor, fields: Fields, errors: Errors) -> Result<Response, Failure> {
    let say = visitor.say;
    let funds = funds(visitor, &fields).await?;
    let shell = Shell::at(
        visitor,
        Place::Claims,
        say.t("new-claim-title").into_owned(),
        *visitor.state.ledger.head().borrow(),
        None,
    );
    let shell = shell.under("/claims", say.t("shell-claims"));
    let first = visitor.programmes.first().map(|first| &first.policy);
    let mut currencies = funds.iter().map(|fund| fund.currency);
    let currency = currencies.next();
    let page = NewClaimPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        activities: activities(visitor, &fields),
        vendor: visitor
            .vendor()
            .map_or_else(String::new, |vendor| say.org(vendor)),
        review_days: first.map_or(0, |policy| policy.deadlines.review_business_days),
        currency: currency.filter(|first| currencies.all(|other| other == *first)),
        funds,
        fields,
        errors,
        shell,
    };
    Ok(rendered_as(&page, say.language, page.errors.status()))
}

/// Lists the funds that may pay, those with the latest end first.
async fn funds(visitor: &Visitor, fields: &Fields) -> Result<Vec<Choice>, Failure> {
    let (questions, filter) = (&visitor.state.questions, FundFilter::default());
    let asked = (By::Recorded, Claims::LeftOut);
    let overview = questions
        .overview(visitor.asker(), &filter, asked, visitor.when())
        .await?;
    let chosen = fields.get("fund");
    let lines = overview.body.lines.iter();
    let mut funds: Vec<Choice> = lines
        .map(|line| Choice::of(visitor, line, line.fund.to_string() == chosen))
        .collect();
    funds.sort_by_key(|fund| std::cmp::Reverse(fund.claimed_to));
    // Where one alone can pay, nobody is asked.
    let mut open = funds.iter_mut().filter(|fund| !fund.is_over);
    if let (true, Some(only), None) = (chosen.is_empty(), open.next(), open.next()) {
        only.is_chosen = true;
    }
    Ok(funds)
}

impl Choice {
    fn of(visitor: &Visitor, line: &OverviewLine, is_chosen: bool) -> Self {
        let programme = visitor.programme(&line.programme);
        let period = programme.and_then(|programme| programme.policy.period(&line.period));
        Self {
            fund: line.fund,
            name: capitalised(&visitor.period_name(&line.programme, &line.period)),
            programme: visitor.programme_name(&line.programme),
            currency: line.currency,
            available: line.figures.available,
            used_from: period.map(|period| period.used.from),
            used_to: period.map(|period| period.used.to),
            claimed_to: period.map(|period| period.claimed.to),
            is_over: period.is_some_and(|period| period.claimed.to < visitor.today(None)),
            is_chosen,
        }
    }
}

/// Lists the activities of all programmes, by name.
fn activities(visitor: &Visitor, fields: &Fields) -> Vec<Activity> {
    let (say, chosen) = (visitor.say, fields.get("activity"));
    let policies = visitor
        .programmes
        .iter()
        .map(|programme| &*programme.policy);
    let known = policies.flat_map(|policy: &Policy| &policy.activities);
    let mut activities: Vec<Activity> = known
        .map(|activity| {
            let asked = activity.proofs.iter().chain(&activity.metrics);
            let asked: Vec<&str> = asked.map(|asked| say.of(&asked.name)).collect();
            Activity {
                code: activity.code.clone(),
                name: say.of(&activity.name).to_owned(),
                asks_for: asked.join(", "),
                is_chosen: activity.code.as_str() == chosen,
            }
        })
        .collect();
    activities.sort_by(|one, other| one.name.cmp(&other.name));
    activities.dedup_by(|one, other| one.code == other.code);
    activities
}
