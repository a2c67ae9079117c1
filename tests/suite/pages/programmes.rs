//! Programmes: what one asks for, and its next version.

use super::visit::{Shown, fill, read};
use crate::http::door::Door;
use crate::http::stage::{ADA, CAMILLE, FAY, RIVAL_ADMIN, fund};

const EDIT: &str = "/programmes/helio-coop/versions/new";
const PUBLISH: &str = "/programmes/helio-coop/versions";

/// Gives the fields of a form, as a browser sends them back.
fn fields(page: &Shown) -> Vec<(String, String)> {
    let mut fields = vec![];
    for tag in page.main().split("<input ").skip(1) {
        let tag = tag.split('>').next().unwrap();
        let of = |name: &str| {
            let found = tag.split(&format!(" {name}=\"")).nth(1);
            found.map(|rest| {
                rest.split('"')
                    .next()
                    .unwrap()
                    .replace("&#39;", "'")
                    .replace("&#38;", "&")
            })
        };
        let name = of("name").or_else(|| {
            let rest = tag.strip_prefix("name=\"")?;
            Some(rest.split('"').next()?.to_owned())
        });
        let is_left_out = tag.starts_with("type=\"checkbox\"") && !tag.contains(" checked");
        if let Some(name) = name.filter(|_| !is_left_out) {
            fields.push((name, of("value").unwrap_or_default()));
        }
    }
    fields
}

fn typed<'a>(
    fields: &'a [(String, String)],
    changed: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let kept = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let mut typed: Vec<_> = kept
        .filter(|(name, _)| !changed.iter().any(|(known, _)| known == name))
        .collect();
    typed.extend(changed);
    typed
}

/// Gives the document that would be published.
fn document(page: &Shown) -> String {
    let text = page.text.split("<textarea name=\"policy\"").nth(1).unwrap();
    let text = text
        .split_once('>')
        .unwrap()
        .1
        .split("</textarea>")
        .next()
        .unwrap();
    let text = text
        .replace("&#34;", "\"")
        .replace("&#60;", "<")
        .replace("&#62;", ">");
    text.replace("&#39;", "'").replace("&#38;", "&")
}

#[tokio::test]
async fn the_next_version_is_looked_at_before_it_is_published() {
    let door = Door::open().await;
    fund(&door).await;
    let shown = read(&door, CAMILLE, "/programmes/helio-coop").await;
    shown
        .must_have("Version 1 in force")
        .must_not_have("Prepare version 2");
    read(&door, ADA, "/programmes/helio-coop")
        .await
        .must_have("Prepare version 2");
    assert_eq!(read(&door, FAY, EDIT).await.status, 403);
    assert_eq!(read(&door, RIVAL_ADMIN, EDIT).await.status, 404);

    let form = read(&door, ADA, EDIT).await;
    assert_eq!(form.status, 200);
    let fields = fields(&form);
    let same = fill(&door, ADA, EDIT, &typed(&fields, &[])).await;
    assert_eq!(same.status, 422);
    same.must_have("Nothing changes.");
    let changed = [("deadline-answer", "ten"), ("name", "Helio & friends")];
    let wrong = fill(&door, ADA, EDIT, &typed(&fields, &changed)).await;
    assert_eq!(wrong.status, 422);
    wrong
        .must_have("<a href=\"#deadline-answer\">")
        .must_have("value=\"Helio &#38; friends\"");
    let changed = [("deadline-answer", "10"), ("name", "Helio & friends")];
    let review = fill(&door, ADA, EDIT, &typed(&fields, &changed)).await;
    assert_eq!(review.status, 200, "{}", review.main());
    assert_eq!(
        review.main().matches("<tr>").count(),
        3,
        "{}",
        review.main()
    );
    review
        .must_have("<ins>10 business days</ins>")
        .must_have("<del>14 business days</del>")
        .must_have("<ins>Helio &amp; friends</ins>");

    let policy = document(&review);
    let (key, version) = (
        review.hidden("key").remove(0),
        review.hidden("version").remove(0),
    );
    let sent = [
        ("key", key.as_str()),
        ("version", &version),
        ("policy", &policy),
    ];
    for _ in 0..2 {
        let done = fill(&door, ADA, PUBLISH, &sent).await;
        assert_eq!(
            done.led_to(),
            "/programmes/helio-coop?done=policy-published"
        );
    }
    let shown = read(&door, ADA, "/programmes/helio-coop").await;
    shown
        .must_have("Version 2 in force")
        .must_have("2 changes")
        .must_have("10 business days");

    // Who began before that is told so, and keeps what they had.
    let other = policy.replace("Helio & friends", "Helio alone");
    let stale = [("key", "other"), ("version", &version), ("policy", &other)];
    let stale = fill(&door, ADA, PUBLISH, &stale).await;
    assert_eq!(stale.status, 422);
    stale.must_have("<ins>Helio alone</ins>");
    door.close().await;
}

#[tokio::test]
async fn a_policy_as_a_document_says_where_it_is_wrong() {
    let door = Door::open().await;
    fund(&door).await;
    let form = read(&door, ADA, &format!("{EDIT}?as=document")).await;
    form.must_have("<textarea class=\"in mono tall\" id=\"policy\"");
    let text = form.text.split("id=\"policy\"").nth(1).unwrap();
    let text = text
        .split_once('>')
        .unwrap()
        .1
        .split("</textarea>")
        .next()
        .unwrap();
    let text = text
        .replace("&#34;", "\"")
        .replace("&#38;", "&")
        .replace("&#39;", "'");
    let broken = text.replacen("Europe/Paris", "Europe/Rennes", 1);
    let wrong = fill(&door, ADA, EDIT, &[("policy", &broken)]).await;
    assert_eq!(wrong.status, 422);
    wrong
        .must_have("<code>/time_zone</code>")
        .must_have("Europe/Rennes");
    let cut = fill(&door, ADA, EDIT, &[("policy", &text[..40])]).await;
    assert_eq!(cut.status, 422);
    cut.must_have("Line ");
    door.close().await;
}
