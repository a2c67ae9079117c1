//! Keys of the caller's organisation: made, listed, revoked by its admins.

use application::act::keys::{self, KeyError, KeyRequest};
use application::ask::Pages;
use application::wire::form::{InstantOrDay, Name, Word};
use application::wire::{KeyView, MadeKeyView, Reader, Wire};
use axum::Json;
use axum::extract::State as With;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use domain::{KeyId, Refusal, Role};
use projections::identity::KeyCursor;
use projections::views::Page;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Route, delete, get, post};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::json::body::Body;
use crate::json::path::At;
use crate::json::query::{Asked, Parameters, Params};
use crate::json::read::{show_rows, take_page};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/v1/keys", list)
            .says(
                "list_keys",
                "Lists the keys that the caller may revoke, newest first.",
            )
            .lists::<KeyView>()
            .may_fail([Refusal::ActorMustBeAllowed.into()]),
        post("/v1/keys", make)
            .says("make_key", "Makes a key; its text is shown this once.")
            .answers_with::<MadeKeyView>(201)
            .may_fail([
                Refusal::ActorMustBeAllowed.into(),
                KeyError::RoleIsNotYours(Role::System).into(),
                KeyError::RoleIsInside.into(),
                KeyError::ExpiryHasPassed.into(),
                KeyError::UserIsAKey.into(),
                KeyError::MadeBefore.into(),
            ]),
        delete("/v1/keys/{key}", revoke)
            .says("revoke_key", "Revokes a key.")
            .answers::<KeyView>()
            .may_fail([Refusal::ActorMustBeAllowed.into()]),
    ]
}

/// What a key is to be for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KeyBody {
    #[schemars(with = "Word<Role>")]
    role: String,
    #[schemars(with = "Option<Name>")]
    user: Option<String>,
    #[schemars(with = "Option<InstantOrDay>")]
    expires: Option<String>,
}

impl Wire for KeyBody {
    type Into = KeyRequest;

    fn read(self, at: &mut Reader) -> Option<KeyRequest> {
        // No caller chooses the id: whether it is taken would tell of other organisations' keys.
        let id = at.id_or_new("id", None);
        let role = at.role("role", &self.role);
        let user = at.maybe(self.user, |at, user| at.name("user", &user));
        let expires = at.maybe(self.expires, |at, text| at.instant("expires", &text));
        Some(KeyRequest {
            id: id?,
            role: role?,
            user: user?,
            expires_at: expires?,
        })
    }
}

/// Which page of the keys.
impl Parameters for Page<KeyCursor> {
    fn take(params: &mut Params) -> Option<Self> {
        Some(take_page(params, |_| true))
    }
}

/// An answer that holds a secret: nobody on its way keeps it.
type Unstored<T> = (StatusCode, [(HeaderName, &'static str); 1], Json<T>);

async fn make(
    With(state): With<State>,
    caller: Caller,
    Body(asked): Body<KeyBody>,
) -> Result<Unstored<MadeKeyView>, Failure> {
    let at = (state.clock)();
    let org = caller.by.org.clone();
    let made = keys::make(&state.identity, caller.asker(), org, asked, at).await?;
    let headers = [(CACHE_CONTROL, "no-store")];
    let view = MadeKeyView::new(&made, at);
    Ok((StatusCode::CREATED, headers, Json(view)))
}

async fn list(
    With(state): With<State>,
    caller: Caller,
    Asked(page): Asked<Page<KeyCursor>>,
    uri: Uri,
) -> Result<Response, Failure> {
    let keys = keys::list(&state.identity, caller.asker(), &Pages::One(page)).await?;
    let at = (state.clock)();
    let keys = keys.map(|key| KeyView::new(key, at));
    Ok(show_rows(&keys, keys.next.as_ref(), &uri))
}

async fn revoke(
    With(state): With<State>,
    caller: Caller,
    At(id): At<KeyId>,
    Asked(()): Asked<()>,
) -> Result<Json<KeyView>, Failure> {
    let at = (state.clock)();
    let revoked = keys::revoke(&state.identity, caller.asker(), id, at).await?;
    state.keys.forget();
    Ok(Json(KeyView::new(&revoked, at)))
}
