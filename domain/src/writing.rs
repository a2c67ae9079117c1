//! What people write: whether it says anything, and what may not be in it.

/// Tells whether a text has anything to be read: spaces, marks of direction and characters without
/// a width are nothing.
pub fn says_something(text: &str) -> bool {
    text.chars()
        .any(|letter| !letter.is_whitespace() && !is_unseen(letter))
}

/// Tells whether a character embeds, overrides or isolates the direction of writing: what stands
/// around it is then read in another order than it was written (Unicode Standard Annex 9).
pub const fn turns_direction(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Tells whether a character shows nothing of its own.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || turns_direction(letter)
        || matches!(
            letter,
            // The soft hyphen, joiners and marks of direction, fillers, variation selectors, tags.
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2060}'..='\u{2065}'
                | '\u{206a}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_says_nothing() {
        for text in [
            "",
            " \t\n",
            "\u{200b}",
            "\u{200e}\u{200f}",
            "\u{202e}\u{202c}",
            "\u{2066} \u{2069}",
            "\u{feff}\u{2060}\u{ad}",
            "\u{a0}\u{3000}\u{2800}\u{3164}",
        ] {
            assert!(!says_something(text), "{text:?}");
        }
        for text in ["x", " é ", "\u{200f}שלום", "👩\u{200d}🔧", "—", "e\u{301}"] {
            assert!(says_something(text), "{text:?}");
        }
    }

    #[test]
    fn marks_that_turn_the_direction_are_told_from_letters_that_have_one() {
        for mark in ['\u{202a}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2069}'] {
            assert!(turns_direction(mark), "{mark:?}");
        }
        for letter in ['a', 'ש', 'ع', '\u{200e}', '\u{200f}', '\u{200d}'] {
            assert!(!turns_direction(letter), "{letter:?}");
        }
    }
}
