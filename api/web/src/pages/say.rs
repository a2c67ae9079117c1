//! What pages say: words, money, numbers and dates in the reader's language and form.

mod figures;
mod given;
mod html;
mod read;
mod refusal;
mod sentence;
mod words;

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use domain::calendar::Days;
use domain::programme::{Bilingual, Period};
use domain::{Currency, Money, OrgId, Role, UserId};
use fluent_bundle::FluentArgs;
use projections::sum::Sum;

use super::language::Language;
pub(super) use given::Given;
pub(super) use html::Html;
pub(super) use read::{amount, day};
pub(super) use sentence::Sentence;

/// Says things to one reader: in their language, by the clock of their programme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Say {
    pub(super) language: Language,
    pub(super) zone: Tz,
}

impl Say {
    /// Gives a word or a sentence that names nothing.
    pub(super) fn t(self, key: &str) -> Cow<'static, str> {
        words::plain(self.language, key)
    }

    /// Gives the word for one of a closed list, such as a status: its code comes after the prefix.
    pub(super) fn word(self, prefix: &str, code: &str) -> Cow<'static, str> {
        self.t(&format!("{prefix}-{}", code.replace('_', "-")))
    }

    /// Begins a sentence that names something.
    pub(super) fn say(self, key: &'static str) -> Sentence {
        Sentence::new(self, Cow::Borrowed(key))
    }

    /// Begins a sentence that is one of many.
    pub(super) fn say_of(self, key: String) -> Sentence {
        Sentence::new(self, Cow::Owned(key))
    }

    /// Writes a sentence where no markup goes, such as a title: whoever shows it escapes it.
    pub(super) fn plain(self, key: &str, names: &[(&'static str, &str)]) -> String {
        let mut arguments = FluentArgs::new();
        for (name, text) in names {
            arguments.set(*name, (*text).to_owned());
        }
        words::with(self.language, key, &arguments)
    }

    /// Tells whether there is such a sentence.
    pub(super) fn knows(self, key: &str) -> bool {
        words::knows(self.language, key)
    }

    /// Gives a text in the reader's language.
    pub(super) fn of(self, text: &Bilingual) -> &str {
        match self.language {
            Language::English => &text.en,
            Language::French => &text.fr,
        }
    }

    /// Shows an amount: `€7,350.00`, `7 350,00 €`.
    pub(super) fn money(self, money: impl Given<Money>) -> Html {
        let money = money.given();
        let class = match money.minor() {
            0 => "fig nb zero",
            _ => "fig nb",
        };
        Html::element("span", &[("class", class)], &self.money_text(money))
    }

    /// Shows by how much something differs: `+€500.00`, `−€500.00`.
    pub(super) fn delta(self, money: impl Given<Money>) -> Html {
        let money = money.given();
        let class = if money.minor() == 0 {
            "fig nb zero"
        } else {
            "fig nb"
        };
        Html::element("span", &[("class", class)], &self.delta_text(money))
    }

    /// The same where no markup goes.
    pub(super) fn delta_text(self, money: impl Given<Money>) -> String {
        let money = money.given();
        let sign = if money.is_positive() { "+" } else { "" };
        format!("{sign}{}", self.money_text(money))
    }

    /// Writes an amount where no markup goes, such as on a button.
    pub(super) fn money_text(self, money: impl Given<Money>) -> String {
        figures::money(self.language, money.given())
    }

    /// Writes what many amounts come to, which may be more than one amount can hold.
    pub(super) fn sum_text(self, sum: Sum) -> String {
        match i64::try_from(sum.minor()) {
            Ok(minor) => self.money_text(Money::from_minor(minor, sum.currency())),
            Err(_) => sum.to_string(),
        }
    }

    /// Writes an amount as it stands in a field: without its currency.
    pub(super) fn amount_text(self, money: impl Given<Money>) -> String {
        figures::amount(self.language, money.given())
    }

    /// Gives the sign of a currency, as it stands in a field.
    pub(super) fn sign(self, currency: impl Given<Currency>) -> &'static str {
        let code = currency.given().code();
        figures::symbol(code).unwrap_or(code)
    }

    /// Tells whether the sign of a currency follows its amount.
    pub(super) fn is_sign_last(self) -> bool {
        self.language == Language::French
    }

    /// Writes a whole number.
    pub(super) fn number(self, number: impl Given<u64>) -> String {
        figures::number(self.language, number.given())
    }

    /// Shows a day with its year: `22 Jul 2024`.
    pub(super) fn day(self, day: impl Given<NaiveDate>) -> Html {
        let day = day.given();
        Html::time(&day.to_string(), &figures::day(self.language, day))
    }

    /// Writes a day with its year where no markup goes.
    pub(super) fn day_words(self, day: impl Given<NaiveDate>) -> String {
        figures::day(self.language, day.given())
    }

    /// Shows a deadline, with its weekday: `Fri 9 Aug 2024`.
    pub(super) fn weekday(self, day: impl Given<NaiveDate>) -> Html {
        let day = day.given();
        Html::time(&day.to_string(), &figures::weekday(self.language, day))
    }

    /// Names the month of a day: `Jul`.
    pub(super) fn month(self, day: NaiveDate) -> String {
        figures::month(self.language, day)
    }

    /// Shows the day of an instant, in the reader's zone.
    pub(super) fn date(self, at: impl Given<DateTime<Utc>>) -> Html {
        let at = at.given();
        Html::time(
            &written(at),
            &figures::day(self.language, self.local_day(at)),
        )
    }

    /// Shows the day and the time of an instant: `22 Jul 2024, 10:30`.
    pub(super) fn instant(self, at: impl Given<DateTime<Utc>>) -> Html {
        let at = at.given();
        let text = format!(
            "{}, {}",
            figures::day(self.language, self.local_day(at)),
            self.clock(at)
        );
        Html::time(&written(at), &text)
    }

    /// Shows the time of day of an instant: `10:30`.
    pub(super) fn time(self, at: impl Given<DateTime<Utc>>) -> Html {
        let at = at.given();
        Html::time(&written(at), &self.clock(at))
    }

    /// Gives the day that it is in the reader's zone.
    pub(super) fn local_day(self, at: DateTime<Utc>) -> NaiveDate {
        self.zone.from_utc_datetime(&at.naive_utc()).date_naive()
    }

    /// Names a period by the span in which its funds are earned: a year, a half, a quarter, or its
    /// days.
    pub(super) fn period(self, period: &Period) -> String {
        let Days { from, to } = period.earned;
        let months = (to.year() - from.year()) * 12 + i32::try_from(to.month()).unwrap_or_default()
            - i32::try_from(from.month0()).unwrap_or_default();
        let is_whole = from.day() == 1 && to.succ_opt().is_none_or(|next| next.day() == 1);
        let key = match (is_whole, from.month(), months) {
            (true, 1, 12) => "period-year",
            (true, 1, 6) => "period-first-half",
            (true, 7, 6) => "period-second-half",
            (true, 1 | 4 | 7 | 10, 3) => "period-quarter",
            _ => "period-days",
        };
        self.say(key)
            .text("year", from.year().to_string())
            .text("quarter", (from.month0() / 3 + 1).to_string())
            .text("from", figures::day(self.language, from))
            .text("to", figures::day(self.language, to))
            .to_string()
    }

    /// Writes a day as it stands in a field: `14/03/2024`.
    pub(super) fn day_text(self, day: impl Given<NaiveDate>) -> String {
        day.given().format("%d/%m/%Y").to_string()
    }

    /// Writes the time of day as it stands in a field.
    pub(super) fn clock(self, at: DateTime<Utc>) -> String {
        let local = self.zone.from_utc_datetime(&at.naive_utc());
        local.format("%H:%M").to_string()
    }

    /// Names a person by what they are called in their organisation.
    pub(super) fn person(self, user: &UserId) -> String {
        from_words(user.as_str())
    }

    /// Names a role.
    pub(super) fn role(self, role: impl Given<Role>) -> Cow<'static, str> {
        self.word("role", role.given().as_str())
    }

    /// Names an organisation.
    pub(super) fn org(self, org: &OrgId) -> String {
        from_words(org.as_str())
    }

    /// Writes the size of a file: `48 kB`.
    pub(super) fn size(self, bytes: impl Given<u64>) -> String {
        figures::size(self.language, bytes.given())
    }
}

/// Begins a line with a capital letter.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Writes an instant for programs.
fn written(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Makes a name of an id: `atelier-breton` is Atelier Breton.
fn from_words(id: &str) -> String {
    let words = id.split(['-', '_', '.']).filter(|word| !word.is_empty());
    let words = words.map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_becomes_a_name() {
        assert_eq!(from_words("atelier-breton"), "Atelier Breton");
        assert_eq!(from_words("camille"), "Camille");
        assert_eq!(from_words("jean.dupont"), "Jean Dupont");
        assert_eq!(from_words("élodie"), "Élodie");
    }
}
