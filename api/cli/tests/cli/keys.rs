//! Keys at the terminal: made, listed, revoked, and shown to a server.

use serde_json::Value;

use super::{Folder, Server, claims, fails, free_port, run, stderr};

/// Runs a command that gives one JSON document.
fn json(folder: &Folder, arguments: &[&str]) -> Value {
    let output = run(folder, &[arguments, &["--json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_key_is_made_listed_and_revoked() {
    let folder = Folder::new();
    json(&folder, &["migrate"]);
    let asked = "keys create --org helio-cloud --role finance --user fay --expires 2099-12-31";
    let asked: Vec<&str> = asked.split(' ').collect();
    let made = json(&folder, &asked);
    let text = |field: &str| made[field].as_str().unwrap();
    assert!(text("key").starts_with("clk_") && text("id").starts_with("key_"));
    assert_eq!(text("key").split('_').nth(1), text("id").split('_').nth(1));
    let said = ["org", "user", "role", "state", "expires"].map(text);
    let expires = "2099-12-31T23:59:59.999999Z";
    assert_eq!(said, ["helio-cloud", "fay", "finance", "active", expires]);
    assert_eq!(made["made_by"], Value::Null);

    let own = [
        "keys",
        "create",
        "--org",
        "helio-cloud",
        "--role",
        "operator",
    ];
    let own = run(&folder, &own);
    assert!(stderr(&own).contains("shown this once"));
    let own = String::from_utf8(own.stdout).unwrap();
    let mut lines = own.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let header = ["id", "key", "org", "user", "role", "expires (UTC)"];
    assert_eq!(lines.next().unwrap(), header);
    let row = lines.next().unwrap();
    assert_eq!((row[0], row[4], row[5]), (row[3], "operator", ""));

    let listed = json(&folder, &["keys", "list"]);
    let keys = listed["keys"].as_array().unwrap();
    assert_eq!((keys.len(), &listed["has_more"]), (2, &Value::Bool(false)));
    assert_eq!([&keys[0]["id"], &keys[1]["id"]], [row[0], text("id")]);
    assert!(!listed.to_string().contains("clk_"));

    let revoked = json(&folder, &["keys", "revoke", text("id")]);
    assert_eq!(revoked["state"], "revoked");
    let again = json(&folder, &["keys", "revoke", text("id")]);
    assert_eq!(again, revoked, "it stays as it was");
    let table = run(&folder, &["keys", "list"]);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(
        table.contains("revoked") && table.contains("active"),
        "{table}"
    );
}

#[test]
fn a_key_that_cannot_be_made_or_revoked_is_told() {
    let folder = Folder::new();
    let create = |rest: &str| -> Vec<String> {
        let words = format!("keys create --org helio-cloud {rest}");
        words.split(' ').map(str::to_owned).collect()
    };
    let refused = |rest: &str, code: i32, says: &str| {
        let words = create(rest);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        fails(&folder, &words, code, says);
    };
    refused("--role boss", 2, "programme_admin, auditor, operator\n");
    refused("--role finance --user a/b", 2, "a name has 1 to 64");
    refused("--role finance --expires soon", 2, "an instant is written");
    fails(
        &folder,
        &["keys", "create", "--role", "finance"],
        2,
        "--org",
    );
    fails(
        &folder,
        &["keys", "create", "--org", "helio-cloud"],
        2,
        "--role",
    );
    fails(
        &folder,
        &["keys", "revoke", "x"],
        2,
        "a key's id looks like",
    );
    fails(&folder, &["keys"], 2, "Usage");
    refused("--role finance", 3, "there is no ledger in the data folder");
    assert!(
        !folder.data().exists(),
        "nothing is made for a mistyped folder"
    );

    assert!(run(&folder, &["migrate"]).status.success());
    refused("--role system", 2, "it acts from inside alone");
    refused(
        "--role finance --expires 2020-01-01",
        2,
        "before it is made",
    );
    let none = "key_00000000000000000000000000";
    refused(
        &format!("--role finance --user {none}"),
        2,
        "no name for a person",
    );
    fails(
        &folder,
        &["keys", "revoke", none],
        3,
        "there is no such key",
    );
    let made = json(
        &folder,
        &["keys", "create", "--org", "a", "--role", "finance"],
    );
    // Whoever finds a key somewhere can revoke it as it is.
    let revoked = json(&folder, &["keys", "revoke", made["key"].as_str().unwrap()]);
    assert_eq!(revoked["id"], made["id"]);
    assert_eq!(revoked["state"], "revoked");
}

#[test]
fn a_server_that_nobody_can_ask_says_how_to_make_a_key() {
    let folder = Folder::new();
    let port = free_port();
    let mut command = claims(&folder);
    command.args(["serve", "--port", &port.to_string()]);
    let (mut server, told) = Server::run(&mut command, port, String::new());
    assert!(told.contains("`claims keys create`"), "{told}");
    assert_eq!(server.signal("TERM"), Some(0));
}
