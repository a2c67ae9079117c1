//! What a partner sees who has no fund yet: by when money is earned, spent and claimed.

use chrono::NaiveDate;

use super::periods::Steps;
use crate::pages::visitor::Visitor;

/// The period of a programme that goes on.
pub(in crate::pages) struct Going {
    pub(in crate::pages) programme: String,
    pub(in crate::pages) period: String,
    pub(in crate::pages) steps: Steps,
}

/// Lists the periods in which somebody can earn now, one a programme, else the next one.
pub(super) fn periods(visitor: &Visitor, today: NaiveDate) -> Vec<Going> {
    let programmes = visitor.programmes.iter().filter_map(|programme| {
        let periods = &programme.policy.periods;
        let going = periods.iter().find(|it| it.earned.contains(today));
        let next = || {
            let ahead = periods.iter().filter(|it| it.earned.from > today);
            ahead.min_by_key(|it| it.earned.from)
        };
        let period = going.or_else(next)?;
        Some(Going {
            programme: programme.policy.name.clone(),
            period: visitor.say.period(period),
            steps: Steps::of(period, today),
        })
    });
    programmes.collect()
}
