//! Markup that is safe to send as it is.

use std::fmt;

use askama::filters::HtmlSafe;

/// Markup in which every text is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::pages) struct Html(String);

impl Html {
    /// Escapes a text.
    pub(in crate::pages) fn text(text: &str) -> Self {
        let mut escaped = String::with_capacity(text.len());
        push_escaped(&mut escaped, text);
        Self(escaped)
    }

    /// Makes an element with attributes around a text.
    pub(in crate::pages) fn element(name: &str, attributes: &[(&str, &str)], text: &str) -> Self {
        let mut html = format!("<{name}");
        for (attribute, value) in attributes {
            html.push_str(&format!(" {attribute}=\""));
            push_escaped(&mut html, value);
            html.push('"');
        }
        html.push('>');
        push_escaped(&mut html, text);
        html.push_str(&format!("</{name}>"));
        Self(html)
    }

    /// Makes a time that programs can read as well.
    pub(in crate::pages) fn time(written: &str, text: &str) -> Self {
        Self::element("time", &[("datetime", written)], text)
    }

    /// Makes a link.
    pub(in crate::pages) fn link(href: &str, text: &str) -> Self {
        Self::element("a", &[("href", href)], text)
    }

    /// Makes what stands out.
    pub(in crate::pages) fn strong(text: &str) -> Self {
        Self::element("strong", &[], text)
    }

    /// Takes markup that we made ourselves, of escaped texts and nothing else.
    pub(in crate::pages) const fn made(html: String) -> Self {
        Self(html)
    }

    /// Tells whether there is nothing to see.
    pub(in crate::pages) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives the markup.
    pub(in crate::pages) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

/// Escapes what could end a text or an attribute.
fn push_escaped(html: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_inside_and_in_attributes() {
        let link = Html::link("/claims?q=\"><script>", "<b>&'");
        assert_eq!(
            link.as_str(),
            "<a href=\"/claims?q=&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;&#39;</a>"
        );
    }
}
