//! What people wrote is shown and never run; nothing in a page is not of its own files.

mod life;

use std::path::Path;

use serde_json::json;

use super::{browser_of, demonstration};
use crate::http::door::Door;
use crate::http::stage::{CAMILLE, claim_body, fund};

/// Texts that would run if they were taken for markup, in whatever place they stand.
const PAYLOADS: [&str; 50] = [
    "<script>alert(1)</script>",
    "\"><script>alert(2)</script>",
    "'><script>alert(3)</script>",
    "</title><script>alert(4)</script>",
    "</textarea><script>alert(5)</script>",
    "</style><script>alert(6)</script>",
    "<img src=x onerror=alert(7)>",
    "<img src=\"x\" onerror=\"alert(8)\">",
    "<svg onload=alert(9)>",
    "<svg/onload=alert(10)>",
    "<svg><script>alert(11)</script></svg>",
    "<svg><animate onbegin=alert(12) attributeName=x>",
    "<body onload=alert(13)>",
    "<iframe src=javascript:alert(14)>",
    "<iframe srcdoc='<script>alert(15)</script>'>",
    "<object data=javascript:alert(16)>",
    "<embed src=javascript:alert(17)>",
    "<a href=javascript:alert(18)>x</a>",
    "<a href=\"jAvAsCrIpT:alert(19)\">x</a>",
    "<form action=javascript:alert(20)><button>x",
    "<button formaction=javascript:alert(21)>x",
    "<input autofocus onfocus=alert(22)>",
    "<details open ontoggle=alert(23)>",
    "<video><source onerror=alert(24)>",
    "<audio src=x onerror=alert(25)>",
    "<math href=javascript:alert(26)>x</math>",
    "<base href=//evil.example>27",
    "<link rel=stylesheet href=//evil.example>28",
    "<meta http-equiv=refresh content='0;url=//evil.example'>29",
    "<style>@import'//evil.example'</style>30",
    "<div style=background:url(//evil.example)>31",
    "<!--><script>alert(32)</script-->",
    "<![CDATA[<script>alert(33)</script>]]>",
    "\" onmouseover=\"alert(34)",
    "' onmouseover='alert(35)",
    "\" autofocus onfocus=alert(36) x=\"",
    "` onmouseover=alert(37) `",
    "&lt;script&gt;alert(38)&lt;/script&gt;",
    "&#60;script&#62;alert(39)&#60;/script&#62;",
    "&amp;lt;b&amp;gt;40",
    "<scr<script>ipt>alert(41)</scr</script>ipt>",
    "<SCRIPT SRC=//evil.example/x.js>42</SCRIPT>",
    "<script\u{2028}>alert(43)</script>",
    "\u{ff1c}script\u{ff1e}alert(44)\u{ff1c}/script\u{ff1e}",
    "{{7*45}}<b>${7*45}</b>",
    "{ $title } <b>46</b>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(47)>\">",
    "<template><script>alert(48)</script></template>",
    "<marquee onstart=alert(49)>x</marquee>",
    "=HYPERLINK(\"javascript:alert(50)\",\"<b>x</b>\")",
];

/// Finds markup in a page that is not ours: what is ours opens no such element and has no such
/// attribute.
fn foreign_markup(page: &str) -> Option<String> {
    let tags = page
        .split('<')
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap());
    let is_foreign = |tag: &&str| {
        let lower = tag.to_lowercase();
        let name = lower.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let is_odd = match name.unwrap_or_default() {
            "script" => !lower.starts_with("script src=\"/assets/"),
            "link" => !lower.contains("href=\"/assets/"),
            "meta" => lower.contains("http-equiv"),
            "img" | "iframe" | "object" | "embed" | "base" | "style" | "marquee" | "template"
            | "noscript" | "video" | "audio" | "math" | "animate" => true,
            _ => false,
        };
        is_odd
            || attributes(&lower).iter().any(|(name, value)| {
                let is_handler = name.starts_with("on") || *name == "style";
                is_handler || value.trim_start().starts_with("javascript:")
            })
    };
    tags.into_iter().find(is_foreign).map(str::to_owned)
}

/// Reads the attributes of a tag, as browsers do: a value ends with its quote, else with a blank.
fn attributes(tag: &str) -> Vec<(&str, &str)> {
    let is_between = |letter: char| letter.is_whitespace() || letter == '/';
    let (mut found, mut rest) = (vec![], tag);
    while let Some(at) = rest.find(is_between) {
        rest = rest[at..].trim_start_matches(is_between);
        let end = rest.find(|letter: char| is_between(letter) || letter == '=');
        let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
        let Some(value) = after.strip_prefix('=') else {
            continue;
        };
        let quote = value.chars().next().filter(|first| "\"'".contains(*first));
        let value = quote.map_or(value, |quote| value.trim_start_matches(quote));
        let end = match quote {
            Some(quote) => value.find(quote),
            None => value.find(char::is_whitespace),
        };
        let end = end.unwrap_or(value.len());
        found.push((name, &value[..end]));
        rest = &value[end..];
        if quote.is_some() {
            rest = rest.strip_prefix(['"', '\'']).unwrap_or(rest);
        }
    }
    found
}

#[test]
fn foreign_markup_is_found() {
    let raw = PAYLOADS.iter().filter(|text| text.contains('<'));
    for text in raw.filter(|text| !text.starts_with('{') && !text.starts_with('=')) {
        assert!(
            foreign_markup(&format!("<p>{text}</p>")).is_some(),
            "{text}"
        );
    }
    assert_eq!(foreign_markup("<p class=\"x\">&lt;script&gt;</p>"), None);
}

#[tokio::test]
async fn what_people_wrote_is_shown_and_never_taken_for_markup() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let fund = fund(&door).await;
    for payload in PAYLOADS {
        let mut body = claim_body(&fund, "10.00");
        body["title"] = json!(payload);
        body["location"] = json!(payload);
        let filed = door.post("/v1/claims").by(CAMILLE).json(body).send().await;
        let claim = format!("/v1/claims/{}", filed.done().text("id"));
        let ask = json!({
            "to": { "user": "yann", "org": "atelier-breton" }, "what": payload,
        });
        let asking = door.post(&format!("{claim}/contributions")).by(CAMILLE);
        asking.at_any().json(ask).send().await.done();
    }
    let position = *door.ledger.head().borrow();
    let seen = format!("?as_of_position={position}");
    for name in ["Camille", "Yann", "Ines", "Aude"] {
        let browser = browser_of(&router, name).await;
        for path in ["/", "/claims", "/claims?limit=100"] {
            let path = match path.contains('?') {
                true => format!("{path}&{}", &seen[1..]),
                false => format!("{path}{seen}"),
            };
            let page = browser.get(&path).await;
            // The vendor's overview names no claims.
            let says = if path.starts_with("/claims") {
                "alert("
            } else {
                "<h1>"
            };
            page.is_calm(200, says);
            assert_eq!(foreign_markup(&page.text), None, "{name} {path}");
        }
    }
    let camille = browser_of(&router, "Camille").await;
    let page = camille.get(&format!("/claims{seen}&limit=100")).await;
    let shown = page.text.matches("alert(").count();
    assert!(shown >= 40, "they are shown: {shown}");
    for payload in PAYLOADS {
        // What was typed into a form that is refused comes back in it, and so do filters.
        let typed: String = form_encoded(payload);
        let path = format!("/claims?q={typed}&partner={typed}&period={typed}&activity={typed}");
        let page = camille.get(&path).await;
        assert_eq!(foreign_markup(&page.text), None, "{payload}");
        let body = format!("key=k&title={typed}&location={typed}&executed_on={typed}");
        let page = camille.post("/claims/new", &body).await;
        page.is_calm(422, "The claim was not created");
        assert_eq!(foreign_markup(&page.text), None, "{payload}");
    }
    door.close().await;
}

fn form_encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn every_page_says_what_may_run_in_it() {
    let door = Door::open().await;
    let router = demonstration(&door);
    fund(&door).await;
    let paul = browser_of(&router, "Paul").await;
    for path in [
        "/",
        "/claims",
        "/claims/new",
        "/members",
        "/members/nobody",
        "/keys/key_x/revoke",
        "/profile",
        "/help",
        "/accessibility",
        "/sign-in",
        "/sign-in/role",
        "/join?token=x",
        "/claims?as_of_date=nonsense",
    ] {
        let page = paul.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert!(policy.contains("form-action 'self'"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
        assert_eq!(foreign_markup(&page.text), None, "{path}");
    }
    door.close().await;
}

#[test]
fn no_template_holds_a_script_or_a_style() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/web/templates");
    let files = std::fs::read_dir(Path::new(folder)).unwrap();
    for file in files {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "html") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for odd in [
            " style=",
            "<style",
            "|safe",
            "javascript:",
            "http://",
            "https://",
        ] {
            assert!(!text.contains(odd), "{odd} in {}", path.display());
        }
        for tag in text.split("<script").skip(1) {
            assert!(tag.starts_with(" src="), "{}", path.display());
        }
        let attributes = text
            .split_whitespace()
            .filter_map(|part| part.split_once('='));
        for (name, _) in attributes {
            let is_handler = name.starts_with("on") && name.len() > 3;
            assert!(!is_handler, "{name} in {}", path.display());
        }
    }
}
