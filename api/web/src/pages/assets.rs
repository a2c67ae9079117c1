//! What pages load beside themselves: a stylesheet, a script and an icon, all in the program.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use sha2::{Digest, Sha256};

/// An address names the content, so what is there never changes.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// A file that pages name.
#[derive(Debug)]
struct Asset {
    name: &'static str,
    kind: &'static str,
    text: &'static str,
    content_type: &'static str,
}

const STYLESHEET: Asset = Asset {
    name: "claims",
    kind: "css",
    text: include_str!("../../assets/claims.css"),
    content_type: "text/css; charset=utf-8",
};

const SCRIPT: Asset = Asset {
    name: "claims",
    kind: "js",
    text: include_str!("../../assets/claims.js"),
    content_type: "text/javascript; charset=utf-8",
};

const ICON: Asset = Asset {
    name: "icon",
    kind: "svg",
    text: include_str!("../../assets/icon.svg"),
    content_type: "image/svg+xml",
};

impl Asset {
    /// Gives its address: with the beginning of its digest, so that a new one has another.
    fn address(&self) -> String {
        let digest = Sha256::digest(self.text);
        let short: String = digest[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("/assets/{}.{short}.{}", self.name, self.kind)
    }
}

/// The addresses of what every page names.
pub(super) struct Addresses {
    pub(super) stylesheet: String,
    pub(super) script: String,
    pub(super) icon: String,
}

pub(super) static ADDRESSES: LazyLock<Addresses> = LazyLock::new(|| Addresses {
    stylesheet: STYLESHEET.address(),
    script: SCRIPT.address(),
    icon: ICON.address(),
});

/// Sends a file.
pub(super) async fn file(
    Path(file): Path<String>,
) -> Result<([(HeaderName, &'static str); 2], &'static str), StatusCode> {
    let address = format!("/assets/{file}");
    let known = [
        (&ADDRESSES.stylesheet, STYLESHEET),
        (&ADDRESSES.script, SCRIPT),
        (&ADDRESSES.icon, ICON),
    ];
    let found = known.into_iter().find(|(known, _)| **known == address);
    let (_, asset) = found.ok_or(StatusCode::NOT_FOUND)?;
    let headers = [
        (CONTENT_TYPE, asset.content_type),
        (CACHE_CONTROL, FOR_GOOD),
    ];
    Ok((headers, asset.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_is_built_from_its_source() {
        let source = include_str!("../../style/claims.css");
        let (opening, rest) = source.split_once("\n@layer tokens {").expect("its layers");
        assert!(STYLESHEET.text.starts_with(opening) && STYLESHEET.text.ends_with(rest));
    }

    #[test]
    fn every_colour_that_is_named_is_there() {
        let text = STYLESHEET.text;
        let named = text.split("var(--").skip(1);
        for name in named.filter_map(|rest| rest.split([')', ',']).next()) {
            assert!(text.contains(&format!("--{name}:")), "--{name}");
        }
    }
}
