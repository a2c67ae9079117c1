//! The page of a dispute: what was written, the answer, and what becomes of the money.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use domain::programme::Asked;
use domain::{Money, Refusal};
use projections::ledger::FundFigures;
use projections::stream::GivenRejection;

use crate::failure::Failure;
use crate::pages::claim::standing::reasons;
use crate::pages::documents::bad::{NotTaken, limit};
use crate::pages::documents::brought::waiting;
use crate::pages::documents::sheet::Sheet;
use crate::pages::fields::{Errors, Fields};
use crate::pages::on_claim::OnClaim;
use crate::pages::page::rendered_as;
use crate::pages::preferences::Theme;
use crate::pages::say::{Html, Say};
use crate::pages::shell::{Place, Shell, initials};
use crate::pages::visitor::Visitor;

/// What came of a form.
#[derive(Default)]
pub(super) struct Happened {
    pub(super) errors: Errors,
    pub(super) not_taken: Vec<NotTaken>,
}

/// The page.
#[derive(Template)]
#[template(path = "dispute.html")]
struct DisputePage<'a> {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static crate::pages::assets::Addresses,
    fields: Fields,
    errors: Errors,
    not_taken: Vec<NotTaken>,
    sheets: Vec<Sheet>,
    asked_proofs: &'a [Asked],
    bytes_max: u64,
    href: String,
    title: &'a str,
    amount: Money,
    rejection: &'a GivenRejection,
    /// Who rejected, and for what, in words.
    person: String,
    initials: String,
    vendor: String,
    reasons: String,
    told: Html,
    days_left: i64,
    review_due: NaiveDate,
    review_days: u32,
    fund: Option<FundFigures>,
    free_on: Option<NaiveDate>,
}

/// Shows the page with all that is typed.
pub(super) async fn shown(
    visitor: &Visitor,
    on: &OnClaim,
    fields: Fields,
    happened: Happened,
) -> Result<Response, Failure> {
    let (say, details) = (visitor.say, on.details());
    let rejection = details.rejection.as_ref();
    let rejection = rejection.ok_or(Refusal::ClaimMustBeRejected)?;
    let until = details.claim.dispute_until.or(rejection.dispute_until);
    let until = until.ok_or(Refusal::RejectionIsFinal)?;
    let waiting = waiting(visitor, on).await?;
    let fund = visitor
        .state
        .questions
        .fund(visitor.asker(), details.facts.fund, visitor.when());
    let fund = fund.await?.body.fund.figures;
    let days = on.policy.deadlines.dispute_review_business_days;
    let reasons = reasons(say, &rejection.reasons);
    let told = say.say("dispute-told").text("reasons", &reasons);
    let number = on.number();
    let title = say.plain("dispute-title", &[("number", &number)]);
    let person = say.person(&rejection.by.user);
    let page = DisputePage {
        say,
        theme: visitor.theme,
        assets: &crate::pages::assets::ADDRESSES,
        shell: on.shell(visitor, Place::Claims, title, "dispute-crumb"),
        sheets: waiting
            .iter()
            .map(|upload| Sheet::of(upload, None))
            .collect(),
        asked_proofs: on.asked_proofs(),
        bytes_max: visitor.state.documents.limits().bytes_max,
        href: on.href(),
        title: &details.facts.title,
        amount: details.claim.requested.unwrap_or(details.claim.declared),
        rejection,
        initials: initials(&person),
        person,
        vendor: visitor.vendor_of(&details.facts.programme),
        told: told.weekday("until", until).into_html(),
        reasons,
        days_left: (until - visitor.today(None)).num_days(),
        review_due: on.policy.due(visitor.now(), days),
        review_days: days,
        fund: Some(fund),
        free_on: until.succ_opt(),
        fields,
        errors: happened.errors,
        not_taken: happened.not_taken,
    };
    let status = match page.not_taken.is_empty() {
        true => page.errors.status(),
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Ok(rendered_as(&page, say.language, status))
}

impl DisputePage<'_> {
    fn hint(&self) -> Html {
        let hint = self.say.say("dispute-files-hint");
        hint.text("most", limit(self.say, self.bytes_max))
            .into_html()
    }
}
