//! Who the caller is here, and what they may do.

use application::ask::moment::shown;
use application::wire::form::{CameInWith, Id, Instant, Word};
use application::wire::{ActorView, text};
use axum::Json;
use domain::access::{self, Operation};
use domain::{KeyId, Role};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Route, get};
use crate::door::identify::{CameIn, Credential};
use crate::failure::Failure;
use crate::json::query::Asked;

pub(super) fn routes() -> Vec<Route> {
    let me = get("/v1/me", show)
        .says("read_me", "Shows who the caller is, and what they may do.")
        .answers::<MeView>();
    vec![me]
}

#[derive(Serialize, JsonSchema)]
struct MeView {
    #[serde(flatten)]
    actor: ActorView,
    /// What they came in with: a key, a provider's token or a session.
    #[schemars(with = "Word<CameInWith>")]
    with: &'static str,
    /// The key, without its secret.
    #[schemars(with = "Option<Id<KeyId>>")]
    key: Option<String>,
    /// The first instant at which they have to come in anew; none: they do not.
    #[schemars(with = "Option<Instant>")]
    until: Option<String>,
    /// What their role may do to something that there may be.
    #[schemars(with = "Vec<Word<Operation>>")]
    may: Vec<&'static str>,
    /// The roles that they hand out in their organisation.
    #[schemars(with = "Vec<Word<Role>>")]
    hands_out: Vec<&'static str>,
}

async fn show(me: CameIn, Asked(()): Asked<()>) -> Result<Json<MeView>, Failure> {
    let role = me.actor.role;
    let operations = Operation::ALL.into_iter();
    let may = operations.filter(|operation| access::may_somewhere(role, *operation));
    let hands_out = access::handed_out_by(role).iter();
    let (with, key) = match me.with {
        Credential::Key(id) => ("key", Some(text(id))),
        Credential::Token => ("token", None),
        Credential::Session(_) => ("session", None),
    };
    Ok(Json(MeView {
        with,
        key,
        actor: (&me.actor).into(),
        until: me.until.map(shown),
        may: may.map(Operation::as_str).collect(),
        hands_out: hands_out.map(|role| role.as_str()).collect(),
    }))
}
