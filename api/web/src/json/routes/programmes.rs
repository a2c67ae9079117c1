//! Programmes: publishing a policy as the next version, listing them, and reading the one in force.

use application::ask::{Pages, When};
use application::wire::{PolicyBody, ProgrammeHeadView, ProgrammeStandingBody, ProgrammeView};
use axum::extract::State as With;
use axum::http::Uri;
use axum::response::Response;
use domain::access::Operation;
use domain::{ProgrammeCommand, ProgrammeId};
use projections::Command;
use projections::log::AsOf;
use projections::views::ProgrammeCursor;

use super::{Route, get, put};
use crate::State;
use crate::door::caller::{Caller, IfNoneMatch, OptionalIfMatch};
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::command::Done;
use crate::json::path::At;
use crate::json::query::Asked;
use crate::json::read::{Fresh, show_page, show_version};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/v1/programmes", list)
            .says(
                "list_programmes",
                "Lists the programmes that the caller has to do with.",
            )
            .lists::<ProgrammeHeadView>()
            .asks(),
        get("/v1/programmes/{programme}", show)
            .says(
                "read_programme",
                "Shows a programme with the policy in force.",
            )
            .answers::<ProgrammeView>()
            .with("etag")
            .asks(),
        put("/v1/programmes/{programme}", publish)
            .says(
                "publish_policy",
                "Publishes a programme's policy as its next version.",
            )
            .does_or_changes::<ProgrammeStandingBody>(&[Operation::PublishPolicy]),
    ]
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Fresh(fresh): Fresh,
    Asked((pages, as_of)): Asked<(Pages<ProgrammeCursor>, Option<AsOf>)>,
    uri: Uri,
) -> Result<Response, Failure> {
    let (asker, when) = (caller.asker(), When { as_of, fresh });
    let asked = state.questions.programmes(asker, &pages, when);
    Ok(show_page::<_, ProgrammeHeadView>(&asked.await?, &uri))
}

async fn publish(
    With(state): With<State>,
    caller: Caller,
    At(id): At<ProgrammeId>,
    OptionalIfMatch(expected): OptionalIfMatch,
    Body(policy): Body<PolicyBody>,
) -> Result<Done, Failure> {
    let command = Command::Programme(id, ProgrammeCommand::Publish(Box::new(policy)));
    let done = state.carry_out(&caller, expected, command).await?;
    Ok(match done.is_first() {
        true => done.located_under("/v1/programmes"),
        false => done.changed(),
    })
}

async fn show(
    With(state): With<State>,
    caller: Caller,
    At(id): At<ProgrammeId>,
    known: IfNoneMatch,
    Asked(as_of): Asked<Option<AsOf>>,
) -> Result<Response, Failure> {
    let asked = state.questions.programme(caller.asker(), &id, as_of);
    let answer = asked.await?;
    let version = answer.body.version;
    Ok(show_version::<_, ProgrammeView>(&answer, version, &known))
}
