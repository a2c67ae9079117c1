//! The form by which finance records an earning, adjusts a fund or rolls it over: what is typed, and
//! before, change and after beside it.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use domain::FundCommand;
use domain::access::Operation;
use projections::Command;

use super::adjustment::{self, REASONS, Way};
use super::earning;
use super::moving::{Effect, Moving, told};
use super::rollover::{self, Other};
use crate::failure::Failure;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::page::rendered_as;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::Shell;
use crate::pages::visitor::Visitor;

/// What finance does with a fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Deed {
    Earning,
    Adjustment,
    Rollover,
}

/// The page.
#[derive(Template)]
#[template(path = "fund_form.html")]
struct FormPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    moving: Moving,
    deed: Deed,
    form: Form,
}

/// What one deed's form has of its own.
pub(super) struct Form {
    pub(super) asked: Asked,
    /// The words on its button.
    pub(super) send: Html,
    pub(super) effects: Vec<Effects>,
    /// What else there is to know.
    pub(super) note: Option<Html>,
}

/// What a form asks for beside an amount.
pub(super) enum Asked {
    Earning { between: String },
    Adjustment { way: Option<Way> },
    Rollover { others: Vec<Other> },
}

/// What a form does to one fund.
pub(super) struct Effects {
    pub(super) title: String,
    pub(super) change: String,
    pub(super) effect: Effect,
}

impl Deed {
    const fn operation(self) -> Operation {
        match self {
            Self::Earning => Operation::RecordEarning,
            Self::Adjustment => Operation::AdjustFund,
            Self::Rollover => Operation::RollOverFund,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Earning => "fund-earning-title",
            Self::Adjustment => "fund-adjustment-title",
            Self::Rollover => "fund-rollover-title",
        }
    }

    const fn refused(self) -> &'static str {
        match self {
            Self::Earning => "fund-earning-refused",
            Self::Adjustment => "fund-adjustment-refused",
            Self::Rollover => "fund-rollover-refused",
        }
    }

    const fn done(self) -> &'static str {
        match self {
            Self::Earning => "earning-recorded",
            Self::Adjustment => "fund-adjusted",
            Self::Rollover => "fund-rolled-over",
        }
    }

    /// Gives where its form goes, below the fund.
    const fn path(self) -> &'static str {
        match self {
            Self::Earning => "earnings",
            Self::Adjustment => "adjustments",
            Self::Rollover => "rollovers",
        }
    }

    fn read(
        self,
        visitor: &Visitor,
        moving: &Moving,
        fields: &Fields,
    ) -> Result<FundCommand, Errors> {
        match self {
            Self::Earning => earning::read(visitor, moving, fields),
            Self::Adjustment => adjustment::read(visitor, moving, fields),
            Self::Rollover => rollover::read(visitor, moving, fields),
        }
    }

    async fn form(
        self,
        visitor: &Visitor,
        moving: &Moving,
        fields: &Fields,
    ) -> Result<Form, Failure> {
        match self {
            Self::Earning => Ok(earning::form(visitor, moving, fields)),
            Self::Adjustment => Ok(adjustment::form(visitor, moving, fields)),
            Self::Rollover => rollover::form(visitor, moving, fields).await,
        }
    }
}

/// Shows the empty form.
pub(in crate::pages) async fn show(
    visitor: Visitor,
    Path(id): Path<String>,
    deed: Deed,
) -> Result<Response, Failure> {
    let moving = Moving::of(&visitor, &id, deed.operation()).await?;
    let fields = Fields::filled([("key", new_key())]);
    shown(&visitor, moving, deed, fields, Errors::default()).await
}

/// Does it, or shows the form again with what was wrong.
pub(in crate::pages) async fn carry_out(
    visitor: Visitor,
    Path(id): Path<String>,
    fields: Fields,
    deed: Deed,
) -> Result<Response, Failure> {
    let moving = Moving::of(&visitor, &id, deed.operation()).await?;
    if fields.has("preview") {
        return shown(&visitor, moving, deed, fields, Errors::default()).await;
    }
    let command = match deed.read(&visitor, &moving, &fields) {
        Ok(command) => Command::Fund(moving.fund.id, command),
        Err(errors) => return shown(&visitor, moving, deed, fields, errors).await,
    };
    match visitor.carry_out(&fields, command).await {
        Ok(answer) => {
            let to = format!("/funds/{}", moving.fund.id);
            Ok(visitor.done(answer.position, &to, deed.done()))
        }
        Err(why) => {
            let errors = told(why, visitor.say)?;
            shown(&visitor, moving, deed, fields, errors).await
        }
    }
}

async fn shown(
    visitor: &Visitor,
    moving: Moving,
    deed: Deed,
    fields: Fields,
    errors: Errors,
) -> Result<Response, Failure> {
    let say = visitor.say;
    let shell = moving.shell(visitor, deed.title());
    let page = FormPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        form: deed.form(visitor, &moving, &fields).await?,
        fields,
        errors,
        moving,
        deed,
        shell,
    };
    Ok(rendered_as(&page, say.language, page.errors.status()))
}

impl FormPage {
    /// Tells whether there is no fund that money could go to.
    const fn has_nowhere_to_go(&self) -> bool {
        match &self.form.asked {
            Asked::Rollover { others } => others.is_empty(),
            Asked::Earning { .. } | Asked::Adjustment { .. } => false,
        }
    }

    /// Gives the class of its button: red where money is taken.
    const fn button(&self) -> &'static str {
        match self.form.asked {
            Asked::Adjustment {
                way: Some(Way::Take),
            } => "btn primary danger",
            Asked::Earning { .. } | Asked::Adjustment { .. } | Asked::Rollover { .. } => {
                "btn primary"
            }
        }
    }
}
