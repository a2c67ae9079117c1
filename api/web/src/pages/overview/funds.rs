//! All funds in one table: a group of rows for each currency, and what they come to.

use domain::{Currency, Money};
use projections::ledger::FundFigures;
use projections::views::OverviewLine;

use crate::pages::visitor::Visitor;

/// How many funds are shown; all of them are on the page of funds.
const ROWS_MAX: usize = 100;

/// The funds, a currency at a time: sums across currencies say nothing.
#[derive(Default)]
pub(in crate::pages) struct FundTable {
    pub(in crate::pages) groups: Vec<Group>,
    /// How many there are.
    pub(in crate::pages) funds: usize,
    pub(in crate::pages) is_cut: bool,
}

/// The funds of one currency.
pub(in crate::pages) struct Group {
    pub(in crate::pages) currency: Currency,
    pub(in crate::pages) rows: Vec<Row>,
    pub(in crate::pages) sum: [Money; 6],
    /// How many there are, shown or not.
    pub(in crate::pages) funds: usize,
}

/// One fund.
pub(in crate::pages) struct Row {
    pub(in crate::pages) fund: domain::FundId,
    pub(in crate::pages) partner: String,
    pub(in crate::pages) period: String,
    pub(in crate::pages) cells: [Money; 6],
}

impl FundTable {
    /// The columns of a row, in their order.
    pub(in crate::pages) const COLUMNS: [&'static str; 6] = [
        "earned",
        "paid",
        "committed",
        "reserved",
        "available",
        "expired",
    ];

    pub(in crate::pages) fn of(visitor: &Visitor, lines: &[OverviewLine]) -> Self {
        let mut table = Self {
            funds: lines.len(),
            is_cut: lines.len() > ROWS_MAX,
            ..Self::default()
        };
        for (n, line) in lines.iter().enumerate() {
            let group = table.group(line.currency);
            group.add(cells(&line.figures));
            if n < ROWS_MAX {
                group.rows.push(Row {
                    fund: line.fund,
                    partner: visitor.say.org(&line.partner),
                    period: visitor.period_name(&line.programme, &line.period),
                    cells: cells(&line.figures),
                });
            }
        }
        table.groups.sort_by_key(|group| group.currency.code());
        table
    }

    fn group(&mut self, currency: Currency) -> &mut Group {
        let mut groups = self.groups.iter();
        let at = groups.position(|group| group.currency == currency);
        let at = at.unwrap_or_else(|| {
            self.groups.push(Group {
                currency,
                rows: vec![],
                sum: [Money::zero(currency); 6],
                funds: 0,
            });
            self.groups.len() - 1
        });
        &mut self.groups[at]
    }
}

impl Group {
    fn add(&mut self, cells: [Money; 6]) {
        self.funds += 1;
        for (sum, cell) in self.sum.iter_mut().zip(cells) {
            // Sums of what the ledger holds fit, because the ledger holds their sum.
            *sum = sum.plus(cell).unwrap_or(*sum);
        }
    }
}

const fn cells(figures: &FundFigures) -> [Money; 6] {
    [
        figures.earned,
        figures.paid,
        figures.committed,
        figures.reserved,
        figures.available,
        figures.expired,
    ]
}
