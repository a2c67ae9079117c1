//! Changing what a claim says about itself, while it is not locked.

use askama::Template;
use axum::response::Response;
use domain::claim::Edit;
use domain::{ActivityCode, ClaimCommand, ClaimId, Currency};

use super::framed;
use super::opened::Opened;
use crate::failure::Failure;
use crate::json::path::At;
use crate::pages::fields::{Errors, Fields};
use crate::pages::page::rendered_as;
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
pub(in crate::pages) async fn show(
    visitor: Visitor,
    At(claim): At<ClaimId>,
) -> Result<Response, Failure> {
    let opened = Opened::of(&visitor, claim).await?;
    let (say, claim) = (visitor.say, opened.claim());
    let fields = opened.form([
        ("title", claim.title.clone()),
        ("activity", claim.activity.to_string()),
        ("executed_on", say.day_text(claim.executed_on)),
        ("location", claim.location.clone().unwrap_or_default()),
        ("declared", say.amount_text(claim.declared)),
    ]);
    Ok(shown(&visitor, &opened, fields, Errors::default()))
}

/// Changes what differs.
pub(in crate::pages) async fn edit(
    visitor: Visitor,
    At(claim): At<ClaimId>,
    mut fields: Fields,
) -> Result<Response, Failure> {
    let opened = Opened::of(&visitor, claim).await?;
    let edit = read(&visitor, &fields, opened.currency()).map(ClaimCommand::EditDetails);
    match opened.carry_out(&visitor, &mut fields, edit).await? {
        Ok(done) => Ok(visitor.done(done.position, &opened.href(), "claim-edited")),
        Err(errors) => Ok(shown(&visitor, &opened, fields, errors)),
    }
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

fn shown(visitor: &Visitor, opened: &Opened, fields: Fields, errors: Errors) -> Response {
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
    let page = DetailsPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        path: opened.href(),
        number: opened.number(),
        claim_title: claim.title.clone(),
        may_edit: opened.may(visitor).edit,
        currency: claim.declared.currency(),
        fields,
        errors,
        activities,
        when_hint,
        shell: shell
            .under(&opened.href(), opened.number())
            .called(say.t("claim-details-short")),
    };
    rendered_as(&page, say.language, page.errors.status())
}
