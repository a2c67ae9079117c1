//! Text as XML holds it, in elements and attributes alike.

use std::borrow::Cow;

/// Escapes a text (XML 1.0, sections 2.2 and 2.4); what XML cannot hold becomes U+FFFD.
///
/// Line breaks and tabs are written as references: a reader would make spaces of them.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(is_special) {
        return text.into();
    }
    let mut into = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\t' => into.push_str("&#9;"),
            '\n' => into.push_str("&#10;"),
            '\r' => into.push_str("&#13;"),
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => into.push('\u{fffd}'),
            other => into.push(other),
        }
    }
    into.into()
}

fn is_special(character: char) -> bool {
    matches!(
        character,
        '\0'..='\x1f' | '&' | '<' | '>' | '"' | '\u{fffe}' | '\u{ffff}'
    )
}
