//! Sessions: signing in to a demonstration, staying, being forgotten, signing out.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use chrono::TimeDelta;
use http_body_util::BodyExt;
use projections::views::Views;
use tower::ServiceExt;
use web::{Outside, Persona, SessionLimits, State};

use super::door::{Door, now, on};
use super::stage::{CAMILLE, INES, PAUL};

/// A page or an answer, as a browser gets it.
struct Shown {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Shown {
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    fn code(&self) -> (u16, String) {
        let body: serde_json::Value = serde_json::from_str(&self.text).unwrap();
        (self.status, body["code"].as_str().unwrap().to_owned())
    }

    /// Gives what the browser sends back of a cookie that it was given.
    fn cookie(&self) -> String {
        let cookie = self.header("set-cookie");
        cookie.split(';').next().unwrap().to_owned()
    }
}

fn state(door: &Door) -> State {
    let views = Views::new(door.scratch.pool.clone());
    State::new(door.ledger.clone(), views, door.documents.clone(), now)
}

fn personas() -> Vec<Persona> {
    let persona = |(name, actor): (&str, &str)| Persona {
        name: name.to_owned(),
        actor: actor.parse().unwrap(),
    };
    let people = [("Camille", CAMILLE), ("Paul", PAUL), ("Ines", INES)];
    people.map(persona).into()
}

fn demonstration(door: &Door) -> Router {
    web::router(state(door).with_personas(personas()))
}

async fn sent(router: &Router, request: axum::http::request::Builder, body: &str) -> Shown {
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Shown {
        status: head.status.as_u16(),
        headers: head.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

/// Sends a form of our own page, with a cookie or without.
async fn form(router: &Router, path: &str, cookie: &str, body: &str) -> Shown {
    let request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie);
    sent(router, request, body).await
}

async fn signed_in(router: &Router, name: &str) -> String {
    let shown = form(router, "/sign-in", "", &format!("person={name}")).await;
    assert_eq!((shown.status, shown.header("location")), (303, "/"));
    shown.cookie()
}

async fn me(router: &Router, cookie: &str) -> Shown {
    sent(router, Request::get("/v1/me").header("cookie", cookie), "").await
}

#[tokio::test]
async fn a_demonstration_offers_its_people_each_one_click() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let page = sent(&router, Request::get("/sign-in"), "").await;
    assert_eq!(page.status, 200);
    for name in ["Camille", "Paul", "Ines"] {
        let button = format!("<button name=\"person\" value=\"{name}\">");
        assert!(page.text.contains(&button), "{}", page.text);
    }
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'"),
        "{policy}"
    );
    assert_eq!(
        page.header("referrer-policy"),
        "same-origin",
        "forms say where they come from"
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(!page.text.contains("style=") && !page.text.contains("<script>"));
    let (_, style) = page
        .text
        .split_once("<link rel=\"stylesheet\" href=\"")
        .unwrap();
    let style = style.split('"').next().unwrap();
    let style = sent(&router, Request::get(style), "").await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");

    let cookie = signed_in(&router, "Camille").await;
    let told = me(&router, &cookie).await;
    assert!(told.text.contains("\"camille\"") && told.text.contains("\"session\""));
    let page = Request::get("/sign-in").header("cookie", &cookie);
    let page = sent(&router, page, "").await;
    assert!(page.text.contains("You are signed in as Camille"));
    door.close().await;
}

#[tokio::test]
async fn who_signs_in_goes_where_they_wanted_to_and_nowhere_else() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let home = sent(&router, Request::get("/"), "").await;
    assert_eq!((home.status, home.header("location")), (303, "/sign-in"));
    let asked = sent(&router, Request::get("/claims?status=paid"), "").await;
    let way = "/sign-in?next=%2Fclaims%3Fstatus%3Dpaid";
    assert_eq!((asked.status, asked.header("location")), (303, way));
    let page = sent(&router, Request::get(way), "").await;
    let hidden = "<input type=\"hidden\" name=\"next\" value=\"/claims?status=paid\">";
    assert!(page.text.contains(hidden), "{}", page.text);
    for (next, leads_to) in [
        ("%2Fclaims%3Fstatus%3Dpaid", "/claims?status=paid"),
        ("%2F%2Fevil.example", "/"),
        ("", "/"),
    ] {
        let body = format!("person=Camille&next={next}");
        let shown = form(&router, "/sign-in", "", &body).await;
        assert_eq!((shown.status, shown.header("location")), (303, leads_to));
    }
    // The people stand by organisation, those of partners first, with what each can do.
    let groups = ["Atelier Breton", "Camille", "Paul", "Helio Cloud", "Ines"];
    let places = groups.map(|name| page.text.find(name).unwrap());
    assert!(places.is_sorted(), "{}", page.text);
    assert!(page.text.contains("Reviews claims, asks for more"));
    door.close().await;
}

#[tokio::test]
async fn the_page_is_in_the_language_that_the_reader_likes_best() {
    let door = Door::open().await;
    let router = demonstration(&door);
    for (accepted, lang, title) in [
        ("fr-FR, en;q=0.5", "fr", "<h1>Connexion</h1>"),
        ("en", "en", "<h1>Sign in</h1>"),
        ("de", "en", "<h1>Sign in</h1>"),
    ] {
        let page = Request::get("/sign-in").header("accept-language", accepted);
        let page = sent(&router, page, "").await;
        assert_eq!(page.header("content-language"), lang);
        assert!(page.text.contains(&format!("<html lang=\"{lang}\"")));
        assert!(page.text.contains(title), "{}", page.text);
    }
    door.close().await;
}

#[tokio::test]
async fn where_there_is_no_demonstration_nobody_signs_in_by_a_click() {
    let door = Door::open().await;
    let told = sent(&door.router, Request::get("/sign-in"), "").await;
    assert_eq!(told.code(), (404, "no_such_resource".to_owned()));
    let told = form(&door.router, "/sign-in", "", "person=Camille").await;
    assert_eq!(told.code(), (404, "no_such_resource".to_owned()));
    let told = form(&door.router, "/sign-out", "", "from=here").await;
    assert_eq!((told.status, told.text.as_str()), (204, ""));
    door.close().await;
}

#[tokio::test]
async fn the_cookie_is_as_strict_as_the_outside_allows() {
    let door = Door::open().await;
    let plain = demonstration(&door);
    let shown = form(&plain, "/sign-in", "", "person=Paul").await;
    let cookie = shown.header("set-cookie");
    assert!(cookie.starts_with("claims="), "{cookie}");
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=604800"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert!(
        !cookie.contains("Secure") && !cookie.contains("Domain"),
        "{cookie}"
    );
    let https = state(&door)
        .with_personas(personas())
        .outside(Outside::Https);
    let https = web::router(https);
    let shown = form(&https, "/sign-in", "", "person=Paul").await;
    let cookie = shown.header("set-cookie");
    assert!(
        cookie.starts_with("__Host-claims=") && cookie.contains("Secure"),
        "{cookie}"
    );
    assert_eq!(me(&https, &shown.cookie()).await.status, 200);
    let elsewhere = shown.cookie().replace("__Host-", "");
    assert_eq!(me(&https, &elsewhere).await.code().0, 401);
    door.close().await;
}

#[tokio::test]
async fn a_wrong_choice_signs_nobody_in() {
    let door = Door::open().await;
    let router = demonstration(&door);
    for (body, status) in [
        ("person=Zoe", 422),
        ("person=", 422),
        ("", 422),
        ("person=camille", 422),
        ("person=%3Cscript%3E", 422),
    ] {
        let told = form(&router, "/sign-in", "", body).await;
        assert_eq!(
            (told.status, told.header("set-cookie")),
            (status, ""),
            "{body}"
        );
        assert!(!told.text.contains("<script>"), "{body}");
    }
    door.close().await;
}

#[tokio::test]
async fn a_cookie_that_is_not_ours_lets_nobody_in() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let cookie = signed_in(&router, "Camille").await;
    let token = cookie.split_once('=').unwrap().1;
    let over = (401, "session_over".to_owned());
    for odd in [
        "claims=".to_owned(),
        format!("claims={}", &token[1..]),
        format!("claims={token}x"),
        format!("claims={}", "a".repeat(43)),
        format!("{cookie}; {cookie}"),
        format!("claims=\"{token} \""),
    ] {
        assert_eq!(me(&router, &odd).await.code(), over, "{odd}");
    }
    let missing = (401, "credentials_missing".to_owned());
    for odd in [
        format!("Claims={token}"),
        format!("other={token}"),
        ";;".to_owned(),
    ] {
        assert_eq!(me(&router, &odd).await.code(), missing, "{odd}");
    }
    let beside = format!("theme=dark; {cookie}; lang=fr");
    assert_eq!(me(&router, &beside).await.status, 200);
    // A key that is shown is meant, good or not.
    let both = Request::get("/v1/me")
        .header("cookie", &cookie)
        .header("authorization", "Bearer clk_x");
    let told = sent(&router, both, "").await;
    assert_eq!(told.code(), (401, "credentials_invalid".to_owned()));
    door.close().await;
}

#[tokio::test]
async fn what_changes_something_by_a_cookie_must_come_from_our_own_page() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let cookie = signed_in(&router, "Paul").await;
    let asked = async |headers: &[(&str, &str)]| {
        let mut request = Request::post("/v1/keys")
            .header("host", "localhost:8080")
            .header("cookie", &cookie)
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        sent(&router, request, "{\"role\":\"partner_user\"}").await
    };
    let foreign = (403, "foreign_page".to_owned());
    assert_eq!(asked(&[]).await.code(), foreign);
    for headers in [
        [("origin", "http://evil.example")],
        [("origin", "null")],
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
    ] {
        assert_eq!(asked(&headers).await.code(), foreign, "{headers:?}");
    }
    let visit = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    assert_eq!(asked(&visit).await.code(), foreign, "a form elsewhere");
    assert_eq!(
        asked(&[("sec-fetch-site", "same-origin")]).await.status,
        201
    );
    assert_eq!(
        asked(&[("origin", "http://localhost:8080")]).await.status,
        201
    );
    // Whoever follows a link to here sees the page.
    let request = Request::get("/sign-in").header("cookie", &cookie);
    let request = visit.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    assert_eq!(sent(&router, request, "").await.status, 200);
    let framed = Request::get("/sign-in")
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "iframe");
    assert_eq!(sent(&router, framed, "").await.code(), foreign);
    door.close().await;
}

#[tokio::test]
async fn a_session_ends_when_nobody_asks_and_at_its_end_whoever_asks() {
    let door = Door::open().await;
    let limits = SessionLimits {
        idle: TimeDelta::days(3),
        whole: TimeDelta::days(5),
    };
    let router = web::router(
        state(&door)
            .with_personas(personas())
            .with_session_limits(limits),
    );
    let over = (401, "session_over".to_owned());
    on("2024-03-20");
    let cookie = signed_in(&router, "Camille").await;
    on("2024-03-23");
    assert_eq!(
        me(&router, &cookie).await.code(),
        over,
        "three days of silence"
    );

    on("2024-03-20");
    let cookie = signed_in(&router, "Camille").await;
    for day in ["2024-03-21", "2024-03-22", "2024-03-23", "2024-03-24"] {
        on(day);
        seen(&door, &router, &cookie, day).await;
    }
    on("2024-03-25");
    assert_eq!(me(&router, &cookie).await.code(), over, "five days in all");
    door.close().await;
}

/// Asks until it is written that somebody was seen on a day.
async fn seen(door: &Door, router: &Router, cookie: &str, day: &str) {
    let began = std::time::Instant::now();
    loop {
        assert_eq!(me(router, cookie).await.status, 200, "{day}");
        let last: Option<String> =
            sqlx::query_scalar("select max(seen_at)::date::text from sessions")
                .fetch_one(&door.scratch.pool)
                .await
                .unwrap();
        if last.as_deref() == Some(day) {
            return;
        }
        assert!(began.elapsed() < std::time::Duration::from_secs(10));
    }
}

#[tokio::test]
async fn who_signs_out_is_out_at_once_and_everywhere_if_they_say_so() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let (one, other) = (
        signed_in(&router, "Camille").await,
        signed_in(&router, "Camille").await,
    );
    let paul = signed_in(&router, "Paul").await;
    let is_in = async |cookie: &str| me(&router, cookie).await.status == 200;
    assert!(is_in(&one).await && is_in(&other).await);
    let out = form(&router, "/sign-out", &one, "").await;
    assert_eq!((out.status, out.header("location")), (303, "/sign-in"));
    let cookie = out.header("set-cookie");
    assert!(
        cookie.starts_with("claims=;") && cookie.contains("Max-Age=0"),
        "{cookie}"
    );
    assert!(!is_in(&one).await && is_in(&other).await);
    let third = signed_in(&router, "Camille").await;
    form(&router, "/sign-out", &other, "from=everywhere").await;
    assert!(!is_in(&other).await && !is_in(&third).await);
    assert!(is_in(&paul).await, "nobody else is signed out");
    // Once more does no harm.
    assert_eq!(
        form(&router, "/sign-out", &one, "from=here").await.status,
        303
    );
    let told = form(&router, "/sign-out", &paul, "from=space").await;
    assert_eq!(told.status, 422);
    assert!(is_in(&paul).await);
    door.close().await;
}

#[tokio::test]
async fn who_signs_in_as_another_is_no_longer_who_they_were() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let camille = signed_in(&router, "Camille").await;
    let shown = form(&router, "/sign-in", &camille, "person=Ines").await;
    let ines = shown.cookie();
    assert_ne!(camille, ines);
    assert!(me(&router, &ines).await.text.contains("\"ines\""));
    assert_eq!(me(&router, &camille).await.status, 401);
    door.close().await;
}

#[tokio::test]
async fn no_token_is_kept_as_it_is() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let cookie = signed_in(&router, "Camille").await;
    let token = cookie.split_once('=').unwrap().1;
    let key = door.post("/v1/keys").by(PAUL);
    let key = key.json(serde_json::json!({ "role": "partner_user" }));
    let key = key.send().await.done().text("key");
    let secret = key.rsplit_once('_').unwrap().1;
    let kept: String = sqlx::query_scalar(
        "select (select string_agg(sessions::text, ' ') from sessions)
             || (select string_agg(api_keys::text, ' ') from api_keys)",
    )
    .fetch_one(&door.scratch.pool)
    .await
    .unwrap();
    let hex = |text: &str| {
        text.bytes()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    for text in [token, secret] {
        assert!(!kept.contains(text) && !kept.contains(&hex(text)), "{kept}");
    }
    door.close().await;
}
