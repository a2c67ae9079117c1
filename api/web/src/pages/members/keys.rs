//! The keys of an organisation: shown once, listed without their secrets, revoked for good.

use application::act::keys::{self, KeyError, KeyRequest};
use application::ask::Pages;
use askama::Template;
use axum::extract::{Path, State as With};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use domain::KeyId;
use projections::identity::Key;
use projections::views::{Limit, Page};

use super::{Form, Once, placed};
use crate::State;
use crate::door::caller::Caller;
use crate::failure::Failure;
use crate::pages::assets::Addresses;
use crate::pages::fields::{Errors, Fields};
use crate::pages::page::rendered;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// So many keys are shown.
const SHOWN: u32 = 100;

/// The latest keys.
pub(super) struct Keys {
    pub(super) rows: Vec<Row>,
    pub(super) has_more: bool,
}

/// A key as the list shows it.
pub(super) struct Row {
    pub(super) key: Key,
    pub(super) state: &'static str,
    /// Whom it acts as; none: it has a name of its own.
    pub(super) user: Option<String>,
}

/// The page that asks before a key is revoked.
#[derive(Template)]
#[template(path = "key_revoke.html")]
struct RevokePage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static Addresses,
    row: Row,
}

impl Keys {
    /// Lists the keys that the reader may revoke, newest first.
    pub(super) async fn of(visitor: &Visitor) -> Result<Self, Failure> {
        let pages = Pages::One(Page {
            after: None,
            limit: Limit::try_from(SHOWN).unwrap_or_default(),
        });
        let listed = keys::list(&visitor.state.identity, visitor.asker(), &pages).await?;
        let at = visitor.now();
        Ok(Self {
            has_more: listed.next.is_some(),
            rows: listed
                .rows
                .into_iter()
                .map(|key| Row::new(key, at))
                .collect(),
        })
    }
}

impl Row {
    fn new(key: Key, at: DateTime<Utc>) -> Self {
        let user = key.actor.user.to_string();
        Self {
            state: key.state(at).as_str(),
            user: Some(user).filter(|user| *user != key.id.to_string()),
            key,
        }
    }

    /// Tells whether it can still be revoked.
    pub(super) fn is_good(&self) -> bool {
        self.state == "active"
    }
}

/// Goes to the list, which is on the page of members.
pub(in crate::pages) async fn list() -> Redirect {
    Redirect::to("/members#keys")
}

/// Makes a key; its text is shown this once.
pub(in crate::pages) async fn create(
    visitor: Visitor,
    fields: Fields,
) -> Result<Response, Failure> {
    let (identity, say) = (&visitor.state.identity, visitor.say);
    let request = match read(&visitor, &fields) {
        Ok(request) => request,
        Err(errors) => return refused(&visitor, fields, errors).await,
    };
    let org = visitor.actor().org.clone();
    let made = keys::make(identity, visitor.asker(), org, request, visitor.now()).await;
    let made = match made {
        Ok(made) => made,
        Err(error) => {
            let errors = told(say, error)?;
            return refused(&visitor, fields, errors).await;
        }
    };
    let actor = &made.key.actor;
    let what = say
        .say("keys-shown-once")
        .text("role", say.role(actor.role))
        .text("org", say.org(&actor.org));
    let once = Once {
        title: Html::text(&say.t("keys-created")),
        what: what.into_html(),
        label: "keys-label",
        text: made.text.reveal(),
    };
    super::shown(&visitor, Form::empty(), Form::empty(), Some(once)).await
}

fn read(visitor: &Visitor, fields: &Fields) -> Result<KeyRequest, Errors> {
    let mut reading = fields.read(visitor.say);
    let role = reading.choice("key-role");
    let user = match fields.get("key-user").trim() {
        "" => Some(None),
        _ => reading.name("key-user").map(Some),
    };
    let expires_at = match fields.get("key-expires").trim() {
        "" => Some(None),
        _ => reading.date("key-expires").map(|day| {
            let next = day.checked_add_days(Days::new(1))?;
            let local = visitor
                .say
                .zone
                .from_local_datetime(&next.and_time(NaiveTime::MIN));
            local.earliest().map(|at| at.to_utc())
        }),
    };
    let id: KeyId = reading.new_id("key");
    let request = || {
        Some(KeyRequest {
            id,
            role: role?,
            user: user?,
            expires_at: expires_at?,
        })
    };
    let request = request();
    reading.finish(request)
}

/// Says at its field what was wrong with the key that somebody wanted.
fn told(say: Say, error: KeyError) -> Result<Errors, Failure> {
    let field = match &error {
        KeyError::RoleIsNotYours(_) | KeyError::RoleIsInside => "key-role",
        KeyError::ExpiryHasPassed => "key-expires",
        KeyError::UserIsAKey => "key-user",
        KeyError::MadeBefore => "",
        KeyError::Refused(_) | KeyError::NotThere | KeyError::Identity(_) => {
            return Err(error.into());
        }
    };
    let mut errors = Errors::default();
    errors.push(field, Html::text(&say.word("field", error.code())));
    Ok(errors)
}

async fn refused(visitor: &Visitor, fields: Fields, errors: Errors) -> Result<Response, Failure> {
    let form = Form { fields, errors };
    super::shown(visitor, Form::empty(), form, None).await
}

/// Asks before a key is revoked.
pub(in crate::pages) async fn ask_to_revoke(
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let id: KeyId = id.parse().map_err(|_| Failure::no_such_key())?;
    let everything = Pages::ALL;
    let listed = keys::list(&visitor.state.identity, visitor.asker(), &everything).await?;
    let key = listed.rows.into_iter().find(|key| key.id == id);
    let key = key.ok_or_else(Failure::no_such_key)?;
    let shell = placed(&visitor, say.t("keys-revoke-title").into_owned());
    let shell = shell.under("/members", say.t("members-title"));
    let page = RevokePage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        row: Row::new(key, visitor.now()),
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Revokes a key for good.
pub(in crate::pages) async fn revoke(
    With(state): With<State>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: KeyId = id.parse().map_err(|_| Failure::no_such_key())?;
    keys::revoke(&state.identity, caller.asker(), id, (state.clock)()).await?;
    state.keys.forget();
    Ok(Redirect::to("/members?done=key-revoked").into_response())
}
