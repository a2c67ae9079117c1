//! One claim, as everybody sees it: where it stands, its documents, what was asked and decided, and
//! all that happened to it.

use application::ask::Answer;
use askama::Template;
use axum::response::Response;
use domain::claim::ContributionState;
use domain::{ClaimId, MetricCode, Money, Role, Status};
use projections::ledger::FundFigures;

use super::page::rendered_as;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell};
use super::visitor::{Visitor, pairs_of};
use crate::failure::Failure;
use crate::json::path::At;

pub(super) mod actions;
pub(super) mod cancel;
mod changes;
mod checks;
mod documents;
pub(super) mod dossier;
pub(super) mod edit;
pub(super) mod history;
pub(super) mod items;
pub(super) mod may;
pub(super) mod opened;
mod outcome;
mod sent;
pub(super) mod standing;
mod tasks;

use changes::Changes;
use checks::Check;
use documents::{Comment, Documents};
use history::History;
use items::Request;
use may::{May, Primary};
use opened::Opened;
use outcome::Outcome;
use sent::Sent;
use standing::StateLine;
use tasks::Tasks;

/// The page.
#[derive(Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    path: String,
    number: String,
    version: u64,
    status: Status,
    partner: String,
    vendor: String,
    is_contributor: bool,
    /// What the amount in the head is: declared, requested, approved or paid.
    amount_key: &'static str,
    amount: Money,
    may: May,
    primary: Option<Primary>,
    state: StateLine,
    tasks: Option<Tasks>,
    requests: Vec<Request>,
    changes: Option<Changes>,
    checks: Vec<Check>,
    documents: Documents,
    comments: Vec<Comment>,
    outcome: Outcome,
    metrics: Vec<Metric>,
    colleagues: Vec<Colleague>,
    facts: Facts,
    fund: Option<Effect>,
    history: History,
    sent: Sent,
}

/// A figure that is asked for, or was recorded.
struct Metric {
    code: MetricCode,
    place: String,
    name: String,
    unit: String,
    value: Option<String>,
    /// As it stands in its field.
    written: String,
    by: Html,
    is_required: bool,
}

/// A colleague who was asked for documents.
struct Colleague {
    id: String,
    name: String,
    what: String,
    asked_by: String,
    asked_at: chrono::DateTime<chrono::Utc>,
    due: Option<chrono::NaiveDate>,
    state: &'static str,
    is_reader: bool,
}

/// What the claim says about itself.
struct Facts {
    programme: String,
    policy_version: u32,
    guide: Option<String>,
    fund: String,
    fund_href: Option<String>,
    activity: String,
    executed_on: chrono::NaiveDate,
    location: Option<String>,
    declared: Money,
    requested: Option<Money>,
    round: u32,
    reviewer: Option<String>,
    opened_by: String,
    opened_at: chrono::DateTime<chrono::Utc>,
}

/// What the claim does to its fund.
struct Effect {
    figures: FundFigures,
    /// What a submission would reserve; none: it is submitted.
    would_reserve: Option<Money>,
    after: Option<Money>,
    part: &'static str,
    of_claim: Money,
}

/// Shows the claim.
pub(super) async fn show(visitor: Visitor, At(claim): At<ClaimId>) -> Result<Response, Failure> {
    let opened = Opened::of(&visitor, claim).await?;
    Ok(shown(&visitor, &opened, Sent::default()))
}

/// Shows the claim with what became of a form on it.
fn shown(visitor: &Visitor, opened: &Opened, sent: Sent) -> Response {
    let status = sent.errors().status();
    let say = visitor.say;
    let details = opened.details();
    let (facts, standing) = (&details.facts, &details.progress.standing);
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let chosen = pairs.iter().find(|(name, _)| name == "docs");
    let chosen = chosen.map_or("all", |(_, value)| value.as_str());
    let may = opened.may(visitor);
    let is_contributor = visitor.actor().role == Role::Contributor;
    let shell = framed(visitor, opened, &facts.title);
    let (amount_key, amount) = headline(opened);
    // What is to be done is the partner's: others wait for it.
    let tasks = Tasks::of(visitor, opened).filter(|_| visitor.actor().role.is_partner());
    let page = ClaimPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        path: opened.href(),
        number: opened.number(),
        version: opened.version(),
        status: standing.status,
        partner: say.org(&facts.partner),
        vendor: say.org(opened.vendor()),
        is_contributor,
        amount_key,
        amount,
        primary: may.primary(visitor.actor().role),
        may,
        state: StateLine::of(visitor, opened),
        sent: sent.with_obstacles(tasks.as_ref()),
        tasks,
        requests: Request::all(visitor, opened),
        changes: Changes::of(visitor, opened),
        checks: checks::of(visitor, opened),
        documents: Documents::of(visitor, opened, chosen),
        comments: Comment::on(say, opened, None),
        outcome: Outcome::of(visitor, opened),
        metrics: metrics(visitor, opened),
        colleagues: colleagues(visitor, opened),
        facts: Facts::of(visitor, opened, &shell),
        fund: opened.fund.map(|figures| Effect::of(opened, figures)),
        history: History::of(visitor, opened),
        shell,
    };
    rendered_as(&page, say.language, status)
}

/// Puts the surroundings of a page about a claim together.
pub(super) fn framed(visitor: &Visitor, opened: &Opened, title: &str) -> Shell {
    let answer: &Answer<_> = &opened.answer;
    let shell = Shell::new(visitor, Place::Claims, title, answer);
    let shell = shell.called(opened.number());
    shell.under("/claims", visitor.say.t("shell-claims"))
}

/// Gives the amount that counts where the claim stands.
fn headline(opened: &Opened) -> (&'static str, Money) {
    let standing = &opened.details().progress.standing;
    let requested = standing.requested.unwrap_or(standing.declared);
    match standing.status {
        Status::Editing => ("claim-declared", standing.declared),
        Status::Approved => ("claim-approved", standing.approved.unwrap_or(requested)),
        Status::Paid => ("claim-paid", standing.paid),
        Status::Submitted
        | Status::UnderReview
        | Status::ActionRequired
        | Status::Rejected
        | Status::Disputed
        | Status::RejectionFinal
        | Status::Cancelled
        | Status::Expired => match standing.requested {
            Some(requested) => ("claim-requested", requested),
            None => ("claim-declared", standing.declared),
        },
    }
}

/// Names a figure that an activity asks for.
pub(super) fn metric_name(say: Say, opened: &Opened, code: &MetricCode) -> String {
    let asked = opened.policy.activities.iter().flat_map(|it| &it.metrics);
    let mut asked = asked.filter(|asked| asked.code == *code);
    let named = asked.next().map(|asked| say.of(&asked.name).to_owned());
    named.unwrap_or_else(|| code.to_string())
}

/// Gives what a figure is counted in, where nobody has said it yet: what it is a number of.
fn metric_unit(say: Say, opened: &Opened, code: &MetricCode) -> String {
    metric_name(say, opened, code).to_lowercase()
}

/// Lists the figures that are asked for, then others that were recorded.
fn metrics(visitor: &Visitor, opened: &Opened) -> Vec<Metric> {
    let (say, recorded) = (visitor.say, &opened.details().metrics);
    let asked = opened.activity().into_iter().flat_map(|it| &it.metrics);
    let asked: Vec<_> = asked.map(|it| (it.code.clone(), it.required)).collect();
    let others = recorded.iter().map(|it| (it.code.clone(), false));
    let others = others.filter(|(code, _)| asked.iter().all(|(known, _)| known != code));
    let all = asked.clone().into_iter().chain(others);
    let metrics = all.map(|(code, is_required)| {
        let known = recorded.iter().find(|metric| metric.code == code);
        let by = known.map(|metric| {
            say.say("claim-metric-by")
                .text("person", say.person(&metric.by.user))
                .date("at", metric.at)
                .into_html()
        });
        Metric {
            place: format!("m-{code}"),
            name: metric_name(say, opened, &code),
            unit: known.map_or_else(|| metric_unit(say, opened, &code), |it| it.unit.clone()),
            value: known.map(|metric| standing::metric(say, &metric.value)),
            written: known.map_or_else(String::new, |it| it.value.as_str().to_owned()),
            by: by.unwrap_or_default(),
            is_required,
            code,
        }
    });
    metrics.collect()
}

fn colleagues(visitor: &Visitor, opened: &Opened) -> Vec<Colleague> {
    let say = visitor.say;
    let asked = opened.details().contributions.iter();
    let shown = asked.map(|asked| Colleague {
        id: asked.id.to_string(),
        name: say.person(&asked.to.user),
        what: asked.what.clone(),
        asked_by: say.person(&asked.by.user),
        asked_at: asked.at,
        due: asked.due,
        state: match asked.state {
            ContributionState::Open => "open",
            ContributionState::Fulfilled => "fulfilled",
            ContributionState::Cancelled => "withdrawn",
        },
        is_reader: visitor.actor().is(&asked.to),
    });
    shown.collect()
}

impl Metric {
    /// Tells whether what it is counted in says more than its name.
    fn has_unit(&self) -> bool {
        self.unit.to_lowercase() != self.name.to_lowercase()
    }
}

impl Facts {
    fn of(visitor: &Visitor, opened: &Opened, shell: &Shell) -> Self {
        let (say, details) = (visitor.say, opened.details());
        let (facts, standing) = (&details.facts, &details.progress.standing);
        let activity = opened.activity();
        let period = opened.policy.period(&facts.period);
        Self {
            programme: opened.policy.name.clone(),
            policy_version: facts.policy_version,
            guide: opened.policy.guide.clone(),
            fund: period.map_or_else(|| facts.period.to_string(), |it| say.period(it)),
            fund_href: (opened.fund).map(|_| shell.to(format!("/funds/{}", facts.fund))),
            activity: activity.map_or_else(
                || facts.activity.to_string(),
                |it| say.of(&it.name).to_owned(),
            ),
            executed_on: facts.executed_on,
            location: facts.location.clone(),
            declared: standing.declared,
            requested: standing.requested.filter(|it| *it != standing.declared),
            round: standing.round,
            reviewer: (details.progress.reviewer.as_ref()).map(|it| say.person(&it.user)),
            opened_by: say.person(&facts.opened_by.user),
            opened_at: facts.opened_at,
        }
    }
}

impl Effect {
    fn of(opened: &Opened, figures: FundFigures) -> Self {
        let standing = &opened.details().progress.standing;
        let is_editing = standing.status == Status::Editing;
        let wanted = opened.claim().claimed().unwrap_or(standing.declared);
        let wanted = if wanted.minor() == 0 {
            standing.declared
        } else {
            wanted
        };
        let minus = Money::from_minor(-wanted.minor(), wanted.currency());
        let nothing = Money::zero(wanted.currency());
        let (part, of_claim) = match standing.status {
            Status::Submitted
            | Status::UnderReview
            | Status::ActionRequired
            | Status::Rejected
            | Status::Disputed => ("reserved", standing.requested.unwrap_or(nothing)),
            Status::Approved => ("committed", standing.approved.unwrap_or(nothing)),
            Status::Paid => ("paid", standing.paid),
            Status::Editing | Status::RejectionFinal | Status::Cancelled | Status::Expired => {
                ("reserved", nothing)
            }
        };
        Self {
            would_reserve: is_editing.then_some(minus),
            after: figures.available.plus(minus).ok().filter(|_| is_editing),
            figures,
            part,
            of_claim,
        }
    }
}

impl ClaimPage {
    /// Gives the colleague's request that its reader was asked with.
    fn asked_of_reader(&self) -> Option<&Colleague> {
        let mut asked = self.colleagues.iter().rev();
        asked.find(|asked| asked.is_reader && asked.state != "withdrawn")
    }

    fn items_count(&self) -> usize {
        self.requests.iter().map(|it| it.items.len()).sum()
    }

    fn items_answered(&self) -> usize {
        self.requests.iter().map(Request::answered).sum()
    }

    /// Tells whether the last comment is for the vendor's side alone, and so an answer to it.
    fn is_among_vendor(&self, comments: &[Comment]) -> bool {
        comments.last().is_some_and(|last| last.is_vendor_only)
    }
}
