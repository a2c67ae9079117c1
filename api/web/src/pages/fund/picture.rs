//! The picture of a fund's flow: bands from lots to what they became.

use std::fmt::Write as _;

use domain::Money;

use super::flow::{End, Flow, Kind, Row};
use crate::pages::say::{Given, Html, Say};

/// How high all money is together, how far apart nodes are, and where they stand.
const MONEY: f64 = 296.0;
const APART: f64 = 38.0;
const MARGIN: f64 = 8.0;
const LEFT: f64 = 275.0;
const RIGHT: f64 = 738.0;
const NODE: f64 = 9.0;

/// So many lots are drawn; the table has them all.
const LOTS_MAX: usize = 14;

/// From this height on a band has room for its amount.
const ROOM: f64 = 13.0;

impl Flow {
    /// Draws it; none: there is nothing to draw, or too much for a picture.
    pub(super) fn picture(&self, say: impl Given<Say>) -> Option<Html> {
        let say = say.given();
        if !self.has_money() || self.rows.len() > LOTS_MAX {
            return None;
        }
        let lots: Vec<&Row> = self.rows.iter().filter(|row| row.net() > 0).collect();
        let reached = |at: &usize| self.total.parts[*at].minor() > 0;
        let ends: Vec<usize> = (0..self.ends.len()).filter(reached).collect();
        let whole = self.total.net() as f64;
        let most = lots.len().max(ends.len()).max(1) - 1;
        let height = 2.0 * MARGIN + MONEY + APART * most as f64;
        let lot_tops = tops(lots.iter().map(|row| row.net() as f64 / whole), height);
        let shares = ends
            .iter()
            .map(|at| self.total.parts[*at].minor() as f64 / whole);
        let end_tops = tops(shares, height);

        let (mut bands, mut nodes, mut amounts) = (String::new(), String::new(), String::new());
        let mut reached = end_tops.clone();
        for (row, top) in lots.iter().zip(&lot_tops) {
            node(
                &mut nodes,
                "node",
                LEFT - NODE,
                *top,
                thick(row.net(), whole),
            );
            let mid = top + thick(row.net(), whole) / 2.0;
            let net = Money::from_minor(row.net(), self.currency);
            let mut below = row.origin_text.clone();
            if row.withdrawn.minor() != 0 {
                let taken = say.say("fund-lot-taken");
                let taken = taken.text("amount", say.money_text(row.withdrawn));
                let _ = write!(below, ", {taken}");
            }
            let title = format!("{}, {}", row.name, say.money_text(net));
            label(&mut nodes, "end", LEFT - 21.0, mid, &title, &below);
            let mut from = *top;
            for (place, at) in ends.iter().enumerate() {
                let minor = row.parts[*at].minor();
                if minor <= 0 {
                    continue;
                }
                let thick = thick(minor, whole);
                let to = reached[place];
                reached[place] += thick;
                band(&mut bands, self.ends[*at].kind, place, (from, to, thick));
                if thick >= ROOM {
                    let y = from + thick / 2.0 + 4.5;
                    let amount = say.money_text(row.parts[*at]);
                    let amount = Html::text(&amount);
                    // Where a band is thin its texture would run into the figures.
                    let class = if thick < 20.0 { "amt halo" } else { "amt" };
                    let _ = write!(
                        amounts,
                        "<text class=\"{class}\" x=\"291\" y=\"{y:.1}\">{amount}</text>"
                    );
                }
                from += thick;
            }
        }
        for (place, (at, top)) in ends.iter().zip(&end_tops).enumerate() {
            let End {
                name, note, kind, ..
            } = &self.ends[*at];
            let sum = self.total.parts[*at];
            let thick = thick(sum.minor(), whole);
            node(&mut nodes, node_class(*kind, place), RIGHT, *top, thick);
            let title = format!("{name}, {}", say.money_text(sum));
            label(
                &mut nodes,
                "start",
                RIGHT + 21.0,
                top + thick / 2.0,
                &title,
                note,
            );
        }
        let title = Html::text(&say.t("fund-flow-title"));
        Some(Html::made(format!(
            "<svg class=\"flow only-d\" viewBox=\"0 0 1000 {height:.0}\" role=\"img\" \
             aria-labelledby=\"fl-t\"><title id=\"fl-t\">{title}</title>{bands}{nodes}{amounts}</svg>"
        )))
    }

    /// Draws one lot as a bar, for narrow screens.
    pub(super) fn lot_bar(&self, row: &Row) -> Html {
        let net = row.net();
        let mut html = String::from("<svg class=\"bar\">");
        let mut from = 0_i64;
        let reached = |at: &usize| self.total.parts[*at].minor() > 0;
        let ends = (0..self.ends.len()).filter(reached);
        for (place, at) in ends.enumerate() {
            let minor = row.parts[at].minor();
            if net <= 0 || minor <= 0 {
                continue;
            }
            let x = percent(from, net);
            if from > 0 {
                let _ = write!(
                    html,
                    "<rect class=\"gap\" x=\"{x}\" width=\"2\" height=\"100%\"/>"
                );
            }
            let paint = bar_paint(self.ends[at].kind, place);
            let width = percent(minor, net);
            let _ = write!(
                html,
                "<rect x=\"{x}\" width=\"{width}\" height=\"100%\" {paint}/>"
            );
            from += minor;
        }
        html.push_str("</svg>");
        Html::made(html)
    }

    /// Says where the money of a lot is, in one line.
    pub(super) fn lot_line(&self, say: impl Given<Say>, row: &Row) -> Html {
        let say = say.given();
        let parts = self.ends.iter().zip(&row.parts);
        let parts = parts.filter(|(_, money)| money.minor() > 0);
        let parts = parts
            .map(|(end, money)| format!("{}\u{a0}{}", Html::text(&end.name), say.money(*money)));
        Html::made(parts.collect::<Vec<_>>().join(" · "))
    }
}

/// Gives where nodes of these shares begin, one below the other, spread over the height.
fn tops(shares: impl Iterator<Item = f64>, height: f64) -> Vec<f64> {
    let shares: Vec<f64> = shares.collect();
    let room = height - 2.0 * MARGIN - MONEY;
    let (apart, mut top) = match shares.len() {
        0 | 1 => (0.0, MARGIN + room / 2.0),
        many => (room / (many - 1) as f64, MARGIN),
    };
    let place = |share: f64| {
        let here = top;
        top += share * MONEY + apart;
        here
    };
    shares.into_iter().map(place).collect()
}

fn thick(minor: i64, whole: f64) -> f64 {
    minor as f64 / whole * MONEY
}

fn band(out: &mut String, kind: Kind, place: usize, (from, to, thick): (f64, f64, f64)) {
    let middle = (LEFT + RIGHT) / 2.0;
    // What is worth a cent is seen as well.
    let thick = thick.max(0.8);
    let (from_end, to_end) = (from + thick, to + thick);
    let paint = match kind {
        Kind::Claim(_) | Kind::OtherClaims if place.is_multiple_of(2) => "class=\"lk c1\"",
        Kind::Claim(_) | Kind::OtherClaims => "class=\"lk c2\"",
        Kind::Remaining => "class=\"lk av\"",
        Kind::RolledOver => "class=\"lk ro\"",
        Kind::Expired => "class=\"lk-x\" fill=\"url(#expired)\"",
    };
    let _ = write!(
        out,
        "<path {paint} d=\"M{LEFT} {from:.1}C{middle} {from:.1} {middle} {to:.1} {RIGHT} {to:.1}\
         V{to_end:.1}C{middle} {to_end:.1} {middle} {from_end:.1} {LEFT} {from_end:.1}Z\"/>"
    );
}

fn node(out: &mut String, class: &str, x: f64, top: f64, thick: f64) {
    let thick = thick.max(1.0);
    let _ = write!(
        out,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{top:.1}\" width=\"{NODE}\" height=\"{thick:.1}\" \
         rx=\"1.5\"/>"
    );
}

const fn node_class(kind: Kind, place: usize) -> &'static str {
    match kind {
        Kind::Claim(_) | Kind::OtherClaims if place.is_multiple_of(2) => "n1",
        Kind::Claim(_) | Kind::OtherClaims => "n2",
        Kind::Remaining => "na",
        Kind::RolledOver => "node",
        Kind::Expired => "nx",
    }
}

const fn bar_paint(kind: Kind, place: usize) -> &'static str {
    match kind {
        Kind::Claim(_) | Kind::OtherClaims if place.is_multiple_of(2) => "class=\"c1\"",
        Kind::Claim(_) | Kind::OtherClaims => "class=\"c2\"",
        Kind::Remaining => "class=\"m-available\"",
        Kind::RolledOver => "class=\"ro\"",
        Kind::Expired => "fill=\"url(#expired)\"",
    }
}

fn label(out: &mut String, anchor: &str, x: f64, middle: f64, title: &str, below: &str) {
    let (title, below) = (Html::text(title), Html::text(below));
    let (first, second) = (middle - 1.0, middle + 15.0);
    let _ = write!(
        out,
        "<text class=\"b\" text-anchor=\"{anchor}\" x=\"{x}\" y=\"{first:.1}\">{title}</text>\
         <text class=\"s\" text-anchor=\"{anchor}\" x=\"{x}\" y=\"{second:.1}\">{below}</text>"
    );
}

fn percent(part: i64, whole: i64) -> String {
    format!("{:.3}%", part as f64 * 100.0 / whole as f64)
}
