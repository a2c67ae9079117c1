//! Claims that are alive: told like a story, of the days before today.
//!
//! The story of the demonstration ended long ago; whoever tries a desk's work needs claims that
//! still wait for somebody. All but the day is the same each time.

use chrono::{Days, Months, NaiveDate};
use domain::calendar::Days as Span;
use domain::programme::Period;
use domain::{PeriodId, Policy};

use super::{ParseError, Story};

const FILE: &str = "today.story";
const TEXT: &str = include_str!("../../../../fixtures/living/today.story");

/// How many whole months of spending are over, or are the present one, on the day itself.
const MONTHS_SPENT: u32 = 4;

/// How long funds are earned, and then spent.
const HALF: Months = Months::new(6);

/// From when claims are taken, and until when after spending ends, as in the programme's other
/// periods.
const CLAIMED_AFTER: Days = Days::new(46);

/// Tells of claims that are alive on a day, in a period of the programme that is open then.
///
/// The period is put into the policy unless it has it.
///
/// # Errors
/// The line of the file that cannot be read, of a policy that has not what it names.
pub fn alive_on(today: NaiveDate, mut policy: Policy) -> Result<Story, ParseError> {
    let period = open_on(today);
    let earned = period.earned.from;
    let text = dated(TEXT, today, earned, period.id.as_str());
    if policy.period(&period.id).is_none() {
        policy.periods.push(period);
    }
    Story::parse(FILE, &text, |_| Some(policy.clone()))
}

/// Makes the period that is open on a day: six whole months, of which four are over or begun.
fn open_on(today: NaiveDate) -> Period {
    let month = today - Days::new(u64::from(chrono::Datelike::day0(&today)));
    let used_from = month - Months::new(MONTHS_SPENT);
    let span = |from: NaiveDate, to: NaiveDate| Span {
        from,
        to: to - Days::new(1),
    };
    let used = span(used_from, used_from + HALF);
    Period {
        id: period_id(used_from),
        earned: span(used_from - HALF, used_from),
        claimed: Span {
            from: used_from + CLAIMED_AFTER,
            to: used.to + CLAIMED_AFTER,
        },
        used,
    }
}

/// Names a period by the month in which its funds begin to be spent.
fn period_id(from: NaiveDate) -> PeriodId {
    let name = from.format("%Y-%m").to_string();
    name.parse().expect("digits and a dash are a name")
}

/// Puts days into a text, in the place of what stands for them.
fn dated(text: &str, today: NaiveDate, earned: NaiveDate, period: &str) -> String {
    let mut dated = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((named, behind)) = after.split_once('}') else {
            break;
        };
        dated.push_str(before);
        match day(named, today, earned) {
            Some(day) => dated.push_str(&day.to_string()),
            None => dated.push_str(period),
        }
        rest = behind;
    }
    dated + rest
}

/// Reads `today-12` or `earned+60`.
fn day(named: &str, today: NaiveDate, earned: NaiveDate) -> Option<NaiveDate> {
    let (from, days) = match named.strip_prefix("today") {
        Some(days) => (today, days),
        None => (earned, named.strip_prefix("earned")?),
    };
    let days: i64 = days.parse().ok()?;
    from.checked_add_signed(chrono::TimeDelta::days(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::{embedded_policy, tell_alone};

    fn policy() -> Policy {
        let programme = "helio-coop".parse().expect("a name");
        embedded_policy(&programme).expect("the programme of the demonstration")
    }

    #[test]
    fn claims_are_alive_on_whatever_day_it_is() {
        let first = NaiveDate::from_ymd_opt(2027, 12, 1).expect("a day");
        for today in first.iter_days().take(3 * 366).step_by(5) {
            let story =
                alive_on(today, policy()).unwrap_or_else(|error| panic!("{today}: {error}"));
            let told = tell_alone(&story, |_, _| {});
            assert!(told.is_ok(), "{today}: {:?}", told.err());
            assert!(story.steps.iter().all(|step| step.at.date_naive() < today));
        }
    }

    #[test]
    fn a_period_that_the_policy_has_is_not_put_there_twice() {
        let today = NaiveDate::from_ymd_opt(2027, 5, 31).expect("a day");
        let story = alive_on(today, policy()).expect("a story");
        let again = alive_on(today, story.policy.clone()).expect("a story");
        assert_eq!(story.policy, again.policy);
        assert_eq!(story.policy.periods.len(), policy().periods.len() + 1);
    }
}
