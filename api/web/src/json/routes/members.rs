//! Members of the caller's organisation: invited, given roles, withdrawn by its admins.

use application::act::members::{self, InvitationRequest, Invited, MemberError};
use application::ask::ListOf;
use application::wire::form::{Name, NewLine, Word};
use application::wire::{InvitedView, MemberView, Reader, Wire, WithdrawnView};
use axum::extract::State as With;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::{Extension, Json};
use domain::{Refusal, Role, UserId};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Route, delete, get, post, put};
use crate::State;
use crate::door::caller::Caller;
use crate::door::guard::AskedHost;
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::path::At;
use crate::json::query::Asked;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/v1/members", list)
            .says(
                "list_members",
                "Lists the people of the caller's organisation.",
            )
            .lists::<MemberView>()
            .may_fail([Refusal::ActorMustBeAllowed.into()]),
        post("/v1/members", invite)
            .says(
                "invite_member",
                "Invites somebody; their link is shown this once.",
            )
            .answers_with::<InvitedView>(201)
            .may_fail([
                Refusal::ActorMustBeAllowed.into(),
                MemberError::RoleIsNotYours(Role::System).into(),
                MemberError::AddressIsNone.into(),
                MemberError::NameIsNeeded.into(),
                MemberError::NameIsTaken.into(),
            ]),
        delete("/v1/members/{user}", withdraw_whole)
            .says("withdraw_member", "Takes away all roles of somebody.")
            .answers::<WithdrawnView>()
            .may_fail(withdrawing()),
        put("/v1/members/{user}/roles/{role}", give)
            .says("give_role", "Gives a member a further role.")
            .answers::<MemberView>()
            .may_fail(withdrawing()),
        delete("/v1/members/{user}/roles/{role}", withdraw)
            .says(
                "withdraw_role",
                "Takes a role away; what came in with it ends.",
            )
            .answers::<WithdrawnView>()
            .may_fail(withdrawing()),
    ]
}

/// What may go wrong with somebody's roles.
fn withdrawing() -> [Failure; 2] {
    [
        Refusal::ActorMustBeAllowed.into(),
        MemberError::RoleIsNotYours(Role::System).into(),
    ]
}

/// Whom to invite, and to what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InvitationBody {
    #[schemars(with = "NewLine")]
    address: String,
    #[schemars(with = "Word<Role>")]
    role: String,
    #[schemars(with = "Option<Name>")]
    user: Option<String>,
}

impl Wire for InvitationBody {
    type Into = InvitationRequest;

    fn read(self, at: &mut Reader) -> Option<InvitationRequest> {
        let address = at.line("address", self.address);
        let role = at.role("role", &self.role);
        let user = at.maybe(self.user, |at, user| at.name("user", &user));
        Some(InvitationRequest {
            address: address?,
            role: role?,
            user: user?,
        })
    }
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Asked(()): Asked<()>,
) -> Result<Json<ListOf<MemberView>>, Failure> {
    let members = members::list(&state.identity, &caller.by, (state.clock)()).await?;
    Ok(Json(ListOf {
        rows: MemberView::list(&members),
        next: None,
    }))
}

/// An answer that holds a link: nobody on its way keeps it.
type Unstored<T> = (StatusCode, [(HeaderName, &'static str); 1], Json<T>);

async fn invite(
    With(state): With<State>,
    caller: Caller,
    host: Option<Extension<AskedHost>>,
    Body(asked): Body<InvitationBody>,
) -> Result<Unstored<InvitedView>, Failure> {
    let at = (state.clock)();
    let invited = members::invite(&state.identity, &caller.by, asked, at).await?;
    let view = shown(&state, host, &invited);
    let unstored = [(CACHE_CONTROL, "no-store")];
    Ok((StatusCode::CREATED, unstored, Json(view)))
}

/// Shows somebody who was invited, with a link to this server as the caller calls it.
///
/// The token is in the query, because paths are logged.
pub(super) fn shown(
    state: &State,
    host: Option<Extension<AskedHost>>,
    invited: &Invited,
) -> InvitedView {
    let path = format!("/join?token={}", invited.token.reveal());
    let link = match host {
        Some(Extension(host)) => host.address(state.outside, &path),
        None => path,
    };
    InvitedView::new(&invited.membership, link)
}

async fn give(
    With(state): With<State>,
    caller: Caller,
    At(user): At<UserId>,
    At(role): At<Role>,
    Asked(()): Asked<()>,
) -> Result<Json<MemberView>, Failure> {
    let at = (state.clock)();
    let given = members::give(&state.identity, &caller.by, user, role, at).await?;
    let mut members = MemberView::list(&[given]);
    members.pop().map(Json).ok_or_else(Failure::no_such_member)
}

async fn withdraw(
    With(state): With<State>,
    caller: Caller,
    At(user): At<UserId>,
    At(role): At<Role>,
    Asked(()): Asked<()>,
) -> Result<Json<WithdrawnView>, Failure> {
    withdrawn(&state, &caller, user, Some(role)).await
}

async fn withdraw_whole(
    With(state): With<State>,
    caller: Caller,
    At(user): At<UserId>,
    Asked(()): Asked<()>,
) -> Result<Json<WithdrawnView>, Failure> {
    withdrawn(&state, &caller, user, None).await
}

async fn withdrawn(
    state: &State,
    caller: &Caller,
    user: UserId,
    role: Option<Role>,
) -> Result<Json<WithdrawnView>, Failure> {
    let at = (state.clock)();
    let withdrawn = members::withdraw(&state.identity, &caller.by, user, role, at).await?;
    state.keys.forget();
    state.sessions.forget();
    Ok(Json(withdrawn.into()))
}
