//! What was paid and what came back, for whoever reconciles it with the bank; and all of it as CSV.

use application::ask::{Cursor, Pages};
use askama::Template;
use axum::response::Response;
use domain::OrgId;
use domain::access::{self, Operation};
use projections::views::{Limit, Page, PaymentCursor, PaymentFilter, PaymentLine};

use super::page::rendered;
use super::preferences::Theme;
use super::review::per_currency;
use super::say::{Say, day};
use super::shell::{Place, Shell, query};
use super::visitor::{Visitor, pairs_of};
use crate::failure::Failure;
use crate::json::routes::payments::all_as_csv;

pub(super) mod run;

/// How many payments a page has, unless its reader says otherwise.
const ROWS: u32 = 50;

/// From how many rows on a list is set in small type.
const DENSE: usize = 20;

/// The page.
#[derive(Template)]
#[template(path = "payments.html")]
struct PaymentsPage {
    shell: Shell,
    say: Say,
    theme: Theme,
    assets: &'static super::assets::Addresses,
    asked: Filters,
    is_filtered: bool,
    rows: Vec<PaymentLine>,
    sums: Vec<domain::Money>,
    /// Whether its reader takes payments back.
    may_reverse: bool,
    next: Option<String>,
    first: Option<String>,
    is_dense: bool,
    csv: String,
}

/// What the form of filters holds.
#[derive(Clone, Debug, Default)]
struct Filters {
    from: String,
    to: String,
    partner: String,
    reference: String,
}

/// Shows the list.
pub(super) async fn show(visitor: Visitor) -> Result<Response, Failure> {
    let say = visitor.say;
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let asked = Filters::of(&pairs);
    let given = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    let after = given("cursor").and_then(Cursor::read::<PaymentCursor>);
    let is_first = after.is_none();
    let limit = given("limit").and_then(|text| text.parse().ok());
    let limit = Limit::try_from(limit.unwrap_or(ROWS).clamp(1, 100)).unwrap_or_default();
    let (filter, pages) = (asked.filter(), Pages::One(Page { after, limit }));
    let questions = &visitor.state.questions;
    let answer = questions
        .payments(visitor.asker(), &filter, &pages, visitor.when())
        .await?;
    let shell = Shell::new(&visitor, Place::Payments, say.t("payments-title"), &answer);
    let list = answer.body;
    let is_whole = is_first && list.next.is_none();
    let standing = list.rows.iter().filter(|line| line.reversed.is_none());
    let page = PaymentsPage {
        say,
        theme: visitor.theme,
        assets: shell.assets,
        is_filtered: filter != PaymentFilter::default(),
        sums: match is_whole {
            true => per_currency(standing.map(|line| line.amount)),
            false => vec![],
        },
        may_reverse: access::may_somewhere(visitor.actor().role, Operation::ReversePayment)
            && !shell.is_past(),
        next: list
            .next
            .as_ref()
            .map(|next| asked.address("/payments", &shell, Some(next.as_str()))),
        first: (!is_first).then(|| asked.address("/payments", &shell, None)),
        is_dense: list.rows.len() >= DENSE,
        csv: asked.address("/payments.csv", &shell, None),
        rows: list.rows,
        asked,
        shell,
    };
    Ok(rendered(&page, say.language))
}

/// Sends everything that the filters leave as CSV.
pub(super) async fn csv(visitor: Visitor) -> Result<Response, Failure> {
    let pairs = visitor.here.query().map(pairs_of).unwrap_or_default();
    let filter = Filters::of(&pairs).filter();
    all_as_csv(&visitor.state, visitor.actor(), filter, visitor.when()).await
}

impl Filters {
    /// Reads the filters of an address; what is not understood filters nothing.
    fn of(pairs: &[(String, String)]) -> Self {
        let text = |name: &str| {
            let found = pairs.iter().find(|(known, _)| known == name);
            found.map_or_else(String::new, |(_, value)| value.trim().to_owned())
        };
        Self {
            from: text("from"),
            to: text("to"),
            partner: text("partner"),
            reference: text("reference"),
        }
    }

    fn filter(&self) -> PaymentFilter {
        PaymentFilter {
            from: day(&self.from),
            to: day(&self.to),
            partner: self.partner.parse::<OrgId>().ok(),
            reference: Some(self.reference.clone()).filter(|text| !text.is_empty()),
            ..PaymentFilter::default()
        }
    }

    fn address(&self, path: &str, shell: &Shell, cursor: Option<&str>) -> String {
        let pairs = [
            ("from", self.from.as_str()),
            ("to", &self.to),
            ("partner", &self.partner),
            ("reference", &self.reference),
            ("cursor", cursor.unwrap_or_default()),
        ];
        let given: Vec<_> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        shell.to(query(path, &given))
    }
}
