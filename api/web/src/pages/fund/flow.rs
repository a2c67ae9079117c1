//! Where each cent of a fund went: lots on one side, what they became on the other.

use std::collections::HashMap;

use domain::{ClaimId, Currency, Money};
use projections::trace::{FundTrace, LotTrace, Origin, Whereabouts};
use projections::views::ClaimLine;

use crate::pages::say::{Html, Say};

/// So many claims have a column of their own; the others share one.
const CLAIMS_MAX: usize = 6;

/// So many lots have a row of their own; the oldest share one.
const ROWS_MAX: usize = 60;

/// Lots and what became of them: the picture and the table have the same figures.
pub(super) struct Flow {
    pub(super) currency: Currency,
    /// Oldest first.
    pub(super) rows: Vec<Row>,
    pub(super) ends: Vec<End>,
    pub(super) total: Row,
    pub(super) has_withdrawn: bool,
}

/// One lot, or the oldest of many together.
#[derive(Clone)]
pub(super) struct Row {
    pub(super) name: String,
    /// Where it comes from.
    pub(super) origin: Html,
    /// The same where no markup goes.
    pub(super) origin_text: String,
    /// All that was ever put into it.
    pub(super) put_in: Money,
    /// What adjustments took back: zero or below.
    pub(super) withdrawn: Money,
    /// What went to each end, in their order.
    pub(super) parts: Vec<Money>,
}

/// What money became.
pub(super) struct End {
    pub(super) name: String,
    pub(super) note: String,
    pub(super) href: Option<String>,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Claim(ClaimId),
    OtherClaims,
    RolledOver,
    Expired,
    Remaining,
}

impl Flow {
    /// Puts a trace in the order of a picture; claims are those that it names.
    pub(super) fn of(
        say: Say,
        trace: &FundTrace,
        claims: &[ClaimLine],
        to: impl Fn(&str) -> String,
    ) -> Option<Self> {
        let currency = trace.lots.first()?.put_in.currency();
        let kinds = kinds(trace, claims);
        let mut rows: Vec<Row> = (1..)
            .zip(&trace.lots)
            .map(|(n, lot)| Row::of(say, n, lot, &kinds))
            .collect();
        if rows.len() > ROWS_MAX {
            let together = rows.len() + 1 - ROWS_MAX;
            let mut first = sum(say, &rows[..together], currency, kinds.len());
            first.name = say
                .say("fund-lots-together")
                .count("last", together)
                .to_string();
            rows.splice(..together, [first]);
        }
        let total = sum(say, &rows, currency, kinds.len());
        let paid = paid_of(trace);
        let end = |kind: &Kind| End::of(say, *kind, claims, &paid, &to);
        Some(Self {
            currency,
            ends: kinds.iter().map(end).collect(),
            has_withdrawn: total.withdrawn.minor() != 0,
            rows,
            total,
        })
    }

    pub(super) fn has_money(&self) -> bool {
        self.total.net() > 0
    }
}

/// Lists what money became: the largest claims, then the others, in the order of the bar.
fn kinds(trace: &FundTrace, claims: &[ClaimLine]) -> Vec<Kind> {
    let mut sums: HashMap<Kind, i64> = HashMap::new();
    let mut order = vec![];
    for fate in trace.lots.iter().flat_map(|lot| &lot.fates) {
        let Some(kind) = kind_of(trace, fate.fund, fate.place) else {
            continue;
        };
        if !sums.contains_key(&kind) {
            order.push(kind);
        }
        let sum = sums.entry(kind).or_default();
        *sum = sum.saturating_add(fate.amount.minor());
    }
    let is_claim = |kind: &Kind| matches!(kind, Kind::Claim(_));
    let mut of_claims: Vec<Kind> = order.iter().copied().filter(is_claim).collect();
    if of_claims.len() > CLAIMS_MAX {
        let mut largest = of_claims.clone();
        largest.sort_by_key(|kind| std::cmp::Reverse(sums.get(kind).copied()));
        largest.truncate(CLAIMS_MAX - 1);
        of_claims.retain(|kind| largest.contains(kind));
        of_claims.push(Kind::OtherClaims);
    }
    // A claim without a name would be a column without a head.
    let is_named = |kind: &Kind| match kind {
        Kind::Claim(id) => claims.iter().any(|line| line.id == *id),
        Kind::OtherClaims | Kind::RolledOver | Kind::Expired | Kind::Remaining => true,
    };
    if !of_claims.iter().all(is_named) {
        of_claims.retain(is_named);
        if !of_claims.contains(&Kind::OtherClaims) {
            of_claims.push(Kind::OtherClaims);
        }
    }
    if sums.contains_key(&Kind::RolledOver) {
        of_claims.push(Kind::RolledOver);
    }
    of_claims.extend([Kind::Expired, Kind::Remaining]);
    of_claims
}

fn kind_of(trace: &FundTrace, fund: domain::FundId, place: Whereabouts) -> Option<Kind> {
    if fund != trace.fund {
        return Some(Kind::RolledOver);
    }
    match place {
        Whereabouts::Claim(claim) => Some(Kind::Claim(claim)),
        Whereabouts::Remaining => Some(Kind::Remaining),
        Whereabouts::Expired => Some(Kind::Expired),
        Whereabouts::OnItsWay { .. } => Some(Kind::RolledOver),
        Whereabouts::Withdrawn => None,
    }
}

/// Gives what each claim was paid of the fund.
fn paid_of(trace: &FundTrace) -> HashMap<ClaimId, i64> {
    let mut paid: HashMap<ClaimId, i64> = HashMap::new();
    for fate in trace.lots.iter().flat_map(|lot| &lot.fates) {
        if let Whereabouts::Claim(claim) = fate.place {
            let sum = paid.entry(claim).or_default();
            *sum = sum.saturating_add(fate.paid.minor() - fate.amount.minor());
        }
    }
    paid
}

impl End {
    fn of(
        say: Say,
        kind: Kind,
        claims: &[ClaimLine],
        left_to_pay: &HashMap<ClaimId, i64>,
        to: impl Fn(&str) -> String,
    ) -> Self {
        let plain = |key: &str, note: &str| Self {
            name: say.t(key).into_owned(),
            note: say.t(note).into_owned(),
            href: None,
            kind,
        };
        let claim = match kind {
            Kind::Claim(id) => claims.iter().find(|line| line.id == id),
            Kind::OtherClaims | Kind::RolledOver | Kind::Expired | Kind::Remaining => None,
        };
        match (kind, claim) {
            (Kind::Claim(id), Some(line)) => {
                let is_paid = left_to_pay.get(&id).is_none_or(|left| *left == 0);
                let key = if is_paid {
                    "fund-end-paid"
                } else {
                    "fund-end-approved"
                };
                Self {
                    name: line.number().to_string(),
                    note: format!("{}, {}", shortened(&line.facts.title), say.t(key)),
                    href: Some(to(&format!("/claims/{}", line.number()))),
                    kind,
                }
            }
            (Kind::Claim(_) | Kind::OtherClaims, _) => {
                plain("fund-end-others", "fund-end-others-what")
            }
            (Kind::RolledOver, _) => plain("fund-end-rolled", "fund-end-rolled-what"),
            (Kind::Expired, _) => plain("account-expired", "fund-end-expired-what"),
            (Kind::Remaining, _) => plain("fund-end-left", "fund-end-left-what"),
        }
    }
}

/// Keeps a title to one line of a picture.
fn shortened(title: &str) -> String {
    const MOST: usize = 30;
    match title.chars().count() {
        ..=MOST => title.to_owned(),
        _ => title.chars().take(MOST - 1).chain(['…']).collect(),
    }
}

impl Row {
    fn of(say: Say, n: usize, lot: &LotTrace, kinds: &[Kind]) -> Self {
        let currency = lot.put_in.currency();
        let mut parts = vec![0_i64; kinds.len()];
        let mut withdrawn = 0_i64;
        for fate in &lot.fates {
            let minor = fate.amount.minor();
            let is_away = fate.fund != lot.fund;
            let kind = match (is_away, fate.place) {
                (true, _) | (false, Whereabouts::OnItsWay { .. }) => Kind::RolledOver,
                (false, Whereabouts::Claim(claim)) => Kind::Claim(claim),
                (false, Whereabouts::Remaining) => Kind::Remaining,
                (false, Whereabouts::Expired) => Kind::Expired,
                (false, Whereabouts::Withdrawn) => {
                    withdrawn -= minor;
                    continue;
                }
            };
            let place = |wanted: Kind| kinds.iter().position(|known| *known == wanted);
            if let Some(place) = place(kind).or_else(|| place(Kind::OtherClaims)) {
                parts[place] += minor;
            }
        }
        let money = |minor| Money::from_minor(minor, currency);
        let (origin, origin_text) = origin(say, &lot.origin);
        Self {
            name: say.say("fund-lot").count("n", n).to_string(),
            origin,
            origin_text,
            put_in: lot.put_in,
            withdrawn: money(withdrawn),
            parts: parts.into_iter().map(money).collect(),
        }
    }

    /// Gives what was put in and not taken back, in minor units.
    pub(super) fn net(&self) -> i64 {
        self.put_in.minor().saturating_add(self.withdrawn.minor())
    }
}

fn origin(say: Say, origin: &Origin) -> (Html, String) {
    match origin {
        Origin::Earned { earned_on, .. } => (
            say.day(*earned_on),
            say.say("fund-lot-earned")
                .text("day", say.day_words(*earned_on))
                .to_string(),
        ),
        Origin::RolledOver { .. } => {
            let text = say.t("fund-lot-rolled").into_owned();
            (Html::text(&text), text)
        }
        Origin::Adjusted => {
            let text = say.t("fund-lot-adjusted").into_owned();
            (Html::text(&text), text)
        }
    }
}

fn sum(say: Say, rows: &[Row], currency: Currency, ends: usize) -> Row {
    let mut total = Row {
        name: say.t("fund-total").into_owned(),
        origin: Html::default(),
        origin_text: String::new(),
        put_in: Money::zero(currency),
        withdrawn: Money::zero(currency),
        parts: vec![Money::zero(currency); ends],
    };
    // Sums of what the ledger holds fit, because the ledger holds their sum.
    let add = |to: &mut Money, money: Money| *to = to.plus(money).unwrap_or(*to);
    for row in rows {
        add(&mut total.put_in, row.put_in);
        add(&mut total.withdrawn, row.withdrawn);
        for (sum, part) in total.parts.iter_mut().zip(&row.parts) {
            add(sum, *part);
        }
    }
    total
}
