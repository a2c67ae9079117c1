//! What a law refuses, in the reader's language.

use domain::Refusal;

use super::{Html, Say};

impl Say {
    /// Says which law refuses, with what it names.
    pub(in crate::pages) fn refusal(self, refusal: &Refusal) -> Html {
        Html::text(&refusal.to_string())
    }
}
