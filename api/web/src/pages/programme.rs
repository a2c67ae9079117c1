//! Programmes: which there are, and one with its versions, periods, deadlines and activities.

mod changes;
mod document;
mod editing;
pub(super) mod publishing;

use application::ask::{Pages, ShownProgramme};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use chrono::Weekday;
use domain::access::{self, Operation};
use domain::programme::{Activity, Bilingual};
use domain::{Policy, ProgrammeId, Refusal};
use projections::views::PublishedPolicy;

use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say, capitalised};
use super::shell::{Place, Shell};
use super::visitor::Visitor;
use crate::failure::Failure;

/// The list.
#[derive(Template)]
#[template(path = "programmes.html")]
struct ProgrammesPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    programmes: Vec<ShownProgramme>,
}

/// The page of one.
#[derive(Template)]
#[template(path = "programme.html")]
struct ProgrammePage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    id: ProgrammeId,
    policy: std::sync::Arc<Policy>,
    version: u32,
    subtitle: String,
    /// Newest first.
    versions: Vec<Version>,
    deadlines: [(&'static str, Html); 6],
    may_publish: bool,
}

/// A version of the policy.
struct Version {
    published: PublishedPolicy,
    by: String,
    is_current: bool,
    /// In how many places it differs from the one before; none: it is the first.
    changes: Option<usize>,
}

/// Lists the programmes that somebody has to do with.
pub(super) async fn list(visitor: Visitor) -> Result<Response, Failure> {
    let questions = &visitor.state.questions;
    let asked = questions.programmes(visitor.asker(), &Pages::ALL, visitor.when());
    let mut answer = asked.await?;
    let programmes = std::mem::take(&mut answer.body.rows);
    let title = visitor.say.t("programmes-title");
    let shell = Shell::new(&visitor, Place::Programmes, title, &answer);
    let page = ProgrammesPage {
        say: visitor.say,
        theme: visitor.theme,
        assets: shell.assets,
        programmes,
        shell,
    };
    Ok(rendered(&page, visitor.say.language))
}

/// Shows one.
pub(super) async fn show(visitor: Visitor, Path(id): Path<String>) -> Result<Response, Failure> {
    let (id, say) = (named(&id)?, visitor.say);
    let questions = &visitor.state.questions;
    let answer = questions
        .policies(visitor.asker(), &id, visitor.as_of)
        .await?;
    let policies = &answer.body;
    let current = policies.last().ok_or(Refusal::ProgrammeMustExist)?;
    let policy = std::sync::Arc::clone(&current.policy);
    let shell = Shell::new(&visitor, Place::Programmes, policy.name.clone(), &answer);
    let shell = shell.under("/programmes", say.t("shell-programmes"));
    let before = |n: usize| n.checked_sub(1).and_then(|n| policies.get(n));
    let version = |(n, published): (usize, &PublishedPolicy)| Version {
        by: say.person(&published.by.user),
        is_current: published.version == current.version,
        changes: before(n)
            .map(|before| changes::between(say, &before.policy, &published.policy).len()),
        published: published.clone(),
    };
    let page = ProgrammePage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        version: current.version,
        subtitle: subtitle(say, &policy),
        versions: policies.iter().enumerate().map(version).rev().collect(),
        deadlines: deadlines(say, &policy),
        may_publish: !shell.is_past() && may_publish(&visitor, &policy),
        id,
        policy,
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Reads the id in the address; what is none names nothing.
fn named(id: &str) -> Result<ProgrammeId, Failure> {
    id.parse().map_err(|_| Refusal::ProgrammeMustExist.into())
}

fn may_publish(visitor: &Visitor, policy: &Policy) -> bool {
    let relation = access::to_programme(visitor.actor(), &policy.vendor);
    access::may(visitor.actor().role, Operation::PublishPolicy, relation)
}

/// Says in which currency, where, and on which days people work.
fn subtitle(say: Say, policy: &Policy) -> String {
    format!(
        "{} · {} · {}",
        policy.currency,
        policy.time_zone.name(),
        weekend(say, policy)
    )
}

/// Says on which days nobody works.
fn weekend(say: Say, policy: &Policy) -> String {
    let days = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];
    let free = days
        .into_iter()
        .filter(|day| policy.calendar.weekend.contains(day));
    let free: Vec<_> = free
        .map(|day| {
            say.word("weekday", &day.to_string().to_lowercase())
                .into_owned()
        })
        .collect();
    match free.as_slice() {
        [] => say.t("programme-no-weekend").into_owned(),
        free => say
            .say("programme-weekend")
            .text("days", free.join(", "))
            .to_string(),
    }
}

/// Lists how long things may take.
fn deadlines(say: Say, policy: &Policy) -> [(&'static str, Html); 6] {
    let of = &policy.deadlines;
    let told = |key, count: u32| say.say(key).count("n", count).into_html();
    [
        (
            "deadline-review",
            told("in-business-days", of.review_business_days),
        ),
        (
            "deadline-answer",
            told("in-business-days", of.answer_business_days),
        ),
        ("deadline-dispute", told("in-days", of.dispute_days)),
        (
            "deadline-dispute-review",
            told("in-business-days", of.dispute_review_business_days),
        ),
        (
            "deadline-payment",
            told("in-business-days", of.payment_business_days),
        ),
        ("deadline-evidence", told("in-months", of.evidence_months)),
    ]
}

impl ProgrammePage {
    /// Gives a name in the language that is not the reader's.
    fn other<'a>(&self, name: &'a Bilingual) -> &'a str {
        let other = Say {
            language: self.say.language.other(),
            zone: self.say.zone,
        };
        other.of(name)
    }

    /// Lists what an activity asks for, with what blocks marked.
    fn asked(&self, asked: &[domain::programme::Asked]) -> Html {
        let required = self.say.t("programme-required");
        let one = |asked: &domain::programme::Asked| {
            let name = Html::text(self.say.of(&asked.name));
            match asked.required {
                true => format!("{name} <span class=\"tag\">{required}</span>"),
                false => name.to_string(),
            }
        };
        let all: Vec<String> = asked.iter().map(one).collect();
        match all.as_slice() {
            [] => Html::element(
                "span",
                &[("class", "muted")],
                &self.say.t("programme-nothing"),
            ),
            all => Html::made(all.join(", ")),
        }
    }

    /// Names a period where a line begins.
    fn period(&self, period: &domain::programme::Period) -> String {
        capitalised(&self.say.period(period))
    }

    fn activities(&self) -> &[Activity] {
        &self.policy.activities
    }
}
