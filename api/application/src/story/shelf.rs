//! The stories and programmes that this program carries.

use domain::{Policy, ProgrammeId};

use super::Story;

/// A story file inside the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shelved {
    pub file: &'static str,
    pub text: &'static str,
}

/// Puts a file of `fixtures/stories` on the shelf.
macro_rules! shelved {
    ($file:literal) => {
        Shelved {
            file: $file,
            text: include_str!(concat!("../../../../fixtures/stories/", $file)),
        }
    };
}

/// The story every part is tried on, and the one of the demonstration.
pub const ATELIER_BRETON: Shelved = shelved!("atelier-breton.story");

/// Every story, the long one first.
pub const SHELF: [Shelved; 6] = [
    ATELIER_BRETON,
    shelved!("changes-of-mind.story"),
    shelved!("payments-and-corrections.story"),
    shelved!("rollover-and-expiry.story"),
    shelved!("same-invoice-twice.story"),
    shelved!("who-sees-what.story"),
];

impl Shelved {
    /// Reads the story.
    pub fn story(self) -> Result<Story, super::ParseError> {
        Story::parse(self.file, self.text, embedded_policy)
    }
}

/// Gives the story of the demonstration.
pub fn the_story() -> Story {
    ATELIER_BRETON
        .story()
        .expect("the suite reads the embedded story")
}

/// Gives the policy of a programme inside the program.
pub fn embedded_policy(programme: &ProgrammeId) -> Option<Policy> {
    const HELIO_COOP: &str = include_str!("../../../../fixtures/programmes/helio-coop.toml");
    match programme.as_str() {
        "helio-coop" => Some(toml::from_str(HELIO_COOP).expect("the suite reads this policy")),
        _ => None,
    }
}
