//! The markup of the pages, as it was: one for each page and each status of a claim, so that a change
//! of markup is seen.
//!
//! What differs from run to run is named instead: ids, keys, the digests of our own files.

use std::cell::Cell;

use domain::ClaimCommand;
use insta::Settings;
use projections::{Command, Request};
use serde_json::{Value, json};
use tests::pinned::Names;
use tests::stage::actor;
use tests::uploads::sample;

use super::{browser_of, demonstration};
use crate::http::browser::{Browser, Page};
use crate::http::door::{Door, now, on};
use crate::http::stage::{
    CAMILLE, CLOCKWORK, FAY, INES, MARC, PAUL, approval, claim_body, eur, fund, proof,
};

/// Compares what a page shows with how it was.
fn is_as_it_was(name: &str, page: &Page) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let name = words.join("-");
    settings.bind(|| {
        let text = format!("{}\n{}", page.status, tidy(&page.text));
        insta::assert_snapshot!(name.as_str(), text);
    });
}

/// Writes the main part of a page so that people can compare it: a line for each element that stands
/// alone, pictures by their class, and names for what differs from run to run.
fn tidy(html: &str) -> String {
    let main = html.split_once("<main").map_or(html, |(_, rest)| rest);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let main = format!("<main{main}");
    let named = Names::default().put(&main);
    let named = without_values(&without_pictures(&named), "name=\"key\" value=\"");
    let named = without_values(&named, "<p class=\"small muted\">Request ");
    // The day on which something was recorded.
    let named = without_values(&named, "name=\"as_of_date\" value=\"");
    let named = without_recording(&named);
    let mut lines = String::new();
    for (n, part) in named.split('<').enumerate() {
        let alone = ALONE.iter().any(|tag| {
            let rest = part.strip_prefix(tag);
            rest.is_some_and(|rest| rest.starts_with([' ', '>']))
        });
        if alone && !lines.ends_with('\n') {
            lines.push('\n');
        }
        if n > 0 {
            lines.push('<');
        }
        lines.push_str(part);
    }
    let lines = lines.lines().map(str::trim_end).filter(|it| !it.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The elements that begin a line.
const ALONE: [&str; 28] = [
    "div", "section", "header", "footer", "form", "p", "h1", "h2", "h3", "h4", "ul", "ol", "li",
    "table", "thead", "tbody", "tfoot", "tr", "th", "td", "dl", "dt", "dd", "details", "nav",
    "fieldset", "label", "button",
];

/// Leaves out what is drawn.
fn without_pictures(html: &str) -> String {
    let mut parts = html.split("<svg");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let (picture, rest) = part.split_once("</svg>").unwrap_or((part, ""));
        let head = picture.split('>').next().unwrap_or_default();
        let class = head.split("class=\"").nth(1).unwrap_or_default();
        let class = class.split('"').next().unwrap_or_default();
        format!("{text}<svg {class}/>{rest}")
    })
}

/// Leaves out what stands behind a text, up to the next quote or markup.
fn without_values(html: &str, before: &str) -> String {
    let mut parts = html.split(before);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let end = part.find(['"', '<']).unwrap_or(part.len());
        format!("{text}{before}[…]{}", &part[end..])
    })
}

/// Leaves out when something was recorded: that is the clock of the machine, and all that happens
/// here happens around the year of the story.
fn without_recording(html: &str) -> String {
    let mut parts = html.split("<time datetime=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let is_of_story = ["2023", "2024", "2025"]
            .iter()
            .any(|it| part.starts_with(it));
        match part.split_once("</time>").filter(|_| !is_of_story) {
            Some((_, rest)) => format!("{text}<time>[…]</time>{rest}"),
            None => format!("{text}<time datetime=\"{part}"),
        }
    })
}

/// A stage with a fund, and a claim for each thing that can become of one.
struct Stage {
    door: Door,
    fund: String,
    /// How many things were done, each under a key of its own.
    times: Cell<usize>,
}

impl Stage {
    async fn open() -> Self {
        let door = Door::open().await;
        let fund = fund(&door).await;
        let times = Cell::new(0);
        Self { door, fund, times }
    }

    async fn does(&self, by: &str, path: &str, body: Value) -> Value {
        let key = format!("time-{}", self.times.get());
        self.times.set(self.times.get() + 1);
        let asking = self.door.post(path).by(by).at_any().key(&key);
        asking.json(body).send().await.done().body
    }

    /// Files a claim that nothing is on yet.
    async fn filed(&self, title: &str) -> String {
        let mut body = claim_body(&self.fund, "1200.00");
        body["title"] = json!(title);
        let filed = self.does(CAMILLE, "/v1/claims", body).await;
        format!("/v1/claims/{}", filed["id"].as_str().unwrap())
    }

    /// Files one with an invoice and a proof; gives the invoice's id as well.
    async fn complete(&self, title: &str) -> (String, String) {
        let claim = self.filed(title).await;
        let documents = format!("{claim}/documents");
        let bill = json!({
            "kind": "invoice", "file": sample(&format!("invoice {title}")),
            "supplier": "Halles de Rennes", "number": format!("F {title}"),
            "dated": "2024-03-14", "total": eur("1440.00"), "claimed": eur("1200.00"),
        });
        let bill = self.does(CAMILLE, &documents, bill).await["document"].clone();
        self.does(CAMILLE, &documents, proof(&format!("photo {title}")))
            .await;
        (claim, bill.as_str().unwrap().to_owned())
    }

    async fn submitted(&self, title: &str) -> (String, String) {
        let (claim, bill) = self.complete(title).await;
        self.does(CAMILLE, &format!("{claim}/submissions"), json!({}))
            .await;
        (claim, bill)
    }

    async fn reviewed(&self, title: &str) -> (String, String) {
        let (claim, bill) = self.submitted(title).await;
        self.does(INES, &format!("{claim}/reviews"), json!({}))
            .await;
        (claim, bill)
    }

    async fn asked(&self, title: &str) -> (String, String) {
        let (claim, bill) = self.reviewed(title).await;
        let items = json!({ "items": [
            { "document": bill, "text": "Please send it signed." },
            { "text": "Who was there?" },
        ] });
        self.does(INES, &format!("{claim}/info-requests"), items)
            .await;
        (claim, bill)
    }

    async fn rejected(&self, title: &str) -> String {
        let (claim, _) = self.reviewed(title).await;
        let reject = json!({
            "decision": "reject", "reasons": ["proof_insufficient"],
            "text": "The photo does not show our logo.",
        });
        self.does(MARC, &format!("{claim}/decisions"), reject).await;
        claim
    }

    async fn disputed(&self, title: &str) -> String {
        let claim = self.rejected(title).await;
        let dispute = json!({ "justification": "It is above the door.", "documents": [] });
        self.does(PAUL, &format!("{claim}/disputes"), dispute).await;
        claim
    }

    async fn approved(&self, title: &str) -> String {
        let (claim, bill) = self.reviewed(title).await;
        let approve = approval(&bill, "1200.00");
        self.does(MARC, &format!("{claim}/decisions"), approve)
            .await;
        claim
    }

    async fn paid(&self, title: &str) -> String {
        let claim = self.approved(title).await;
        let payment = json!({
            "amount": eur("1200.00"), "reference": "SEPA 118", "value_date": "2024-03-20",
        });
        self.does(FAY, &format!("{claim}/payments"), payment).await;
        claim
    }

    async fn is(&self, browser: &Browser, name: &str, path: &str) {
        // What was just done must show.
        let position = *self.door.ledger.head().borrow();
        browser.keep("claims-seen", &position.to_string());
        is_as_it_was(name, &browser.get(path).await);
    }
}

fn page(claim: &str) -> String {
    claim.replace("/v1/", "/")
}

#[tokio::test]
async fn a_claim_looks_in_every_status_as_it_did() {
    let stage = Stage::open().await;
    let router = demonstration(&stage.door);
    let camille = browser_of(&router, "Camille").await;
    let shown: [(&str, String); 6] = [
        ("claim editing, nothing there", stage.filed("Bare").await),
        ("claim editing, complete", stage.complete("Whole").await.0),
        ("claim submitted", stage.submitted("Sent").await.0),
        ("claim under review", stage.reviewed("Looked at").await.0),
        ("claim action required", stage.asked("Asked about").await.0),
        ("claim rejected", stage.rejected("Turned down").await),
    ];
    for (name, claim) in &shown {
        stage.is(&camille, name, &page(claim)).await;
    }
    let paul = browser_of(&router, "Paul").await;
    let rejected = page(&shown[5].1);
    stage
        .is(&paul, "claim rejected, who may dispute", &rejected)
        .await;
    let dispute = format!("{rejected}/dispute");
    stage.is(&paul, "dispute", &dispute).await;
    let acceptance = format!("{rejected}/acceptance");
    stage.is(&paul, "acceptance", &acceptance).await;
    for (name, claim) in [
        ("claim disputed", stage.disputed("Argued about").await),
        ("claim approved", stage.approved("Agreed").await),
        ("claim paid", stage.paid("Settled").await),
    ] {
        stage.is(&camille, name, &page(&claim)).await;
        stage
            .is(
                &camille,
                &format!("dossier, {name}"),
                &format!("{}/dossier", page(&claim)),
            )
            .await;
    }
    let closed = stage.rejected("Let go").await;
    let path = format!("{closed}/rejection-closures");
    stage.does(CAMILLE, &path, json!({})).await;
    stage
        .is(&camille, "claim rejected for good", &page(&closed))
        .await;
    let (cancelled, _) = stage.complete("Given up").await;
    let path = format!("{cancelled}/cancellations");
    let why = json!({ "why": "The show was called off." });
    stage.does(CAMILLE, &path, why).await;
    stage
        .is(&camille, "claim cancelled", &page(&cancelled))
        .await;
    let (expired, _) = stage.complete("Forgotten").await;
    on("2024-12-31");
    let id = expired.rsplit('/').next().unwrap().parse().unwrap();
    let expire = Command::Claim(id, ClaimCommand::Expire);
    let request = Request::new(expire, actor(CLOCKWORK), now());
    stage.door.ledger.execute(request).await.unwrap();
    stage.is(&camille, "claim expired", &page(&expired)).await;
    stage.door.close().await;
}

#[tokio::test]
async fn the_forms_of_a_claim_look_as_they_did() {
    let stage = Stage::open().await;
    let router = demonstration(&stage.door);
    let camille = browser_of(&router, "Camille").await;
    let bare = page(&stage.filed("Bare").await);
    let (whole, bill) = stage.complete("Whole").await;
    let (asked, _) = stage.asked("Asked about").await;
    let (whole, asked) = (page(&whole), page(&asked));
    for (name, path) in [
        ("details", format!("{whole}/details")),
        ("cancellation", format!("{whole}/cancellation")),
        ("documents", format!("{whole}/documents/new")),
        ("note", format!("{whole}/documents/{bill}/note")),
        ("remove", format!("{whole}/documents/{bill}/remove")),
        ("replace", format!("{whole}/documents/{bill}/replace")),
        ("answer", format!("{asked}/answer")),
        ("new claim", "/claims/new".to_owned()),
    ] {
        stage.is(&camille, name, &path).await;
    }
    for (name, path, body) in [
        ("submission refused", format!("{bare}/submissions"), "key=k"),
        (
            "details refused",
            format!("{bare}/details"),
            "key=k&title=&executed_on=31/02/2024&declared=1.2.3",
        ),
        ("answer refused", format!("{asked}/answer"), "key=k"),
        ("new claim refused", "/claims/new".to_owned(), "key=k"),
        ("comment refused", format!("{bare}/comments"), "key=k&text="),
        (
            "note overtaken",
            format!("{whole}/documents/{bill}/note"),
            "key=k&version=1&note=Mine.",
        ),
    ] {
        is_as_it_was(name, &camille.post(&path, body).await);
    }
    stage.door.close().await;
}

#[tokio::test]
async fn the_other_pages_of_a_partner_look_as_they_did() {
    let stage = Stage::open().await;
    let router = demonstration(&stage.door);
    let camille = browser_of(&router, "Camille").await;
    stage.is(&camille, "claims, none", "/claims").await;
    let bare = stage.filed("Bare").await;
    let what = json!({
        "to": { "user": "yann", "org": "atelier-breton" }, "what": "A photo of our stand",
        "due": "2024-04-02",
    });
    stage
        .does(CAMILLE, &format!("{bare}/contributions"), what)
        .await;
    stage.asked("Asked about").await;
    stage.paid("Settled").await;
    for (name, path) in [
        ("overview", "/"),
        ("overview of then", "/?as_of_position=6"),
        ("claims", "/claims"),
        ("claims, filtered", "/claims?status=paid&q=settled"),
        ("not there", "/claims/C-999"),
    ] {
        stage.is(&camille, name, path).await;
    }
    let yann = browser_of(&router, "Yann").await;
    stage.is(&yann, "contributor's claims", "/").await;
    stage.is(&yann, "contributor's claim", &page(&bare)).await;
    let path = format!("{}/documents/new", page(&bare));
    stage.is(&yann, "contributor's documents", &path).await;
    stage.is(&yann, "not allowed", "/operations").await;
    let stranger = Browser::new(&router);
    for (name, path) in [
        ("sign-in", "/sign-in"),
        ("join", "/join?token=x"),
        ("help", "/help"),
        ("accessibility", "/accessibility"),
    ] {
        is_as_it_was(name, &stranger.get(path).await);
    }
    stage.door.close().await;
}
