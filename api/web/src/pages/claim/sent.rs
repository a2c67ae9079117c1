//! What became of a form on the page of a claim: what was typed, and what is wrong with it.

use super::tasks::Tasks;
use crate::pages::fields::{Errors, Fields, new_key};
use crate::pages::say::Html;

/// A form that was sent; none was if it has no place.
#[derive(Default)]
pub(in crate::pages) struct Sent {
    /// Which form of the page it is.
    place: String,
    fields: Fields,
    errors: Errors,
    /// The key of the title above what was refused.
    pub(in crate::pages) title: &'static str,
    /// A link that is shown this once, and for whom.
    pub(in crate::pages) invited: Option<(String, String)>,
    none: Errors,
}

impl Sent {
    /// Says that a form was refused; what is wrong with its fields leads to them.
    pub(in crate::pages) fn refused(
        place: impl Into<String>,
        title: &'static str,
        fields: Fields,
        errors: Errors,
    ) -> Self {
        let place = place.into();
        Self {
            errors: errors.under(&place),
            place,
            fields,
            title,
            ..Self::default()
        }
    }

    /// Shows a link this once.
    pub(in crate::pages) fn invited(name: String, link: String) -> Self {
        Self {
            invited: Some((name, link)),
            ..Self::default()
        }
    }

    /// Lists all that stands in the way of a submission, where one was refused.
    pub(in crate::pages) fn with_obstacles(mut self, tasks: Option<&Tasks>) -> Self {
        let obstacles: Vec<_> = tasks.into_iter().flat_map(Tasks::obstacles).collect();
        if self.place == "submissions" && self.errors.is_refused() && !obstacles.is_empty() {
            let mut errors = Errors::default();
            for task in obstacles {
                let link = Html::made(format!(
                    "<a href=\"{}\">{}</a>",
                    Html::text(&task.href),
                    task.name
                ));
                errors.push("", link);
            }
            self.errors = errors;
        }
        self
    }

    /// Gives all that is wrong, for the summary.
    pub(in crate::pages) const fn errors(&self) -> &Errors {
        &self.errors
    }

    /// Gives what is wrong with the form of a place.
    pub(in crate::pages) fn at(&self, place: impl AsRef<str>) -> &Errors {
        match self.is_at(place) {
            true => &self.errors,
            false => &self.none,
        }
    }

    /// Tells whether the form of a place was sent.
    pub(in crate::pages) fn is_at(&self, place: impl AsRef<str>) -> bool {
        !self.place.is_empty() && self.place == place.as_ref()
    }

    /// Gives what was typed into a field of a place.
    pub(in crate::pages) fn typed(&self, place: impl AsRef<str>, field: &str) -> &str {
        match self.is_at(place) {
            true => self.fields.get(field),
            false => "",
        }
    }

    /// The same, and what stood there where nothing was sent.
    pub(in crate::pages) fn typed_or<'a>(
        &'a self,
        place: impl AsRef<str>,
        field: &str,
        known: &'a str,
    ) -> &'a str {
        match self.is_at(place) {
            true => self.fields.get(field),
            false => known,
        }
    }

    /// Tells whether a box of a place was ticked.
    pub(in crate::pages) fn ticked(&self, place: impl AsRef<str>, field: &str) -> bool {
        self.is_at(place) && self.fields.has(field)
    }

    /// Gives the key of the form of a place: the same while the same is tried.
    pub(in crate::pages) fn key(&self, place: impl AsRef<str>) -> String {
        match self.typed(place, "key") {
            "" => new_key(),
            key => key.to_owned(),
        }
    }
}
