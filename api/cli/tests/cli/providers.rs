//! Providers of identities in the settings: what is refused, what is shown, what is not.

use super::{Folder, Server, claims, fails};

const OIDC: &str = "
[oidc]
issuer = \"https://login.example/realms/helio\"
client_id = \"claims\"
client_secret = \"geheim\"
user_claim = \"preferred_username\"

[[oidc.role]]
group = \"claims-approvers\"
role = \"approver\"
org = \"helio-cloud\"
";

const JWT: &str = "
[jwt]
issuer = \"https://login.example/realms/helio\"
audience = \"https://claims.example\"
jwks = \"https://login.example/realms/helio/certs\"
algorithms = [\"ES256\", \"EdDSA\"]
groups_claim = \"azp\"

[[jwt.role]]
group = \"erp\"
role = \"finance\"
org = \"helio-cloud\"
";

fn written(folder: &Folder, text: &str) {
    std::fs::write(folder.0.join("claims.toml"), text).unwrap();
}

#[test]
fn wrong_settings_of_providers_are_told_before_anything_is_started() {
    let folder = Folder::new();
    for (right, wrong, says) in [
        (
            "issuer = \"https://login",
            "issuer = \"http://login",
            "oidc.issuer: an address of a provider",
        ),
        ("client_id = \"claims\"\n", "", "client_id"),
        (
            "client_id = \"claims\"",
            "client_id = \"\"",
            "oidc.client_id: it is a word",
        ),
        (
            "client_id = \"claims\"",
            "scopes = [\"a b\"]\nclient_id = \"claims\"",
            "oidc.scopes: a scope is one word",
        ),
        (
            "client_id = \"claims\"",
            "algorithms = [\"HS256\"]\nclient_id = \"claims\"",
            "oidc.algorithms: an algorithm is one of RS256, ES256, EdDSA",
        ),
        (
            "client_id = \"claims\"",
            "algorithms = []\nclient_id = \"claims\"",
            "oidc.algorithms: name at least one",
        ),
        (
            "client_id = \"claims\"",
            "name = \"\"\nclient_id = \"claims\"",
            "oidc.name: a provider's name",
        ),
        (
            "user_claim = \"preferred_username\"",
            "user_claim = \"\"",
            "oidc.user_claim: a claim is named such as",
        ),
        ("user_claim", "user_clam", "user_clam"),
        ("group =", "groups =", "groups"),
        (
            "role = \"approver\"",
            "role = \"operator\"",
            "oidc.role: the role operator is not given from outside",
        ),
        (
            "role = \"approver\"",
            "role = \"system\"",
            "oidc.role: the role system is not given from outside",
        ),
        (
            "role = \"approver\"",
            "role = \"boss\"",
            "oidc.role: there is no role \"boss\"",
        ),
        (
            "org = \"helio-cloud\"",
            "",
            "oidc.role: a role names an organisation by `org`",
        ),
        (
            "org = \"helio-cloud\"",
            "org = \"helio cloud\"",
            "oidc.role: a name has 1 to 64",
        ),
        (
            "group = \"claims-approvers\"",
            "group = \"\"",
            "oidc.role: a role names the `group`",
        ),
    ] {
        assert!(OIDC.contains(right), "{right}");
        written(&folder, &OIDC.replacen(right, wrong, 1));
        fails(&folder, &["serve"], 2, says);
    }
    for (right, wrong, says) in [
        ("audience = \"https://claims.example\"\n", "", "audience"),
        (
            "jwks = \"https",
            "jwks = \"http",
            "jwt.jwks: an address of a provider",
        ),
        (
            "\"EdDSA\"",
            "\"none\"",
            "jwt.algorithms: an algorithm is one of",
        ),
        (
            "groups_claim",
            "client_secret = \"x\"\ngroups_claim",
            "client_secret",
        ),
    ] {
        written(&folder, &JWT.replacen(right, wrong, 1));
        fails(&folder, &["serve"], 2, says);
    }
    let (without_roles, _) = JWT.split_once("[[").unwrap();
    written(&folder, without_roles);
    fails(
        &folder,
        &["serve"],
        2,
        "without a [[jwt.role]] no token lets anybody in",
    );
    assert!(!folder.data().exists(), "nothing is started for it");
}

#[test]
fn settings_of_providers_are_shown_and_the_secret_is_not() {
    let folder = Folder::new();
    written(&folder, &format!("{OIDC}{JWT}"));
    let shown = |secret: &str, arguments: &[&str]| {
        let output = claims(&folder)
            .env("CLAIMS_OIDC_CLIENT_SECRET", secret)
            .args(arguments)
            .output()
            .unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(
            !text.contains("geheim") && !text.contains("verborgen"),
            "{text}"
        );
        text
    };
    shown("", &["config", "show"]);
    for (secret, source) in [("", "claims.toml"), ("verborgen", "environment")] {
        let text = shown(secret, &["config", "show", "--json"]);
        let shown: serde_json::Value = serde_json::from_str(&text).unwrap();
        for (setting, value, source) in [
            (
                "oidc.issuer",
                "https://login.example/realms/helio".into(),
                "claims.toml",
            ),
            ("oidc.name", "login.example".into(), "default"),
            ("oidc.client_secret", "(hidden)".into(), source),
            (
                "oidc.scopes",
                serde_json::json!(["profile", "email"]),
                "default",
            ),
            ("oidc.algorithms", serde_json::json!(["RS256"]), "default"),
            (
                "oidc.user_claim",
                "preferred_username".into(),
                "claims.toml",
            ),
            ("oidc.groups_claim", "groups".into(), "default"),
            ("jwt.user_claim", "sub".into(), "default"),
            ("jwt.groups_claim", "azp".into(), "claims.toml"),
            (
                "jwt.algorithms",
                serde_json::json!(["ES256", "EdDSA"]),
                "claims.toml",
            ),
        ] {
            assert_eq!(shown[setting]["value"], value, "{setting}: {shown}");
            assert_eq!(shown[setting]["source"], source, "{setting}: {shown}");
        }
        let role = &shown["oidc.role"]["value"][0];
        assert_eq!(role["group"], "claims-approvers", "{shown}");
        assert_eq!(
            (role["role"].as_str(), role["org"].as_str()),
            (Some("approver"), Some("helio-cloud"))
        );
    }
}

#[test]
fn a_server_begins_while_its_providers_are_away() {
    let folder = Folder::new();
    // An address of nobody (RFC 2606).
    let away = format!("{OIDC}{JWT}").replace("login.example", "login.invalid");
    written(&folder, &away);
    let mut server = Server::start_with(&folder, &[]);
    assert_eq!(server.signal("TERM"), Some(0));
}
