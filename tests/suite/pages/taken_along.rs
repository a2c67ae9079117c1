//! The list of claims as a file: the filters of its page, read back as a reader would.

use std::io::{Cursor, Read};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt;
use serde_json::json;
use tower::ServiceExt;

use super::{browser_of, demonstration};
use crate::http::door::Door;
use crate::http::stage::{CAMILLE, claim_body, complete, fund, under_review};

/// Gets a file as a signed-in browser does.
async fn taken(router: &Router, cookie: &str, path: &str) -> (HeaderMap, Vec<u8>) {
    let request = Request::get(path)
        .header("cookie", format!("claims={cookie}"))
        .header("accept-language", "fr");
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    let (head, body) = response.into_parts();
    (
        head.headers,
        body.collect().await.unwrap().to_bytes().to_vec(),
    )
}

/// Gives a part of a workbook.
fn part(book: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(book)).unwrap();
    let mut text = String::new();
    let mut file = archive.by_name(name).unwrap();
    file.read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn the_list_is_taken_along_with_its_filters() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let fund = fund(&door).await;
    under_review(&door, &fund, "7350.55").await;
    complete(&door, &fund, "20.00").await;
    let mut odd = claim_body(&fund, "10.00");
    odd["title"] = json!("=1+1, \"Café\"");
    let filed = door.post("/v1/claims").by(CAMILLE).json(odd).send().await;
    filed.done();
    let position = *door.ledger.head().borrow();
    let camille = browser_of(&router, "Camille").await;
    let cookie = camille.cookie("claims").unwrap();
    let at = format!("as_of_position={position}");

    let page = camille.get(&format!("/claims?status=editing&{at}")).await;
    let csv = format!("href=\"/claims.csv?status=editing&amp;{at}\"");
    assert!(
        page.text.replace("&#38;", "&amp;").contains(&csv),
        "{}",
        page.text
    );
    let (headers, bytes) = taken(&router, &cookie, &format!("/claims.csv?{at}")).await;
    assert_eq!(headers["content-type"], "text/csv; charset=utf-8");
    let name = headers["content-disposition"].to_str().unwrap();
    assert!(
        name.starts_with("attachment; filename=\"claims-") && name.ends_with(".csv\""),
        "{name}"
    );
    let text = String::from_utf8(bytes).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let cell = |row: &csv::StringRecord, column: &str| {
        let place = columns.iter().position(|known| known == column).unwrap();
        row[place].to_owned()
    };
    assert_eq!(rows.len(), 3, "{text}");
    assert_eq!(cell(&rows[0], "title"), "'=1+1, \"Café\"", "no formula");
    assert_eq!(cell(&rows[2], "requested"), "7350.55");
    assert_eq!(cell(&rows[2], "status"), "under_review");
    assert_eq!(cell(&rows[2], "waits_for"), "approver");
    assert_eq!(cell(&rows[0], "requested"), "", "not asked for yet");
    let path = format!("/claims.csv?status=under_review&{at}");
    let (_, bytes) = taken(&router, &cookie, &path).await;
    assert_eq!(String::from_utf8(bytes).unwrap().lines().count(), 2);

    let (headers, book) = taken(&router, &cookie, &format!("/claims.xlsx?{at}")).await;
    let kind = headers["content-type"].to_str().unwrap();
    assert!(kind.ends_with("spreadsheetml.sheet"), "{kind}");
    let sheet = part(&book, "xl/worksheets/sheet1.xml");
    let words = part(&book, "xl/sharedStrings.xml");
    assert!(part(&book, "xl/workbook.xml").contains("name=\"Demandes\""));
    for word in ["Numéro", "En cours d’examen", "Atelier Breton"] {
        assert!(words.contains(word), "{word} in {words}");
    }
    assert!(words.contains("=1+1"), "{words}");
    assert!(!sheet.contains("<f>"), "no cell is a formula: {sheet}");
    assert!(
        sheet.contains("<v>7350.55</v>"),
        "amounts are numbers: {sheet}"
    );
    // 14 March 2024, as Excel counts days.
    assert!(sheet.contains("<v>45365</v>"), "days are days: {sheet}");
    let styles = part(&book, "xl/styles.xml");
    assert!(
        styles.contains("yyyy\\-mm\\-dd") || styles.contains("yyyy-mm-dd"),
        "{styles}"
    );
    door.close().await;
}

#[tokio::test]
async fn a_file_holds_what_its_reader_sees_and_nobody_elses() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let fund = fund(&door).await;
    complete(&door, &fund, "20.00").await;
    let position = *door.ledger.head().borrow();
    for (name, lines) in [("Camille", 2), ("Ines", 2), ("Yann", 1)] {
        let browser = browser_of(&router, name).await;
        let cookie = browser.cookie("claims").unwrap();
        let path = format!("/claims.csv?as_of_position={position}");
        let (_, bytes) = taken(&router, &cookie, &path).await;
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.lines().count(), lines, "{name}: {text}");
    }
    door.close().await;
}

#[tokio::test]
async fn a_reader_chooses_rows_partners_and_what_needs_them() {
    let door = Door::open().await;
    let router = demonstration(&door);
    let fund = fund(&door).await;
    for _ in 0..26 {
        let body = claim_body(&fund, "10.00");
        let filed = door.post("/v1/claims").by(CAMILLE).json(body).send().await;
        filed.done();
    }
    let position = *door.ledger.head().borrow();
    let at = format!("as_of_position={position}");
    let rows = |page: &str| page.matches("class=\"rowlink\"").count();
    let camille = browser_of(&router, "Camille").await;
    assert_eq!(rows(&camille.get(&format!("/claims?{at}")).await.text), 26);
    let page = camille.get(&format!("/claims?limit=25&{at}")).await;
    assert_eq!(rows(&page.text), 25);
    let page = camille.get(&format!("/claims?{at}")).await;
    assert_eq!(rows(&page.text), 25, "the browser keeps it");
    camille.get(&format!("/claims?limit=7&{at}")).await;
    let page = camille.get(&format!("/claims?{at}")).await;
    assert_eq!(rows(&page.text), 25, "one of a few");
    assert!(page.text.contains(">Needs you</a>"), "{}", page.text);
    assert!(!page.text.contains("name=\"partner\""), "{}", page.text);
    let ines = browser_of(&router, "Ines").await;
    let page = ines
        .get(&format!("/claims?{at}&partner=atelier-breton"))
        .await;
    let option = "<option value=\"atelier-breton\" selected>Atelier Breton</option>";
    assert!(page.text.contains(option), "{}", page.text);
    let needs = "status=submitted%2Cdisputed";
    assert!(page.text.contains(needs), "{}", page.text);
    door.close().await;
}
