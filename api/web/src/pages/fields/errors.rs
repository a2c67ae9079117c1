//! What was refused of a form: what is wrong with which field, or what others did meanwhile.

use std::sync::Arc;

use axum::http::StatusCode;

use crate::pages::claim::history::Overtaken;
use crate::pages::say::Html;

/// What was refused of a form, as its page says it.
#[derive(Clone, Debug, Default)]
pub(in crate::pages) struct Errors {
    /// By the id of the field; the whole form's stands under none.
    list: Vec<(String, Html)>,
    /// What others did meanwhile; none: nobody was faster.
    overtaken: Option<Arc<Overtaken>>,
}

/// What a summary says of a form, and which field it leads to.
pub(in crate::pages) struct Told<'a> {
    pub(in crate::pages) field: &'a str,
    pub(in crate::pages) why: &'a Html,
}

impl Errors {
    /// Says what is wrong with a field.
    pub(in crate::pages) fn push(&mut self, field: impl Into<String>, why: Html) {
        self.list.push((field.into(), why));
    }

    /// Says what is wrong with the form as a whole.
    pub(in crate::pages) fn of_all(why: Html) -> Self {
        Self {
            list: vec![(String::new(), why)],
            ..Self::default()
        }
    }

    /// Says that others changed meanwhile what the form is for.
    pub(in crate::pages) fn overtaken(overtaken: Overtaken) -> Self {
        Self {
            overtaken: Some(Arc::new(overtaken)),
            ..Self::default()
        }
    }

    /// Says what is wrong with one field, and with no other.
    pub(in crate::pages) fn of_field(field: &str, why: Html) -> Self {
        Self {
            list: vec![(field.to_owned(), why)],
            ..Self::default()
        }
    }

    /// Says of one field all that is wrong.
    pub(in crate::pages) fn at(mut self, field: &str) -> Self {
        for (known, _) in &mut self.list {
            field.clone_into(known);
        }
        self
    }

    /// Leads to fields whose ids begin with the place of their form: a page may have several alike.
    pub(in crate::pages) fn under(mut self, place: &str) -> Self {
        for (field, _) in self.list.iter_mut().filter(|(field, _)| !field.is_empty()) {
            *field = format!("{place}-{field}");
        }
        self
    }

    /// Gives what is wrong with a field.
    pub(in crate::pages) fn of(&self, field: impl AsRef<str>) -> Option<&Html> {
        let field = field.as_ref();
        let found = self.list.iter().find(|(known, _)| known == field);
        found.map(|(_, why)| why)
    }

    /// Gives the class of a field: marked where something is wrong with it.
    pub(in crate::pages) fn class(&self, field: impl AsRef<str>) -> &'static str {
        if self.of(field).is_some() {
            "field err"
        } else {
            "field"
        }
    }

    /// Writes the attributes by which a field is described: its hint, what is wrong with it.
    pub(in crate::pages) fn described(
        &self,
        field: impl AsRef<str>,
        hint: impl AsRef<str>,
    ) -> Html {
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
    pub(in crate::pages) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.overtaken.is_none()
    }

    /// Tells whether something is wrong with what was sent.
    pub(in crate::pages) fn is_refused(&self) -> bool {
        !self.list.is_empty()
    }

    /// Gives what others did meanwhile.
    pub(in crate::pages) fn meanwhile(&self) -> Option<&Overtaken> {
        self.overtaken.as_deref()
    }

    /// Gives the status under which the form is shown again.
    pub(in crate::pages) fn status(&self) -> StatusCode {
        match (self.is_empty(), &self.overtaken) {
            (true, _) => StatusCode::OK,
            (false, Some(_)) => StatusCode::CONFLICT,
            (false, None) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// Lists what is wrong, in the order of the form.
    pub(in crate::pages) fn all(&self) -> impl Iterator<Item = Told<'_>> {
        self.list.iter().map(|(field, why)| Told { field, why })
    }
}
