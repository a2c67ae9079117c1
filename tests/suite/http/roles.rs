//! Roles to choose among: as somebody signs in, and later.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::browser::{Browser, Page};
use super::door::{Door, now};
use super::provider::{CLIENT, FakeProvider, Signer, mapping, trusting};
use super::stage::{ADA, PAUL};

/// A ledger whose people sign in at a provider.
struct Scene {
    door: Door,
    provider: FakeProvider,
    key: Signer,
    router: Router,
}

impl Scene {
    async fn set() -> Self {
        let (door, provider) = (Door::open().await, FakeProvider::start().await);
        let key = Signer::ed("a");
        provider.publishes(&[&key]);
        let rules = [
            ("reviewers", "reviewer", Some("helio-cloud")),
            ("approvers", "approver", Some("helio-cloud")),
            ("shops", "partner_user", None),
        ];
        let options = trusting(&provider.issuer, "EdDSA", mapping(&rules));
        let router = web::router(door.state(now).with_oidc(options).unwrap());
        Self {
            door,
            provider,
            key,
            router,
        }
    }

    /// Signs somebody in of whom the provider says something.
    async fn signs_in(&self, browser: &Browser, said: Value) -> Page {
        let address = browser
            .visit("/sign-in/oidc?next=/v1/queue")
            .await
            .leads_to();
        let parameter = |name: &str| {
            let mut pairs = address
                .split(['?', '&'])
                .filter_map(|pair| pair.split_once('='));
            pairs
                .find(|(known, _)| *known == name)
                .unwrap()
                .1
                .to_owned()
        };
        let at = now().timestamp();
        let mut claims = json!({
            "iss": self.provider.issuer, "aud": CLIENT, "sub": "u-1", "iat": at, "exp": at + 300,
            "nonce": parameter("nonce"), "preferred_username": "lea", "email": "Lea@Helio.example",
        });
        for (name, value) in said.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let token = self.key.token(&claims);
        let said = json!({ "access_token": "at", "token_type": "Bearer", "id_token": token });
        self.provider.script().token = (200, said);
        let path = format!("/sign-in/callback?code=c&state={}", parameter("state"));
        browser.visit(&path).await
    }

    /// Makes somebody a member by an invitation to an address; gives their browser.
    async fn joins(&self, by: &str, body: Value) -> Browser {
        let asking = self.door.post("/v1/members").by(by).json(body);
        let link = asking.send().await.done().text("link");
        let token = link.split_once("token=").unwrap().1;
        let browser = Browser::new(&self.router);
        browser
            .post("/join", &format!("token={token}"))
            .await
            .leads_to();
        browser
    }

    /// Withdraws a role in the process where people are signed in.
    async fn withdraws(&self, by: &str, path: &str) {
        let shown = self.door.keys.shown_by(by).await;
        let request = Request::delete(path).header("authorization", shown);
        let request = request.body(Body::empty()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
    }
}

/// Lists the roles that a page offers.
fn offered(page: &Page) -> Vec<String> {
    let buttons = page.text.split("name=\"as\" value=\"").skip(1);
    buttons
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn chosen(role: &str) -> String {
    format!(
        "as={}&next=/v1/queue",
        role.replace(' ', "+").replace('@', "%40")
    )
}

#[tokio::test]
async fn who_has_several_roles_chooses_one_as_they_sign_in() {
    let scene = Scene::set().await;
    let browser = Browser::new(&scene.router);
    let said =
        json!({ "groups": ["shops", "approvers", "reviewers"], "company": "atelier-breton" });
    let page = scene.signs_in(&browser, said).await;
    assert_eq!(page.leads_to(), "/sign-in/role?next=%2Fv1%2Fqueue");
    assert_eq!(browser.signed_in_as().await, None, "they have not chosen");
    let page = browser.visit("/sign-in/role?next=%2Fv1%2Fqueue").await;
    page.is_calm(200, "Choose the one that you act in now");
    let (reviewer, approver) = ("lea@helio-cloud reviewer", "lea@helio-cloud approver");
    let partner = "lea@atelier-breton partner_user";
    assert_eq!(offered(&page), [reviewer, approver, partner]);
    browser
        .visit_in("fr", "/sign-in/role")
        .await
        .is_calm(200, "Vous avez plusieurs rôles");

    for odd in [
        "lea@helio-cloud programme_admin",
        "lea@helio-cloud system",
        "marc@helio-cloud reviewer",
        "",
    ] {
        let page = browser.post("/sign-in/role", &chosen(odd)).await;
        page.is_calm(403, "This role is not yours");
    }
    let blind = browser
        .post_blindly("/sign-in/role", &chosen(approver))
        .await;
    assert_eq!(blind.status, 403, "another site's form chooses nothing");
    let pending = browser.cookie("claims-role").unwrap();
    let page = browser.post("/sign-in/role", &chosen(approver)).await;
    assert_eq!(page.leads_to(), "/v1/queue");
    assert_eq!(browser.signed_in_as().await.as_deref(), Some(approver));
    // What was chosen once is not chosen again.
    assert_eq!(browser.cookie("claims-role"), None);
    let again = Browser::new(&scene.router);
    again.keep("claims-role", &pending);
    let page = again.post("/sign-in/role", &chosen(reviewer)).await;
    assert_eq!(page.leads_to(), "/sign-in");
    assert_eq!(again.signed_in_as().await, None);
    scene.door.close().await;
}

#[tokio::test]
async fn a_role_is_changed_later_under_another_token() {
    let scene = Scene::set().await;
    let browser = Browser::new(&scene.router);
    scene
        .signs_in(&browser, json!({ "groups": "reviewers approvers" }))
        .await;
    let (reviewer, approver) = ("lea@helio-cloud reviewer", "lea@helio-cloud approver");
    browser
        .post("/sign-in/role", &chosen(reviewer))
        .await
        .leads_to();
    let before = browser.cookie("claims").unwrap();
    let page = browser.get("/sign-in/role").await;
    page.is_calm(200, "lea – now");
    assert_eq!(offered(&page), [reviewer, approver]);
    let until = browser.get("/v1/me").await.json()["until"].clone();
    browser
        .post("/sign-in/role", &chosen(approver))
        .await
        .leads_to();
    assert_eq!(browser.signed_in_as().await.as_deref(), Some(approver));
    assert_ne!(browser.cookie("claims").unwrap(), before);
    assert_eq!(
        browser.get("/v1/me").await.json()["until"],
        until,
        "it ends when it would have"
    );
    let thief = Browser::new(&scene.router);
    thief.keep("claims", &before);
    assert_eq!(
        thief.signed_in_as().await,
        None,
        "the token before is good no more"
    );
    browser
        .post("/sign-in/role", &chosen(reviewer))
        .await
        .leads_to();
    assert_eq!(
        browser.signed_in_as().await.as_deref(),
        Some(reviewer),
        "and back"
    );
    scene.door.close().await;
}

#[tokio::test]
async fn a_member_comes_in_by_the_address_that_the_provider_has_verified() {
    let scene = Scene::set().await;
    let body = json!({ "address": "lea@helio.example", "role": "auditor", "user": "lea.martin" });
    scene.joins(ADA, body).await;
    for verified in [json!(null), json!(false), json!("false")] {
        let browser = Browser::new(&scene.router);
        let page = scene
            .signs_in(&browser, json!({ "email_verified": verified }))
            .await;
        page.is_calm(403, "you have no role here");
    }
    let browser = Browser::new(&scene.router);
    let page = scene
        .signs_in(&browser, json!({ "email_verified": true }))
        .await;
    assert_eq!(page.leads_to(), "/v1/queue");
    let auditor = "lea.martin@helio-cloud auditor";
    assert_eq!(browser.signed_in_as().await.as_deref(), Some(auditor));

    // A role that is given meanwhile is there to be chosen, in whatever organisation.
    let give = "/v1/members/lea.martin/roles/finance";
    scene.door.put(give).by(ADA).send().await.done();
    let body = json!({ "address": "LEA@helio.example", "role": "contributor", "user": "lea" });
    scene.joins(PAUL, body).await;
    let (finance, contributor) = (
        "lea.martin@helio-cloud finance",
        "lea@atelier-breton contributor",
    );
    let page = browser.get("/sign-in/role").await;
    assert_eq!(offered(&page), [contributor, auditor, finance]);
    browser
        .post("/sign-in/role", &chosen(finance))
        .await
        .leads_to();
    assert_eq!(browser.signed_in_as().await.as_deref(), Some(finance));
    // One that is withdrawn is not, and ends where it is acted in.
    scene.withdraws(ADA, give).await;
    assert_eq!(browser.signed_in_as().await, None);
    let page = scene
        .signs_in(
            &browser,
            json!({ "email_verified": true, "groups": "reviewers" }),
        )
        .await;
    page.leads_to();
    let page = browser.get("/sign-in/role").await;
    assert_eq!(
        offered(&page),
        ["lea@helio-cloud reviewer", contributor, auditor]
    );
    scene.door.close().await;
}

#[tokio::test]
async fn a_member_who_came_by_a_link_acts_in_a_role_that_they_are_given_later() {
    let scene = Scene::set().await;
    let body = json!({ "address": "elodie@atelier.example", "role": "partner_user" });
    let browser = scene.joins(PAUL, body).await;
    let (user, admin) = (
        "elodie@atelier-breton partner_user",
        "elodie@atelier-breton partner_admin",
    );
    assert_eq!(browser.signed_in_as().await.as_deref(), Some(user));
    assert_eq!(offered(&browser.get("/sign-in/role").await), [user]);
    let page = browser.post("/sign-in/role", &chosen(admin)).await;
    page.is_calm(403, "This role is not yours");
    let give = "/v1/members/elodie/roles/partner_admin";
    scene.door.put(give).by(PAUL).send().await.done();
    browser
        .post("/sign-in/role", &chosen(admin))
        .await
        .leads_to();
    assert_eq!(browser.signed_in_as().await.as_deref(), Some(admin));
    let page = browser.post_blindly("/sign-in/role", &chosen(user)).await;
    assert_eq!(page.status, 403, "{page:#?}");
    scene.withdraws(PAUL, give).await;
    assert_eq!(
        browser.signed_in_as().await,
        None,
        "with the role the session ends"
    );
    scene.door.close().await;
}

#[tokio::test]
async fn who_is_not_signed_in_chooses_nothing() {
    let scene = Scene::set().await;
    let browser = Browser::new(&scene.router);
    assert_eq!(browser.visit("/sign-in/role").await.leads_to(), "/sign-in");
    let page = browser
        .post("/sign-in/role", &chosen("lea@helio-cloud reviewer"))
        .await;
    assert_eq!(page.leads_to(), "/sign-in");
    browser.keep("claims-role", &"a".repeat(43));
    assert_eq!(browser.visit("/sign-in/role").await.leads_to(), "/sign-in");
    let page = scene
        .signs_in(&browser, json!({ "groups": "reviewers" }))
        .await;
    page.leads_to();
    let elsewhere = "as=lea%40helio-cloud+reviewer&next=//evil.example";
    let page = browser.post("/sign-in/role", elsewhere).await;
    assert_eq!(page.leads_to(), "/", "nobody is led to another server");
    scene.door.close().await;
}
