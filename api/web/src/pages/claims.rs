//! The list of claims: saved views, filters that the address holds, and what each waits for.

use application::ask::{Cursor, Pages};
use askama::Template;
use axum::response::Response;
use chrono::NaiveDate;
use domain::{ActivityCode, Money, OrgId, PeriodId, Role, Status};
use projections::stream::TaskKind;
use projections::views::{ClaimCursor, ClaimFilter, ClaimLine, Limit, Page, Search};

use super::overview::tasks::Due;
use super::page::rendered;
use super::preferences::Theme;
use super::say::{Html, Say};
use super::shell::{Place, Shell, query};
use super::visitor::{Visitor, pairs_of};
use crate::failure::Failure;

/// How many claims a page has, unless its reader says otherwise.
const ROWS: u32 = 50;

/// From how many rows on a list is set in small type.
const DENSE: usize = 20;

/// A view that is one click away: its name, and the statuses it shows.
const VIEWS: [(&str, &[Status]); 4] = [
    (
        "claims-view-preparing",
        &[Status::Editing, Status::ActionRequired],
    ),
    (
        "claims-view-with-vendor",
        &[Status::Submitted, Status::UnderReview, Status::Disputed],
    ),
    ("claims-view-approved", &[Status::Approved, Status::Paid]),
    (
        "claims-view-closed",
        &[
            Status::Rejected,
            Status::RejectionFinal,
            Status::Cancelled,
            Status::Expired,
        ],
    ),
];

/// The page.
#[derive(Template)]
#[template(path = "claims.html")]
struct ClaimsPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    may_create: bool,
    sees_partners: bool,
    views: Vec<View>,
    asked: Filters,
    choices: Choices,
    pills: Vec<Pill>,
    rows: Vec<Row>,
    sums: Option<Vec<Sum>>,
    /// The address of the next page.
    next: Option<String>,
    /// The address of the first page, where this is another.
    first: Option<String>,
    is_dense: bool,
    csv: String,
}

/// A saved view.
struct View {
    key: &'static str,
    href: String,
    is_current: bool,
}

/// What the form of filters holds.
#[derive(Clone, Debug, Default)]
struct Filters {
    q: String,
    statuses: Vec<Status>,
    partner: String,
    period: String,
    activity: String,
}

/// What can be chosen of.
struct Choices {
    statuses: Vec<(&'static str, String, bool)>,
    periods: Vec<(String, String, bool)>,
    activities: Vec<(String, String, bool)>,
}

/// A filter that can be taken away.
struct Pill {
    text: Html,
    href: String,
}

/// A claim.
struct Row {
    href: String,
    number: String,
    title: String,
    activity: String,
    executed_on: NaiveDate,
    partner: String,
    status: Status,
    next_step: Html,
    requested: Money,
    is_requested: bool,
    approved: Option<Money>,
    line: ClaimLine,
}

/// What claims of one currency come to.
struct Sum {
    claims: u64,
    requested: Money,
    approved: Money,
}

/// Shows the list.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    listed(visitor).await
}

/// Shows the list to who came to it by another address as well.
pub(super) async fn listed(visitor: Visitor) -> Result<Response, Failure> {
    let say = visitor.say;
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let asked = Filters::of(&pairs);
    let after = given(&pairs, "cursor").and_then(|text| Cursor::read::<ClaimCursor>(text));
    let is_first = after.is_none();
    let limit = given(&pairs, "limit").and_then(|text| text.parse().ok());
    let limit = limit.unwrap_or(ROWS).clamp(1, 100);
    let pages = Pages::One(Page {
        after,
        limit: Limit::try_from(limit).unwrap_or_default(),
    });
    let filter = asked.filter();
    let questions = &visitor.state.questions;
    let answer = questions
        .claims(visitor.asker(), &filter, &pages, visitor.when())
        .await?;
    let today = visitor.today(answer.moment);
    let lines = &answer.body.rows;
    let title = say.t("claims-title");
    let shell = Shell::new(&visitor, Place::Claims, title, &answer);
    let rows: Vec<Row> = lines
        .iter()
        .map(|line| Row::of(&visitor, &shell, line, today))
        .collect();
    let address = |changed: &[(&str, &str)]| asked.address(&shell, changed);
    let next = answer.body.next.as_ref();
    let page = ClaimsPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        may_create: visitor.actor().role.is_partner() && !shell.is_past(),
        sees_partners: visitor.is_of_vendor(),
        views: views(&shell, &asked),
        choices: Choices::of(&visitor, &asked),
        pills: pills(&visitor, &shell, &asked),
        sums: (is_first && next.is_none()).then(|| sums(&rows)),
        next: next.map(|next| address(&[("cursor", next.as_str())])),
        first: (!is_first).then(|| address(&[])),
        is_dense: rows.len() >= DENSE,
        csv: asked.address_at("/claims.csv", &shell, &[]),
        rows,
        asked,
        shell,
    };
    Ok(rendered(&page, say.language))
}

fn given<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = pairs.iter().find(|(known, _)| known == name);
    found
        .map(|(_, value)| value.trim())
        .filter(|value| !value.is_empty())
}

impl Filters {
    /// Reads the filters of an address; what is not understood filters nothing.
    fn of(pairs: &[(String, String)]) -> Self {
        let text = |name| given(pairs, name).unwrap_or_default().to_owned();
        let statuses = pairs.iter().filter(|(name, _)| name == "status");
        let statuses = statuses.flat_map(|(_, value)| value.split(','));
        Self {
            q: text("q"),
            statuses: statuses.filter_map(|status| status.parse().ok()).collect(),
            partner: text("partner"),
            period: text("period"),
            activity: text("activity"),
        }
    }

    fn filter(&self) -> ClaimFilter {
        ClaimFilter {
            statuses: self.statuses.clone(),
            partner: self.partner.parse::<OrgId>().ok(),
            period: self.period.parse::<PeriodId>().ok(),
            activity: self.activity.parse::<ActivityCode>().ok(),
            search: self.q.parse::<Search>().ok(),
            ..ClaimFilter::default()
        }
    }

    fn statuses(&self) -> String {
        let words: Vec<_> = self.statuses.iter().map(|status| status.as_str()).collect();
        words.join(",")
    }

    fn pairs(&self) -> Vec<(String, String)> {
        let pairs = [
            ("q", self.q.clone()),
            ("status", self.statuses()),
            ("partner", self.partner.clone()),
            ("period", self.period.clone()),
            ("activity", self.activity.clone()),
        ];
        let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        given
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// Gives the address of the list with these filters, some of them changed.
    fn address(&self, shell: &Shell, changed: &[(&str, &str)]) -> String {
        self.address_at("/claims", shell, changed)
    }

    fn address_at(&self, path: &str, shell: &Shell, changed: &[(&str, &str)]) -> String {
        let mut pairs = self.pairs();
        for (name, value) in changed {
            pairs.retain(|(known, _)| known != name);
            if !value.is_empty() {
                pairs.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        let pairs: Vec<_> = pairs.iter().collect();
        shell.to(&query(path, &pairs))
    }
}

fn views(shell: &Shell, asked: &Filters) -> Vec<View> {
    let all = View {
        key: "claims-view-all",
        href: shell.to("/claims"),
        is_current: asked.statuses.is_empty(),
    };
    let saved = VIEWS.map(|(key, statuses)| {
        let words: Vec<_> = statuses.iter().map(|status| status.as_str()).collect();
        View {
            key,
            href: asked.address(shell, &[("status", &words.join(","))]),
            is_current: asked.statuses == statuses,
        }
    });
    std::iter::once(all).chain(saved).collect()
}

impl Choices {
    fn of(visitor: &Visitor, asked: &Filters) -> Self {
        let say = visitor.say;
        let statuses = Status::ALL.iter().map(|status| {
            let word = say.word("status", status.as_str()).into_owned();
            (status.as_str(), word, asked.statuses == [*status])
        });
        let (mut periods, mut activities) = (vec![], vec![]);
        for programme in visitor.programmes.iter() {
            for period in &programme.policy.periods {
                let id = period.id.to_string();
                let is_chosen = asked.period == id;
                periods.push((id, say.period(period), is_chosen));
            }
            for activity in &programme.policy.activities {
                let code = activity.code.to_string();
                let is_chosen = asked.activity == code;
                activities.push((code, say.of(&activity.name).to_owned(), is_chosen));
            }
        }
        periods.dedup();
        activities.sort_by(|(_, one, _), (_, other, _)| one.cmp(other));
        activities.dedup();
        Self {
            statuses: statuses.collect(),
            periods,
            activities,
        }
    }
}

fn pills(visitor: &Visitor, shell: &Shell, asked: &Filters) -> Vec<Pill> {
    let say = visitor.say;
    let named = |name: &str, value: &str| match name {
        "status" => {
            let words = asked.statuses.iter();
            let words = words.map(|status| say.word("status", status.as_str()).into_owned());
            words.collect::<Vec<_>>().join(", ")
        }
        "partner" => value
            .parse()
            .map_or_else(|_| value.to_owned(), |org| say.org(&org)),
        "period" => chosen(&Choices::of(visitor, asked).periods, value),
        "activity" => chosen(&Choices::of(visitor, asked).activities, value),
        _ => value.to_owned(),
    };
    let pairs = asked.pairs().into_iter().map(|(name, value)| Pill {
        text: say
            .say_of(format!("claims-pill-{name}"))
            .text("value", named(&name, &value))
            .into_html(),
        href: asked.address(shell, &[(&name, "")]),
    });
    pairs.collect()
}

fn chosen(choices: &[(String, String, bool)], value: &str) -> String {
    let found = choices.iter().find(|(known, ..)| known == value);
    found.map_or_else(|| value.to_owned(), |(_, name, _)| name.clone())
}

impl Row {
    fn of(visitor: &Visitor, shell: &Shell, line: &ClaimLine, today: NaiveDate) -> Self {
        let (facts, standing) = (&line.facts, &line.progress.standing);
        Self {
            href: shell.to(&format!("/claims/{}", line.number())),
            number: line.number().to_string(),
            title: facts.title.clone(),
            activity: visitor.activity_name(&facts.programme, &facts.activity),
            executed_on: facts.executed_on,
            partner: visitor.say.org(&facts.partner),
            status: standing.status,
            next_step: next_step(visitor, line, today),
            requested: standing.requested.unwrap_or(standing.declared),
            is_requested: standing.requested.is_some(),
            approved: standing.approved,
            line: line.clone(),
        }
    }
}

/// Says who acts next, and by when.
fn next_step(visitor: &Visitor, line: &ClaimLine, today: NaiveDate) -> Html {
    let say = visitor.say;
    let Some((kind, due)) = line.progress.task() else {
        return Html::default();
    };
    let is_mine = match kind.role() {
        Role::PartnerUser => visitor.actor().role.is_partner(),
        role => role == visitor.actor().role,
    };
    let whose = if is_mine { "mine" } else { "theirs" };
    let kind_of = kind.as_str().replace('_', "-");
    let dated = if due.is_some() { "by" } else { "open" };
    let sentence = say.say_of(format!("next-{kind_of}-{whose}-{dated}"));
    let sentence = sentence
        .text("partner", say.org(&line.facts.partner))
        .text("vendor", visitor.vendor_of(&line.facts.programme));
    match due {
        None => sentence.into_html(),
        Some(day) => {
            let due = Due::of(day, today);
            let class = match (is_mine, kind) {
                (true, _) => due.class(),
                (false, TaskKind::Payment) => "due",
                (false, _) => "muted",
            };
            let day = format!("<span class=\"{class}\">{}</span>", say.weekday(day));
            sentence.html("day", Html::made(day)).into_html()
        }
    }
}

/// Adds up what all rows come to, a currency at a time.
fn sums(rows: &[Row]) -> Vec<Sum> {
    let mut sums: Vec<Sum> = vec![];
    for row in rows {
        let currency = row.requested.currency();
        let known = sums
            .iter_mut()
            .position(|sum| sum.requested.currency() == currency);
        let at = known.unwrap_or_else(|| {
            sums.push(Sum {
                claims: 0,
                requested: Money::zero(currency),
                approved: Money::zero(currency),
            });
            sums.len() - 1
        });
        let sum = &mut sums[at];
        sum.claims += 1;
        sum.requested = sum.requested.plus(row.requested).unwrap_or(sum.requested);
        let approved = row.approved.unwrap_or(Money::zero(currency));
        sum.approved = sum.approved.plus(approved).unwrap_or(sum.approved);
    }
    sums
}
