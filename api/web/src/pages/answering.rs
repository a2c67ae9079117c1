//! What was typed as an answer, while its writer replaces or adds a document: pages with files carry
//! it along, and lead back to the answers.

use super::fields::Fields;

/// The button, then the hidden field, that says where one comes from.
const ANSWERING: &str = "answering";

/// The fields of answers, by how their names begin.
const ANSWERS: [&str; 2] = ["answer-", "duplicate-"];

/// What a page carries along; nothing where nobody was answering.
#[derive(Clone, Debug, Default)]
pub(super) struct Answering(Option<Vec<(String, String)>>);

impl Answering {
    /// Takes it out of a form.
    pub(super) fn of(fields: &Fields) -> Self {
        let is_answer = |name: &str| ANSWERS.iter().any(|begin| name.starts_with(begin));
        let typed = fields.pairs().filter(|(name, _)| is_answer(name));
        let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self(fields.has(ANSWERING).then(|| typed.collect()))
    }

    /// Tells whether somebody was answering.
    pub(super) const fn goes_on(&self) -> bool {
        self.0.is_some()
    }

    /// Puts it into another form.
    pub(super) fn keep(&self, fields: &mut Fields) {
        fields.set(ANSWERING, "yes");
        for (name, value) in self.typed() {
            fields.set(name, value);
        }
    }

    /// Lists what was typed.
    pub(super) fn typed(&self) -> &[(String, String)] {
        self.0.as_deref().unwrap_or_default()
    }
}
