//! Texts that are hard to write down: formulas, quotes, line breaks, what XML and cells cannot hold.

use std::io::Read;

use application::export::{Format, What};
use flate2::read::DeflateDecoder;

use super::{Place, column, exported, lyon, told_of_two};

/// A title that a spreadsheet would run.
pub const TITLE: &str = "=HYPERLINK(\"http://example.org\";\"Salon\")";

/// A comment with all that breaks lines, cells and markup.
pub fn text() -> String {
    "-1+1 \"quoted\", 'single', a;b,c\r\nsecond line\ttab 🎉 é <tag attr=\"1\"> & _x0041_ \u{1}\u{8}\u{fffe} end"
        .to_owned()
}

/// A comment that is longer than a cell.
pub fn long() -> String {
    "long 🎉 ".repeat(8_000)
}

/// Takes an archive apart by its central directory, as readers do.
fn unzipped(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let u16_at = |at: usize| usize::from(u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()));
    let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let end = bytes.len() - 22;
    assert_eq!(&bytes[end..end + 4], b"PK\x05\x06");
    let (count, mut at) = (u16_at(end + 10), u32_at(end + 16));
    let mut entries = vec![];
    for _ in 0..count {
        assert_eq!(&bytes[at..at + 4], b"PK\x01\x02");
        let (crc, packed, unpacked) = (u32_at(at + 16), u32_at(at + 20), u32_at(at + 24));
        let (name_length, local) = (u16_at(at + 28), u32_at(at + 42));
        let name = String::from_utf8(bytes[at + 46..at + 46 + name_length].to_vec()).unwrap();
        assert_eq!(&bytes[local..local + 4], b"PK\x03\x04");
        let data = local + 30 + u16_at(local + 26) + u16_at(local + 28);
        let mut content = vec![];
        DeflateDecoder::new(&bytes[data..data + packed])
            .read_to_end(&mut content)
            .unwrap();
        assert_eq!(content.len(), unpacked);
        let mut sum = flate2::Crc::new();
        sum.update(&content);
        assert_eq!(sum.sum() as usize, crc, "{name}");
        entries.push((name, content));
        at += 46 + name_length;
    }
    entries
}

fn sheet(place: &Place, name: &str) -> String {
    let entries = unzipped(&place.bytes(name));
    let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
    for needed in ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"] {
        assert!(names.contains(&needed), "{names:?}");
    }
    let sheet = entries
        .into_iter()
        .find(|(name, _)| name == "xl/worksheets/sheet1.xml");
    String::from_utf8(sheet.unwrap().1).unwrap()
}

#[tokio::test]
async fn csv_holds_every_text_and_defuses_formulas() {
    let (scratch, _ledger) = told_of_two().await;
    let (place, _) = exported(&scratch.pool, Format::Csv, What::Claims).await;
    let claims = column(&place, "claims.csv", "claim");
    let at = claims
        .iter()
        .position(|id| *id == lyon().to_string())
        .unwrap();
    assert_eq!(
        column(&place, "claims.csv", "title")[at],
        format!("'{TITLE}")
    );
    assert_eq!(column(&place, "claims.csv", "location")[at], "'@SUM(A1)");
    let (place, _) = exported(&scratch.pool, Format::Csv, What::History).await;
    let sentences = column(&place, "history.csv", "sentence");
    assert!(sentences.contains(&format!("commented: {}", text())));
    let (place, _) = exported(&scratch.pool, Format::Csv, What::Postings).await;
    let amounts = column(&place, "postings.csv", "amount");
    assert!(
        amounts.iter().any(|amount| amount == "-5000.50"),
        "numbers of ours stay numbers"
    );
}

#[tokio::test]
async fn a_workbook_holds_texts_as_texts() {
    let (scratch, _ledger) = told_of_two().await;
    let (place, _) = exported(&scratch.pool, Format::Xlsx, What::Claims).await;
    let xml = sheet(&place, "claims.xlsx");
    assert!(!xml.contains("<f>"), "no cell is a formula");
    let title = TITLE.replace('"', "&quot;");
    let cell =
        format!("<c s=\"8\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{title}</t></is></c>");
    assert!(xml.contains(&cell), "{xml}");
    assert!(
        xml.contains("<c s=\"5\"><v>7200.00</v></c>"),
        "amounts are numbers"
    );
}

#[tokio::test]
async fn what_a_cell_cannot_hold_is_replaced_or_cut() {
    let (scratch, _ledger) = told_of_two().await;
    let (place, _) = exported(&scratch.pool, Format::Xlsx, What::History).await;
    let xml = sheet(&place, "history.xlsx");
    assert!(xml.contains("_x005F_x0041_ \u{fffd}\u{fffd}\u{fffd} end"));
    assert!(xml.contains("&#13;&#10;second line&#9;tab 🎉"));
    let longest = xml.split("</t>").map(|cell| {
        let text = cell.rsplit_once('>').map_or("", |(_, text)| text);
        text.encode_utf16().count()
    });
    // One character less where the cut would go through an emoji.
    assert!((32_766..=32_767).contains(&longest.max().unwrap()));
}

#[tokio::test]
async fn json_lines_hold_every_text_as_it_is() {
    let (scratch, _ledger) = told_of_two().await;
    let (place, _) = exported(&scratch.pool, Format::Jsonl, What::History).await;
    let sentences: Vec<String> = place
        .read("history.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|row| row["sentence"].as_str().unwrap().to_owned())
        .collect();
    assert!(sentences.contains(&format!("commented: {}", text())));
    let long = format!("commented, for the vendor's side alone: {}", long());
    assert!(sentences.contains(&long));
}
