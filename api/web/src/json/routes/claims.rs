//! Claims: filing, listing, reading and editing them.

pub(super) mod comments;
pub(super) mod contributions;
pub(super) mod deadlines;
pub(super) mod decisions;
pub(super) mod disputes;
pub(super) mod documents;
pub(super) mod files;
pub(super) mod history;
pub(super) mod metrics;
pub(super) mod payments;
pub(super) mod reviews;
pub(super) mod submissions;
pub(super) mod uploads;

use application::ask::{Pages, When};
use application::wire::form::{Day, Id, Name, NewLine, SearchText};
use application::wire::{ClaimBodyView, ClaimHead, ClaimStandingBody, MoneyBody, Reader, Wire};
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use domain::access::Operation;
use domain::claim::Edit;
use domain::{ActivityCode, ClaimCommand, ClaimId, FundId, claim};
use projections::Command;
use projections::log::AsOf;
use projections::views::{ClaimCursor, ClaimFilter, Search};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Route, get, patch, post};
use crate::State;
use crate::door::caller::{Caller, IfNoneMatch};
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{Fresh, show_page, show_whole, take_person};
use crate::json::target::OnClaim;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/v1/claims", list)
            .says("list_claims", "Lists claims, newest first.")
            .lists::<ClaimHead>()
            .asks(),
        post("/v1/claims", create)
            .says("create_claim", "Files a claim against a fund.")
            .does::<ClaimStandingBody>(&[Operation::CreateClaim]),
        get("/v1/claims/{claim}", show)
            .says("read_claim", "Shows everything about a claim.")
            .answers::<ClaimBodyView>()
            .with("etag")
            .asks(),
        patch("/v1/claims/{claim}", edit)
            .says("edit_claim", "Changes details of a claim.")
            .explains("A field that is absent or null stays as it is; an empty location clears it.")
            .changes::<ClaimStandingBody>(&[Operation::EditDetails]),
    ]
}

/// Which claims.
impl Parameters for ClaimFilter {
    fn take(params: &mut Params) -> Option<Self> {
        let status = params.parsed("status", "there is no such status", |s| s.parse().ok());
        Some(Self {
            statuses: status.into_iter().collect(),
            partner: params.name("partner"),
            programme: params.name("programme"),
            period: params.name("period"),
            fund: params.parsed("fund", "an id of a fund begins with fund_", |s| {
                s.parse().ok()
            }),
            activity: params.name("activity"),
            reviewer: take_person(params, "reviewer"),
            search: take_search(params),
        })
    }
}

/// Takes the words that are looked for.
fn take_search(params: &mut Params) -> Option<Search> {
    let search = params.text::<SearchText>("q")?.parse::<Search>();
    search
        .map_err(|why| params.refuse("q", "bad_value", &why.to_string()))
        .ok()
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Fresh(fresh): Fresh,
    Asked((filter, pages, as_of)): Asked<(ClaimFilter, Pages<ClaimCursor>, Option<AsOf>)>,
    uri: Uri,
) -> Result<Response, Failure> {
    let (asker, when) = (caller.asker(), When { as_of, fresh });
    let asked = state.questions.claims(asker, &filter, &pages, when);
    Ok(show_page::<_, ClaimHead>(&asked.await?, &uri))
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    At(id): At<ClaimId>,
    Fresh(fresh): Fresh,
    known: IfNoneMatch,
    Asked(as_of): Asked<Option<AsOf>>,
) -> Result<Response, Failure> {
    let when = When { as_of, fresh };
    let answer = state.questions.claim(caller.asker(), id, when).await?;
    let version = answer.body.page.details.latest.version;
    Ok(show_whole::<_, ClaimBodyView>(&answer, version, &known))
}

/// A claim that is filed against a fund.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ClaimBody {
    #[schemars(with = "Option<Id<ClaimId>>")]
    id: Option<String>,
    #[schemars(with = "Id<FundId>")]
    fund: String,
    #[schemars(with = "Name")]
    activity: String,
    #[schemars(with = "NewLine")]
    title: String,
    #[schemars(with = "Day")]
    executed_on: String,
    declared: MoneyBody,
    #[schemars(with = "Option<NewLine>")]
    location: Option<String>,
}

impl Wire for ClaimBody {
    type Into = (ClaimId, ClaimCommand);

    fn read(self, at: &mut Reader) -> Option<Self::Into> {
        let id = at.id_or_new("id", self.id);
        let fund = at.id("fund", &self.fund);
        let activity: Option<ActivityCode> = at.name("activity", &self.activity);
        let title = at.line("title", self.title);
        let executed_on = at.date("executed_on", &self.executed_on);
        let declared = at.money("declared", &self.declared);
        let location = at.maybe(self.location, |at, location| at.line("location", location));
        let command = ClaimCommand::Create(claim::Create {
            fund: fund?,
            activity: activity?,
            title: title?,
            executed_on: executed_on?,
            declared: declared?,
            location: location?,
        });
        Some((id?, command))
    }
}

async fn create(
    With(state): With<State>,
    caller: Caller,
    Body((id, command)): Body<ClaimBody>,
) -> Result<Done, Failure> {
    let command = Command::Claim(id, command);
    let done = state.carry_out(&caller, None, command).await?;
    Ok(done.numbered().located_under("/v1/claims"))
}

/// New details; a field that is absent or null stays, an empty location clears it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EditBody {
    #[schemars(with = "Option<NewLine>")]
    title: Option<String>,
    #[schemars(with = "Option<Name>")]
    activity: Option<String>,
    #[schemars(with = "Option<Day>")]
    executed_on: Option<String>,
    declared: Option<MoneyBody>,
    #[schemars(with = "Option<NewLine>")]
    location: Option<String>,
}

impl Wire for EditBody {
    type Into = Edit;

    fn read(self, at: &mut Reader) -> Option<Edit> {
        let title = at.maybe(self.title, |at, title| at.line("title", title));
        let activity = at.maybe(self.activity, |at, activity| at.name("activity", &activity));
        let executed_on = at.maybe(self.executed_on, |at, day| at.date("executed_on", &day));
        let declared = at.maybe(self.declared, |at, declared| {
            at.money("declared", &declared)
        });
        let location = at.maybe(self.location, |at, location| at.line("location", location));
        Some(Edit {
            title: title?,
            activity: activity?,
            executed_on: executed_on?,
            declared: declared?,
            location: location?,
        })
    }
}

async fn edit(on: OnClaim, Body(edit): Body<EditBody>) -> Result<Done, Failure> {
    let done = on.carry_out(ClaimCommand::EditDetails(edit)).await?;
    Ok(done.changed())
}
