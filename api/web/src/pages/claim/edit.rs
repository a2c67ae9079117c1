//! Changing what a claim says about itself, while it is not locked.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use domain::claim::Edit;
use domain::{ActivityCode, Claim, ClaimCommand, Currency};
use projections::Command;

use super::framed;
use super::opened::{Named, Opened};
use super::sent::Overtaken;
use crate::failure::Failure;
use crate::pages::acting::NotDone;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::Say;
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// The page.
#[derive(Template)]
#[template(path = "claim/details.html")]
struct DetailsPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    path: String,
    number: String,
    claim_title: String,
    may_edit: bool,
    fields: Fields,
    errors: Errors,
    version: u64,
    overtaken: Option<Overtaken>,
    activities: Vec<Choice>,
    when_hint: String,
    currency: Currency,
}

/// An activity that may be chosen.
struct Choice {
    code: ActivityCode,
    name: String,
    asks_for: String,
    is_chosen: bool,
}

/// Shows the form with what the claim says.
pub(in crate::pages) async fn show(visitor: Visitor, named: Named) -> Result<Response, Failure> {
    let opened = Opened::of(&visitor, named).await?;
    let say = visitor.say;
    let mut fields = Fields::filled(facts(say, opened.claim()));
    fields.set("key", new_key());
    let page = page(&visitor, &opened, fields, Errors::default(), None);
    Ok(rendered(&page, say.language))
}

/// Gives what the fields of the form say of a claim.
fn facts(say: Say, claim: &Claim) -> [(&'static str, String); 5] {
    [
        ("title", claim.title.clone()),
        ("activity", claim.activity.to_string()),
        ("executed_on", say.day_text(claim.executed_on)),
        ("location", claim.location.clone().unwrap_or_default()),
        ("declared", say.amount_text(claim.declared)),
    ]
}

/// Takes over what somebody else changed in fields that were left as they were.
fn taken_over(say: Say, mut fields: Fields, seen: &Claim, now: &Claim) -> Fields {
    for ((name, seen), (_, now)) in facts(say, seen).into_iter().zip(facts(say, now)) {
        if fields.get(name) == seen {
            fields.set(name, now);
        }
    }
    fields
}

/// Changes what differs.
pub(in crate::pages) async fn edit(
    visitor: Visitor,
    named: Named,
    fields: Fields,
) -> Result<Response, Failure> {
    let Named(id) = named;
    let opened = Opened::of(&visitor, named).await?;
    let currency = opened.claim().declared.currency();
    let (errors, status) = match read(&visitor, &fields, currency) {
        Err(errors) => (errors, StatusCode::UNPROCESSABLE_ENTITY),
        Ok(edit) => {
            let command = Command::Claim(id, ClaimCommand::EditDetails(edit));
            match visitor.carry_out(&fields, command).await {
                Ok(answer) => {
                    let to = super::actions::claim_of(&visitor.here);
                    return Ok(visitor.done(answer.position, &to, "claim-edited"));
                }
                Err(NotDone::Overtaken) => (Errors::default(), StatusCode::CONFLICT),
                Err(why) => (why.told(visitor.say)?, StatusCode::UNPROCESSABLE_ENTITY),
            }
        }
    };
    // It may have changed since it was read for its currency.
    let opened = Opened::of(&visitor, named).await?;
    let is_stale = status == StatusCode::CONFLICT;
    let seen = fields.version().unwrap_or_default();
    let fields = match opened.at_version(seen) {
        Some(then) if is_stale => taken_over(visitor.say, fields, &then, opened.claim()),
        _ => fields,
    };
    let overtaken = is_stale.then(|| Overtaken::of(&visitor, &opened, seen));
    let page = page(&visitor, &opened, fields, errors, overtaken);
    let mut response = rendered(&page, visitor.say.language);
    *response.status_mut() = status;
    Ok(response)
}

fn read(visitor: &Visitor, fields: &Fields, currency: Currency) -> Result<Edit, Errors> {
    let mut reading = fields.read(visitor.say);
    let title = reading.line("title");
    let activity: Option<ActivityCode> = reading.choice("activity");
    let executed_on = reading.date("executed_on");
    let location = reading.maybe_line("location");
    let declared = reading.money("declared", currency);
    let edit = || {
        Some(Edit {
            title: Some(title?),
            activity: Some(activity?),
            executed_on: Some(executed_on?),
            declared: Some(declared?),
            // An empty one clears it.
            location: Some(location?.unwrap_or_default()),
        })
    };
    let edit = edit();
    reading.finish(edit)
}

fn page(
    visitor: &Visitor,
    opened: &Opened,
    fields: Fields,
    errors: Errors,
    overtaken: Option<Overtaken>,
) -> DetailsPage {
    let say = visitor.say;
    let title = say.t("claim-details-title").into_owned();
    let shell = framed(visitor, opened, &title);
    let claim = opened.claim();
    let chosen = fields.get("activity").to_owned();
    let activities = opened.policy.activities.iter().map(|activity| {
        let asked = activity.proofs.iter().chain(&activity.metrics);
        let asked: Vec<&str> = asked.map(|asked| say.of(&asked.name)).collect();
        Choice {
            code: activity.code.clone(),
            name: say.of(&activity.name).to_owned(),
            asks_for: asked.join(", "),
            is_chosen: activity.code.as_str() == chosen,
        }
    });
    let mut activities: Vec<Choice> = activities.collect();
    activities.sort_by(|one, other| one.name.cmp(&other.name));
    let used = opened.policy.period(&claim.period).map(|it| it.used);
    let when_hint = used.map_or_else(String::new, |used| {
        say.say("new-claim-when-between")
            .text("from", say.day_words(used.from))
            .text("to", say.day_words(used.to))
            .to_string()
    });
    DetailsPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        path: opened.path(),
        number: opened.number(),
        claim_title: claim.title.clone(),
        may_edit: opened.may(visitor).edit,
        version: opened.version(),
        currency: claim.declared.currency(),
        fields,
        errors,
        overtaken,
        activities,
        when_hint,
        shell: shell
            .under(&opened.path(), opened.number())
            .called(say.t("claim-details-short")),
    }
}
