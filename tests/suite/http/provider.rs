//! Providers of identities: a real one in a process of its own, and one that says whatever a test
//! wants, with keys that sign whatever a test wants.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use web::{Mapping, OidcOptions, RoleRule};

/// Who the ledger is to a provider.
pub const CLIENT: &str = "claims";

/// Says what the claims of a provider mean: `group → role@org`, or in the organisation of the token.
pub fn mapping(rules: &[(&str, &str, Option<&str>)]) -> Mapping {
    let rules = rules.iter().map(|(group, role, org)| RoleRule {
        group: (*group).to_owned(),
        role: role.parse().unwrap(),
        org: org.map(|org| org.parse().unwrap()),
    });
    let claim = |name: &str| name.parse().unwrap();
    let org = Some(claim("company"));
    Mapping::new(
        claim("preferred_username"),
        org,
        claim("groups"),
        rules.collect(),
    )
    .unwrap()
}

/// Trusts a provider on this machine.
pub fn trusting(issuer: &str, algorithm: &str, mapping: Mapping) -> OidcOptions {
    OidcOptions {
        issuer: issuer.parse().unwrap(),
        name: "Helio".parse().unwrap(),
        client_id: CLIENT.to_owned(),
        client_secret: Some(web::ClientSecret::new("geheim".to_owned())),
        scopes: vec!["profile".to_owned(), "email".to_owned()],
        algorithms: vec![algorithm.parse().unwrap()],
        mapping,
    }
}

/// A real provider, on loopback, gone with the test.
pub struct RealProvider {
    child: Child,
    port: u16,
    client: reqwest::Client,
}

impl RealProvider {
    /// Starts one that knows a person.
    pub fn start(person: &Value) -> Self {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = taken.local_addr().unwrap().port();
        drop(taken);
        Self::start_on(port, person)
    }

    pub fn start_on(port: u16, person: &Value) -> Self {
        let _ = tokio_rustls::rustls::crypto::ring::default_provider().install_default();
        let tools = std::env::var("CLAIMS_TEST_TOOLS").expect("the suite runs by `tests/run`");
        let child = Command::new(Path::new(&tools).join("oidc-provider-mock"))
            .args(["--port", &port.to_string(), "--user-claims"])
            .arg(person.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy();
        Self {
            child,
            port,
            client: client.build().unwrap(),
        }
    }

    pub fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Signs a person in on the provider's page; gives where it sends them back to.
    pub async fn signs_in(&self, page: &str, sub: &str) -> String {
        self.answers(page, &format!("sub={sub}")).await
    }

    /// Declines on the provider's page.
    pub async fn declines(&self, page: &str) -> String {
        self.answers(page, "action=deny").await
    }

    async fn answers(&self, page: &str, form: &str) -> String {
        assert!(page.starts_with(&self.issuer()), "{page}");
        let kind = "application/x-www-form-urlencoded";
        let asking = self.client.post(page).header("content-type", kind);
        let answer = asking.body(form.to_owned()).send().await.unwrap();
        let location = answer.headers()["location"].to_str().unwrap();
        location.to_owned()
    }
}

impl Drop for RealProvider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A key that signs tokens.
pub struct Signer {
    kid: &'static str,
    key: Key,
}

enum Key {
    Ed(Ed25519KeyPair),
    Es(EcdsaKeyPair),
}

impl Signer {
    /// Makes a key for EdDSA.
    pub fn ed(kid: &'static str) -> Self {
        let random = SystemRandom::new();
        let made = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
        let key = Key::Ed(Ed25519KeyPair::from_pkcs8(made.as_ref()).unwrap());
        Self { kid, key }
    }

    /// Makes a key for ES256.
    pub fn es(kid: &'static str) -> Self {
        let (random, algorithm) = (SystemRandom::new(), &ECDSA_P256_SHA256_FIXED_SIGNING);
        let made = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(algorithm, made.as_ref(), &random).unwrap();
        Self {
            kid,
            key: Key::Es(key),
        }
    }

    /// Gives the public half (RFC 7517, RFC 8037).
    pub fn jwk(&self) -> Value {
        let kid = self.kid;
        match &self.key {
            Key::Ed(key) => {
                let x = BASE64.encode(key.public_key());
                json!({ "kty": "OKP", "crv": "Ed25519", "use": "sig", "kid": kid, "x": x })
            }
            Key::Es(key) => {
                let point = key.public_key().as_ref();
                let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..]));
                json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": kid, "x": x, "y": y })
            }
        }
    }

    pub fn public_bytes(&self) -> Vec<u8> {
        match &self.key {
            Key::Ed(key) => key.public_key().as_ref().to_vec(),
            Key::Es(key) => key.public_key().as_ref().to_vec(),
        }
    }

    /// Gives the usual head of a token.
    pub fn head(&self) -> Value {
        let algorithm = match self.key {
            Key::Ed(_) => "EdDSA",
            Key::Es(_) => "ES256",
        };
        json!({ "alg": algorithm, "kid": self.kid, "typ": "JWT" })
    }

    pub fn token(&self, claims: &Value) -> String {
        self.signed(&self.head(), claims)
    }

    /// Signs whatever is said.
    pub fn signed(&self, head: &Value, claims: &Value) -> String {
        let text = unsigned(head, claims);
        let signature = match &self.key {
            Key::Ed(key) => key.sign(text.as_bytes()).as_ref().to_vec(),
            Key::Es(key) => {
                let signed = key.sign(&SystemRandom::new(), text.as_bytes());
                signed.unwrap().as_ref().to_vec()
            }
        };
        format!("{text}.{}", BASE64.encode(signature))
    }
}

/// Gives what of a token is signed (RFC 7515, 5.1).
pub fn unsigned(head: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    format!("{}.{}", part(head), part(claims))
}

/// What a provider is to say.
#[derive(Default)]
pub struct Script {
    pub keys: Vec<Value>,
    /// It answers nothing but errors.
    pub is_away: bool,
    /// What it answers to whoever brings a code.
    pub token: (u16, Value),
    /// What it knows of whoever has an access token.
    pub userinfo: Value,
    /// What it says of itself, beside the usual.
    pub metadata: Value,
    /// What it was asked for, with the bodies.
    pub asked: Vec<(String, String)>,
}

impl Script {
    /// Counts how often a path was asked for.
    pub fn times(&self, path: &str) -> usize {
        self.asked.iter().filter(|(asked, _)| asked == path).count()
    }
}

/// A provider that says whatever a test wants, on loopback.
pub struct FakeProvider {
    pub issuer: String,
    script: Arc<Mutex<Script>>,
}

impl FakeProvider {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let script: Arc<Mutex<Script>> = Arc::default();
        let state = (issuer.clone(), Arc::clone(&script));
        let router = Router::new().fallback(answer).with_state(state);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { issuer, script }
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    pub fn publishes(&self, keys: &[&Signer]) {
        self.script().keys = keys.iter().map(|key| key.jwk()).collect();
    }
}

async fn answer(
    State((issuer, script)): State<(String, Arc<Mutex<Script>>)>,
    request: Request<Body>,
) -> Response {
    let path = request.uri().path().to_owned();
    let body = axum::body::to_bytes(request.into_body(), 1 << 16).await;
    let body = String::from_utf8(body.unwrap().to_vec()).unwrap();
    let mut script = script.lock().unwrap();
    script.asked.push((path.clone(), body));
    if script.is_away {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let (status, said) = match path.as_str() {
        "/.well-known/openid-configuration" => (200, metadata(&issuer, &script.metadata)),
        "/jwks" => (200, json!({ "keys": script.keys })),
        "/token" => script.token.clone(),
        "/userinfo" => (200, script.userinfo.clone()),
        "/elsewhere" => return (StatusCode::FOUND, [("location", "/jwks")]).into_response(),
        "/huge" => return "x".repeat(1 << 20).into_response(),
        _ => (404, Value::Null),
    };
    (StatusCode::from_u16(status).unwrap(), axum::Json(said)).into_response()
}

fn metadata(issuer: &str, more: &Value) -> Value {
    let mut said = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        said[name] = value.clone();
    }
    said
}
