//! The demonstration and the server: the story told, and how they end.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;

use super::{Folder, Server, fails, run, shown_claim, stderr};

#[test]
fn the_people_of_the_story_come_in_with_their_keys_or_by_a_click_until_it_ends() {
    let folder = Folder::new();
    let (mut server, told) = Server::demo(&folder);
    let keys: BTreeMap<&str, &str> = told
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|words| words.len() == 4 && words[3].starts_with("clk_"))
        .map(|words| (words[0], words[3]))
        .collect();
    let people = ["Ada", "Camille", "Fay", "Ines", "Marc", "Paul", "Yann"];
    assert!(keys.keys().copied().eq(people), "{told}");
    for (name, key) in &keys {
        server.key = (*key).to_owned();
        let me = server.get("/v1/me");
        let user = format!("\"user\":\"{}\"", name.to_lowercase());
        assert!(me.contains(&user), "{me}");
    }
    // They have something to do, and the story can still be looked at as it ended.
    assert!(told.contains("Claims that are alive today: "), "{told}");
    assert!(told.contains("/?as_of_position="), "{told}");
    let page = server.get("/sign-in");
    assert!(page.contains("value=\"Camille\""), "{page}");
    assert!(!page.contains("Clock"), "the system has no door");
    // What they make meanwhile ends with them: whoever came by could be any of them.
    let made = post_as(
        &server.address,
        keys["Paul"],
        "/v1/keys",
        r#"{"role":"partner_user"}"#,
    );
    assert!(made.starts_with("HTTP/1.1 201"), "{made}");
    assert_eq!(server.signal("INT"), Some(0));
    let listed = run(&folder, &["keys", "list"]);
    let listed = String::from_utf8(listed.stdout).unwrap();
    assert_eq!(
        listed.matches("revoked").count(),
        people.len() + 1,
        "{listed}"
    );
}

fn post_as(address: &str, key: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_demonstration_shows_the_story_and_told_again_it_changes_nothing() {
    let folder = Folder::new();
    let first = run(&folder, &["demo", "--no-serve"]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let told = stderr(&first);
    assert!(told.contains("refused: no_proof"), "{told}");
    assert!(
        told.contains("refused: insufficient_funds (available 1100.00 EUR)"),
        "{told}"
    );
    let shown = String::from_utf8(first.stdout).unwrap();
    let figures = "18000.00\t0.00\t0.00\t0.00\t16900.00\t1100.00\t16900.00";
    assert!(shown.contains(figures), "{shown}");
    assert!(
        shown.contains("approved 7000.00 EUR of 7200.00 EUR"),
        "{shown}"
    );

    let again = run(&folder, &["demo", "--no-serve"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(String::from_utf8(again.stdout).unwrap(), shown);

    let overview = run(
        &folder,
        &["overview", "--json", "--partner", "atelier-breton"],
    );
    let lines: serde_json::Value = serde_json::from_slice(&overview.stdout).unwrap();
    assert_eq!(
        lines["overview"][0]["figures"]["paid"]["amount"],
        "16900.00"
    );
    assert_eq!(lines["overview"][0]["claims"][0]["count"], 2);
    let none = run(&folder, &["overview", "--json", "--partner", "nobody"]);
    let none: serde_json::Value = serde_json::from_slice(&none.stdout).unwrap();
    assert_eq!(none["overview"], serde_json::json!([]));

    let views = run(&folder, &["views", "--json"]);
    let views: serde_json::Value = serde_json::from_slice(&views.stdout).unwrap();
    assert_eq!(views["views"].as_array().unwrap().len(), 3);
    assert!(
        views["views"]
            .as_array()
            .unwrap()
            .iter()
            .all(|view| view["lag"] == 0),
        "{views}"
    );

    let claim = shown_claim(&folder);
    let history = run(&folder, &["history", &claim, "--json"]);
    let history: serde_json::Value = serde_json::from_slice(&history.stdout).unwrap();
    let replay = run(&folder, &["replay", &claim, "--json"]);
    let states: serde_json::Value = serde_json::from_slice(&replay.stdout).unwrap();
    let (history, states) = (
        history["events"].as_array().unwrap(),
        states["steps"].as_array().unwrap(),
    );
    assert_eq!(history.len(), states.len());
    assert_eq!(states.last().unwrap()["state"]["status"], "paid");
    let third = states[2]["position"].to_string();
    let early = run(
        &folder,
        &["replay", &claim, "--at-position", &third, "--json"],
    );
    let early: serde_json::Value = serde_json::from_slice(&early.stdout).unwrap();
    assert_eq!(early["steps"].as_array().unwrap().as_slice(), &states[..3]);
    fails(
        &folder,
        &["replay", &claim, "--at-position", "1"],
        3,
        "did not exist yet",
    );
    for command in ["history", "replay", "trace"] {
        fails(
            &folder,
            &[command, "claim_00000000000000000000000000"],
            3,
            "there is no claim claim_00000000000000000000000000",
        );
    }
    what_is_not_there_is_told(&folder);
    money_is_traced_and_adds_up(&folder, &claim);
}

/// Of the story's first claim: 7,000.00 were approved, all out of the first earning.
fn money_is_traced_and_adds_up(folder: &Folder, claim: &str) {
    let lines = |arguments: &[&str]| -> Vec<String> {
        let output = run(folder, arguments);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let told = String::from_utf8(output.stdout).unwrap();
        told.lines().map(str::to_owned).collect()
    };
    let all = lines(&["replay", "--all"]);
    assert_eq!(lines(&["replay", "--all"]), all);
    let digest = all.last().unwrap().rsplit('\t').next().unwrap();
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let json = run(folder, &["replay", "--all", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["digest"], digest);
    assert_eq!(json["totals"]["funds"][0]["paid"], "16900.00");
    let partner = lines(&["replay", "--partner", "atelier-breton"]);
    assert_ne!(
        partner.last(),
        all.last(),
        "the programme is not the partner's"
    );

    let traced = lines(&["trace", claim]);
    assert!(traced[1].contains("\t7000.00\t7000.00\t"), "{traced:?}");
    assert_eq!(traced.last().unwrap(), "paid\tEUR\t7000.00\t7000.00\tyes");
    let lot = traced[1].split('\t').next().unwrap();
    let earning = lines(&["trace", "--earning", lot]);
    assert!(
        earning.iter().any(|line| line.contains(claim)),
        "{earning:?}"
    );
    assert!(earning.last().unwrap().ends_with("\t9400.00\t0.00\tyes"));

    let balance = lines(&["balance"]);
    assert!(balance.contains(&"EUR\ttotal\t18000.00\t18000.00".to_owned()));
    assert!(balance.last().unwrap().ends_with("\t0\tyes"), "{balance:?}");

    fails(
        folder,
        &["balance", "--as-of", "9999-12-31"],
        2,
        "has not come yet",
    );
    fails(
        folder,
        &["balance", "--as-of", "soon"],
        2,
        "a moment is an instant",
    );
    fails(
        folder,
        &["balance", "--as-of", "2000-01-01"],
        3,
        "was still empty",
    );
    fails(
        folder,
        &["balance", "--at-position", "9999"],
        3,
        "has come to position",
    );
}

/// Unknown ids and partners are preconditions, whichever command asks for them.
fn what_is_not_there_is_told(folder: &Folder) {
    let missing = |arguments: &[&str], says: &str| fails(folder, arguments, 3, says);
    let lot = "lot_00000000000000000000000000";
    missing(&["trace", "--earning", lot], "there is no lot");
    let fund = "fund_00000000000000000000000000";
    missing(&["trace", "--fund", fund], "there is no fund");
    missing(
        &["trace", "--fund", fund, "--earning", lot],
        "there is no fund",
    );
    missing(&["replay", "--fund", fund], "there is no fund");
    missing(&["fund", fund], "there is no fund");
    missing(&["postings", fund], "there is no fund");
    let claim = "claim_00000000000000000000000000";
    missing(&["claim", claim], "there is no claim");
    let nobody = "there is no partner nobody: none of that name has a fund at position";
    missing(&["replay", "--partner", "nobody"], nobody);
    missing(&["balance", "--partner", "nobody"], nobody);
    let early = [
        "balance",
        "--partner",
        "atelier-breton",
        "--at-position",
        "1",
    ];
    missing(&early, "there is no partner atelier-breton");
    let out = folder.0.join("out");
    let export = [
        "export",
        "--format",
        "csv",
        "--what",
        "claims",
        "--partner",
        "nobody",
        "--out",
    ];
    missing(&[&export[..], &[out.to_str().unwrap()]].concat(), nobody);
    assert!(!out.exists(), "nothing was written for nobody");
}

#[test]
fn a_server_stops_cleanly_on_both_signals_and_shares_its_folder_with_nobody() {
    let folder = Folder::new();
    let mut server = Server::start(&folder, 1);
    assert!(server.get("/readyz").contains("ready"));
    fails(&folder, &["overview"], 3, "in use");
    let port = server.address.rsplit(':').next().unwrap().to_owned();
    let elsewhere = Folder::new();
    fails(
        &elsewhere,
        &["serve", "--port", &port],
        3,
        &format!("port {port} is in use"),
    );
    assert!(
        !elsewhere.data().exists(),
        "nothing is started for a port that is taken"
    );
    assert_eq!(server.signal("TERM"), Some(0));
    let mut server = Server::start(&folder, 2);
    assert_eq!(server.signal("INT"), Some(0));
    let pid = std::fs::read_to_string(folder.data().join("pgdata/postmaster.pid"));
    assert!(pid.is_err(), "the database went with it");
}
