//! A sentence that names people, amounts and days.

use std::borrow::{Borrow, Cow};
use std::fmt;

use askama::filters::HtmlSafe;
use chrono::{DateTime, NaiveDate, Utc};
use domain::Money;
use fluent_bundle::FluentArgs;

use super::given::{Count, Given};
use super::{Html, Say, words};

/// A sentence, written where it stands in a page; whatever it names is escaped.
pub(in crate::pages) struct Sentence {
    say: Say,
    key: Cow<'static, str>,
    names: FluentArgs<'static>,
}

impl Sentence {
    pub(super) fn new(say: Say, key: Cow<'static, str>) -> Self {
        Self {
            say,
            key,
            names: FluentArgs::new(),
        }
    }

    /// Names a text.
    pub(in crate::pages) fn text(self, name: &'static str, text: impl AsRef<str>) -> Self {
        self.html(name, Html::text(text.as_ref()))
    }

    /// Names what is marked up already.
    pub(in crate::pages) fn html(mut self, name: &'static str, html: impl Borrow<Html>) -> Self {
        self.names.set(name, html.borrow().as_str().to_owned());
        self
    }

    /// Names a count, by which the sentence may choose its form.
    pub(in crate::pages) fn count(mut self, name: &'static str, count: impl Count) -> Self {
        self.names.set(name, count.count());
        self
    }

    /// Names an amount.
    pub(in crate::pages) fn money(self, name: &'static str, money: impl Given<Money>) -> Self {
        let money = self.say.money(money);
        self.html(name, money)
    }

    /// Names a day.
    pub(in crate::pages) fn day(self, name: &'static str, day: impl Given<NaiveDate>) -> Self {
        let day = self.say.day(day);
        self.html(name, day)
    }

    /// Names a deadline.
    pub(in crate::pages) fn weekday(self, name: &'static str, day: impl Given<NaiveDate>) -> Self {
        let day = self.say.weekday(day);
        self.html(name, day)
    }

    /// Names the day of an instant.
    pub(in crate::pages) fn date(self, name: &'static str, at: impl Given<DateTime<Utc>>) -> Self {
        let day = self.say.date(at);
        self.html(name, day)
    }

    /// Writes the sentence as markup.
    pub(in crate::pages) fn into_html(self) -> Html {
        Html::made(self.to_string())
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&words::with(self.say.language, &self.key, &self.names))
    }
}

impl HtmlSafe for Sentence {}
