//! Who may ask what: every route, by every kind of caller, of what is theirs, others' or not there.
//!
//! `fixtures/http_access.csv` is the table for people; each of its cells is asked of the real router.

mod asking;
mod stage;
mod table;

use std::collections::BTreeSet;

use domain::access::{self, Operation};

use super::door::{Door, Told};
use asking::{How, request};
use stage::Stage;
use table::{CALLERS, Cell, OBJECTS, Row, Table};

/// What came of a request, as far as it tells of access; what a law says comes after that.
fn outcome(told: &Told) -> Cell {
    let code = told.body["code"].as_str().unwrap_or_default();
    match code {
        "credentials_missing" | "key_revoked" => Cell::Unidentified,
        "not_allowed" | "role_not_yours" => Cell::Forbidden,
        "claim_not_found"
        | "fund_not_found"
        | "programme_not_found"
        | "key_not_found"
        | "member_not_found" => Cell::NotFound,
        _ if told.status >= 500 => Cell::Broken,
        _ if is_empty(told) => Cell::Empty,
        _ => Cell::Ok,
    }
}

/// Tells whether a list has nothing in it, or several have.
fn is_empty(told: &Told) -> bool {
    let lists = [
        "claims",
        "tasks",
        "overview",
        "funds",
        "payments",
        "programmes",
        "keys",
        "members",
    ];
    let mut lists = lists
        .iter()
        .filter_map(|list| told.body[list].as_array())
        .peekable();
    // What has more is a list itself, and not a claim that has some.
    let is_list = !told.body["has_more"].is_null() || told.body.get("overview").is_some();
    is_list && lists.peek().is_some() && lists.all(Vec::is_empty)
}

#[tokio::test]
async fn every_caller_is_answered_by_every_route_as_the_table_says() {
    let door = Door::open().await;
    let stage = Stage::set(&door).await;
    let table = Table::read();
    let mut wrong = vec![];
    for row in &table.rows {
        for (caller, expected) in CALLERS.iter().zip(&row.cells) {
            let told = request(&door, &stage, (row, How::Plainly), caller).await;
            let found = outcome(&told);
            if found != *expected {
                wrong.push(format!(
                    "{row} by {caller}: {found}, not {expected}: {told:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    door.close().await;
}

#[tokio::test]
async fn what_a_caller_is_not_to_know_of_answers_byte_for_byte_like_what_is_not_there() {
    let door = Door::open().await;
    let stage = Stage::set(&door).await;
    let table = Table::read();
    let mut compared = 0;
    for missing in table.rows.iter().filter(|row| row.object == "missing") {
        let alike = table.rows.iter().filter(|row| row.is_route_of(missing));
        for row in alike.filter(|row| row.object != "missing") {
            for (n, caller) in CALLERS.iter().enumerate() {
                if (row.cells[n], missing.cells[n]) != (Cell::NotFound, Cell::NotFound) {
                    continue;
                }
                let all = How::of(row);
                let some = if row.object == "atelier's" {
                    all
                } else {
                    &all[..1]
                };
                for how in some {
                    let hidden = request(&door, &stage, (row, *how), caller).await;
                    let nothing = request(&door, &stage, (missing, *how), caller).await;
                    let what = format!("{row} by {caller}, {how:?}");
                    assert_eq!(hidden.body.to_string(), nothing.body.to_string(), "{what}");
                    assert_eq!(hidden.status, nothing.status, "{what}");
                    assert_eq!(hidden.headers, nothing.headers, "{what}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 500, "{compared}");
    door.close().await;
}

#[test]
fn every_route_is_in_the_table_with_every_object_it_is_about() {
    let table = Table::read();
    let routes = web::routes().into_iter();
    let routes: BTreeSet<String> = routes
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    let rows: BTreeSet<String> = table.rows.iter().map(Row::route).collect();
    assert_eq!(rows, routes);
    for row in &table.rows {
        let mut known = ["-"].iter().chain(OBJECTS.iter());
        assert!(known.any(|object| *object == row.object), "{row}");
        let of_route = table.rows.iter().filter(|other| other.is_route_of(row));
        let objects: BTreeSet<&str> = of_route.map(|row| row.object).collect();
        let is_about_something = objects.contains("missing") && objects.contains("atelier's");
        assert!(
            is_about_something || objects == BTreeSet::from(["-"]),
            "{row}"
        );
    }
}

#[test]
fn the_table_of_routes_allows_what_the_table_of_operations_allows() {
    for row in Table::read().rows {
        let Some(operation) = row.operation else {
            continue;
        };
        for (caller, cell) in CALLERS.iter().zip(&row.cells) {
            let Some(actor) = caller.actor() else {
                assert_eq!(*cell, Cell::Unidentified, "{row} by {caller}");
                continue;
            };
            let may = access::may_somewhere(actor.role, operation);
            // Keys and members are an organisation's own.
            let is_own = !matches!(operation, Operation::ManageKeys | Operation::ManageMembers)
                || actor.org.as_str() == "atelier-breton";
            let is_theirs = row.object == "atelier's" && caller.is_at_home && is_own;
            let is_at_home = row.object == "-" || is_theirs;
            match (may, is_at_home) {
                (true, true) => assert!(cell.is_let_in(), "{row} by {caller}"),
                (true, false) => {}
                // Who sees nothing of a kind is shown lists without rows.
                (false, _) => assert!(*cell != Cell::Ok, "{row} by {caller}"),
            }
        }
    }
    // Each operation that has a door is in the table.
    let rows = Table::read().rows;
    let known: BTreeSet<Operation> = rows.iter().filter_map(|row| row.operation).collect();
    let unasked = Operation::ALL
        .iter()
        .filter(|operation| !known.contains(operation));
    let unasked: Vec<&str> = unasked.map(|operation| operation.as_str()).collect();
    assert_eq!(
        unasked,
        [
            "add_vendor_only_comment",
            "reject_claim",
            "revoke_approval",
            "read_vendor_only_comments",
            "read_duplicates",
            // From the page of operations alone.
            "run_views",
        ],
        "parts of what other rows ask"
    );
}
