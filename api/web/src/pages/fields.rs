//! What somebody typed into a form: read in their own form, kept when it was refused.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use application::wire::{FieldError, Ids, Reader};
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::money::MoneyError;
use domain::{Currency, Money};
use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

use super::claim::history::Overtaken;
use super::say::{Html, Say, amount, day};
use super::visitor::pairs_of;
use crate::State;
use crate::failure::{BodyError, Failure};
use crate::problem::Problem;

/// The hidden field that names what is sent, so that it happens once.
const KEY: &str = "key";

/// The hidden field that says which version its reader saw.
const VERSION: &str = "version";

/// What was typed, in the order of the form.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl FromRequest<State> for Fields {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &State) -> Result<Self, Failure> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|rejected| Problem::of_status(rejected.status()))?;
        let text = std::str::from_utf8(&body);
        let text = text.map_err(|_| BodyError::Unreadable("it is not UTF-8".to_owned()))?;
        Ok(Self(pairs_of(text)))
    }
}

impl Fields {
    /// Fills a form beforehand.
    pub(super) fn filled<N: Into<String>, V: Into<String>>(
        values: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let values = values.into_iter();
        Self(
            values
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }

    /// Gives what stands in a field; what is not there is empty.
    pub(super) fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Tells whether a button or a box of that name was pressed.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Gives all values of a name: boxes that were ticked, say.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.0.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Lists everything that was sent, for the next page of a form to carry on.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter();
        pairs.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Puts another value of a name behind those there are.
    pub(super) fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    /// Takes a field out.
    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// Puts something into a field in the place of what is there.
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.into()));
    }

    /// Gives the key under which this form happens once; a page that was sent without one has
    /// none.
    pub(super) fn key(&self) -> Option<&str> {
        Some(self.get(KEY)).filter(|key| !key.is_empty())
    }

    /// Gives the version of the claim, the fund or the programme that the form was made for.
    pub(super) fn version(&self) -> Option<u64> {
        self.get(VERSION).parse().ok()
    }

    /// Begins to read the fields for a command.
    pub(super) fn read(&self, say: Say) -> Reading<'_> {
        Reading {
            fields: self,
            say,
            errors: Errors::default(),
        }
    }
}

/// Makes a key for a form, under which it happens once.
pub(super) fn new_key() -> String {
    Uuid::now_v7().simple().to_string()
}

/// What was refused of a form, as its page says it.
#[derive(Clone, Debug, Default)]
pub(super) struct Errors {
    /// By the id of the field; the whole form's stands under none.
    list: Vec<(String, Html)>,
    /// What others did meanwhile; none: nobody was faster.
    overtaken: Option<Arc<Overtaken>>,
}

/// What a summary says of a form, and which field it leads to.
pub(super) struct Told<'a> {
    pub(super) field: &'a str,
    pub(super) why: &'a Html,
}

impl Errors {
    /// Says what is wrong with a field.
    pub(super) fn push(&mut self, field: impl Into<String>, why: Html) {
        self.list.push((field.into(), why));
    }

    /// Says what is wrong with the form as a whole.
    pub(super) fn of_all(why: Html) -> Self {
        Self {
            list: vec![(String::new(), why)],
            ..Self::default()
        }
    }

    /// Says that others changed meanwhile what the form is for.
    pub(super) fn overtaken(overtaken: Overtaken) -> Self {
        Self {
            overtaken: Some(Arc::new(overtaken)),
            ..Self::default()
        }
    }

    /// Says what is wrong with one field, and with no other.
    pub(super) fn of_field(field: &str, why: Html) -> Self {
        Self {
            list: vec![(field.to_owned(), why)],
            ..Self::default()
        }
    }

    /// Says of one field all that is wrong.
    pub(super) fn at(mut self, field: &str) -> Self {
        for (known, _) in &mut self.list {
            field.clone_into(known);
        }
        self
    }

    /// Leads to fields whose ids begin with the place of their form: a page may have several alike.
    pub(super) fn under(mut self, place: &str) -> Self {
        for (field, _) in self.list.iter_mut().filter(|(field, _)| !field.is_empty()) {
            *field = format!("{place}-{field}");
        }
        self
    }

    /// Gives what is wrong with a field.
    pub(super) fn of(&self, field: impl AsRef<str>) -> Option<&Html> {
        let field = field.as_ref();
        let found = self.list.iter().find(|(known, _)| known == field);
        found.map(|(_, why)| why)
    }

    /// Gives the class of a field: marked where something is wrong with it.
    pub(super) fn class(&self, field: impl AsRef<str>) -> &'static str {
        if self.of(field).is_some() {
            "field err"
        } else {
            "field"
        }
    }

    /// Writes the attributes by which a field is described: its hint, what is wrong with it.
    pub(super) fn described(&self, field: impl AsRef<str>, hint: impl AsRef<str>) -> Html {
        let field = field.as_ref();
        let hinted = (!hint.as_ref().is_empty()).then(|| format!("{field}-h"));
        let wrong = self.of(field).map(|_| format!("{field}-e"));
        let ids: Vec<String> = [hinted, wrong].into_iter().flatten().collect();
        let described = match ids.as_slice() {
            [] => String::new(),
            ids => format!(" aria-describedby=\"{}\"", ids.join(" ")),
        };
        let invalid = self.of(field).map_or("", |_| " aria-invalid=\"true\"");
        Html::made(described + invalid)
    }

    /// Tells whether nothing was refused.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.overtaken.is_none()
    }

    /// Tells whether something is wrong with what was sent.
    pub(super) fn is_refused(&self) -> bool {
        !self.list.is_empty()
    }

    /// Gives what others did meanwhile.
    pub(super) fn meanwhile(&self) -> Option<&Overtaken> {
        self.overtaken.as_deref()
    }

    /// Gives the status under which the form is shown again.
    pub(super) fn status(&self) -> StatusCode {
        match (self.is_empty(), &self.overtaken) {
            (true, _) => StatusCode::OK,
            (false, Some(_)) => StatusCode::CONFLICT,
            (false, None) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// Lists what is wrong, in the order of the form.
    pub(super) fn all(&self) -> impl Iterator<Item = Told<'_>> {
        self.list.iter().map(|(field, why)| Told { field, why })
    }
}

/// Reads fields into what a command takes, and collects what is wrong with them, all at once.
pub(super) struct Reading<'a> {
    fields: &'a Fields,
    pub(super) say: Say,
    errors: Errors,
}

impl Reading<'_> {
    /// Gives the fields as they were typed.
    pub(super) const fn fields(&self) -> &Fields {
        self.fields
    }

    /// Says that a field was not accepted, by the key of a sentence.
    pub(super) fn refuse(&mut self, field: &str, key: &'static str) {
        let why = Html::text(&self.say.t(key));
        self.errors.push(field, why);
    }

    /// Says what is wrong with a field in a sentence of its own.
    pub(super) fn refuse_with(&mut self, field: &str, why: Html) {
        self.errors.push(field, why);
    }

    /// Gives the value, unless something was wrong.
    pub(super) fn finish<T>(self, value: Option<T>) -> Result<T, Errors> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }

    /// Reads one line that must be there.
    pub(super) fn line(&mut self, field: &str) -> Option<String> {
        self.filled(field)?;
        self.by(field, |at, text| at.line(field, text))
    }

    /// Reads one line that may be left out.
    pub(super) fn maybe_line(&mut self, field: &str) -> Option<Option<String>> {
        match self.fields.get(field).trim().is_empty() {
            true => Some(None),
            false => self.line(field).map(Some),
        }
    }

    /// Reads a text of several lines that must be there.
    pub(super) fn text(&mut self, field: &str) -> Option<String> {
        self.filled(field)?;
        self.by(field, |at, text| at.text(field, text.replace("\r\n", "\n")))
    }

    /// Reads a text that may be left out.
    pub(super) fn maybe_text(&mut self, field: &str) -> Option<Option<String>> {
        match self.fields.get(field).trim().is_empty() {
            true => Some(None),
            false => self.text(field).map(Some),
        }
    }

    /// Reads a day.
    pub(super) fn date(&mut self, field: &str) -> Option<NaiveDate> {
        let text = self.filled(field)?;
        let date = day(&text);
        if date.is_none() {
            self.refuse(field, "field-bad-date");
        }
        date
    }

    /// Reads an amount.
    pub(super) fn money(&mut self, field: &str, currency: Currency) -> Option<Money> {
        let text = self.filled(field)?;
        match amount(&text, currency, self.say.language) {
            Ok(money) => Some(money),
            Err(why) => {
                let why = self.wrong_amount(why, currency);
                self.errors.push(field, why);
                None
            }
        }
    }

    fn wrong_amount(&self, why: MoneyError, currency: Currency) -> Html {
        let example = |minor| self.say.amount_text(Money::from_minor(minor, currency));
        let sentence = match why {
            MoneyError::TooManyDecimals => self.say.say("field-too-many-decimals"),
            MoneyError::Overflow => self.say.say("field-amount-overflow"),
            MoneyError::NotAnAmount
            | MoneyError::UnknownCurrency
            | MoneyError::CurrencyMismatch => self.say.say("field-not-an-amount"),
        };
        sentence
            .text("currency", currency.code())
            .count("decimals", currency.exponent())
            .text("example", example(735_055))
            .into_html()
    }

    /// Reads what was chosen of a list.
    pub(super) fn choice<T: FromStr>(&mut self, field: &str) -> Option<T> {
        let chosen = self.fields.get(field).parse().ok();
        if chosen.is_none() {
            self.refuse_of(field, "field-choose");
        }
        chosen
    }

    /// Reads a short name: of a person, an organisation.
    pub(super) fn name<T: FromStr<Err: Display>>(&mut self, field: &str) -> Option<T> {
        let text = self.filled(field)?;
        let name = text.trim().parse().ok();
        if name.is_none() {
            self.refuse(field, "field-bad-name");
        }
        name
    }

    /// Makes the id of what the form makes: the same each time the form is sent.
    pub(super) fn new_id<T: StaticType>(&self, field: &str) -> TypeSafeId<T> {
        let ids = match self.fields.key() {
            Some(key) => Ids::Derived(format!("page:{key}")),
            None => Ids::Fresh,
        };
        TypeSafeId::from_uuid(ids.uuid(field))
    }

    /// Requires that something stands in a field.
    fn filled(&mut self, field: &str) -> Option<String> {
        let text = self.fields.get(field).trim();
        if text.is_empty() {
            self.refuse_of(field, "field-missing");
            return None;
        }
        Some(text.to_owned())
    }

    /// Says that nothing stands in a field, and what should: a summary of several must tell them
    /// apart.
    fn refuse_of(&mut self, field: &str, key: &'static str) {
        let name = field.split('-').next().unwrap_or_default();
        let own = format!("{key}-{}", name.replace('_', "-"));
        let why = match self.say.knows(&own) {
            true => self.say.t(&own),
            false => self.say.t(key),
        };
        self.errors.push(field, Html::text(&why));
    }

    /// Reads as the other doors do, and says in the reader's language what they refuse.
    fn by<T>(
        &mut self,
        field: &str,
        read: impl FnOnce(&mut Reader, String) -> Option<T>,
    ) -> Option<T> {
        let mut at = Reader::new(Ids::Fresh);
        let value = read(&mut at, self.fields.get(field).trim().to_owned());
        match at.finish(value) {
            Ok(value) => Some(value),
            Err(errors) => {
                for FieldError { code, detail, .. } in errors {
                    let key = format!("field-{}", code.replace('_', "-"));
                    let why = match self.say.knows(&key) {
                        true => self.say.t(&key).into_owned(),
                        false => detail,
                    };
                    self.errors.push(field, Html::text(&why));
                }
                None
            }
        }
    }
}
