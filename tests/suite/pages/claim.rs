//! One claim: what its page shows to whom, and what its forms do.

use chrono::TimeDelta;
use serde_json::json;
use web::Persona;

use crate::http::browser::{Browser, Page};
use crate::http::door::{Door, later, now, on};
use crate::http::stage::{
    AUDE, CAMILLE, FAY, INES, MARC, PAUL, STRANGER, YANN, approval, complete, filed, fund,
    under_review,
};

const PEOPLE: [(&str, &str); 9] = [
    ("Camille", CAMILLE),
    ("Paul", PAUL),
    ("Yann", YANN),
    ("Ines", INES),
    ("Marc", MARC),
    ("Fay", FAY),
    ("Aude", AUDE),
    ("Zoe", STRANGER),
    ("Ada", crate::http::stage::ADA),
];

/// Opens a browser in which somebody of a demonstration is signed in.
async fn as_person(door: &Door, name: &str) -> Browser {
    let personas = PEOPLE.map(|(name, actor)| Persona {
        name: name.to_owned(),
        actor: actor.parse().unwrap(),
    });
    let browser = Browser::new(&web::router(door.state(now).with_personas(personas.into())));
    let signed_in = browser.post("/sign-in", &format!("person={name}")).await;
    assert_eq!(signed_in.status, 303);
    browser
}

/// Gives the address of a claim's page.
fn page_of(claim: &str) -> &str {
    claim.strip_prefix("/v1").unwrap()
}

/// Gives what stands in a hidden field of the form that is sent to an address.
fn hidden(page: &Page, action: &str, name: &str) -> String {
    let form = page
        .text
        .split("<form")
        .find(|form| form.contains(&format!("action=\"{action}\"")));
    let form = form.unwrap_or_else(|| panic!("no form for {action}"));
    let field = form.split(&format!("name=\"{name}\" value=\"")).nth(1);
    let field = field.unwrap_or_else(|| panic!("no field {name} for {action}"));
    field.split('"').next().unwrap().to_owned()
}

/// Gives the main part of a page, without what differs from run to run.
fn main_of(page: &Page) -> String {
    let (_, rest) = page.text.split_once("<main").unwrap();
    let (main, _) = rest.split_once("</main>").unwrap();
    plain(main)
}

/// Writes what is read of markup: a text a line.
fn plain(html: &str) -> String {
    let texts = html.split('<').filter_map(|part| part.split_once('>'));
    let texts = texts.map(|(_, text)| text.trim());
    texts
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn whoever_writes_a_claim_sees_what_is_missing_and_submits_it() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "100.00").await;
    let (path, camille) = (page_of(&claim), as_person(&door, "Camille").await);
    let page = camille.get(path).await;
    assert_eq!(page.status, 200, "{page:#?}");
    let text = main_of(&page);
    for said in [
        "You are preparing this claim. 3 things are missing.",
        "At least one invoice or CSR",
        "At least one proof",
        "Booth visitors",
        "created the claim “Spring trade show” and declared",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    // What is refused is said whole, each with where it is mended.
    let action = format!("{path}/submissions").replace(path, &number_path(&page));
    let sent = format!(
        "key={}&version={}",
        hidden(&page, &action, "key"),
        hidden(&page, &action, "version")
    );
    let refused = camille.post(&action, &sent).await;
    assert_eq!(refused.status, 422);
    let text = main_of(&refused);
    assert!(text.contains("The claim was not submitted"), "{text}");
    let summary = refused.text.split("role=\"alert\"").nth(1).unwrap();
    let summary = summary.split("</div>").next().unwrap();
    assert_eq!(summary.matches("<li>").count(), 3, "{summary}");
    door.close().await;
}

/// Gives the address by which a page itself names its claim.
fn number_path(page: &Page) -> String {
    let found = page.text.split("href=\"/claims/C-").nth(1);
    let number = found.unwrap().split(['/', '"', '#']).next().unwrap();
    format!("/claims/C-{number}")
}

#[tokio::test]
async fn a_form_happens_once_however_often_it_is_sent() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "100.00").await;
    let camille = as_person(&door, "Camille").await;
    let page = camille.get(page_of(&claim)).await;
    let path = number_path(&page);
    let action = format!("{path}/comments");
    let sent = format!("key={}&text=Look+at+page+2", "k1");
    for _ in 0..2 {
        let done = camille.post(&action, &sent).await;
        assert_eq!(
            done.leads_to(),
            format!("{path}?done=claim-commented#comments")
        );
    }
    let page = camille.get(&path).await;
    assert_eq!(page.text.matches("class=\"msg\"").count(), 1);
    door.close().await;
}

#[tokio::test]
async fn a_stale_form_is_told_who_changed_what_and_keeps_what_was_typed() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = complete(&door, &fund, "100.00").await;
    let camille = as_person(&door, "Camille").await;
    let page = camille.get(&format!("{}/details", page_of(&claim))).await;
    let path = number_path(&page);
    let action = format!("{path}/details");
    let version = hidden(&page, &action, "version");
    let comment = json!({ "text": "Page 2 includes the catering." });
    let said = door.post(&format!("{claim}/comments")).by(PAUL).at_any();
    said.json(comment).send().await.done();
    let sent = format!(
        "key=k2&version={version}&title=Autumn+show&activity=trade-show\
         &executed_on=14%2F03%2F2024&location=Rennes&declared=100.00"
    );
    let stale = camille.post(&action, &sent).await;
    assert_eq!(stale.status, 409);
    let text = main_of(&stale);
    assert!(
        text.contains("Paul changed the claim a moment ago"),
        "{text}"
    );
    assert!(text.contains("Page 2 includes the catering."), "{text}");
    assert!(stale.text.contains("value=\"Autumn show\""));
    // Sent again, for what they see now, it is done.
    let version = hidden(&stale, &action, "version");
    let sent = sent.replacen("version=", "was=", 1) + &format!("&version={version}");
    let done = camille.post(&action, &sent).await;
    assert_eq!(done.leads_to(), format!("{path}?done=claim-edited"));
    door.close().await;
}

#[tokio::test]
async fn a_stale_form_takes_over_what_its_sender_left_as_it_was() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "100.00").await;
    let camille = as_person(&door, "Camille").await;
    let page = camille.get(&format!("{}/details", page_of(&claim))).await;
    let action = format!("{}/details", number_path(&page));
    let version = hidden(&page, &action, "version");
    let edited = door.patch(&claim).by(PAUL).at_any();
    let edited = edited.json(json!({ "location": "Vannes" }));
    edited.send().await.done();
    let sent = format!(
        "key=k5&version={version}&title=Autumn+show&activity=trade-show\
         &executed_on=14%2F03%2F2024&location=Rennes&declared=100.00"
    );
    let stale = camille.post(&action, &sent).await;
    assert_eq!(stale.status, 409);
    assert!(stale.text.contains("value=\"Autumn show\""));
    assert!(stale.text.contains("value=\"Vannes\""));
    door.close().await;
}

#[tokio::test]
async fn everybody_is_shown_what_is_theirs_to_see_and_do() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, _) = under_review(&door, &fund, "100.00").await;
    let hidden = json!({ "text": "I would take the catering off.", "visibility": "vendor_only" });
    let said = door.post(&format!("{claim}/comments")).by(INES).at_any();
    said.json(hidden).send().await.done();
    let path = page_of(&claim);
    let may = |page: &Page| {
        let doors = ["information-request", "/decision", "/details", "/dossier"];
        let named = doors.map(|door| page.text.contains(&format!("{door}\"")));
        let vendor_only = page.text.contains("I would take the catering off.");
        (named, vendor_only)
    };
    let shown = async |name: &str| {
        let page = as_person(&door, name).await.get(path).await;
        (page.status == 200).then(|| may(&page))
    };
    assert_eq!(
        shown("Ines").await,
        Some(([true, false, false, true], true))
    );
    assert_eq!(
        shown("Marc").await,
        Some(([false, true, false, true], true))
    );
    assert_eq!(
        shown("Aude").await,
        Some(([false, false, false, true], true))
    );
    assert_eq!(
        shown("Camille").await,
        Some(([false, false, false, true], false))
    );
    // To others there is none.
    assert_eq!(shown("Zoe").await, None);
    assert_eq!(shown("Yann").await, None);
    // The dossier keeps it from everybody.
    let sheet = as_person(&door, "Ines")
        .await
        .get(&format!("{path}/dossier"))
        .await;
    assert_eq!(sheet.status, 200);
    assert!(!sheet.text.contains("I would take the catering off."));
    assert_eq!(sheet.text.matches("<code class=\"hash\">").count(), 2);
    door.close().await;
}

#[tokio::test]
async fn a_claim_of_then_is_shown_as_it_was_and_nothing_can_be_done_to_it() {
    let door = Door::open_on_one_clock().await;
    let fund = fund(&door).await;
    let (claim, invoice) = complete(&door, &fund, "100.00").await;
    let camille = as_person(&door, "Camille").await;
    let page = camille.get(page_of(&claim)).await;
    let then = page.text.split("Ledger position ").nth(1).unwrap();
    let then = then.split(',').next().unwrap().to_owned();
    on("2024-03-25");
    let submit = door.post(&format!("{claim}/submissions")).by(CAMILLE);
    submit.at_any().send().await.done();
    let review = door.post(&format!("{claim}/reviews")).by(INES).at_any();
    review.send().await.done();
    later(TimeDelta::hours(1));
    let decided = door.post(&format!("{claim}/decisions")).by(MARC).at_any();
    let decided = decided.key("d1").json(approval(&invoice, "100.00"));
    decided.send().await.done();
    let camille = as_person(&door, "Camille").await;
    let now = camille.get(page_of(&claim)).await;
    assert!(main_of(&now).contains("Approved:"), "{}", main_of(&now));
    let past = format!("{}?as_of_position={then}", page_of(&claim));
    let past = camille.get(&past).await;
    let text = main_of(&past);
    assert!(text.contains("You are preparing this claim."), "{text}");
    assert!(!text.contains("Approved:"), "{text}");
    let main = past.text.split("<main").nth(1).unwrap();
    assert!(!main.contains("method=\"post\""), "{main}");
    door.close().await;
}

#[tokio::test]
async fn a_colleague_is_asked_by_a_link_that_is_shown_once() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "100.00").await;
    let camille = as_person(&door, "Camille").await;
    let path = number_path(&camille.get(page_of(&claim)).await);
    let action = format!("{path}/contributions");
    let wrong = camille
        .post(&action, "key=k3&to=jo&what=&due=tomorrow")
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("value=\"jo\"") && wrong.text.contains("value=\"tomorrow\""));
    assert!(wrong.text.contains("href=\"#ask-what\"") && wrong.text.contains("href=\"#ask-due\""));
    let sent = "key=k3&to=jo&what=Photos+of+the+stand&due=29%2F03%2F2024";
    let asked = camille.post(&action, sent).await;
    assert_eq!(asked.status, 200, "{asked:#?}");
    assert!(asked.text.contains("/join?token="));
    // Sent again it is the same request, and the link is not shown again.
    let again = camille.post(&action, sent).await;
    assert!(again.leads_to().contains("done=claim-colleague-asked"));
    let page = camille.get(&path).await;
    assert!(!page.text.contains("/join?token="));
    assert_eq!(
        page.text.matches("Photos of the stand").count(),
        3,
        "the card, the history and its raw event"
    );
    door.close().await;
}

#[tokio::test]
async fn a_colleague_is_asked_by_the_name_that_pages_show() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let claim = filed(&door, &fund, "100.00").await;
    let camille = as_person(&door, "Camille").await;
    let path = number_path(&camille.get(page_of(&claim)).await);
    // Yann can come in already.
    door.get("/v1/me").by(YANN).send().await.done();
    let sent = "key=k4&to=Yann&what=Photos+of+the+stand&due=";
    let asked = camille.post(&format!("{path}/contributions"), sent).await;
    assert!(asked.leads_to().contains("done=claim-colleague-asked"));
    let yann = as_person(&door, "Yann").await;
    assert_eq!(yann.get(page_of(&claim)).await.status, 200);
    door.close().await;
}

#[tokio::test]
async fn the_page_is_french_for_who_reads_french() {
    let door = Door::open().await;
    let fund = fund(&door).await;
    let (claim, invoice) = under_review(&door, &fund, "100.00").await;
    let items =
        json!({ "items": [{ "document": invoice, "text": "Signez-la, s’il vous plaît." }] });
    let asked = door.post(&format!("{claim}/info-requests")).by(INES);
    asked.at_any().json(items).send().await.done();
    let camille = as_person(&door, "Camille").await;
    let page = camille.visit_in("fr", page_of(&claim)).await;
    let text = main_of(&page);
    for said in [
        "Complément demandé",
        "Ines vous demande un complément. Répondez au plus tard le",
        "Compléments demandés",
        "Signez-la, s’il vous plaît.",
        "Justificatifs de dépenses",
        "Historique",
        "a demandé un complément, pour le",
        "a commencé l’examen",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    assert!(!text.contains("claim-"), "a key without words in {text}");
    door.close().await;
}
